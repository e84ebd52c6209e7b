import type { Catalog } from '../model/catalog.ts';
import type { Difference } from '../model/explanation.ts';
import {
  type ExactNumber,
  heldIn,
  isNumber,
  isObject,
  type Json,
  type JsonObject,
} from '../model/json.ts';
import type { Address } from '../model/node.ts';
import type { Change, FieldChange } from '../model/plan.ts';
import type { RemoteState } from '../model/remote.ts';
import type { BuiltPlan } from './build.ts';
import {
  type CompareRule,
  type CompareRules,
  isDropped,
  isSettledBy,
  ruleName,
  strictRules,
} from './compare.ts';
import { desiredFields } from './desired.ts';

/**
 * The differences that changes would remove, field by field. A created node has no differences: the
 * platform has no record of it.
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
        // Among other siblings the old number says nothing.
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

type Path = readonly [string, ...string[]];

/**
 * The path of the first field in the manifests whose edits the rules `before` show and `rules` hide;
 * undefined if `rules` hide no edits that showed before.
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
      const edit = { path, wanted: another(value), held: value };
      if (!isSettledBy(edit, before) && isSettledBy(edit, rules)) return path;
    }
  }
  return undefined;
}

/** The values of a map that are not maps themselves, each with its path. */
function leavesOf(map: JsonObject): readonly (readonly [Path, Json])[] {
  return Object.entries(map).flatMap(([key, value]): (readonly [Path, Json])[] => {
    if (!isObject(value) || Object.keys(value).length === 0) return [[[key], value]];
    return leavesOf(value).map(([path, inner]) => [[key, ...path], inner]);
  });
}

/** A value that no rule takes for the given one. */
function another(value: Json): Json {
  if (typeof value === 'boolean') return value ? 'not so' : true;
  if (typeof value === 'number') return value === 0 ? 1 : value * 2;
  if (typeof value === 'string') return `${value} and another word`;
  return Array.isArray(value) ? [...value, 'another entry'] : 'a text';
}

/** The rules that make different values equal, the one that hides least first. */
const lenientRules = ['setLike', 'asText', 'asMoment', 'trimmed', 'caseless'] as const;
type LenientRule = (typeof lenientRules)[number];

/** All sets of lenient rules but the empty one, small sets first. */
const choices: readonly (readonly LenientRule[])[] = Array.from(
  { length: 2 ** lenientRules.length - 1 },
  (_, index) => lenientRules.filter((_rule, bit) => ((index + 1) >> bit) % 2 === 1),
).sort((a, b) => a.length - b.length);

/** Properties of values that the platform keeps as written, and so does not change anywhere. */
interface Untouched {
  readonly case: boolean;
  readonly blanks: boolean;
  readonly dates: boolean;
  readonly numbers: boolean;
  readonly digits: boolean;
}

/**
 * What the values that the platform kept in one field prove: a platform that keeps `Reading` does not
 * change the case of letters, so if another case is found somebody edited.
 */
export function untouchedIn(kept: readonly Json[]): Untouched {
  const scalars = kept.flatMap(scalarsIn);
  const texts = scalars.filter((scalar) => typeof scalar === 'string');
  return {
    case: texts.some((text) => text !== text.toLowerCase() && text !== text.toUpperCase()),
    blanks: texts.some((text) => /^\s|\s$|\s\s/.test(text)),
    dates: texts.some((text) => /^\d{4}-\d\d-\d\d$/.test(text)),
    numbers: texts.length < scalars.length,
    digits: texts.some((text) => /^-?\d+(\.\d+)?$/.test(text)),
  };
}

/** Whether a rule would excuse a change that the platform does not make. */
const refuted: Readonly<Record<LenientRule, (untouched: Untouched, wanted: Json) => boolean>> = {
  // A list that is in order already stays as it is: it proves nothing.
  setLike: () => false,
  asText: ({ numbers, digits }, wanted) =>
    scalarsIn(wanted).some((scalar) => typeof scalar !== 'string') ? numbers : digits,
  asMoment: ({ dates }) => dates,
  trimmed: ({ blanks }) => blanks,
  caseless: (untouched) => untouched.case,
};

/** The fewest rules under which the two sides of a difference are equal; undefined if there are none. */
export function leastRules(
  difference: Difference,
  untouched: Untouched,
): readonly CompareRule[] | undefined {
  const name = ruleName(difference.path);
  const possible = lenientRules.filter((rule) => !refuted[rule](untouched, difference.wanted));
  return choices
    .filter((rules) => rules.every((rule) => possible.includes(rule)))
    .find((rules) => isSettledBy(difference, rulesFor(name, rules)));
}

function rulesFor(name: string, rules: readonly LenientRule[]): CompareRules {
  return { ...strictRules, ...Object.fromEntries(rules.map((rule) => [rule, [name]])) };
}

type Scalar = string | number | ExactNumber | boolean;

function scalarsIn(value: Json): readonly Scalar[] {
  if (value === null) return [];
  if (typeof value !== 'object' || isNumber(value)) return [value];
  return (isObject(value) ? Object.values(value) : value).flatMap(scalarsIn);
}

/**
 * The nodes on the platform that must be read one by one before a plan is certain, in case lists show less:
 * those that it changes, and those in which a manifest clears a field that is not shown. Each comes with
 * the names of its fields that are not shown.
 */
export function uncertainNodes(
  { plan: { changes }, inexact }: BuiltPlan,
  { entities }: RemoteState,
  { catalog, rules }: { readonly catalog: Catalog; readonly rules: CompareRules },
): ReadonlyMap<Address, readonly string[]> {
  const unshown = new Map(unshownFields(changes.filter(({ address }) => entities.has(address))));
  for (const address of inexact) {
    const wanted = catalog.nodes.get(address)?.entity.fields;
    const held = entities.get(address)?.entity.fields;
    if (!wanted || !held) continue;
    const cleared: string[] = [];
    for (const field in wanted) {
      if (!clears(wanted[field], { name: field, in: held }, rules)) continue;
      // Fields kept apart are in records of their own, so the node's record cannot leave them out.
      if (!rules.apart?.includes(field)) cleared.push(field);
    }
    if (cleared.length > 0) unshown.set(address, [...(unshown.get(address) ?? []), ...cleared]);
  }
  return unshown;
}

/** The changed nodes, each with the names of its new fields, which the platform does not show. */
export function unshownFields(changes: readonly Change[]): ReadonlyMap<Address, readonly string[]> {
  return new Map(
    changes.map((change) => {
      const fields = 'fields' in change ? change.fields : [];
      const added = fields.flatMap(({ kind, path }) => (kind === 'added' ? path[0] : []));
      return [change.address, [...new Set(added)]];
    }),
  );
}

/** Whether the manifest clears a value, or one inside of it, that the platform does not show. */
function clears(
  wanted: Json | undefined,
  held: { readonly name: string; readonly in: JsonObject },
  rules: CompareRules,
): boolean {
  if (isObject(wanted)) {
    const there = heldIn(held.in, held.name) ?? {};
    if (!isObject(there)) return false;
    for (const name in wanted) if (clears(wanted[name], { name, in: there }, rules)) return true;
    return false;
  }
  // Nearly all values clear nothing, so what the platform shows is looked up last. A list may show null in
  // the place of what it leaves out.
  return isCleared(wanted, rules) && (heldIn(held.in, held.name) ?? null) === null;
}

function isCleared(wanted: Json | undefined, rules: CompareRules): boolean {
  if (Array.isArray(wanted)) return wanted.length === 0;
  return wanted === null || (wanted !== undefined && isDropped(wanted, rules));
}
