import type { Catalog } from '../model/catalog.ts';
import {
  type CorrectedRow,
  type Cure,
  type Difference,
  type DifferenceGroup,
  type Explanation,
  groupDifferences,
} from '../model/explanation.ts';
import {
  canonicalJson,
  heldIn,
  isObject,
  isSameJson,
  type Json,
  type JsonObject,
} from '../model/json.ts';
import type { Address } from '../model/node.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import {
  type CompareRule,
  type CompareRules,
  isSettledBy,
  ruleName,
  strictRules,
  type ZeroKind,
  zeroKindOf,
  zeroKinds,
} from '../plan/compare.ts';
import { desiredFields } from '../plan/desired.ts';
import { differencesOf, hiddenField, leastRules, untouchedIn } from '../plan/differences.ts';
import { droppedRow } from '../remote/dialects/common.ts';
import { reopenDialect } from '../remote/dialects/open-dialect.ts';
import { asKeptBy } from './catalog/target.ts';
import { planFromState, readAndPlan, readingWarnings } from './planning.ts';
import type { PlatformOptions } from './platform.ts';
import { sentBefore } from './receipts/receipts.ts';
import { inSession, type Session } from './session.ts';
import type { World } from './world.ts';

interface ExplainInputs {
  /** The nodes that were just written and read back. All others are left out. */
  readonly sent?: ReadonlySet<Address>;
  /**
   * Whether a value was written, so that a platform which does not show it does not store it. Otherwise it
   * may be new in git, or somebody may have removed it.
   */
  readonly wasSent?: (difference: Difference) => boolean;
}

/**
 * The differences between manifests and platform, and the rows of the dialect table that would settle them.
 * A row is named only if a comparison with it removed the difference, made no new one, and hides no edit of
 * a field that a manifest writes.
 */
