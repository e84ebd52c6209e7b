import { woven } from '../../document/woven.ts';
import { childLists, type Manifest } from '../../manifest/manifest.ts';
import { type ExactNumber, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type IdKey, idKey, type Kind, kinds } from '../../model/node.ts';
import { outlineTitleOf } from './account.ts';
import {
  branchOf,
  keyName,
  type LeftOut,
  leaveOut,
  numberedKey,
  type OutlineNode,
  type SourceOutline,
} from './imported.ts';

/**
 * Merges wanted items into a list. `follow`: the list takes the wanted order, and other items stay after
 * their former neighbour. Otherwise, and if the list includes files, present items keep their places, and new
 * ones come after the wanted item before them.
 */
export function arranged(
  present: readonly DraftValue[],
  wanted: readonly Draft[],
  follow: boolean,
): DraftValue[] {
  const includes = present.some((item) => isObject(item) && 'include' in item);
  if (follow && !includes) return woven(wanted, present);
  const there = new Set(present);
  return woven(present, wanted, wanted.find((item) => there.has(item)) ?? null);
}

/** A copy of JSON that may be changed. */
export type Draft = { [key: string]: DraftValue };
export type DraftValue = null | boolean | number | ExactNumber | string | DraftValue[] | Draft;

interface DraftNode {
  readonly kind: Kind;
  readonly file: string;
  readonly node: Draft;
  /** The node whose list holds it; absent if it has a file of its own. */
  readonly parent?: Draft;
}

/** Copies of manifests by file, with all their nodes by id. */
interface Drafts {
  readonly files: Map<string, { readonly kind: Kind; readonly root: Draft }>;
  readonly nodes: Map<IdKey, DraftNode>;
}

export function draftsOf(manifests: readonly Manifest[]): Drafts {
  const drafts: Drafts = { files: new Map(), nodes: new Map() };
  for (const { file, kind, value } of manifests) {
    const root = draftFrom(value);
    drafts.files.set(file, { kind, root });
    addDraftNode({ kind, file, node: root }, drafts);
  }
  return drafts;
}

function addDraftNode(taken: DraftNode, drafts: Drafts): void {
  const { kind, file, node } = taken;
  const { sourcedId } = node;
  const key = typeof sourcedId === 'string' ? idKey(kind, sourcedId) : undefined;
  if (key !== undefined && !drafts.nodes.has(key)) drafts.nodes.set(key, taken);
  for (const [list, child] of Object.entries(childLists[kind])) {
    for (const item of listOf(node, list)) {
      if (isObject(item)) addDraftNode({ kind: child, file, node: item, parent: node }, drafts);
    }
  }
}

/** The items of a list as a new array; empty if there is no list. */
export function listOf(node: Draft, list: string): readonly DraftValue[] {
  const items = node[list];
  return Array.isArray(items) ? items : [];
}

/** A deep copy of a map that may be changed. */
export function draftFrom(map: JsonObject): Draft {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, copyOf(value)]));
}

function copyOf(value: Json): DraftValue {
  if (Array.isArray(value)) return value.map(copyOf);
  return isObject(value) ? draftFrom(value) : (value as DraftValue);
}

/** What happens to further occurrences of a node. */
export type Repeated = 'leave-out' | 'copy';

/**
 * The outline with every node once and every key unique. A source may place one lesson in several courses;
 * here it has one unit. If different nodes share a key, such as numbers that restart in each unit, the
 * parent's key becomes a prefix at every occurrence, so that the result does not depend on their order.
 */
export function withoutRepeats(outline: SourceOutline, repeated: Repeated): SourceOutline {
  const shared = sharedKeys(outline.courses.flatMap(branchOf));
  const seen = new Map<string, OutlineNode>();
  const numbers = new Map(kinds.map((kind) => [kind, new Map<string, number>()]));
  const leftOut: LeftOut[] = [];
  const courses = outline.courses.flatMap((course) => once(course, ''));
  return { ...outline, courses, leftOut: [...outline.leftOut, ...leftOut] };

  function once(node: OutlineNode, above: string): OutlineNode[] {
    const isShared = shared.has(keyName(node));
    const own = isShared && above !== '' ? { ...node, key: `${above}/${node.key}` } : node;
    const first = seen.get(keyName(own));
    if (first && node.kind === 'resource') {
      for (const item of node.items) outline.account?.merged(item, first);
      return [];
    }
    if (first && repeated === 'leave-out' && !isShared) {
      leftOut.push(...leaveOut({ node, why: elsewhere }, outline.account));
      return [];
    }
    const placed = first ? another(own, above, isShared) : own;
    seen.set(keyName(placed), placed);
    return [
      {
        ...placed,
        children: node.children.flatMap((child) => once(child, placed.key)),
        resources: node.resources.flatMap((one) => once(one, '')),
      },
    ];
  }

  /** Makes a node for a further occurrence. The source's id stays with the first one. */
  function another(node: OutlineNode, above: string, isShared: boolean): OutlineNode {
    const { ownId, ...rest } = node;
    const longer = isShared ? node.key : `${above}/${node.key}`;
    const isFree = (free: string) => !seen.has(keyName({ ...node, key: free }));
    const key = numberedKey(longer, isFree, numbers.get(node.kind));
    return { ...rest, key, ...(isShared && ownId !== undefined && { ownId }) };
  }
}

const elsewhere =
  'it appears more than once, and only the first was imported; `--repeated copy` imports each one as a separate node';

/** Keys that are shared by nodes with different ids or, without ids, different titles. */
function sharedKeys(nodes: readonly OutlineNode[]): ReadonlySet<string> {
  const identities = new Map<string, string>();
  const shared = new Set<string>();
  for (const node of nodes) {
    if (node.kind === 'resource') continue;
    const identity = node.ownId ?? outlineTitleOf(node);
    const first = identities.get(keyName(node)) ?? identity;
    identities.set(keyName(node), first);
    if (first !== identity) shared.add(keyName(node));
  }
  return shared;
}
