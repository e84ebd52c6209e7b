import type { Environment } from '../../config/environment.ts';
import type { Explanation } from '../../model/explanation.ts';
import { defined } from '../../model/json-values.ts';
import { type Address, addressOf, type Entity, kindIn, nodeKey } from '../../model/node.ts';
import type { Plan } from '../../model/plan.ts';
import { type Checked, checked, failure, type Problem, problem } from '../../model/problem.ts';
import { problemCodes } from '../../model/problem-codes.ts';
import type { RemoteEntity, RemoteState } from '../../model/remote.ts';
import { outsideOf } from '../../model/scope.ts';
import {
  addressWithOtherId,
  entityWithOtherIds,
  placementWithOtherIds,
  writtenIdsIn,
} from '../../plan/other-ids.ts';
import { everything } from '../../plan/select-changes.ts';
import type { Own } from '../../remote/records.ts';
import {
  type Desired,
  desiredFor,
  inOtherIds,
  ledgerInOtherIds,
} from '../../run/catalog/target.ts';
import { explainDifferences } from '../../run/explain-differences.ts';
import { lackingWarnings } from '../../run/plan-checks.ts';
import { planFromState, readEverythingWhole } from '../../run/planning.ts';
import { type OpenPlatform, openPlatform, type PlatformOptions } from '../../run/platform.ts';
import { managedNodes } from '../../run/remote-state.ts';
import type { Session } from '../../run/session.ts';
import type { World } from '../../run/world.ts';
import { fromRemote, nameOfRecord, type RemoteImport } from './from-remote.ts';
import type { LeftOut } from './imported.ts';
import { type ImportPlace, openImportPlace } from './place.ts';
import {
  finishImport,
  type ImportOptions,
  type ImportResult,
  type Prepared,
  prepareImport,
} from './write-files.ts';

export interface ImportRemoteOptions extends ImportOptions, PlatformOptions {
  /** Whether fields that manifests do not know become `additional`. */
  readonly additional: boolean;
  /** Ids, codes or patterns of the courses to import; absent: all that the environment shows. */
  readonly only?: readonly string[];
}

export interface ImportRemoteResult extends ImportResult {
  /** The ids of the courses that `only` chose, if the config does not limit readings to them. */
  readonly narrowed?: readonly string[];
  /** The plan from the new manifests, which shows that they match the platform. */
  readonly plan: Checked<Plan>;
  /** Corrections of the dialect table that would resolve the changes of that plan. */
  readonly explanation?: Explanation;
}

/** Imports the courses of a platform, which it only reads, into manifests and ledger. */
export async function importRemote(
  options: ImportRemoteOptions,
  world: World,
): Promise<Checked<ImportRemoteResult>> {
  const first = openImportPlace(world);
  if (!first.ok) return first;
  const { workspace } = first.value;
  const { only } = options;
  const narrowing = only && { courses: { courses: only } };
  const open = await openPlatform(workspace, { ...options, ...narrowing, world, orgs: [] });
  if (!open.ok) return open;
  try {
    const own = ownOf(first.value, open.value.environment);
    const state = await readEverythingWhole({ world, workspace, open: open.value }, own);
    if (!state.ok) return state;
    const missing = only ? namingNone(only, state.value) : [];
    if (missing.length > 0) return { ok: false, problems: missing };
    if (state.value.entities.size === 0) return nothingThere(open.value);
    // A catalog that starts with the import gets the org of most of its courses.
    const org = first.value.started.size > 0 ? mostFrequentOrg(state.value) : undefined;
    const place = org === undefined ? first : openImportPlace(world, org);
    if (!place.ok) return place;
    const imported = bringIn(place.value, { state: state.value, open: open.value, options, world });
    return imported.ok
      ? checked(imported.value, [...imported.problems, ...state.problems])
      : imported;
  } finally {
    open.value.close();
  }
}

