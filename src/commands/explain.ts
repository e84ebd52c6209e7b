import type { Address } from '../model/address.ts';
import {
  type Cure,
  type Difference,
  type DifferenceGroup,
  type Explanation,
  groupDifferences,
  type Row,
} from '../model/explanation.ts';
import { canonicalJson, isObject, type Json, type JsonObject, keyIn } from '../model/json.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { desiredFields } from '../plan/desired.ts';
import { isSettledBy } from '../plan/differences.ts';
import { leastRules, untouchedIn } from '../plan/least-rules.ts';
import {
  type CompareRule,
  strictRules,
  type ZeroKind,
  zeroKindOf,
  zeroKinds,
} from '../plan/rules.ts';
import { droppedRow } from '../remote/dialects/common.ts';
import { type Comparison, compare, factsOf, gone, tryRows } from './comparison.ts';
import type { Session } from './session.ts';

export interface ExplainOptions {
  /** Nodes that were just written and read back: the others are left out. */
  readonly sent?: ReadonlySet<Address>;
  /**
   * Whether a value was written, so that a platform that shows nothing of it keeps nothing. Anything
   * else may be new in git, or taken away by somebody.
   */
  readonly wasSent?: (difference: Difference) => boolean;
}

/**
 * What differs between manifests and platform, and the rows of the dialect table that would settle
 * it. A row is named only if comparing again with it made the difference vanish, made no other, and left
 * every field that a manifest writes where an edit of it is seen.
 */
export function explain(
  session: Session,
  state: RemoteState,
  { sent, wasSent = ({ address }) => sent?.has(address) === true }: ExplainOptions,
): Checked<Explanation> {
  const start = compare(session, state, factsOf(session));
  if (!start.ok) return start;
  const groupsOf = ({ differences }: Comparison) =>
    groupDifferences(differences.filter(({ address }) => !sent || sent.has(address)));
  const keys = tryKeys(start.value, groupsOf);
  const rules = tryRules(keys.now, groupsOf(keys.now), rulesFor);
  const last = tryZeros(rules.now, groupsOf(rules.now), wasSent);
  return checked(
    {
      platform: state.platform,
      cures: [...keys.cures, ...rules.cures, ...last.cures],
      facts: Object.fromEntries(last.now.facts),
      open: groupsOf(last.now),
      missing: last.now.missing,
    },
    [],
  );
}

/** What was found on the way, and the comparison with all of it. */
interface Found {
  readonly now: Comparison;
  readonly cures: readonly Cure[];
}

/**
 * Tries what the records hold under other keys and in other forms, one after the other: a parent
 * under another key hides the order as well, so what one cure settles is not looked at again.
 */
function tryKeys(
  start: Comparison,
  groupsOf: (comparison: Comparison) => readonly DifferenceGroup[],
): Found {
  const recordOf = (address: Address) => start.state.entities.get(address)?.record;
  let now = start;
  const cures: Cure[] = [];
  for (const { kind, path } of groupsOf(start)) {
    const group = groupsOf(now).find((each) => each.kind === kind && isSamePath(each.path, path));
    const candidates = group
      ? now.session.open.remote.dialect.proposeCorrections(group, recordOf)
      : [];
    for (const rows of candidates.flatMap(nonEmpty)) {
      const after = tryRows(now, rows);
      const settles = groupDifferences(after ? gone(now, after) : []);
      const settled = settles.find((each) => each.kind === kind && isSamePath(each.path, path));
      if (!after || settled?.nodes.length !== group?.nodes.length) continue;
      cures.push({ rows, settles });
      now = after;
      break;
    }
  }
  return { now, cures };
}

function isSamePath(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((key, index) => key === other[index]);
}

function nonEmpty<T>([first, ...rest]: readonly T[]): [T, ...T[]][] {
  return first === undefined ? [] : [[first, ...rest]];
}

/** The fewest rules that the nodes of a group need. */
function rulesFor(group: DifferenceGroup, now: Comparison): readonly CompareRule[] {
  const untouched = untouchedIn(keptValues(now, group.path));
  return [...new Set(group.nodes.flatMap((node) => leastRules(node, untouched) ?? []))];
}

/** What the platform holds of a field exactly as manifests write it, wherever that is so. */
function keptValues({ session, state }: Comparison, path: Difference['path']): readonly Json[] {
  const { catalog, open } = session;
  return [...catalog.nodes].flatMap(([address, node]) => {
    const wanted = at(desiredFields(catalog, node, open.remote.dialect.rules), path);
    const held = at(state.entities.get(address)?.entity.fields, path);
    const isKept =
      wanted !== undefined && held !== undefined && canonicalJson(wanted) === canonicalJson(held);
    return isKept ? [wanted] : [];
  });
}

