import type { SourceLines } from '../document/place.ts';
import type { Severity } from '../model/problem-codes.ts';
import type { SignName, Style } from './document.ts';

/** The levels of detail: the tally, the outline of changed nodes, or every field too. */
export const details = ['summary', 'tree', 'fields'] as const;
/** One level of detail. */
export type Detail = (typeof details)[number];

/** How results are shown: colours, width, symbols, level of detail. */
export interface Look {
  readonly colour: boolean;
  /** The width in columns. Prose is wrapped to it; commands are never cut. */
  readonly width: number;
  /** Whether signs may be more than ASCII. Titles always keep their letters. */
  readonly unicode: boolean;
  readonly detail: Detail;
  /** Whether every change of a plan has its line; otherwise long lists are shortened and counted. */
  readonly isWhole?: boolean;
  /** Finds the source lines of problems. */
  readonly sources: SourceLines;
  /**
   * Whether a person reads the text on a terminal: longer lines are broken at blanks, and titles from right
   * to left are isolated. Files and pipes keep their lines.
   */
  readonly isScreen?: boolean;
  /** The origin for the foot of an HTML page; absent: the page does not name its origin. */
  readonly origin?: PageOrigin;
}

/** When and from what a page was made, for people who find it later. Times are ISO 8601 in UTC. */
export interface PageOrigin {
  readonly at: string;
  /** The version of this tool. */
  readonly version: string;
  /** The commit that was checked out. */
  readonly commit?: PageCommit;
}

interface PageCommit {
  readonly id: string;
  readonly author: string;
  readonly date: string;
  /** Whether the catalog had edits that the commit lacks. */
  readonly isEdited?: boolean;
}

/** The formats of results. Help texts and options list them from here. */
export const formats = ['human', 'json', 'markdown', 'html'] as const;

/** The name of a format, as options take it. */
export type Format = (typeof formats)[number];

/** The formats of a run that writes: `jsonl` reports events as they happen, a line of JSON each. */
export const streamedFormats = [...formats, 'jsonl'] as const;
export type StreamedFormat = (typeof streamedFormats)[number];

/** The formats of check results that repository hosts read. */
export const reportFormats = ['sarif', 'junit', 'codeclimate', 'github'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** The format for each extension of an output file. */
export const formatOfExtension: ReadonlyMap<string, Format> = new Map([
  ['.txt', 'human'],
  ['.json', 'json'],
  ['.md', 'markdown'],
  ['.html', 'html'],
]);

/** Select Graphic Rendition: the code that starts a style and the code that ends it. */
const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const satisfies Record<Style, readonly [number, number]>;

/** Colours a text if it has a style and the look has colours. Text from outside must be escaped before. */
export function paint(style: Style | undefined, text: string, look: Look): string {
  if (!style || !look.colour || text === '') return text;
  const [start, end] = codes[style];
  return `\u001b[${start}m${text}\u001b[${end}m`;
}

interface Shape {
  readonly unicode: string;
  readonly ascii: string;
  readonly colour: Style;
}

/** The sign of each action, in Unicode and ASCII, and its colour. */
export const signs = {
  create: { unicode: '+', ascii: '+', colour: 'green' },
  update: { unicode: '~', ascii: '~', colour: 'yellow' },
  move: { unicode: '↕', ascii: '>', colour: 'cyan' },
  reorder: { unicode: '↕', ascii: '>', colour: 'cyan' },
  retire: { unicode: '-', ascii: '-', colour: 'red' },
  released: { unicode: '→', ascii: '>', colour: 'cyan' },
  refused: { unicode: '!', ascii: '!', colour: 'red' },
} as const satisfies Record<SignName, Shape>;

/** The sign of an action or a refused change, coloured if the look has colours. */
export function sign(of: SignName, look: Look): string {
  const { unicode, ascii, colour } = signs[of];
  return paint(colour, look.unicode ? unicode : ascii, look);
}

/** The word and colour of each severity. */
export const severities = {
  error: { word: 'Error', colour: 'red' },
  warning: { word: 'Warning', colour: 'yellow' },
} as const satisfies Record<Severity, { word: string; colour: Style }>;

/** The arrow between an old and a new value. */
export function arrow(look: Look): string {
  return look.unicode ? '→' : '->';
}

/** The sign for omitted text. */
export function ellipsis(look: Look): string {
  return look.unicode ? '…' : '...';
}
