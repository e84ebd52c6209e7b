/** A line of one panel: the times of one way for several sizes. */
export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
}

interface Point {
  /** The number of lessons. */
  readonly size: number;
  readonly seconds: number;
}

/** One job with all ways of doing it. */
export interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
}

const panelWidth = 400;
const panelHeight = 250;
const inner = { left: 52, right: 16, top: 34, bottom: 34 } as const;
/** The size of the legend. */
const row = { names: 4, height: 24 } as const;

/** Styles that readers with colour blindness can tell apart too, on white and on black. */
const styles = [
  { colour: '#d55e00', dash: '', width: 3 },
  { colour: '#d55e00', dash: '5 4', width: 3 },
  { colour: '#0072b2', dash: '', width: 2 },
  { colour: '#8a8a8a', dash: '', width: 2 },
  { colour: '#009e73', dash: '', width: 2 },
  { colour: '#009e73', dash: '5 4', width: 2 },
  { colour: '#a45fc4', dash: '', width: 2 },
  { colour: '#a45fc4', dash: '5 4', width: 2 },
] as const;

/**
 * Seconds by number of lessons as an SVG, a panel for each job, two in a row; both axes are logarithmic. It
 * has no background, and greys that are readable on white and on black.
 */
export function chart(panels: readonly Panel[]): string {
  // Not every way does every job, so the job of most ways gives their order.
  const byWays = panels.toSorted((a, b) => b.lines.length - a.lines.length);
  const names = [...new Set(byWays.flatMap(({ lines }) => lines.map(({ name }) => name)))];
  const legendHeight = 6 + row.height * Math.ceil(names.length / row.names);
  const rows = Math.ceil(panels.length / 2);
  const width = 2 * panelWidth;
  const height = legendHeight + rows * panelHeight;
  const scales = scalesOf(panels);
  const drawn = panels.map((panel, index) => {
    const x = (index % 2) * panelWidth;
    const y = legendHeight + Math.floor(index / 2) * panelHeight;
    return group(x, y, panelParts(panel, names, scales));
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">`,
    `<style>${style}</style>`,
    ...legend(names),
    ...drawn.flat(),
    '</svg>',
    '',
  ].join('\n');
}

const label = 'Seconds by number of lessons, for each job and each way of doing it';

const style = [
  'text{font:12px system-ui,sans-serif;fill:#57606a}',
  '.title{font-weight:600}',
  '.grid{stroke:#57606a;stroke-opacity:.25}',
  '@media(prefers-color-scheme:dark){text{fill:#b1bac4}.grid{stroke:#b1bac4}}',
].join('');

/** The scales from a size to x and from seconds to y, within a panel. */
interface Scales {
  readonly sizes: readonly number[];
  /** Powers of ten. */
  readonly seconds: readonly number[];
  readonly x: (size: number) => number;
  readonly y: (seconds: number) => number;
}

function scalesOf(panels: readonly Panel[]): Scales {
  const points = panels.flatMap(({ lines }) => lines.flatMap((line) => line.points));
  const sizes = [...new Set(points.map(({ size }) => size))].sort((a, b) => a - b);
  const exponents = points.map(({ seconds }) => Math.log10(seconds));
  const least = Math.floor(Math.min(0, ...exponents));
  const most = Math.max(least + 1, Math.ceil(Math.max(0, ...exponents)));
  const first = Math.log10(sizes[0] ?? 1);
  const breadth = Math.log10(sizes.at(-1) ?? 1) - first;
  const x = (size: number) => {
    // A single size is in the middle.
    const share = breadth === 0 ? 0.5 : (Math.log10(size) - first) / breadth;
    return inner.left + 12 + share * (panelWidth - inner.left - inner.right - 24);
  };
  const y = (seconds: number) => {
    const share = (Math.log10(seconds) - least) / (most - least);
    return panelHeight - inner.bottom - share * (panelHeight - inner.top - inner.bottom);
  };
  const seconds = Array.from({ length: most - least + 1 }, (_, index) => 10 ** (least + index));
  return { sizes, seconds, x, y };
}

function panelParts({ title, lines }: Panel, names: readonly string[], scales: Scales): string[] {
  const { sizes, seconds, x, y } = scales;
  const right = panelWidth - inner.right;
  const bottom = panelHeight - inner.bottom;
  return [
    text(inner.left, 20, title, 'class="title"'),
    ...seconds.flatMap((tick) => [
      `<path class="grid" d="M${inner.left} ${round(y(tick))}H${right}"/>`,
      text(inner.left - 6, round(y(tick)) + 4, `${Number(tick.toPrecision(1))} s`, end),
    ]),
    ...sizes.map((size) => text(round(x(size)), bottom + 18, size.toLocaleString('en'), middle)),
    ...lines.flatMap(({ name, points }) => {
      const places = points.map(
        (point) => [round(x(point.size)), round(y(point.seconds))] as const,
      );
      return drawn(places, names.indexOf(name));
    }),
  ];
}

const end = 'text-anchor="end"';
const middle = 'text-anchor="middle"';

function drawn(places: readonly (readonly [number, number])[], index: number): string[] {
  const { colour, dash, width } = styleOf(index);
  const line = places.map(([x, y]) => `${x} ${y}`).join('L');
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  return [
    `<path fill="none" stroke="${colour}" stroke-width="${width}"${dashes} d="M${line}"/>`,
    ...places.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="${width + 1}" fill="${colour}"/>`),
  ];
}

function legend(names: readonly string[]): string[] {
  const each = (2 * panelWidth - inner.left) / row.names;
  return names.flatMap((name, index) => {
    const x = round(inner.left + (index % row.names) * each);
    const y = 16 + row.height * Math.floor(index / row.names);
    const sample = [
      [x, y],
      [x + 18, y],
    ] as const;
    return [...drawn(sample, index), text(x + 26, y + 4, name)];
  });
}

function styleOf(index: number): (typeof styles)[number] {
  return styles[index % styles.length] ?? styles[0];
}

function group(x: number, y: number, parts: readonly string[]): string[] {
  return [`<g transform="translate(${x} ${y})">`, ...parts, '</g>'];
}

function text(x: number, y: number, content: string, attributes = ''): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}"${attributes && ` ${attributes}`}>${escaped}</text>`;
}

/** A value rounded to tenths of a pixel. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
