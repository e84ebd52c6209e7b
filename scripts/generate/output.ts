/** A file that is generated and never edited. */
export interface Output {
  /** The path relative to the root of the repository. */
  readonly file: string;
  make(): string | Promise<string>;
}

/** The text of a page with a table between the two comments with its name. */
export function withTable(text: string, name: string, table: string, page: string): string {
  const [begin, end] = [`<!-- ${name}: made by npm run generate -->`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no place for the table of ${name}.`);
  return `${text.slice(0, from + begin.length)}\n${table}\n${text.slice(to)}`;
}
