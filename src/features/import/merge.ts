import { valueAt } from '../../document/place.ts';
import { childLists, type Manifest } from '../../manifest/manifest.ts';
import { canonicalJson, isObject, type JsonObject } from '../../model/json.ts';
import { idKey, type Kind, nodeKey, titleIn } from '../../model/node.ts';
import { arranged, type Draft, type DraftValue, draftFrom, draftsOf, listOf } from './arrange.ts';
import type { Imported, ImportedNode } from './imported.ts';
import { cellFor } from './tables/catalog-table.ts';

export interface NodeChange {
  readonly what: 'added' | 'edited' | 'cleared' | 'not-cleared' | 'moved' | 'not-moved';
  readonly kind: Kind;
  readonly sourcedId: string;
  readonly title: string;
  readonly file: string;
  readonly fields: readonly string[];
}

export interface Merged {
  /** The new content of changed and new files. */
  readonly files: ReadonlyMap<string, { readonly kind: Kind; readonly value: JsonObject }>;
  readonly changes: readonly NodeChange[];
}

export interface MergeOptions {
  /** `follow`: fields and order follow the source. `keep`: existing nodes stay unchanged. */
  readonly present: 'follow' | 'keep';
  /** Whether fields are removed that the source leaves empty; absent: they stay and are reported. */
  readonly clear?: boolean;
  /** The path of a new file for a course or resource with this title. */
  readonly fileFor: (kind: Kind, title: string) => string;
}

/** Writes imported nodes into the manifests that hold them, or into new ones. */
export function mergeIntoManifests(
  { courses, resources }: Imported,
  manifests: readonly Manifest[],
  { present, clear = false, fileFor }: MergeOptions,
): Merged {
  const { files, nodes: drafts } = draftsOf(manifests);
  const before = new Map(manifests.map(({ file, value }) => [file, canonicalJson(value)]));
  const changes: NodeChange[] = [];
  const follow = present === 'follow';
  for (const node of [...courses, ...resources]) {
    const known = drafts.get(nodeKey(node));
    const file = known?.file ?? fileFor(node.kind, titleIn(node.fields));
    const root = place(node, { file });
    if (!known) files.set(file, { kind: node.kind, root: { kind: node.kind, ...root } });
  }
  const differing = [...files].filter(
    ([file, { root }]) => before.get(file) !== canonicalJson(root),
  );
  return {
    files: new Map(differing.map(([file, { kind, root }]) => [file, { kind, value: root }])),
    changes,
  };

  function place(node: ImportedNode, at: { file: string; parent?: Draft }): Draft {
    const drafted = drafts.get(nodeKey(node));
    const file = drafted?.file ?? at.file;
    const draft: Draft = drafted?.node ?? { sourcedId: node.sourcedId, ...draftFrom(node.fields) };
    if (!drafted) {
      drafts.set(nodeKey(node), { kind: node.kind, node: draft, ...at });
      changes.push(change('added', node, file));
    } else if (follow) edit(node, draft, file);
    if (drafted && at.parent && drafted.parent !== at.parent)
      move(node, { draft, file, from: drafted.parent, to: at.parent });
    for (const [list, kind] of Object.entries(childLists[node.kind])) {
      const inner = kind === 'resource' ? node.resources : node.children;
      const placed = inner.map((child) => place(child, { file, parent: draft }));
      const mine = placed.filter(
        (child) => child['sourcedId'] === undefined || isUnder(child, kind, draft),
      );
      if (mine.length > 0) draft[list] = arranged(listOf(draft, list), mine, follow);
    }
    return draft;
  }

  /** Whether the parent's list holds a node: false for one in a file of its own, or elsewhere. */
  function isUnder({ sourcedId }: Draft, kind: Kind, parent: Draft): boolean {
    return drafts.get(idKey(kind, String(sourcedId)))?.parent === parent;
  }

  function edit(node: ImportedNode, draft: Draft, file: string): void {
    const fields = Object.keys(node.fields).filter((field) => {
      const said = node.fields[field] as DraftValue;
      const wanted = field === 'resources' ? placedAsBefore(draft[field], said) : said;
      const laid = laidOver(draft[field], wanted);
      if (canonicalJson(laid) === canonicalJson(draft[field] ?? null)) return false;
      draft[field] = laid;
      return true;
    });
    if (fields.length > 0) changes.push({ ...change('edited', node, file), fields });
    const left = (node.emptied ?? []).filter((field) => {
      const value = valueAt(draft, field.split('.')) ?? null;
      // An empty cell says nothing about a value that no cell can hold, or that is an empty cell itself.
      const isCell = field === 'resources' || Boolean(cellFor(value, { kind: node.kind, field }));
      return value !== null && isCell;
    });
    if (left.length === 0) return;
    if (clear) for (const field of left) takeOut(draft, field.split('.'));
    const what = clear ? 'cleared' : 'not-cleared';
    changes.push({ ...change(what, node, file), fields: left });
  }

  function move(
    node: ImportedNode,
    { draft, file, from, to }: { draft: Draft; file: string; from: Draft | undefined; to: Draft },
  ): void {
    if (!follow) return;
    if (!from) {
      if (!includesFile(to)) changes.push(change('not-moved', node, file));
      return;
    }
    for (const [list, items] of Object.entries(from)) {
      if (Array.isArray(items) && items.includes(draft))
        from[list] = items.filter((item) => item !== draft);
    }
    drafts.set(nodeKey(node), { kind: node.kind, file, node: draft, parent: to });
    changes.push(change('moved', node, file));
  }
}

/** Whether a list of the parent includes files, whose content is not known here. */
function includesFile(parent: Draft): boolean {
  return Object.values(parent).some(
    (items) => Array.isArray(items) && items.some((item) => isObject(item) && 'include' in item),
  );
}

/** Removes a field, and a map that is empty after that. */
function takeOut(draft: Draft, [first = '', ...rest]: readonly string[]): void {
  const inner = draft[first];
  if (rest.length > 0 && isObject(inner)) takeOut(inner, rest);
  const isLeft = rest.length > 0 && isObject(inner) && Object.keys(inner).length > 0;
  if (!isLeft) delete draft[first];
}

/** Replaces names of resources by their existing entries, since a source knows only the names. */
function placedAsBefore(present: DraftValue | undefined, wanted: DraftValue): DraftValue {
  if (!Array.isArray(present) || !Array.isArray(wanted)) return wanted;
  const nameOf = (entry: DraftValue) => (isObject(entry) ? (entry['resource'] ?? '') : entry);
  const entries = Map.groupBy(present, nameOf);
  const names = [...entries.keys()];
  const isSame = names.length === wanted.length && names.every((name, at) => name === wanted[at]);
  return isSame ? present : wanted.flatMap((entry) => entries.get(entry) ?? [entry]);
}

/** Merges maps entry by entry and replaces everything else. */
function laidOver(present: DraftValue | undefined, over: DraftValue): DraftValue {
  if (!isObject(present) || !isObject(over)) return over;
  const result: Draft = { ...present };
  for (const [key, value] of Object.entries(over)) result[key] = laidOver(present[key], value);
  return result;
}

function change(what: NodeChange['what'], node: ImportedNode, file: string): NodeChange {
  const { kind, sourcedId } = node;
  return { what, kind, sourcedId, title: titleIn(node.fields), file, fields: [] };
}
