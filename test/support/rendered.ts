import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { expect } from 'vitest';

/** A page as GitHub's flavour of Markdown makes it. */
interface Rendered {
  /** Opening and closing tags with their attributes, code left out. */
  readonly tags: readonly string[];
  /** What readers see outside of code, with character references resolved. */
  readonly text: string;
  readonly comments: readonly string[];
}

function rendered(markdown: string): Rendered {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  const comments = [...html.matchAll(/<!--([\s\S]*?)-->/g)].map(([, text = '']) => text.trim());
  const running = html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/(<code[^>]*>)[\s\S]*?(<\/code>)/g, '$1$2');
  const tags = [...running.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
  const text = running
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(lt|gt|quot|amp);/g, (_, name) => references[name] ?? '');
  return { tags, text, comments };
}

const references: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

/** What we write ourselves, and no text from outside may bring about. */
const ours =
  /^<\/?(?:h[34]|p|ul|li|strong|em|code|pre|details|summary|sub|table|thead|tbody|tr|th|td|br|hr)>$|^<details open>$|^<code class="language-(?:diff|text|yaml)">$/;

/** What GitHub links in finished text: mentions, issues, addresses of pages and of mail, commits. */
const linked =
  /(?:^|[^\w`])@\w|(?:^|\W)#\d|\bGH-\d|\w+:\/\/\w|\bwww\.\w|\w@\w+\.\w|\bmailto:\w+@\w|\b[\da-f]{40}\b/i;

/**
 * Fails if a page has tags, links, mentions or comments beside our own. `links`: addresses that we
 * give ourselves.
 */
export function expectTame(markdown: string, links: readonly string[] = []): Rendered {
  const page = rendered(markdown);
  const own = new Set(links.map((href) => `<a href="${href}">`));
  expect(page.tags.filter((tag) => !ours.test(tag) && tag !== '</a>' && !own.has(tag))).toEqual([]);
  for (const name of new Set(page.tags.map((tag) => /[a-z]\w*/.exec(tag)?.[0] ?? ''))) {
    if (name === 'br' || name === 'hr') continue;
    const opened = page.tags.filter((tag) => new RegExp(`^<${name}\\b`).test(tag)).length;
    const closed = page.tags.filter((tag) => tag === `</${name}>`).length;
    expect({ name, closed }).toEqual({ name, closed: opened });
  }
  expect(linked.exec(page.text)).toBeNull();
  return page;
}
