/** A place in a text. Lines and columns count from one; columns count UTF-16 units. */
export interface Point {
  readonly line: number;
  readonly column: number;
}

/** A range in a file. `file` is relative to the folder of the config, with forward slashes. */
export interface Span {
  readonly file: string;
  readonly start: Point;
  readonly end?: Point;
}
