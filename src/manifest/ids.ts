import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';
import { readManifest } from './manifest.ts';
import type { SourceFile } from './source-file.ts';
import { childLists } from './structure.ts';

export interface WrittenId {
  readonly kind: Kind;
  readonly sourcedId: string;
}

/** Every id in these files, also of nodes below no course. */
export function idsOf(files: readonly SourceFile[]): readonly WrittenId[] {
  return files.flatMap(idsIn);
}

/** The ids of one file; none if it cannot be read. */
export function idsIn(file: SourceFile): readonly WrittenId[] {
  const { manifest } = readManifest(file);
  return manifest ? idsUnder(manifest.kind, manifest.value) : [];
}

/** The ids of a lesson and of a resource that it places. */
export interface WrittenPlacement {
  readonly lesson: string;
  readonly resource: string;
}

/** Every resource placed by a lesson of these files that has an id. */
export function placementsIn(files: readonly SourceFile[]): readonly WrittenPlacement[] {
  return files.flatMap((file) => {
    const { manifest } = readManifest(file);
    return manifest ? placementsUnder(manifest.kind, manifest.value) : [];
  });
}

function placementsUnder(kind: Kind, value: JsonObject): WrittenPlacement[] {
  const { sourcedId: lesson, resources } = value;
  if (kind === 'lesson') {
    if (typeof lesson !== 'string' || !Array.isArray(resources)) return [];
    return resources.flatMap((resource: Json) =>
      typeof resource === 'string' ? [{ lesson, resource }] : [],
    );
  }
  return childrenOf(kind, value).flatMap(([child, item]) => placementsUnder(child, item));
}

function childrenOf(kind: Kind, value: JsonObject): (readonly [Kind, JsonObject])[] {
  return Object.entries(childLists[kind]).flatMap(([list, child]) => {
    const items = value[list];
    if (!Array.isArray(items)) return [];
    return items.flatMap((item: Json) => (isObject(item) ? [[child, item] as const] : []));
  });
}

function idsUnder(kind: Kind, value: JsonObject): WrittenId[] {
  const { sourcedId } = value;
  const own = typeof sourcedId === 'string' ? [{ kind, sourcedId }] : [];
  return [...own, ...childrenOf(kind, value).flatMap(([child, item]) => idsUnder(child, item))];
}