export function explainDifferences(
  session: Session,
  state: RemoteState,
  { sent, wasSent = ({ address }) => sent?.has(address) === true }: ExplainInputs,
): Checked<Explanation> {
  const start = compareUnderFacts(session, state, factsOfSession(session));
  if (!start.ok) return start;
  const groupsOf = ({ differences }: DialectComparison) =>
    groupDifferences(differences.filter(({ address }) => !sent || sent.has(address)));
  const keys = tryKeys(start.value, groupsOf);
  const rules = tryRules(keys.now, groupsOf(keys.now));
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

/** The corrections that were found so far, and the comparison with all of them. */
interface Found {
  readonly now: DialectComparison;
  readonly cures: readonly Cure[];
}

/**
 * Tries other keys and forms of records, one after the other. A parent under another key also hides the
 * order, so differences that one correction settles are not tried again.
 */
function tryKeys(
  start: DialectComparison,
  groupsOf: (comparison: DialectComparison) => readonly DifferenceGroup[],
): Found {
  const recordOf = (address: Address) => start.state.entities.get(address)?.record;
  let now = start;
  const cures: Cure[] = [];
  for (const { kind, path } of groupsOf(start)) {
    const group = groupsOf(now).find((each) => each.kind === kind && isSameJson(each.path, path));
    const candidates = group
      ? now.session.open.remote.dialect.proposeCorrections(group, recordOf)
      : [];
    for (const rows of candidates.flatMap(nonEmpty)) {
      const after = tryRows(now, rows);
      const settles = groupDifferences(after ? differencesSettled(now, after) : []);
      const settled = settles.find((each) => each.kind === kind && isSameJson(each.path, path));
      if (!after || settled?.nodes.length !== group?.nodes.length) continue;
      cures.push({ rows, settles });
      now = after;
      break;
    }
  }
  return { now, cures };
}

function nonEmpty<T>([first, ...rest]: readonly T[]): [T, ...T[]][] {
  return first === undefined ? [] : [[first, ...rest]];
}

/** The smallest set of rules that the nodes of a group need. */
function rulesFor(group: DifferenceGroup, now: DialectComparison): readonly CompareRule[] {
  const untouched = untouchedIn(keptValues(now, group.path));
  return [...new Set(group.nodes.flatMap((node) => leastRules(node, untouched) ?? []))];
}

/** The values of a field that the platform holds exactly as manifests write them. */
function keptValues(
  { session, state }: DialectComparison,
  path: Difference['path'],
): readonly Json[] {
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
  return path.reduce(
    (value: Json | undefined, name) => (isObject(value) ? heldIn(value, name) : undefined),
    fields,
  );
}

/**
 * Tries the rules of all groups at once, since rules for different paths are independent: that is one
 * comparison for a hundred fields. Each correction settles the differences at one path.
 */
function tryRules(now: DialectComparison, groups: readonly DifferenceGroup[]): Found {
  const { compareRows, rules: present } = now.session.open.remote.dialect;
  const added = new Map<CompareRule, Set<string>>();
  for (const group of groups) {
    for (const rule of rulesFor(group, now)) {
      const names = added.get(rule) ?? new Set<string>();
      added.set(rule, names.add(ruleName(group.path)));
    }
  }
  const rowOf = (rule: CompareRule, adds: readonly string[]): CorrectedRow => {
    const names = [...present[rule], ...(added.get(rule) ?? [])];
    return { row: compareRows[rule], value: names, adds };
  };
  const rows = [...added].map(([rule, names]) => rowOf(rule, [...names]));
  const after = rows.length > 0 ? tryRows(now, rows) : undefined;
  if (!after) return { now, cures: [] };
  const byName = Map.groupBy(differencesSettled(now, after), ({ path }) => ruleName(path));
  const cures = [...byName].flatMap(([name, settled]): Cure[] => {
    const rules = [...added].flatMap(([rule, names]) => (names.has(name) ? [rule] : []));
    return nonEmpty(rules.map((rule) => rowOf(rule, [name]))).map((rows) => {
      return { rows, settles: groupDifferences(settled) };
    });
  });
  return { now: after, cures };
}

/**
 * Tries whether the platform does not store 0, false and "". If it holds one such value as it was written,
 * it stores all of that kind.
 */
function tryZeros(
  now: DialectComparison,
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
  const row: CorrectedRow = { row: droppedRow, value: [...present, ...adds], adds };
  const after = adds.length > 0 ? tryRows(now, [row]) : undefined;
  const settles = groupDifferences(after ? differencesSettled(now, after) : []);
  if (!after || settles.length === 0) return { now, cures: [] };
  return { now: after, cures: [{ rows: [row], settles }] };
}

/** The kinds of zero values that explain a difference; empty if they do not. */
function zerosLost(difference: Difference): readonly ZeroKind[] {
  const rules = { ...strictRules, dropped: zeroKinds };
  return isSettledBy(difference, rules) ? [...zerosIn(difference.wanted)] : [];
}

/** The kinds of zero values that the platform holds anywhere as manifests write them. */
function zerosKept({ session, state }: DialectComparison): ReadonlySet<ZeroKind> {
  const { catalog, open } = session;
  const kinds = [...catalog.nodes].flatMap(([address, node]) => {
    const wanted = desiredFields(catalog, node, open.remote.dialect.rules);
    return zerosOnPlatform(wanted, state.entities.get(address)?.entity.fields ?? null);
  });
  return new Set(kinds);
}

function zerosOnPlatform(wanted: Json, held: Json): readonly ZeroKind[] {
  if (isObject(wanted) && isObject(held)) {
    return Object.keys(wanted).flatMap((key) =>
      zerosOnPlatform(wanted[key] ?? null, heldIn(held, key) ?? null),
    );
  }
  // Inside of lists a platform may store values that it does not store elsewhere.
  const kind = wanted === held ? zeroKindOf(wanted) : undefined;
  return kind ? [kind] : [];
}

function zerosIn(value: Json): ReadonlySet<ZeroKind> {
  const inner = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  const own = zeroKindOf(value);
  return new Set([...(own ? [own] : []), ...inner.flatMap((item: Json) => [...zerosIn(item)])]);
}

/** Reads an environment, and finds corrections of the dialect table that settle its differences. */
export async function explainDrift(
  options: PlatformOptions,
  world: World,
): Promise<Checked<Explanation>> {
  return inSession(options, world, async (session) => {
    const planned = await readAndPlan(session);
    if (!planned.ok) return planned;
    const { state } = planned.value;
    const found = explainDifferences(session, state, { wasSent: sentBefore(session) });
    return found.ok ? checked(found.value, readingWarnings(session, state)) : found;
  });
}

/** A comparison of manifests and platform under some rows. */
interface DialectComparison {
  readonly session: Session;
  readonly state: RemoteState;
  /** The corrections of the config, and those that were found so far. */
  readonly facts: ReadonlyMap<string, Json>;
  readonly differences: readonly Difference[];
  readonly missing: Explanation['missing'];
}

/** The corrections that the config has for the environment. */
function factsOfSession({ open: { environment } }: Session): ReadonlyMap<string, Json> {
  if (environment.type === 'emulator') return new Map();
  return new Map([...environment.facts].map(([row, { value }]) => [row, value]));
}

/** The comparison with the dialect of the session. */
function compareUnderFacts(
  session: Session,
  state: RemoteState,
  facts: ReadonlyMap<string, Json>,
): Checked<DialectComparison> {
  const planned = planFromState(session, state);
  if (!planned.ok) return planned;
  const { changes } = planned.value.plan;
  const missing = changes
    .filter(({ action }) => action === 'create')
    .map(({ address, title }) => ({ address, title }));
  const differences = differencesOf(changes, state);
  return checked({ session, state, facts, differences, missing }, []);
}

/**
 * The comparison with more rows; undefined if it has a new difference, or if it would hide edits of a field
 * that some manifest writes.
 */
function tryRows({ session, state, ...before }: DialectComparison, rows: readonly CorrectedRow[]) {
  const facts = new Map([
    ...before.facts,
    ...rows.map(({ row, value }): [string, Json] => [row, value]),
  ]);
  const { open } = session;
  const dialect = reopenDialect(open.remote.dialect, facts);
  if (!dialect.ok) return undefined;
  const now = { rules: dialect.value.rules, before: open.remote.dialect.rules };
  const catalog = asKeptBy(dialect.value, session.written);
  if (hidesSome(catalog, now, rows)) return undefined;
  const remote = { ...open.remote, dialect: dialect.value };
  const differing = new Set(before.differences.map(({ address }) => address));
  const entities = new Map<Address, RemoteEntity>();
  for (const [address, held] of state.entities) {
    // The others may be a hundred times as many, and they are not compared. Retired nodes differ alone.
    const isOurs = session.catalog.nodes.has(address) || differing.has(address);
    const decoded = isOurs ? dialect.value.decode(held.entity.kind, held.record) : held;
    if (decoded) entities.set(address, decoded);
  }
  const after = compareUnderFacts(
    { ...session, catalog, open: { ...open, remote } },
    { ...state, entities },
    facts,
  );
  if (!after.ok || after.value.missing.length > before.missing.length) return undefined;
  const known = new Set(before.differences.map(keyOf));
  return after.value.differences.every((each) => known.has(keyOf(each))) ? after.value : undefined;
}

/**
 * Whether an edit of a field in the manifests would not show, or would look like an edit of another field.
 */
function hidesSome(
  catalog: Catalog,
  { rules, before }: { readonly rules: CompareRules; readonly before: CompareRules },
  rows: readonly CorrectedRow[],
): boolean {
  if (hiddenField(catalog, rules, before)) return true;
  // A key that manifests write themselves cannot be another name for a field.
  const keys = rows.flatMap(({ row, value }) =>
    typeof value === 'string' && !row.endsWith(`.${value}`) && isKeyRow(row) ? value : [],
  );
  return [...catalog.nodes.values()].some(({ entity }) =>
    keys.some((key) => key !== '' && Object.hasOwn(entity.fields, key)),
  );
}

function isKeyRow(row: string): boolean {
  return !row.startsWith('status.') && !row.endsWith('.shape') && row !== 'unit.prerequisites';
}

function keyOf({ address, path }: Difference): string {
  return JSON.stringify([address, ...path]);
}

/** The differences that the first comparison has and the second does not. */
function differencesSettled(before: DialectComparison, after: DialectComparison): Difference[] {
  const left = new Set(after.differences.map(keyOf));
  return before.differences.filter((each) => !left.has(keyOf(each)));
}
