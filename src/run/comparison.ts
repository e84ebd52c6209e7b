import type { Catalog } from '../model/catalog.ts';
import type { CorrectedRow, Difference, Explanation } from '../model/explanation.ts';
import type { Json } from '../model/json.ts';
import type { Address } from '../model/node.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import type { CompareRules } from '../plan/compare.ts';
import { differencesOf, hiddenField } from '../plan/differences.ts';
import { reopenDialect } from '../remote/dialects/open-dialect.ts';
import { asKeptBy } from './catalog/target.ts';
import { planFromState } from './planning.ts';
import type { Session } from './session.ts';

/** How a comparison came out under some rows. */
export interface DialectComparison {
  readonly session: Session;
  readonly state: RemoteState;
  /** Corrections of the config and cures so far. */
  readonly facts: ReadonlyMap<string, Json>;
  readonly differences: readonly Difference[];
  readonly missing: Explanation['missing'];
}

/** What the config corrects for the environment. */
export function factsOfSession({ open: { environment } }: Session): ReadonlyMap<string, Json> {
  if (environment.type === 'emulator') return new Map();
  return new Map([...environment.facts].map(([row, { value }]) => [row, value]));
}

/** The comparison as the session's dialect has it. */
export function compareUnderFacts(
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
 * The comparison with further rows; undefined where it makes a difference that was not there, or
 * where a field that some manifest writes would be hidden.
 */
export function tryRows(
  { session, state, ...before }: DialectComparison,
  rows: readonly CorrectedRow[],
) {
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
  const entities = new Map<Address, RemoteEntity>();
  for (const [address, held] of state.entities) {
    // Of the others there may be a hundred times as many, and nothing of them is compared.
    const isOurs = session.catalog.nodes.has(address);
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

/** Whether an edit of a field that manifests write would not show, or could not be told from another. */
function hidesSome(
  catalog: Catalog,
  { rules, before }: { readonly rules: CompareRules; readonly before: CompareRules },
  rows: readonly CorrectedRow[],
): boolean {
  if (hiddenField(catalog, rules, before)) return true;
  // A key that manifests write by themselves is no other name of something else.
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

/** What the first comparison shows and the second does not. */
export function differencesSettled(
  before: DialectComparison,
  after: DialectComparison,
): Difference[] {
  const left = new Set(after.differences.map(keyOf));
  return before.differences.filter((each) => !left.has(keyOf(each)));
}
