import type { SourceLines } from '../document/place.ts';
import type { Severity } from '../model/problem-codes.ts';
import type { SignName, Style } from './document.ts';

/** How far a reader zooms in: the tally, the outline of changed nodes, or every field as well. */
export const details = ['summary', 'tree', 'fields'] as const;
/** One zoom level. */
export type Detail = (typeof details)[number];

/** How results are shown: colours, width, symbols, level of detail. */
export interface Look {
  readonly colour: boolean;
  /** In columns. Prose is wrapped to it; commands are never cut. */
  readonly width: number;
  /** false: ASCII only for our own signs. Titles keep their letters. */
  readonly unicode: boolean;
  readonly detail: Detail;
  /** Every change of a plan has its line, however many there are; else long lists are counted. */
  readonly isWhole?: boolean;
  /** Where the source lines of problems are looked up. */
  readonly sources: SourceLines;
  /**
   * A person reads it on a terminal: longer lines are broken at blanks, and titles written from right
   * to left are isolated. Files and pipes keep their lines.
   */
  readonly isScreen?: boolean;
  /** For the foot of an HTML page; absent: it says nothing of where it comes from. */
  readonly origin?: PageOrigin;
}

/** When and from what a page was made, for whoever finds it later. Times in ISO 8601, UTC. */
export interface PageOrigin {
  readonly at: string;
  /** Of this tool. */
  readonly version: string;
  /** What was checked out. */
  readonly commit?: { readonly id: string; readonly author: string; readonly date: string };
}

/** The formats of results. Help texts and options list them from here. */
export const formats = ['human', 'json', 'markdown', 'html'] as const;

/** The name of a format, as options take it. */
export type Format = (typeof formats)[number];

/** Of a run that writes: `jsonl` tells its events as they happen, a line of JSON each. */
export const streamedFormats = [...formats, 'jsonl'] as const;
export type StreamedFormat = (typeof streamedFormats)[number];

/** The formats in which hosts of repositories read what a check found. */
export const reportFormats = ['sarif', 'junit', 'codeclimate', 'github'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** The format that the name of an output file asks for. */
export const formatOfExtension: ReadonlyMap<string, Format> = new Map([
  ['.txt', 'human'],
  ['.json', 'json'],
  ['.md', 'markdown'],
  ['.html', 'html'],
]);

/** Select Graphic Rendition: the code that starts a style and the one that ends it. */
const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const satisfies Record<Style, readonly [number, number]>;

/** Colours text if the look allows it. Text from outside must have been escaped before. */
export function paint(style: Style, text: string, look: Look): string {
  if (!look.colour || text === '') return text;
  const [start, end] = codes[style];
  return `\u001b[${start}m${text}\u001b[${end}m`;
}

interface Shape {
  readonly unicode: string;
  readonly ascii: string;
  readonly colour: Style;
}

/** What stands before a line, and in which colour. */
export const signs = {
  create: { unicode: '+', ascii: '+', colour: 'green' },
  update: { unicode: '~', ascii: '~', colour: 'yellow' },
  move: { unicode: '↕', ascii: '>', colour: 'cyan' },
  reorder: { unicode: '↕', ascii: '>', colour: 'cyan' },
  retire: { unicode: '-', ascii: '-', colour: 'red' },
  released: { unicode: '→', ascii: '>', colour: 'cyan' },
  refused: { unicode: '!', ascii: '!', colour: 'red' },
} as const satisfies Record<SignName, Shape>;

/** The sign of an action, or of a change that was refused; in colour if the look has it. */
export function sign(of: SignName, look: Look): string {
  const { unicode, ascii, colour } = signs[of];
  return paint(colour, look.unicode ? unicode : ascii, look);
}

/** What a problem is called, and in which colour. */
export const severities = {
  error: { word: 'Error', colour: 'red' },
  warning: { word: 'Warning', colour: 'yellow' },
} as const satisfies Record<Severity, { word: string; colour: Style }>;

/** Stands between old and new. */
export function arrow(look: Look): string {
  return look.unicode ? '→' : '->';
}

/** Stands for what was left out. */
export function ellipsis(look: Look): string {
  return look.unicode ? '…' : '...';
}
