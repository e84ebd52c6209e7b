import type { Path } from '../document/place.ts';
import { removeItems } from '../document/remove.ts';
import { isGlob } from '../model/glob.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import { resolveInclude } from './include-path.ts';
import { type Manifest, readManifest } from './manifest.ts';
import type { SourceFile } from './source-file.ts';
import { childLists } from './structure.ts';

/** File changes that remove nodes from the manifests. */
export interface Removal {
  readonly changed: readonly { readonly file: string; readonly text: string }[];
  readonly deleted: readonly string[];
}

/**
 * Removes nodes from the manifests. A node within a file goes with everything below it; a node in
 * its own file goes with the file, and with the include that names exactly this file.
 */
export function removeNodes(
  files: readonly SourceFile[],
  ids: ReadonlySet<string>,
): Checked<Removal> {
  const readings = files.map((source) => ({ source, ...readManifest(source) }));
  const deleted = readings.flatMap(({ file, manifest }) =>
    manifest && ids.has(String(manifest.value['sourcedId'])) ? [file] : [],
  );
  const names = new Set(files.map(({ file }) => file));
  const results = readings.flatMap(({ file, manifest, text = '' }) => {
    if (!manifest || deleted.includes(file)) return [];
    const doomed = (item: JsonObject) =>
      ids.has(String(item['sourcedId'])) || includesOnly(item, manifest, names, deleted);
    const paths = outermost(manifest.kind, manifest.value, doomed, []);
    return paths.length === 0 ? [] : [{ file, paths, text: removeItems(text, paths) }];
  });
  const problems = results.flatMap(({ file, text }) =>
    text === undefined ? [notOnOwnLines(file)] : [],
  );
  const changed = results.flatMap(({ file, text }) => (text === undefined ? [] : [{ file, text }]));
  return checked({ changed, deleted }, problems);
}

function includesOnly(
  item: JsonObject,
  { file }: Manifest,
  names: ReadonlySet<string>,
  deleted: readonly string[],
): boolean {
  const { include } = item;
  if (typeof include !== 'string' || isGlob(include)) return false;
  const target = resolveInclude(include, file, names);
  return target.type === 'files' && target.files.every((one) => deleted.includes(one));
}

/** Paths of the outermost items to remove. Items below them go with them. */
function outermost(
  kind: Kind,
  value: JsonObject,
  doomed: (item: JsonObject) => boolean,
  path: Path,
): Path[] {
  return Object.entries(childLists[kind]).flatMap(([list, child]) => {
    const items = value[list];
    if (!Array.isArray(items)) return [];
    return items.flatMap((item: Json, index): Path[] => {
      if (!isObject(item)) return [];
      const here = [...path, list, index];
      return doomed(item) ? [here] : outermost(child, item, doomed, here);
    });
  });
}

function notOnOwnLines(file: string) {
  return problem('retire/layout', {
    detail: `${file}: the node does not stand on lines of its own, so it cannot be taken out without touching others.`,
    hint: 'Write the list with one dash a node, or take the node out by hand and run the command again.',
    span: { file, start: { line: 1, column: 1 } },
  });
}
