/** Folders whose files nobody needs to see by name. */
const folders = ['schemas/', '.github/workflows/'];

/** A line a file, or for copies of what the package holds a line a folder. */
export function fileLines(verb: string, files: readonly string[]): string[] {
  const of = (file: string) => folders.find((folder) => file.startsWith(folder)) ?? file;
  return [...Map.groupBy(files, of)].map(([name, { length }]) =>
    folders.includes(name)
      ? `${verb} ${name} (${length} ${length === 1 ? 'file' : 'files'})`
      : `${verb} ${name}`,
  );
}
