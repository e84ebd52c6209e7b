import { escapeFor, quotesApart } from './escape.ts';

/** The style of every page: light and dark, on paper too. The policy allows it by its hash. */
export const pageStyle = `
:root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --line: #d0d7de; --back: #fff;
  --tint: #f6f8fa; --create: #116329; --update: #7d4e00; --move: #0550ae; --retire: #a40e26;
  --ins: #d2f4d9; --del: #ffdcd7; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #9da7b3; --line: #3d444d;
  --back: #0d1117; --tint: #161b22; --create: #56d364; --update: #e3b341; --move: #79c0ff;
  --retire: #ff8e84; --ins: #12402a; --del: #5c1f1f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 72rem; margin: 0 auto; padding: 1rem 1.25rem 3rem; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: .5rem 0 0; }
h1 + p { margin-top: .25rem; }
h2 { font-size: 1.15rem; line-height: 1.3; margin: 1.75rem 0 .5rem; }
a { color: var(--move); }
:focus-visible { outline: 3px solid var(--move); outline-offset: 2px; }
code, pre { font: .86em/1.5 ui-monospace, monospace; }
pre { background: var(--tint); padding: .6rem .8rem; border-radius: 6px; white-space: pre-wrap; }
.soft, .soft code { color: var(--soft); }
.skip, .sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip:focus { position: static; width: auto; height: auto; clip-path: none; }
.tally { display: grid; grid-template-columns: repeat(4, minmax(4.5rem, 8rem)); gap: .6rem; margin: 1rem 0; }
.tally div { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: .4rem .8rem;
  border: 1px solid var(--line); border-top: 4px solid currentColor; border-radius: 6px; }
.tally dt { color: var(--soft); font-size: .87em; overflow-wrap: normal; }
.tally dd { margin: 0; font-size: 1.6rem; line-height: 1.3; }
.tally .none { color: var(--soft); }
.create { color: var(--create); } .update { color: var(--update); }
.move { color: var(--move); } .retire { color: var(--retire); }
.red { color: var(--retire); } .green { color: var(--create); } .yellow { color: var(--update); }
.cyan { color: var(--move); } .bold { font-weight: 600; } .dim { color: var(--soft); }
.problem { border-left: 4px solid var(--update); background: var(--tint); margin: 1rem 0; padding: .6rem 1rem; }
.problem.error { border-color: var(--retire); }
.problem p { margin: .3rem 0; }
.problem pre { border: 1px solid var(--line); }
.filter { display: inline-flex; flex-wrap: wrap; gap: .3rem 1.2rem; border: 1px solid var(--line); border-radius: 6px;
  margin: .25rem 0 .5rem; padding: .3rem .9rem .5rem; }
.filter legend { color: var(--soft); padding: 0 .3rem; }
.outline, .outline ul { list-style: none; margin: 0; padding: 0; }
.outline ul { margin-left: .55rem; padding-left: .9rem; border-left: 1px solid var(--line); }
.outline li { color: var(--text); margin: .25rem 0; }
.line { display: grid; grid-template-columns: 1.2rem minmax(0, 1fr); column-gap: .3rem; padding: .1rem .3rem; border-radius: 4px; }
.mark { text-align: center; font: 700 1em/1.5 ui-monospace, monospace; }
.kind { color: var(--soft); font-size: .87em; margin-right: .4rem; }
.note { margin-left: .5rem; }
.meta { display: block; color: var(--soft); font-size: .87em; }
.meta code + code { margin-left: .8rem; user-select: all; font-size: .8em; }
.create > .line .mark { color: var(--create); } .update > .line .mark { color: var(--update); }
.move > .line .mark { color: var(--move); } .retire > .line .mark { color: var(--retire); }
.same > .line { color: var(--soft); }
.ghost > .line { border: 1px dashed var(--move); }
:target > .line { background: var(--tint); outline: 2px solid var(--move); }
.title { font-weight: 600; }
.same > .line .title { font-weight: 400; }
.retire > .line .title, .ghost .title { text-decoration: line-through; }
.fields { margin: .15rem 0 .6rem 1.8rem; }
.fields summary { color: var(--soft); cursor: pointer; width: fit-content; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin-top: .25rem; }
th, td { border: 1px solid var(--line); padding: .25rem .6rem; text-align: left; vertical-align: top; }
thead th { background: var(--tint); font-weight: 600; }
th:first-child { width: 16rem; }
tbody th { font-weight: 400; }
td { white-space: pre-wrap; font: .9em/1.5 ui-monospace, monospace; }
ins, del { text-decoration: none; border-radius: 3px; padding: 0 .1em; }
ins { background: var(--ins); } del { background: var(--del); text-decoration: line-through; }
.plan:has(.show-create:checked) .outline li:not(.create):not(:has(.create)),
.plan:has(.show-update:checked) .outline li:not(.update):not(:has(.update)),
.plan:has(.show-move:checked) .outline li:not(.move):not(:has(.move)),
.plan:has(.show-retire:checked) .outline li:not(.retire):not(:has(.retire)) { display: none; }
.wide { overflow-x: auto; }
.grid { width: auto; table-layout: auto; margin: .5rem 0 1rem; }
.grid th:first-child { width: auto; min-width: 12rem; max-width: 26rem; position: sticky; left: 0; background: var(--back); }
.grid thead th:first-child { background: var(--tint); }
.grid td { font: inherit; white-space: normal; min-width: 7rem; }
.grid .none { color: var(--soft); }
.d1 { padding-left: 1.6rem; } .d2 { padding-left: 2.8rem; } .d3 { padding-left: 4rem; } .d4 { padding-left: 5.2rem; }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1rem; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; }
.origin { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .5rem; color: var(--soft); font-size: .87em; }
@media (max-width: 44rem) { main { padding: .5rem .9rem 2rem; }
  .tally { grid-template-columns: repeat(4, minmax(0, 1fr)); gap: .4rem; } .tally div { padding: .3rem .5rem; }
  .outline ul { margin-left: .3rem; padding-left: .4rem; } .fields { margin-left: .3rem; }
  .meta code + code { display: block; margin-left: 0; }
  table, tbody, tr, tbody th, td { display: block; width: auto; }
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  tr { border: 1px solid var(--line); border-radius: 6px; margin: .4rem 0; }
  th, td { border: 0; }
  .grid th:first-child { position: static; max-width: none; background: var(--tint); }
  th:first-child, tbody th { width: auto; background: var(--tint); }
  td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); font-family: system-ui, sans-serif; }
  .grid .none { display: none; }
  .d1 { padding-left: 1rem; } .d2 { padding-left: 1.4rem; } .d3 { padding-left: 1.8rem; } .d4 { padding-left: 2.2rem; } }
@media print { .filter, .skip { display: none; } main { max-width: none; padding: 0; }
  .fields::details-content { content-visibility: visible; display: block; height: auto; }
  .wide { overflow: visible; } .grid th:first-child { position: static; min-width: 10rem; } .grid td { min-width: 6rem; }
  .line, tr { break-inside: avoid; } .outline li { display: list-item !important; } }
`;

