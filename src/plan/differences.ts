import type { Catalog } from '../model/catalog.ts';
import type { Difference } from '../model/explanation.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Change, FieldChange } from '../model/plan.ts';
import type { RemoteState } from '../model/remote.ts';
import { desiredFields } from './desired.ts';
import { diffFields } from './diff.ts';
import type { CompareRules } from './rules.ts';

/**
 * What changes would change, field by field. A node that is not on the platform has no fields that
 * differ: nothing of it is there.
 */
export function differencesOf(changes: readonly Change[], remote: RemoteState): Difference[] {
  return changes.flatMap((change) => differencesIn(change, remote));
}

function differencesIn(change: Change, remote: RemoteState): Difference[] {
  const { address, title } = change;
  const base = { address, title };
  const there = remote.entities.get(address);
  switch (change.action) {
    case 'create':
      return [];
    case 'retire': {
      const held = there?.record['status'] ?? null;
      return [{ ...base, path: ['status'], wanted: 'tobedeleted', held }];
    }
    case 'update':
      return change.fields.map((field) => ({ ...base, ...sides(field) }));
    case 'move':
    case 'reorder': {
      const fields = change.fields.map((field) => ({ ...base, ...sides(field) }));
      const { parent: wanted, sortOrder } = change.to;
      const held = there?.entity.parent ?? null;
      const order = there?.sortOrder ?? null;
      const place: Difference[] = [
        ...(wanted === held ? [] : [{ ...base, path: ['parent'] as const, wanted, held }]),
        // Among other siblings the number says nothing.
        ...(change.action === 'move' || sortOrder === order
          ? []
          : [{ ...base, path: ['sortOrder'] as const, wanted: sortOrder, held: order }]),
      ];
      return [...fields, ...place];
    }
  }
}

function sides(field: FieldChange): Pick<Difference, 'path' | 'wanted' | 'held'> {
  const held = field.kind === 'changed' ? field.before : null;
  return { path: field.path, wanted: field.after, held };
}

/** Whether two values of a field are the same by rules. */
export function isSettledBy({ path, wanted, held }: Difference, rules: CompareRules): boolean {
  const within = (value: Difference['held']): JsonObject =>
    path.reduceRight<JsonObject>((inner, key, index) => {
      return { [key]: index === path.length - 1 ? value : inner };
    }, {});
  return diffFields(within(wanted), within(held), rules).length === 0;
}

type Path = readonly [string, ...string[]];

/**
 * The first field that manifests write and of which an edit would show by the rules of before and not
 * by these; undefined where every edit that showed still does.
 */
export function hiddenField(
  catalog: Catalog,
  rules: CompareRules,
  before: CompareRules,
): readonly string[] | undefined {
  const tried = new Set<string>();
  for (const node of catalog.nodes.values()) {
    for (const [path, value] of leavesOf(desiredFields(catalog, node, rules))) {
      const key = JSON.stringify([path, value === null ? 'null' : typeof value]);
      if (tried.has(key)) continue;
      tried.add(key);
      const [edited, held] = [within(path, another(value)), within(path, value)];
      const shows = (by: CompareRules) => diffFields(edited, held, by).length > 0;
      if (shows(before) && !shows(rules)) return path;
    }
  }
  return undefined;
}

/** The values of a map that are no maps themselves, each with the way to it. */
function leavesOf(map: JsonObject): readonly (readonly [Path, Json])[] {
  return Object.entries(map).flatMap(([key, value]): (readonly [Path, Json])[] => {
    if (!isObject(value) || Object.keys(value).length === 0) return [[[key], value]];
    return leavesOf(value).map(([path, inner]) => [[key, ...path], inner]);
  });
}

/** A value that nobody could take for another way to write the same. */
function another(value: Json): Json {
  if (typeof value === 'boolean') return value ? 'not so' : true;
  if (typeof value === 'number') return value === 0 ? 1 : value * 2;
  if (typeof value === 'string') return `${value} and another word`;
  return Array.isArray(value) ? [...value, 'another entry'] : 'a text';
}

function within([key, ...rest]: Path, value: Json): JsonObject {
  const [next, ...others] = rest;
  return { [key]: next === undefined ? value : within([next, ...others], value) };
}
