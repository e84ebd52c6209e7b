import type { Environment } from '../config/environment.ts';
import { nodeWithId } from '../document/place.ts';
import { entriesText } from '../identity/messages.ts';
import { remintedOnPlatform } from '../identity/on-platform.ts';
import { forgetting, nodeWord, releasing, retiring, shellWord } from '../model/id-commands.ts';
import { defined } from '../model/json-values.ts';
import type { LedgerEntry } from '../model/ledger.ts';
import { type Address, addressOf } from '../model/node.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked, hasErrors, type Problem, problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { type BuiltPlan, planWithInexact } from '../plan/build.ts';
import type { CompareRules } from '../plan/compare.ts';
import { uncertainNodes } from '../plan/differences.ts';
import { sealPlan } from '../plan/digest.ts';
import { withEditsThere } from '../plan/last-applied.ts';
import { isUnseen } from '../plan/progress.ts';
import type { UnshownFields } from '../remote/read-again.ts';
import type { Own } from '../remote/records.ts';
import { addressesIn } from './catalog/target.ts';
import { withImpact } from './impact.ts';
import {
  checkAddOns,
  checkAllowedIds,
  checkCourseNames,
  checkExchangedIds,
  checkOrgs,
  lackingWarnings,
  requiredBy,
} from './plan-checks.ts';
import { type PlatformOptions, untilStopped } from './platform.ts';
import { lastSent, sentByApply } from './receipts/receipts.ts';
import {
  lateWarnings,
  type RecentWrite,
  recentWrites,
  withLateness,
  withLists,
} from './receipts/recent.ts';
import {
  askFor,
  checkUnlisted,
  findUnlisted,
  managedNodes,
  movesFromForeignCourse,
  refusalWarnings,
  takenPlacements,
  withUnlisted,
} from './remote-state.ts';
import {
  inSession,
  type Opened,
  openWithoutManifests,
  type PlanningOptions,
  type Session,
} from './session.ts';
import type { World } from './world.ts';

interface Planned extends BuiltPlan {
  readonly state: RemoteState;
  /** The warnings of the session before the plan was made. */
  readonly warned: readonly Problem[];
}

/** Reads the platform, or the part that `own` names. Of nodes that are not in `own` little is kept. */
export async function readPlatform(
  { world, open }: Pick<Opened, 'world' | 'open'>,
  own?: Own,
): Promise<Checked<RemoteState>> {
  const { remote } = open;
  world.onProgress({ type: 'reading', platform: remote.platform });
  const state = await untilStopped(world, open, () => remote.read(own));
  if (!state.ok) return state;
  const { entities, requests } = state.value;
  world.onProgress({ type: 'read', platform: remote.platform, records: entities.size, requests });
  return state;
}

/** Reads the platform and plans. It reads nodes one by one if lists may show less of them. */
export function readAndPlan(session: Session): Promise<Checked<Planned>> {
  return untilStopped(session.world, session.open, () => planAsRead(session));
}

async function planAsRead(session: Session): Promise<Checked<Planned>> {
  const { world, workspace, open, catalog, nodeless = [] } = session;
  const { environment, remote } = open;
  const own = managedNodes(session);
  const state = await readPlatform(session, own);
  if (!state.ok) return state;
  world.onProgress({ type: 'planning' });
  const judged = await checkIdsWithoutNode(nodeless, session, state.value);
  if (!judged.ok) return judged;
  const judgedSession = { ...session, warnings: [...session.warnings, ...judged.value] };
  const recent = recentWrites(session);
  const listed = await planListed(judgedSession, state.value, { recent, own });
  if (!listed.ok) return listed;
  const planned = await planWhole(session, listed.value);
  if (!planned.ok) return planned;
  const { plan, state: read } = planned.value;
  const changes = plan.changes.length;
  world.onProgress({ type: 'planned', nodes: catalog.nodes.size, changes });
  const exchanged = checkExchangedIds(session, planned.value);
  if (!exchanged.ok) return exchanged;
  const marked = withEditsThere(plan, keptFields(session, read, recent), remote.dialect.rules);
  const measured = await withImpact(session, marked, read);
  // Orgs are asked only for what is sent: the platform refuses an unknown org at the write.
  const changed = new Set(
    plan.changes.flatMap((change) =>
      change.action === 'create' || change.fields.some(({ path: [field] }) => field === 'org')
        ? change.address
        : [],
    ),
  );
  const asked = { catalog, environment, workspace, remote, state: read, changed };
  const orgs = changed.size > 0 ? await checkOrgs(asked) : [];
  const warnings = [...exchanged.problems, ...measured.warnings, ...orgs];
  return checked({ ...planned.value, plan: { ...measured, warnings } }, []);
}

