import { readNodes } from '../manifest/build.ts';
import type { Catalog } from '../model/catalog.ts';
import { limits } from '../model/limits.ts';
import type { Problem } from '../model/problem.ts';
import { sourcedIdFault } from '../model/sourced-id.ts';
import { brokenManifests } from './base-broken.ts';
import type { BaseParts, Contents } from './base-parts.ts';
import type { ReadCatalog } from './workspace.ts';

/** The catalog of a commit as far as it can be read, and one warning where that is not the whole. */
export function readBaseCatalog(
  { manifests, links, globs, isPassedOver }: BaseParts,
  contents: Contents,
  { ref, now }: { readonly ref: string; readonly now: ReadCatalog },
): { readonly catalog: Catalog; readonly problems: readonly Problem[] } {
  const sources = manifests.flatMap(({ path, blob }) => {
    const bytes = contents.get(blob);
    return bytes && !isPassedOver(path, bytes) ? [{ file: path, bytes }] : [];
  });
  const files = sources.filter(({ bytes }) => bytes.length <= limits.manifest.most);
  const tooLarge = sources.filter(({ bytes }) => bytes.length > limits.manifest.most);
  const { readings } = now;
  const { catalog, problems } = readNodes({ files, globs, ...(readings && { readings }) });
  const errors = problems.filter(({ severity }) => severity === 'error');
  const broken = [
    ...links.map(({ path }) => path),
    ...tooLarge.map(({ file }) => file),
    ...errors.flatMap(({ span }) => span?.file ?? []),
  ];
  return broken.length === 0
    ? { catalog, problems: [] }
    : { catalog: withUsableIds(catalog), problems: [brokenManifests(ref, [...new Set(broken)])] };
}

/** A placeholder that was committed was never published, so it may be replaced. */
function withUsableIds({ nodes }: Catalog): Catalog {
  const usable = [...nodes].filter(([, { entity }]) => !sourcedIdFault(entity.sourcedId));
  return { nodes: new Map(usable) };
}
