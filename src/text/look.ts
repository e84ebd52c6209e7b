import type { SourceLines } from '../document/frame.ts';

/** How far a reader zooms in: the tally, the outline of changed nodes, or every field as well. */
export const details = ['summary', 'tree', 'fields'] as const;
/** One zoom level. */
export type Detail = (typeof details)[number];

/** What the reader's screen can show. Decided once at the edge; renderers never ask the world. */
export interface Look {
  readonly colour: boolean;
  /** In characters. Prose is wrapped to it; ids and places are never cut. */
  readonly width: number;
  /** false: ASCII only for our own signs. Titles keep their letters. */
  readonly unicode: boolean;
  readonly detail: Detail;
  /** Where the source lines of problems are looked up. */
  readonly sources: SourceLines;
  /** Texts for people have titles written from right to left isolated, as a terminal needs it. */
  readonly isolates?: boolean;
}

/** The formats of results. Help texts and options list them from here. */
export const formats = ['human', 'json', 'markdown', 'html'] as const;

/** The name of a format, as options take it. */
export type Format = (typeof formats)[number];

/** The format that the name of an output file asks for. */
export const formatOfExtension: ReadonlyMap<string, Format> = new Map([
  ['.txt', 'human'],
  ['.json', 'json'],
  ['.md', 'markdown'],
  ['.html', 'html'],
]);