/**
 * Gives the fields that were last sent to a node and kept; undefined for a node whose last write does not
 * show yet.
 */
function keptFields(opened: Opened, { entities }: RemoteState, recent: readonly RecentWrite[]) {
  const { rules } = opened.open.remote.dialect;
  const late = new Set(
    recent
      .filter(({ change, before }) =>
        isUnseen(change, { before, now: entities.get(change.address) }, rules),
      )
      .map(({ change }) => change.address),
  );
  const sent = lastSent(opened);
  return (address: Address) => (late.has(address) ? undefined : sent(address));
}

/** Plans after asking for nodes that lists do not show yet, hide or leave out. */
async function planListed(
  session: Session,
  state: RemoteState,
  about: { readonly recent: readonly RecentWrite[]; readonly own: Own },
): Promise<Checked<Planned>> {
  const { world, open, ledger } = session;
  let planned = planFromState(session, state);
  if (planned.ok && planned.value.plan.changes.length === 0) return planned;
  const waited = await withLists(session, state, about);
  if (!waited.ok) return waited;
  const shown = waited.value;
  if (shown.state !== state || shown.unseen.length > 0) {
    const seen = planFromState(session, shown.state);
    if (!seen.ok) return seen;
    const late = lateWarnings(shown.unseen, seen.value.plan, world.now());
    planned = planFromState({ ...session, warnings: [...session.warnings, ...late] }, shown.state);
  }
  if (!planned.ok) return planned;
  const { plan, state: seen, warned } = planned.value;
  const created = plan.changes.flatMap(({ action, address }) =>
    action === 'create' ? [address] : [],
  );
  const unlisted = await findUnlisted(open.remote, created, seen, ledger);
  if (!unlisted.ok) return unlisted;
  const { found, refused } = unlisted.value;
  if (found.size + refused.length === 0) return planned;
  const lacking = checkUnlisted(found, plan, seen, ledger);
  const missing = withLateness(lacking, shown.hidden, world.now());
  if (missing.length > 0) return { ok: false, problems: missing };
  const warnings = [...warned, ...refusalWarnings(unlisted.value, plan)];
  return planFromState({ ...session, warnings }, withUnlisted(seen, found, ledger));
}

/**
 * Plans again from single reads, as long as lists show less of the nodes in the plan. A plan must not
 * change fields that only seem to differ, and no record is written over that was not read whole.
 */
export async function planWhole(session: Session, planned: Planned): Promise<Checked<Planned>> {
  const { catalog, open, world } = session;
  const { rules } = open.remote.dialect;
  const unshown = uncertainNodes(planned, planned.state, { catalog, rules });
  const whole = await readNodesWhole({ world, open }, planned.state, unshown);
  if (!whole.ok) return whole;
  if (whole.value === planned.state) return checked(planned, []);
  const warnings = [...planned.warned, ...whole.problems];
  const again = planFromState({ ...session, warnings }, whole.value);
  return again.ok ? planWhole(session, again.value) : again;
}

/**
 * Reads the platform, or the part that `own` names, and reads each live node by itself if lists show less
 * of it: an import must not lack fields that lists leave out.
 */
