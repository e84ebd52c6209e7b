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
