import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** A page that shows a comment as GitHub does: its Markdown, with a similar style. */
export function pageOf(body: string): string {
  const html = micromark(body, {
    // The comment contains `<details>`; the extension filters the same HTML as GitHub.
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  return `<!doctype html>
<meta charset="utf-8">
<style>${style}</style>
<div class="comment">
<div class="head"><b>github-actions</b> <span class="bot">bot</span> commented now</div>
<div class="body">${coloured(html)}</div>
</div>
`;
}

/** Lines of a diff in the colours of GitHub. */
function coloured(html: string): string {
  return html.replace(
    /<code class="language-diff">([\s\S]*?)<\/code>/g,
    (_, text: string) =>
      `<code>${text
        .split('\n')
        .map((line) => {
          const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'gone' : '';
          return kind === '' ? line : `<span class="${kind}">${line}</span>`;
        })
        .join('\n')}</code>`,
  );
}

const style = `
body { margin: 0; padding: 16px; background: #fff; color: #1f2328;
  font: 14px/1.5 system-ui, sans-serif; }
.comment { border: 1px solid #d1d9e0; border-radius: 6px; }
.head { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; border-radius: 6px 6px 0 0;
  padding: 8px 16px; color: #59636e; }
.head b { color: #1f2328; }
.bot { border: 1px solid #d1d9e0; border-radius: 2em; padding: 0 6px; font-size: 12px; }
.body { padding: 16px; }
.body > :first-child { margin-top: 0; }
.body > :last-child { margin-bottom: 0; }
h3 { font-size: 17.5px; margin: 0 0 16px; font-weight: 600; }
p, ul, details { margin: 0 0 12px; }
ul { padding-left: 2em; }
ul ul { margin: 0; }
li + li { margin-top: 2px; }
summary { cursor: pointer; }
details[open] > summary { margin-bottom: 8px; }
code { background: #818b981f; border-radius: 6px; padding: .2em .4em;
  font: 12px/1.45 ui-monospace, monospace; }
pre { background: #f6f8fa; border-radius: 6px; padding: 12px; margin: 6px 0; overflow: hidden; }
pre code { background: none; padding: 0; }
.added { color: #116329; background: #dafbe1; }
.gone { color: #82071e; background: #ffebe9; }
a { color: #0969da; }
sub { font-size: 12px; vertical-align: baseline; color: #59636e; }
`;
