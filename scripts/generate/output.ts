/** A file that is made, never written by hand. */
export interface Output {
  /** Relative to the root of the repository. */
  readonly file: string;
  make(): string | Promise<string>;
}
