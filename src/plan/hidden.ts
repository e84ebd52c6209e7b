import type { Catalog } from '../model/catalog.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { desiredFields } from './desired.ts';
import { diffFields } from './diff.ts';
import type { CompareRules } from './rules.ts';

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