export async function readEverythingWhole(
  opened: Opened,
  own?: Own,
): Promise<Checked<RemoteState>> {
  const listed = await readPlatform(opened, own);
  if (!listed.ok) return listed;
  const live = [...listed.value.entities].flatMap(([address, { status }]) =>
    status === 'tobedeleted' ? [] : address,
  );
  const whole = await readNodesWhole(opened, listed.value, wholeWithoutFields(live));
  return whole.ok ? checked(whole.value, [...listed.problems, ...whole.problems]) : whole;
}

/** Reads some nodes one by one, if lists show less of them. */
export function readNodesWhole(
  { world, open }: Pick<Opened, 'world' | 'open'>,
  state: RemoteState,
  unshown: UnshownFields,
): Promise<Checked<RemoteState>> {
  return untilStopped(world, open, () => open.remote.readWhole(state, unshown));
}

/** Nodes to read whole, although none of their fields is in doubt. */
export function wholeWithoutFields(addresses: readonly Address[]): UnshownFields {
  return new Map(addresses.map((address) => [address, []]));
}

/** The problems of a reading: collections that the platform does not offer, and inconsistent records. */
export function readingWarnings(session: Session, state: RemoteState): Problem[] {
  const { dialect } = session.open.remote;
  const isLacking = (state.lacking ?? []).length > 0;
  const addOns = isLacking ? checkAddOns(state, requiredBy(session), dialect) : [];
  return [...addOns, ...(state.warnings ?? [])];
}

/** Plans from a state that was read already. `only`: the nodes to compare, as in `PlanInputs`. */
export function planFromState(
  session: Session,
  state: RemoteState,
  only?: ReadonlySet<Address>,
): Checked<Planned> {
  const { catalog, open, world, ledger, restore, scope, warnings, command, draft } = session;
  const { rules } = open.remote.dialect;
  const readingProblems = readingWarnings(session, state);
  if (hasErrors(readingProblems)) return { ok: false, problems: readingProblems };
  const taken = ledger ? takenPlacements(ledger, state) : [];
  const built = planWithInexact({
    catalog,
    remote: state,
    rules,
    sha256: world.sha256,
    restore,
    scope,
    warnings: [...warnings, ...readingProblems],
    ...defined({ ledger, command, only, isDraft: draft && true }),
  });
  // A draft is a copy of the catalog under other ids on purpose.
  const reminted =
    built.ok && !draft
      ? remintedOnPlatform({
          catalog,
          changes: built.value.plan.changes,
          remote: state,
          isSent: sentByApply(session),
          ...(ledger && { ledger }),
        })
      : [];
  if (!built.ok || taken.length > 0 || hasErrors(reminted)) {
    return { ok: false, problems: [...built.problems, ...taken, ...reminted] };
  }
  const { plan, inexact } = built.value;
  const compared = { environment: open.environment, catalog, remote: state, ledger };
  const names = draft ? [] : checkCourseNames(plan, compared, session.workspace);
  if (hasErrors(names)) return { ok: false, problems: names };
  const notAllowed = checkAllowedIds(plan.changes, open.environment);
  // Taking down a draft retires all of its nodes and no others, so limits have no meaning.
  const unguarded = draft?.takeDown ? { guards: [] } : {};
  const elsewhere = movesFromForeignCourse(plan, session, state);
  const found = [...names, ...reminted, ...elsewhere];
  const further = found.length > 0 && { warnings: [...found, ...plan.warnings] };
  const whole = { ...plan, ...unguarded, ...further };
  return checked({ plan: whole, inexact, state, warned: warnings }, notAllowed);
}

/** The state of a platform, the rules by which its values are compared, and its environment. */
export interface ReadRemote {
  /** All records that the client owns there, by address, and the number of requests. */
  readonly state: RemoteState;
  /** How the platform's fields are compared. `buildPlan` takes these rules. */
  readonly rules: CompareRules;
  readonly environment: Environment;
}

/**
 * Reads a platform completely. It sends only GETs.
 *
 * Problems: those of the config, `auth/*` if the platform refuses the credentials, `remote/*` if it cannot
 * be reached or its lists are not complete.
 */
