import type { Environment } from '../config/environment.ts';
import { nodeWithId } from '../document/place.ts';
import { remintedOnPlatform } from '../identity/check-identity.ts';
import { forgetting, releasing, retiring, shellWord } from '../model/id-commands.ts';
import type { LedgerEntry } from '../model/ledger.ts';
import { type Address, addressOf } from '../model/node.ts';
import type { Plan, WritablePlan } from '../model/plan.ts';
import { type Checked, checked, hasErrors, type Problem, problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { buildPlan } from '../plan/build.ts';
import type { CompareRules } from '../plan/compare.ts';
import { uncertainNodes } from '../plan/differences.ts';
import { withEditsThere } from '../plan/last-applied.ts';
import { isUnseen } from '../plan/undo.ts';
import type { UnshownFields } from '../remote/read-again.ts';
import type { Own } from '../remote/records.ts';
import { checkAllowedIds } from './allowed-ids.ts';
import { checkOrgs } from './catalog/orgs.ts';
import { withImpact } from './impact.ts';
import { checkAddOns, checkCourseNames, lackingWarnings, requiredBy } from './plan-checks.ts';
import { type PlatformOptions, untilStopped } from './platform.ts';
import { sealed } from './receipts/journal.ts';
import { lastSent } from './receipts/receipts.ts';
import {
  lateWarnings,
  recentWrites,
  type ShownState,
  withLateness,
  withLists,
} from './receipts/recent.ts';
import {
  askFor,
  checkUnlisted,
  findUnlisted,
  managedNodes,
  nodesUnderForeignCourse,
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

interface Planned {
  readonly plan: WritablePlan;
  readonly state: RemoteState;
}

/** Reads the platform: all that is `own` whole, or simply all. */
export async function readPlatform(
  { world, open }: Opened,
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

/** Reads the platform whole and compares. */
export async function readAndPlan(session: Session): Promise<Checked<Planned>> {
  const state = await readPlatform(session, managedNodes(session));
  if (!state.ok) return state;
  session.world.onProgress({ type: 'planning' });
  const judged = await checkIdsWithoutNode(session, state.value);
  if (!judged.ok) return judged;
  const sessionWithWarnings = { ...session, warnings: [...session.warnings, ...judged.value] };
  const listed = await planListed(sessionWithWarnings, state.value);
  if (!listed.ok) return listed;
  const planned = await planWhole(listed.value.session, listed.value);
  if (!planned.ok) return planned;
  const { plan } = planned.value;
  const { size: nodes } = session.catalog.nodes;
  session.world.onProgress({ type: 'planned', nodes, changes: plan.changes.length });
  const marked = withEdits(session, planned.value);
  const impact = await withImpact(session, marked, planned.value.state);
  const warned = {
    ...impact,
    warnings: [...impact.warnings, ...(await orgWarnings(session, planned.value))],
  };
  return checked({ ...planned.value, plan: warned }, []);
}

/** What would be refused only when it is sent. */
async function orgWarnings(
  { catalog, open, workspace }: Session,
  { plan, state }: Planned,
): Promise<Problem[]> {
  const { environment, remote } = open;
  const changed = new Set(
    plan.changes.flatMap((change) =>
      change.action === 'create' || change.fields.some(({ path: [field] }) => field === 'org')
        ? change.address
        : [],
    ),
  );
  if (changed.size === 0) return [];
  return checkOrgs({ catalog, environment, workspace, remote, state, changed });
}

/** Marks what somebody changed on the platform, apart from what only does not show yet. */
function withEdits(session: Session, { plan, state }: Planned): WritablePlan {
  const { rules } = session.open.remote.dialect;
  const late = new Set(
    recentWrites(session)
      .filter(({ change, before }) =>
        isUnseen(change, { before, now: state.entities.get(change.address) }, rules),
      )
      .map(({ change }) => change.address),
  );
  const sent = lastSent(session);
  return withEditsThere(plan, (address) => (late.has(address) ? undefined : sent(address)), rules);
}

/** What was planned, and the session with all that is warned of by then. */
type Listed = Planned & { readonly session: Session };

function listedIn(session: Session, planned: Checked<Planned>): Checked<Listed> {
  return planned.ok ? checked({ ...planned.value, session }, []) : planned;
}

/** Plans, once what lists do not show yet, hide or leave out was asked for. */
async function planListed(session: Session, state: RemoteState): Promise<Checked<Listed>> {
  const planned = planFromState(session, state);
  if (planned.ok && planned.value.plan.changes.length === 0) return listedIn(session, planned);
  const found = await withLists(session, state, {
    recent: recentWrites(session),
    own: managedNodes(session),
  });
  if (!found.ok) return found;
  const shown = found.value;
  if (shown.state === state && shown.unseen.length === 0) {
    return planUnlisted(session, planned, shown);
  }
  const seen = planFromState(session, shown.state);
  if (!seen.ok) return seen;
  const late = lateWarnings(shown.unseen, seen.value.plan, session.world.now());
  const warned = { ...session, warnings: [...session.warnings, ...late] };
  return planUnlisted(warned, planFromState(warned, shown.state), shown);
}

async function planUnlisted(
  session: Session,
  planned: Checked<Planned>,
  { hidden }: ShownState,
): Promise<Checked<Listed>> {
  if (!planned.ok) return planned;
  const { remote } = session.open;
  const { plan, state } = planned.value;
  const unlisted = await findUnlisted(remote, plan, state, session.ledger);
  if (!unlisted.ok) return unlisted;
  const { found, refused } = unlisted.value;
  if (found.size + refused.length === 0) return listedIn(session, planned);
  const lacking = checkUnlisted(found, plan, state, session.ledger);
  const missing = withLateness(lacking, hidden, session.world.now());
  if (missing.length > 0) return { ok: false, problems: missing };
  const refusals = refusalWarnings(unlisted.value, plan);
  const warned = { ...session, warnings: [...session.warnings, ...refusals] };
  return listedIn(warned, planFromState(warned, withUnlisted(state, found, session.ledger)));
}

/**
 * Plans again from single reads, as long as lists show less of what the plan is about: it must not
 * change what only seems to differ, and nothing is written over what was not read.
 */
export async function planWhole(session: Session, planned: Planned): Promise<Checked<Planned>> {
  const { catalog, open, warnings } = session;
  const { rules } = open.remote.dialect;
  const unshown = uncertainNodes(planned.plan, planned.state, { catalog, rules });
  const whole = await readNodesWhole(session, planned.state, unshown);
  if (!whole.ok) return whole;
  if (whole.value === planned.state) return checked(planned, []);
  const warned = { ...session, warnings: [...warnings, ...whole.problems] };
  const again = planFromState(warned, whole.value);
  return again.ok ? planWhole(warned, again.value) : again;
}

/**
 * Reads the platform, or the part that `own` names, whole, and each live node by itself where lists show less: what is taken over
 * from here must not lack what they leave out.
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

/** Reads some nodes by themselves, where lists show less of them. */
export function readNodesWhole(
  { world, open }: Opened,
  state: RemoteState,
  unshown: UnshownFields,
): Promise<Checked<RemoteState>> {
  return untilStopped(world, open, () => open.remote.readWhole(state, unshown));
}

/** Nodes that are to be whole, without a doubt about any field. */
export function wholeWithoutFields(addresses: readonly Address[]): UnshownFields {
  return new Map(addresses.map((address) => [address, []]));
}

/** What there is to say of a reading beside its records: what is not offered, and what is strange. */
export function readingWarnings(session: Session, state: RemoteState): Problem[] {
  const { dialect } = session.open.remote;
  const addOns = checkAddOns(state, requiredBy(session), dialect);
  return [...addOns, ...(state.warnings ?? [])];
}

/** Compares with a state that is already at hand. */
export function planFromState(session: Session, state: RemoteState): Checked<Planned> {
  const { catalog, open, world, ledger, restore, scope, warnings, command, draft } = session;
  const { rules } = open.remote.dialect;
  const readingProblems = readingWarnings(session, state);
  if (hasErrors(readingProblems)) return { ok: false, problems: readingProblems };
  const taken = ledger ? takenPlacements(ledger, state) : [];
  const elsewhere = nodesUnderForeignCourse(catalog, ledger, state);
  const plan = buildPlan({
    catalog,
    remote: state,
    rules,
    sha256: world.sha256,
    restore,
    scope,
    warnings: [...warnings, ...elsewhere, ...readingProblems],
    ...(ledger && { ledger }),
    ...(command !== undefined && { command }),
    ...(draft && { isDraft: true }),
  });
  // A draft is what the catalog is, under other ids, and on purpose.
  const reminted =
    plan.ok && !draft
      ? remintedOnPlatform({
          catalog,
          changes: plan.value.changes,
          remote: state,
          ...(ledger && { ledger }),
        })
      : [];
  if (!plan.ok || taken.length + reminted.length > 0) {
    return { ok: false, problems: [...plan.problems, ...taken, ...reminted] };
  }
  const compared = { environment: open.environment, catalog, remote: state, ledger };
  const names = draft ? [] : checkCourseNames(plan.value, compared, session.workspace);
  if (hasErrors(names)) return { ok: false, problems: names };
  const notAllowed = checkAllowedIds(plan.value.changes, open.environment);
  // All of a draft goes, and nothing else: there is nothing that a number could say.
  const unguarded = draft?.takeDown ? { guards: [] } : {};
  const further = names.length > 0 && { warnings: [...names, ...plan.value.warnings] };
  return checked({ plan: { ...plan.value, ...unguarded, ...further }, state }, notAllowed);
}

/** The state of a platform, the rules by which its values are compared, and its environment. */
export interface ReadRemote {
  /** All records that the client owns there, by address, and how many requests it took. */
  readonly state: RemoteState;
  /** How the platform's fields are compared: `buildPlan` takes them. */
  readonly rules: CompareRules;
  readonly environment: Environment;
}

/**
 * Reads a platform completely. Sends only GETs.
 *
 * Problems: those of the config, `auth/*` if it refuses the credentials, `remote/*` if it cannot be
 * reached or its lists are not complete.
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

/** What publishing the manifests to an environment would change. Sends only reads. */
export async function plan(options: PlanningOptions, world: World): Promise<Checked<PlanResult>> {
  return inSession(options, world, planIn);
}

/** The same in a session that is already open. */
export async function planIn(session: Session): Promise<Checked<PlanResult>> {
  const planned = await readAndPlan(session);
  if (!planned.ok) return planned;
  const plan = sealed(planned.value.plan, session.world);
  return checked({ plan, environment: session.open.environment }, []);
}

/**
 * What a platform says of live ids without a node. One that it holds was lost, and nothing is
 * planned; of one that it does not know nothing can be lost, and it is warned of.
 */
async function checkIdsWithoutNode(
  { nodeless = [], open: { remote } }: Pick<Session, 'nodeless' | 'open'>,
  state: RemoteState,
): Promise<Checked<readonly Problem[]>> {
  if (nodeless.length === 0) return checked([], []);
  const addresses = nodeless.map(({ kind, sourcedId }) => addressOf(kind, sourcedId));
  const unlisted = addresses.filter((address) => !state.entities.has(address));
  const asked = await askFor(unlisted, remote, state);
  if (!asked.ok) return asked;
  const { name } = remote.platform;
  const holding = (entry: LedgerEntry): RemoteEntity | undefined => {
    const address = addressOf(entry.kind, entry.sourcedId);
    return state.entities.get(address) ?? asked.value.found.get(address);
  };
  const lost = nodeless.flatMap((entry) => {
    const there = holding(entry);
    return there ? [lostHere(entry, there, name)] : [];
  });
  if (lost.length > 0) return { ok: false, problems: lost };
  return checked([neverThere(nodeless, name)], []);
}

function lostHere(
  { kind, sourcedId, file, line }: LedgerEntry,
  { status, entity }: RemoteEntity,
  platform: string,
): Problem {
  const there = status === 'tobedeleted' ? 'with the status "tobedeleted"' : 'live';
  return problem('identity/vanished', {
    detail: `${platform} holds the ${nodeWithId({ kind, sourcedId, title: entity.title })}, ${there}. It is in the ledger, but in no manifest, and nobody retired it.`,
    hint: `Restore it (\`git log -S ${shellWord(sourcedId)}\` finds it), or ${retiring([sourcedId])}, or if another catalog has it now ${releasing([sourcedId])}.`,
    span: { file, start: { line, column: 1 } },
    address: addressOf(kind, sourcedId),
  });
}

function neverThere(nodeless: readonly LedgerEntry[], platform: string): Problem {
  const ids = nodeless.map(({ sourcedId }) => sourcedId);
  const [first, ...others] = nodeless;
  const more = others.length > 0 ? ` and ${others.length} more are` : ' is';
  return problem('identity/without-node', {
    detail: `The ${first?.kind} ${first?.sourcedId}${more} in the ledger, but in no manifest, and ${platform} has no record of ${others.length > 0 ? 'them' : 'it'}.`,
    hint: `If it was never published: ${forgetting(ids, `--env ${shellWord(platform)}`)}.`,
    ...(first && { span: { file: first.file, start: { line: first.line, column: 1 } } }),
  });
}