/** The SHA-256 of the style in base64: a page may have this style and no other. */
export const pageStyleHash = 'sha256-hWZwlFENqRchjUcQL+U0B2lXS6anNmBW/JxgsVzXl3c=';

/**
 * The Content Security Policy of a page: it may not load, run, frame or send anything. Only the one style is
 * allowed, by its hash, so that injected styles have no effect.
 */
const policy = `default-src 'none'; style-src '${pageStyleHash}'; base-uri 'none'; form-action 'none'`;

/** A whole page in one file. */
export function page(title: string, content: Markup): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${{ markup: pageStyle }}</style>
</head>
<body>
${content}
</body>
</html>
`.markup;
}

/** HTML that is safe to put on a page. Only the function `html` makes it. */
export interface Markup {
  readonly markup: string;
}

/** A value to insert between the literal parts; every text is escaped. */
type Value = Markup | string | number | undefined | readonly Markup[];

/** Writes HTML. Inserted values are text and never structure, unless this function made them. */
export function html(literals: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: literals.map((literal, at) => literal + textOf(values[at])).join('') };
}

function textOf(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escapeFor.html(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

/**
 * A line of words. Titles from right to left are isolated, so that they do not reorder the words around them.
 */
export function prose(text: string): Markup {
  return joined(
    quotesApart(
      text,
      (quote) => html`<bdi>${quote}</bdi>`,
      (part) => html`${part}`,
    ),
  );
}

export const nothing: Markup = { markup: '' };

export function joined(parts: readonly Markup[], between = ''): Markup {
  return { markup: parts.map(({ markup }) => markup).join(between) };
}
