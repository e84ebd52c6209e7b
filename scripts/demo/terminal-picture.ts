import { displayWidth } from '../../src/text/fold.ts';

/** A run of characters with the same look: the active SGR numbers. */
interface Run {
  readonly text: string;
  readonly codes: ReadonlySet<number>;
}

const character = 8.4;
const line = 20;
const margin = 16;
const bar = 28;

/** The SVG attributes for the SGR numbers of the tool's terminal writer. */
const looks: ReadonlyMap<number, string> = new Map([
  [1, 'font-weight="700"'],
  [2, 'fill-opacity="0.6"'],
  [9, 'text-decoration="line-through"'],
  [31, 'fill="#ff938a"'],
  [32, 'fill="#7ee787"'],
  [33, 'fill="#f0c674"'],
  [34, 'fill="#79b8ff"'],
  [35, 'fill="#d2a8ff"'],
  [36, 'fill="#76d9e6"'],
]);

/**
 * The text of a terminal as an SVG of `columns` characters in width. Throws an Error if a line is longer, or
 * if the text holds a control that this picture cannot show.
 */
export function terminalPicture(text: string, columns: number): string {
  const lines = text.trimEnd().split('\n').map(runsOf);
  for (const runs of lines) {
    const length = displayWidth(runs.map((run) => run.text).join(''));
    if (length > columns) throw new Error(`A line has ${length} columns, not ${columns}.`);
  }
  const width = Math.ceil(columns * character) + 2 * margin;
  const height = bar + lines.length * line + margin;
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (colour, at) => `<circle cx="${margin + 6 + at * 20}" cy="16" r="6" fill="${colour}"/>`,
  );
  const texts = lines.map((runs, at) => {
    const spans = runs.map(spanOf).join('');
    return `<text x="${margin}" y="${bar + (at + 1) * line - 4}">${spans}</text>`;
  });
  const font = 'ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace';
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A terminal">`,
    '<title>A terminal</title>',
    `<rect width="${width}" height="${height}" rx="8" fill="#161b22"/>`,
    ...dots,
    `<g font-family="${font}" font-size="14" fill="#e6edf3">`,
    ...texts,
    '</g>',
    '</svg>',
  ].join('\n')}\n`;
}

function runsOf(text: string): readonly Run[] {
  const runs: Run[] = [];
  let codes: ReadonlySet<number> = new Set();
  const [first = '', ...styled] = text.split('\u001b[');
  if (first !== '') runs.push({ text: first, codes });
  for (const part of styled) {
    const [, numbers, rest = ''] = /^([\d;]*)m(.*)$/.exec(part) ?? [];
    if (numbers === undefined) throw new Error('The text moves the cursor.');
    codes = numbers.split(';').map(Number).reduce(after, codes);
    if (rest !== '') runs.push({ text: rest, codes });
  }
  return runs;
}

function after(codes: ReadonlySet<number>, code: number): ReadonlySet<number> {
  const ended = ends.get(code);
  if (ended !== undefined) return new Set([...codes].filter((each) => !ended(each)));
  if (!looks.has(code)) throw new Error(`The picture does not know the terminal's code ${code}.`);
  return new Set([...codes, code]);
}

const ends: ReadonlyMap<number, (code: number) => boolean> = new Map([
  [0, () => true],
  [22, (code: number) => code < 3],
  [29, (code: number) => code === 9],
  [39, (code: number) => code >= 30],
]);

function spanOf({ text, codes }: Run): string {
  // A picture has no cursor, so any other control would be lost.
  if (/\p{Cc}/u.test(text)) throw new Error('The text holds a control character.');
  const look = [...codes].map((code) => looks.get(code)).join(' ');
  // No-break spaces, since viewers collapse others.
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(' ', '\u00a0');
  return look === '' ? escaped : `<tspan ${look}>${escaped}</tspan>`;
}