export async function readRemote(
  options: PlatformOptions,
  world: World,
): Promise<Checked<ReadRemote>> {
  const opened = await openWithoutManifests(options, world);
  if (!opened.ok) return opened;
  const { open } = opened.value;
  try {
    const state = await readPlatform(opened.value);
    if (!state.ok) return state;
    const { rules } = open.remote.dialect;
    const readingProblems = [
      ...state.problems,
      ...lackingWarnings(state.value, open.remote.dialect),
    ];
    return checked({ state: state.value, rules, environment: open.environment }, readingProblems);
  } finally {
    open.close();
  }
}

/** A plan, and the environment that it is for. */
export interface PlanResult {
  readonly plan: Plan;
  readonly environment: Environment;
}

/** The changes that publishing the manifests to an environment would make. It sends only reads. */
export async function plan(options: PlanningOptions, world: World): Promise<Checked<PlanResult>> {
  return inSession(options, world, planIn);
}

/** Plans in a session that is already open. */
export async function planIn(session: Session): Promise<Checked<PlanResult>> {
  const planned = await readAndPlan(session);
  if (!planned.ok) return planned;
  const plan = sealPlan(planned.value.plan, session.world);
  return checked({ plan, environment: session.open.environment }, []);
}

/**
 * Asks the platform about live ids without a node. If it has one, the node was lost, and nothing is
 * planned; an id that it does not have is only a warning.
 */
async function checkIdsWithoutNode(
  nodeless: readonly LedgerEntry[],
  { open: { environment, remote }, ledger }: Session,
  state: RemoteState,
): Promise<Checked<readonly Problem[]>> {
  if (nodeless.length === 0) return checked([], []);
  const addresses = nodeless.flatMap((entry) => addressesIn(environment, entry));
  const unlisted = addresses.filter((address) => !state.entities.has(address));
  const asked = await askFor(unlisted, remote, state);
  if (!asked.ok) return asked;
  const { name } = remote.platform;
  const { found } = asked.value;
  const holding = (entry: LedgerEntry): RemoteEntity | undefined =>
    addressesIn(environment, entry).flatMap(
      (address) => state.entities.get(address) ?? found.get(address) ?? [],
    )[0];
  const word = (entry: LedgerEntry) => nodeWord(entry, ledger?.entries);
  const lost = nodeless.flatMap((entry) => {
    const there = holding(entry);
    return there ? [lostHere(entry, there, { name, word: word(entry) })] : [];
  });
  if (lost.length > 0) return { ok: false, problems: lost };
  return checked([neverThere(nodeless, nodeless.map(word), name)], []);
}

function lostHere(
  { kind, sourcedId, file, line }: LedgerEntry,
  { status, entity }: RemoteEntity,
  { name, word }: { readonly name: string; readonly word: string },
): Problem {
  const there = status === 'tobedeleted' ? 'with the status "tobedeleted"' : 'live';
  return problem('identity/vanished', {
    detail: `${name} holds the ${nodeWithId({ kind, sourcedId, title: entity.title })}, ${there}. It is in the ledger, but in no manifest, and nobody retired it.`,
    hint: `Restore it (\`git log -S ${shellWord(sourcedId)}\` finds it), or ${retiring([word])}, or if another catalog has it now ${releasing([word])}.`,
    span: { file, start: { line, column: 1 } },
    address: addressOf(kind, sourcedId),
  });
}

function neverThere(
  nodeless: readonly LedgerEntry[],
  words: readonly string[],
  platform: string,
): Problem {
  const [first] = nodeless;
  const [are, them] = nodeless.length > 1 ? ['are', 'them'] : ['is', 'it'];
  return problem('identity/without-node', {
    detail: `The ${entriesText(nodeless)} ${are} in the ledger, but in no manifest, and ${platform} has no record of ${them}.`,
    hint: `If it was never published: ${forgetting(words, `--env ${shellWord(platform)}`)}.`,
    ...(first && { span: { file: first.file, start: { line: first.line, column: 1 } } }),
  });
}
