import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';
import { readManifest } from './manifest.ts';
import type { SourceFile } from './source-file.ts';
import { childLists } from './structure.ts';

export interface WrittenId {
  readonly kind: Kind;
  readonly sourcedId: string;
}

/** Every id written in these files, also of nodes that no course leads to yet. */
export function idsOf(files: readonly SourceFile[]): readonly WrittenId[] {
  return files.flatMap((file) => {
    const { manifest } = readManifest(file);
    return manifest ? idsIn(manifest.kind, manifest.value) : [];
  });
}

function idsIn(kind: Kind, value: JsonObject): WrittenId[] {
  const { sourcedId } = value;
  const own = typeof sourcedId === 'string' ? [{ kind, sourcedId }] : [];
  const inner = Object.entries(childLists[kind]).flatMap(([list, child]) => {
    const items = value[list];
    if (!Array.isArray(items)) return [];
    return items.flatMap((item: Json) => (isObject(item) ? idsIn(child, item) : []));
  });
  return [...own, ...inner];
}
