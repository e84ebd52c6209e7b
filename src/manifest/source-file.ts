/** A file of the catalog as it was read; `file` is relative to the config's folder, with slashes. */
export interface SourceFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}