/** What to read for a scope. Nodes that the catalog holds already are added only if the scope is `own`. */
function ownOf({ catalog, ledger }: ImportPlace, environment: Environment): Own | undefined {
  const { scope } = environment;
  if (!scope) return undefined;
  const isOwn = scope.courses === 'own';
  const { part, ...own } = managedNodes({
    catalog: isOwn ? inOtherIds(catalog, environment) : { nodes: new Map() },
    ...(isOwn && ledger && { ledger: ledgerInOtherIds(ledger, environment) }),
    open: { environment: { scope } },
  });
  return { ...own, has: () => true, ...(part && { part }) };
}

/** Problems for chosen courses that the platform does not have. */
function namingNone(only: readonly string[], { entities, platform }: RemoteState): Problem[] {
  const courses = coursesIn(entities);
  return only
    .filter((text) => courses.every((course) => outsideOf(course, { courses: [text] })))
    .map((text) =>
      problem('import/no-course', {
        detail: `${platform.name} shows this client no course whose id or course code is ${JSON.stringify(text)}.`,
        hint: 'Write it as on the platform; `*` matches any characters, and `?` matches one.',
      }),
    );
}

function coursesIn(entities: RemoteState['entities']): readonly Entity[] {
  return [...entities.values()].flatMap(({ entity }) => (entity.kind === 'course' ? entity : []));
}

interface Read {
  readonly state: RemoteState;
  readonly open: OpenPlatform;
  readonly options: ImportRemoteOptions;
  readonly world: World;
}

function bringIn(place: ImportPlace, read: Read): Checked<ImportRemoteResult> {
  const { open, options } = read;
  const { name } = open.environment;
  const org = place.workspace.config.environments.get(name)?.org;
  const how: RemoteImport = {
    present: new Map(
      [...place.catalog.nodes.values()].map(({ entity }) => [nodeKey(entity), entity.kind]),
    ),
    titles: new Map(
      [...place.catalog.nodes].map(([address, { entity }]) => [address, entity.title]),
    ),
    placementTitle: open.remote.dialect.placementTitle,
    entryOf: open.remote.dialect.entryOf,
    unplaced: new Map(),
    additional: options.additional,
    ...defined({ ledger: place.ledger, org, untitled: options.untitled }),
  };
  const once = prepared(place, how, read);
  if (!once.ok) return once;
  // What the dialect cannot express is known only once there is a catalog.
  const unplaced = new Map(
    desiredAfter(place, once.value.ready, open).problems.flatMap(
      ({ address, code, severity }): [Address, string][] => {
        if (severity !== 'error') return [];
        const why = `a plan would refuse it, ${code}: ${problemCodes[code].summary}`;
        const idOf = writtenIdsIn(open.environment);
        return address ? [[addressWithOtherId(address, idOf), why]] : [];
      },
    ),
  );
  const again = unplaced.size > 0 ? prepared(place, { ...how, unplaced }, read) : once;
  if (!again.ok) return again;
  const { ready, leftOut } = again.value;
  const { plan, explanation } = planAfter(place, ready, read);
  const result = finishImport(place, ready, { dryRun: options.dryRun, leftOut });
  const isNarrowed = place.workspace.config.environments.get(name)?.scope !== undefined;
  const narrowed = options.only && !isNarrowed && { narrowed: courseIds(read.state) };
  return checked(
    { ...result, plan, ...(explanation && { explanation }), ...narrowed },
    lackingWarnings(read.state, open.remote.dialect),
  );
}

function courseIds({ entities }: RemoteState): readonly string[] {
  return coursesIn(entities).map(({ sourcedId }) => sourcedId);
}

