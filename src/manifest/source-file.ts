/** A file of the catalog as read. `file` is relative to the folder of the config, with slashes. */
export interface SourceFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The files with some texts replaced. */
export function withTexts(
  files: readonly SourceFile[],
  changed: readonly { readonly file: string; readonly text: string }[],
): readonly SourceFile[] {
  const texts = new Map(changed.map(({ file, text }) => [file, new TextEncoder().encode(text)]));
  return files.map(({ file, bytes }) => ({ file, bytes: texts.get(file) ?? bytes }));
}
