import type { Manifest } from '../manifest/manifest.ts';
import { childLists } from '../manifest/structure.ts';
import { ExactNumber } from '../model/exact-number.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';

/** A copy of JSON that may be changed. */
export type Draft = { [key: string]: DraftValue };
export type DraftValue = null | boolean | number | ExactNumber | string | DraftValue[] | Draft;

/** A node of the manifests with its file and parent. */
export interface Seat {
  readonly kind: Kind;
  readonly file: string;
  readonly node: Draft;
  /** The node whose list holds it; absent if it is a file of its own. */
  readonly parent?: Draft;
}

/** Copies of manifests by file, with all their nodes by id. */
export interface Drafts {
  readonly files: Map<string, { readonly kind: Kind; readonly root: Draft }>;
  readonly seats: Map<string, Seat>;
}

export function draftsOf(manifests: readonly Manifest[]): Drafts {
  const drafts: Drafts = { files: new Map(), seats: new Map() };
  for (const { file, kind, value } of manifests) {
    const root = draftFrom(value);
    drafts.files.set(file, { kind, root });
    seat({ kind, file, node: root }, drafts);
  }
  return drafts;
}

function seat(taken: Seat, drafts: Drafts): void {
  const { kind, file, node } = taken;
  const { sourcedId } = node;
  if (typeof sourcedId === 'string' && !drafts.seats.has(sourcedId)) {
    drafts.seats.set(sourcedId, taken);
  }
  for (const [list, child] of Object.entries(childLists[kind])) {
    for (const item of listOf(node, list)) {
      if (isDraft(item)) seat({ kind: child, file, node: item, parent: node }, drafts);
    }
  }
}

/** The items of a list as a new array; empty if there is no list. */
export function listOf(node: Draft, list: string): readonly DraftValue[] {
  const items = node[list];
  return Array.isArray(items) ? items : [];
}

export function isDraft(value: DraftValue | undefined): value is Draft {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ExactNumber)
  );
}

/** A deep copy of a map that may be changed. */
export function draftFrom(map: JsonObject): Draft {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, copyOf(value)]));
}

function copyOf(value: Json): DraftValue {
  if (Array.isArray(value)) return value.map(copyOf);
  return isObject(value) ? draftFrom(value) : (value as DraftValue);
}