function prepared(place: ImportPlace, how: RemoteImport, { state, open, options }: Read) {
  const { environment } = open;
  const idOf = writtenIdsIn(environment);
  const others = addressesOfOthers(environment);
  const [foreign, own] = byOwner(state, others);
  const written = own.map(([address, one]): [Address, RemoteEntity] => [
    addressWithOtherId(address, idOf),
    { ...one, entity: entityWithOtherIds(one.entity, idOf) },
  ]);
  const { imported, retired, ...read } = fromRemote({ ...state, entities: new Map(written) }, how);
  const leftOut = [...foreign.map(([, one]) => notOurs(one, environment)), ...read.leftOut];
  const reason = `retired on ${state.platform.name} when it was imported`;
  const placed = own
    .filter(([, { entity }]) => entity.kind === 'lesson' || entity.kind === 'unit')
    .flatMap(([, { record }]) => open.remote.dialect.placementsOf(record))
    .filter(({ resource }) => !others.has(addressOf('resource', resource)))
    .map((one) => placementWithOtherIds(one, idOf));
  const all = { imported, present: 'keep', retired, reason, placed } as const;
  const ready = prepareImport(place, all, options);
  return ready.ok ? checked({ ready: ready.value, leftOut }, []) : ready;
}

/** The ids of manifests that an environment replaces. What has one of them there is not of this catalog. */
function addressesOfOthers({ otherIds = new Map() }: Environment): ReadonlySet<Address> {
  const there = new Set([...otherIds].map(([address, { id }]) => addressOf(kindIn(address), id)));
  return new Set([...otherIds.keys()].filter((address) => !there.has(address)));
}

/** The records at or below these addresses, and all others. */
function byOwner({ entities }: RemoteState, others: ReadonlySet<Address>) {
  const foreign: [Address, RemoteEntity][] = [];
  const own: [Address, RemoteEntity][] = [];
  for (const one of entities) {
    const above = new Set<Address>();
    for (let at: Address | undefined = one[0]; at && !above.has(at); ) {
      above.add(at);
      at = entities.get(at)?.entity.parent;
    }
    ([...above].some((address) => others.has(address)) ? foreign : own).push(one);
  }
  return [foreign, own] as const;
}

function notOurs({ entity }: RemoteEntity, { name }: Environment): LeftOut {
  return {
    what: `the ${nameOfRecord(entity)}`,
    why: `its id, or the id of what it is in, is that of a node of the manifests that has another id there: \`environments.${name}.ids\``,
  };
}

/** The plan from the written manifests, with corrections that would resolve it. */
function planAfter(
  place: ImportPlace,
  ready: Prepared,
  { state, open, options, world }: Read,
): Pick<ImportRemoteResult, 'plan' | 'explanation'> {
  const { catalog, written } = desiredAfter(place, ready, open);
  const session: Session = {
    world,
    workspace: place.workspace,
    open,
    catalog,
    written,
    files: ready.sources,
    ledger: ledgerInOtherIds(ready.ledger, open.environment),
    restore: new Set(),
    // The rest of the catalog was not read.
    scope: options.only
      ? { ...everything, target: new Set(courseIds(state).map((id) => addressOf('course', id))) }
      : everything,
    warnings: [],
  };
  const planned = planFromState(session, state);
  if (!planned.ok) return { plan: planned };
  const { plan } = planned.value;
  const explained = plan.changes.length > 0 ? explainDifferences(session, state, {}) : undefined;
  return {
    plan: checked(plan, []),
    ...(explained?.ok && { explanation: explained.value }),
  };
}

/** What the environment should have after the import; the new config may name its org. */
function desiredAfter(
  { workspace: { config, configFile } }: ImportPlace,
  { catalog }: Prepared,
  { environment: opened, remote: { dialect } }: OpenPlatform,
): Desired {
  const environment = config.environments.get(opened.name) ?? opened;
  return desiredFor(catalog, { environment, dialect, configFile });
}

function nothingThere({ environment, remote }: OpenPlatform) {
  return failure('import/empty', {
    detail: `${environment.name} (${remote.platform.url}) shows this client no course, unit, lesson or resource.`,
    hint: 'Name the environment with `--env NAME`; `timeback-catalog doctor` shows what each of them contains.',
  });
}

function mostFrequentOrg({ entities }: RemoteState): string | undefined {
  const counts = new Map<string, number>();
  for (const { org } of coursesIn(entities).map(({ fields }) => fields))
    if (typeof org === 'string') counts.set(org, (counts.get(org) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
