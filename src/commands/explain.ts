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
import { leastRules, untouchedIn } from '../plan/least-rules.ts';
import type { CompareRule } from '../plan/rules.ts';
import { type Comparison, compare, factsOf, gone, tryRows } from './comparison.ts';
import type { Session } from './session.ts';

/**
 * What differs between manifests and platform, and the rows of the dialect table that would settle
 * it. A row is named only if comparing again with it made the difference vanish and made no other.
 *
 * `sent` are nodes that were just written and read back. Only of these is it certain that the
 * platform decides for itself; anywhere else, somebody may have edited.
 */
export function explain(
  session: Session,
  state: RemoteState,
  sent?: ReadonlySet<Address>,
): Checked<Explanation> {
  const start = compare(session, state, factsOf(session));
  if (!start.ok) return start;
  const groupsOf = ({ differences }: Comparison) =>
    groupDifferences(differences.filter(({ address }) => !sent || sent.has(address)));
  const keys = tryKeys(start.value, groupsOf);
  const rules = tryRules(keys.now, groupsOf(keys.now), rulesFor);
  const last = sent ? tryRules(rules.now, groupsOf(rules.now), ignoring) : { ...rules, cures: [] };
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
    const candidates = group ? now.session.open.remote.dialect.rowsFor(group, recordOf) : [];
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

/** A place that is not compared would be no place, and a title that is not is no title. */
function ignoring({ path }: DifferenceGroup): readonly CompareRule[] {
  const mayBe = path.length > 1 || !['title', 'parent', 'sortOrder', 'status'].includes(path[0]);
  return mayBe ? ['ignored'] : [];
}
