import type { Copies } from '../identity/copies.ts';
import { readNodes } from '../manifest/build.ts';
import type { Catalog } from '../model/catalog.ts';
import { limits } from '../model/limits.ts';
import type { Problem } from '../model/problem.ts';
import { sourcedIdFault } from '../model/sourced-id.ts';
import { brokenManifests } from './base-broken.ts';
import { copiesIn } from './base-copies.ts';
import type { BaseParts, Contents } from './base-parts.ts';
import type { ReadCatalog } from './workspace.ts';

interface ReadBaseCatalog {
  readonly catalog: Catalog;
  readonly copies: Copies;
  readonly problems: readonly Problem[];
}

/** The catalog of a commit as far as it can be read, and one warning where that is not the whole. */
export function readBaseCatalog(
  { manifests, links, globs }: BaseParts,
  contents: Contents,
  { ref, now }: { readonly ref: string; readonly now: ReadCatalog },
): ReadBaseCatalog {
  const sources = manifests.flatMap(({ path, blob }) => {
    const bytes = contents.get(blob);
    return bytes ? [{ file: path, bytes }] : [];
  });
  const files = sources.filter(({ bytes }) => bytes.length <= limits.manifest.most);
  const tooLarge = sources.filter(({ bytes }) => bytes.length > limits.manifest.most);
  const { readings } = now;
  const set = { files, globs, ...(readings && { readings }) };
  const { catalog, problems } = readNodes(set);
  const errors = problems.filter(({ severity }) => severity === 'error');
  const broken = [
    ...links.map(({ path }) => path),
    ...tooLarge.map(({ file }) => file),
    ...errors.flatMap(({ span }) => span?.file ?? []),
  ];
  if (broken.length === 0) return { catalog, copies: new Map(), problems: [] };
  return {
    catalog: withUsableIds(catalog),
    copies: errors.some(({ code }) => code === 'id/duplicate') ? copiesIn(set) : new Map(),
    problems: [brokenManifests(ref, [...new Set(broken)])],
  };
}

/** A placeholder that was committed was never published, so it may be replaced. */
function withUsableIds({ nodes }: Catalog): Catalog {
  const usable = [...nodes].filter(([, { entity }]) => !sourcedIdFault(entity.sourcedId));
  return { nodes: new Map(usable) };
}
