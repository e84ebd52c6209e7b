import { buildCatalog } from '../../src/manifest/build.ts';
import type { SourceFile } from '../../src/manifest/manifest.ts';
import type { Catalog } from '../../src/model/catalog.ts';
import type { Problem } from '../../src/model/problem.ts';

export const globs = 'catalog/**/*.yaml';

export function source(file: string, text: string): SourceFile {
  return { file, bytes: new TextEncoder().encode(text) };
}

/** Builds a catalog from texts by their file names below catalog/. */
export function build(texts: Readonly<Record<string, string>>) {
  const files = Object.entries(texts).map(([file, text]) => source(`catalog/${file}`, text));
  return buildCatalog({ files, globs });
}

export function catalogOf(texts: Readonly<Record<string, string>>): Catalog {
  const built = build(texts);
  if (!built.ok) throw new Error(JSON.stringify(built.problems.map(told), null, 1));
  return built.value;
}

/** Code and place of a problem: `include/missing a.yaml:4:5`. */
export function told({ code, span }: Problem): string {
  const file = span?.file.replace('catalog/', '');
  return `${code} ${file}:${span?.start.line}:${span?.start.column}`;
}
