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
