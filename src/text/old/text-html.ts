import { html, joined, type Markup } from '../html.ts';
import type { Look } from '../look.ts';
import { page } from '../page.ts';

/** What a renderer for people is asked, so that its colours can be taken over. */
export function forPage(look: Look): Look {
  return { ...look, colour: true, unicode: true, width: 100 };
}

/** A page with a text for people as it stands on a terminal, colours and all. */
export function textPage(title: string, shown: string): string {
  return page(title, html`<main>\n<h1>${title}</h1>\n${preformatted(shown)}\n</main>`);
}

/** Text with our own colour codes. Others cannot be in it: `escapeFor.terminal` spells them out. */
export function preformatted(shown: string): Markup {
  const lines = shown.trimEnd().split('\n').map(lineOf);
  return html`<pre>${joined(lines, '\n')}</pre>`;
}

const classes: ReadonlyMap<string, string> = new Map([
  ['1', 'bold'],
  ['2', 'dim'],
  ['31', 'red'],
  ['32', 'green'],
  ['33', 'yellow'],
  ['36', 'cyan'],
]);

function lineOf(line: string): Markup {
  // Texts and codes in turn, text first.
  const parts = line.split(/\p{Cc}\[(\d+)m/u);
  return joined(parts.map((part, at) => (at % 2 === 0 ? html`${part}` : tagOf(part))));
}

function tagOf(code: string): Markup {
  const name = classes.get(code);
  return name === undefined ? html`</span>` : html`<span class="${name}">`;
}