function at(fields: JsonObject | undefined, path: readonly string[]): Json | undefined {
  let value: Json | undefined = fields;
  for (const name of path) {
    const key: string | undefined = isObject(value) ? keyIn(value, name) : undefined;
    value = isObject(value) && key !== undefined ? value[key] : undefined;
  }
  return value;
}

/**
 * Tries the rules of all groups at once, since rules on different paths do not touch each other: one
 * comparison for a hundred fields. A cure is what vanished at one path.
 */
function tryRules(
  now: Comparison,
  groups: readonly DifferenceGroup[],
  rulesOf: (group: DifferenceGroup, now: Comparison) => readonly CompareRule[],
): Found {
  const { compareRows, rules: present } = now.session.open.remote.dialect;
  const added = new Map<CompareRule, Set<string>>();
  for (const group of groups) {
    for (const rule of rulesOf(group, now)) {
      const names = added.get(rule) ?? new Set<string>();
      added.set(rule, names.add(group.path.join('.')));
    }
  }
  const rowOf = (rule: CompareRule, adds: readonly string[]): Row => {
    const names = [...present[rule], ...(added.get(rule) ?? [])];
    return { row: compareRows[rule], value: names, adds };
  };
  const rows = [...added].map(([rule, names]) => rowOf(rule, [...names]));
  const after = rows.length > 0 ? tryRows(now, rows) : undefined;
  if (!after) return { now, cures: [] };
  const byName = Map.groupBy(gone(now, after), ({ path }) => path.join('.'));
  const cures = [...byName].flatMap(([name, settled]): Cure[] => {
    const rules = [...added].flatMap(([rule, names]) => (names.has(name) ? [rule] : []));
    return nonEmpty(rules.map((rule) => rowOf(rule, [name]))).map((rows) => {
      return { rows, settles: groupDifferences(settled) };
    });
  });
  return { now: after, cures };
}

/**
 * Tries whether the platform keeps nothing of 0, false and "". Where it holds one of a kind just as
 * it was written, it does keep those.
 */
function tryZeros(
  now: Comparison,
  groups: readonly DifferenceGroup[],
  wasSent: (difference: Difference) => boolean,
): Found {
  const { rules } = now.session.open.remote.dialect;
  const present = rules.dropped ?? [];
  const missing = new Set(
    groups.flatMap(({ nodes }) => nodes.flatMap((node) => (wasSent(node) ? zerosLost(node) : []))),
  );
  const kept = missing.size > 0 ? zerosKept(now) : missing;
  const adds = zeroKinds.filter((kind) => missing.has(kind) && !kept.has(kind));
  const row: Row = { row: droppedRow, value: [...present, ...adds], adds };
  const after = adds.length > 0 ? tryRows(now, [row]) : undefined;
  const settles = groupDifferences(after ? gone(now, after) : []);
  if (!after || settles.length === 0) return { now, cures: [] };
  return { now: after, cures: [{ rows: [row], settles }] };
}

/** The kinds of zero values that a difference comes down to, if it does. */
function zerosLost(difference: Difference): readonly ZeroKind[] {
  const rules = { ...strictRules, dropped: zeroKinds };
  return isSettledBy(difference, rules) ? [...zerosIn(difference.wanted)] : [];
}

/** The kinds of zero values that the platform holds as manifests write them, anywhere. */
function zerosKept({ session, state }: Comparison): ReadonlySet<ZeroKind> {
  const { catalog, open } = session;
  const kinds = [...catalog.nodes].flatMap(([address, node]) => {
    const wanted = desiredFields(catalog, node, open.remote.dialect.rules);
    return zerosHeld(wanted, state.entities.get(address)?.entity.fields ?? null);
  });
  return new Set(kinds);
}

function zerosHeld(wanted: Json, held: Json): readonly ZeroKind[] {
  if (isObject(wanted) && isObject(held)) {
    return Object.keys(wanted).flatMap((key) =>
      zerosHeld(wanted[key] ?? null, at(held, [key]) ?? null),
    );
  }
  // Within lists a platform may keep what it keeps nothing of elsewhere.
  const kind = wanted === held ? zeroKindOf(wanted) : undefined;
  return kind ? [kind] : [];
}

function zerosIn(value: Json): ReadonlySet<ZeroKind> {
  const inner = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  const own = zeroKindOf(value);
  return new Set([...(own ? [own] : []), ...inner.flatMap((item: Json) => [...zerosIn(item)])]);
}
