import type { Environment } from '../config/environment.ts';
import type { SourceFile } from '../manifest/manifest.ts';
import type { Address } from '../model/node.ts';
import type { Change, Plan, WritableChange, WritablePlan } from '../model/plan.ts';
import { type Checked, checked, failure, type Problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import {
  type ApplyReport,
  isUnsent,
  type Outcome,
  type ReceiptHead,
  type ReceiptObject,
  type Settled,
} from '../model/report.ts';
import { dependencies } from '../plan/select-changes.ts';
import type { Write } from '../remote/dialects/dialect.ts';
import { compareApproved, type GuardApproval, unapprovedGuards } from './approval.ts';
import { lessonPlansAfter, type PlannedWork } from './lesson-plans.ts';
import { lockLoss } from './locked.ts';
import { untilStopped } from './platform.ts';
import { type Journal, startJournal } from './receipts/journal.ts';
import type { Opened } from './session.ts';
import {
  explainRefusedCreate,
  type Replanning,
  resolveLostWrite,
  type Verification,
  verifyWritten,
} from './settle.ts';

/** The way in which a run is approved. */
export type Approval =
  /** A saved plan or a plan hash: no question is asked, and exactly this plan is applied. */
  | { readonly type: 'digest'; readonly digest: string; readonly plan?: Plan }
  /** `--auto-approve`. `tell` gets a plan that is published unseen, before anything is sent. */
  | { readonly type: 'auto'; readonly tell?: (planned: PlanShown) => Promise<void> }
  /** A person sees the plan and is asked. */
  | { readonly type: 'ask'; readonly ask: (planned: PlanShown) => Promise<boolean> };

/** A plan, as it is shown for approval. */
export interface PlanShown {
  readonly plan: Plan;
  readonly environment: Environment;
  /** The receipt that the plan comes from, for `undo` and `apply --resume`: anybody could have written it. */
  readonly origin?: Origin;
}

/** A receipt, and the facts that it states about its run. */
export interface Origin extends Pick<ReceiptHead, 'command' | 'actor' | 'host' | 'started'> {
  /** The path of the receipt, relative to the catalog folder. */
  readonly file: string;
}

/** How a run is approved, and what it does besides writing. */
export interface ApprovalOptions {
  readonly approval: Approval;
  /** The approvals for guards: `--approve-retire` and `--approve-update`. */
  readonly guardApprovals?: readonly GuardApproval[];
  /**
   * Called once, after a plan with changes is approved and before anything is sent. A problem ends the run.
   * An approval that is valid only once is used up here. Gives the accounts that approved the run, for the
   * receipt.
   */
  readonly beforeSending?: (plan: Plan) => Promise<Checked<readonly string[]>>;
  /** Whether `--sync-lesson-plans` is given: bring the lesson plans of changed courses up to date. */
  readonly syncLessonPlans?: boolean;
}

/** The result of an apply. */
export interface ApplyResult extends PlanShown {
  readonly report: ApplyReport;
}

/** The plan to write, and the state that it was made from. */
export interface ApprovedWork extends PlannedWork {
  /** Present if the run continues another one: the number of changes that the other one wrote. */
  readonly resumed?: ApplyReport['resumed'];
  /** The whole work of such a run, and the changes that the other one wrote; absent if nothing is left. */
  readonly begun?: PlannedWork & { readonly written: readonly Address[] };
}

/** A run that publishes, and how it makes its plan: from the manifests, or back to the state before a run. */
export interface PublishRun extends Opened, Replanning {
  readonly command: 'apply' | 'undo';
  /** The manifests, if the run publishes them. */
  readonly files?: readonly SourceFile[];
  /** Reads the platform and plans. */
  readonly plan: () => Promise<Checked<ApprovedWork>>;
  readonly origin?: Origin;
  /** Continues the receipt of another run. Absent if this run has a receipt of its own. */
  readonly journal?: (approvers: readonly string[]) => Checked<Journal>;
}

/** Plans, has the plan approved, writes, and checks the result by reading back. */
export async function publish(
  given: PublishRun,
  options: ApprovalOptions,
): Promise<Checked<ApplyResult>> {
  const run = { ...given, plan: () => untilStopped(given.world, given.open, given.plan) };
  const approved = await planApproved(run, options);
  if (!approved.ok) return approved;
  const work = approved.value;
  const { environment } = run.open;
  const resumed = work.resumed && { resumed: work.resumed };
  if (work.plan.changes.length === 0) {
    const report = { ...reportOf(work.plan, [], { state: 'converged' }), ...resumed };
    return checked({ plan: work.plan, environment, report }, []);
  }
  const taken = (await options.beforeSending?.(work.plan)) ?? checked([], []);
  if (!taken.ok) return taken;
  const { command } = run;
  const { plan } = work;
  const journal =
    run.journal?.(taken.value) ??
    startJournal(run, { command, plan, objects: objectsOf(work), approvers: taken.value });
  if (!journal.ok) return journal;
  const report = await carryOut(run, work, journal.value);
  const { syncLessonPlans = false } = options;
  const { begun } = work;
  const applied = report.outcomes.filter(({ status }) => status === 'applied');
  const written = new Set([...(begun?.written ?? []), ...applied.map(({ address }) => address)]);
  const plans = await lessonPlansAfter(run, begun ?? work, written, syncLessonPlans);
  const whole = { ...report, ...(plans && { lessonPlans: plans }), ...resumed };
  return checked({ plan: work.plan, environment, report: whole }, []);
}

async function planApproved(
  run: PublishRun,
  options: ApprovalOptions,
): Promise<Checked<ApprovedWork>> {
  const { approval, guardApprovals = [] } = options;
  const planned = await run.plan();
  if (!planned.ok) return { ...planned, problems: planned.problems.map(unwritten) };
  const { plan } = planned.value;
  // Without changes nothing is sent, so no approval is needed: a job that runs again succeeds again.
  if (plan.changes.length === 0) return planned;
  const moved =
    approval.type === 'digest' ? compareApproved(approval, plan, run.world.sha256) : undefined;
  if (moved) return { ok: false, problems: [moved] };
  const guarded = unapprovedGuards(plan, guardApprovals);
  if (guarded.length > 0) return { ok: false, problems: guarded };
  switch (approval.type) {
    case 'digest':
      return planned;
    case 'ask':
      return askFor(plan, run, approval.ask);
    case 'auto':
      await approval.tell?.({ plan, environment: run.open.environment });
      return planned;
    // A program without types may give any other, which approves nothing.
    default:
      return notApproved;
  }
}

async function askFor(
  plan: Plan,
  run: PublishRun,
  ask: Extract<Approval, { type: 'ask' }>['ask'],
): Promise<Checked<ApprovedWork>> {
  const { origin } = run;
  const { environment } = run.open;
  // The guards are approved at this point.
  const shown = { ...plan, guards: [] };
  if (!(await ask({ plan: shown, environment, ...(origin && { origin }) }))) return notApproved;
  // Meanwhile the platform may have changed, since a person needs time to read.
  const again = await run.plan();
  if (!again.ok) return { ...again, problems: again.problems.map(unwritten) };
  const moved = compareApproved({ digest: plan.digest, plan }, again.value.plan, run.world.sha256);
  return moved ? { ok: false, problems: [moved] } : again;
}

/** Adds to an interruption that nothing was written: until here the run only read. */
function unwritten(found: Problem): Problem {
  if (found.code !== 'run/interrupted') return found;
  return { ...found, detail: `${found.detail} Nothing was written.` };
}

const notApproved = failure('apply/not-approved', { detail: 'Nothing was sent.' });

/** The records of a receipt about each change, before anything is sent. */
function objectsOf({ plan, state }: ApprovedWork): ReceiptObject[] {
  return plan.changes.map((change) => {
    const { address, action } = change;
    const { base: before = null, entity, sortOrder, status } = writeOf(change, state);
    // Without the record itself, which depends on the dialect.
    const after = {
      ...(status && { status }),
      ...(entity.parent && { parent: entity.parent }),
      ...(sortOrder !== undefined && { sortOrder }),
      fields: entity.fields,
    };
    return { address, action, before, after };
  });
}

/** One change as a write: the managed fields, and the record of the platform that they are laid over. */
export function writeOf(change: WritableChange, { entities }: RemoteState): Write {
  const before = entities.get(change.address);
  const sortOrder = 'to' in change && change.to ? change.to.sortOrder : before?.sortOrder;
  const status = change.action === 'retire' ? 'retired' : 'active';
  const revises = change.action === 'retire' && change.fields.length > 0;
  return {
    ...change.content,
    ...(revises && { revises }),
    ...(before && { base: before.record }),
    ...((change.action === 'retire' || before?.status === 'tobedeleted') && { status }),
    ...(typeof sortOrder === 'number' && { sortOrder }),
  };
}

/** Sends the changes, records the outcome of each, and reads back what was written. */
async function carryOut(
  run: PublishRun,
  { plan, state, resumed }: ApprovedWork,
  journal: Journal,
): Promise<ApplyReport> {
  const { world, open, command, origin } = run;
  const { remote } = open;
  // A run that was interrupted before its first write must not announce that it writes.
  let isWriting = false;
  const sayWriting = () => {
    if (!isWriting) world.onProgress({ type: 'applying', plan });
    isWriting = true;
  };
  const outcomes = await applyChanges(plan, {
    write: async (change) => {
      sayWriting();
      const failed = await remote.write(writeOf(change, state));
      return failed && resumed && mayExist(change, failed)
        ? { ...failed, written: 'perhaps' }
        : failed;
    },
    confirm: (change, failed) => {
      if (failed.written === 'perhaps') {
        return resolveLostWrite(change, { state, lost: failed, open, world });
      }
      return mayExist(change, failed) ? explainRefusedCreate(change, failed, open) : failed;
    },
    slot: remote.turn,
    stop: AbortSignal.any([world.stop, journal.broken]),
    onOutcome: (outcome) => {
      journal.record(outcome);
      world.onProgress({ type: 'outcome', outcome });
    },
  });
  const lost = lockLoss(world.stop);
  if (!lost && outcomes.every(isUnsent) && journal.discard()) {
    return reportOf(plan, outcomes, { state: 'converged' });
  }
  const undoes = command === 'undo' && origin ? { undoes: origin.file } : {};
  const settled = await settleWritten({ ...run, ...undoes }, state, outcomes);
  journal.end(settled);
  const trouble = lockLoss(world.stop) ?? journal.problem();
  return {
    ...reportOf(plan, outcomes, settled),
    receipt: { file: journal.file, ...undoes, ...(trouble && { problem: trouble }) },
  };
}

/**
 * Whether a rejected create may mean that the node exists: another run may have created it since the plan was
 * made, or the resumed run just before it ended, which a late read does not show yet. A node that this run
 * wrote in part is its own.
 */
function mayExist({ action }: Change, { code, written }: Problem): boolean {
  return action === 'create' && code === 'remote/rejected' && !written;
}

function reportOf(plan: Plan, outcomes: readonly Outcome[], settled: Settled): ApplyReport {
  const { platform, digest, unchanged } = plan;
  return { platform, digest, outcomes, unchanged, settled };
}

/** The milliseconds in which a run that was stopped still reads back: a platform that hangs would hold it up. */
const grace = 2000;

async function settleWritten(
  run: Opened & Replanning & Pick<Verification, 'undoes'>,
  state: RemoteState,
  outcomes: readonly Outcome[],
): Promise<Settled> {
  const written = outcomes.filter(({ status }) => status === 'applied');
  if (written.length === 0) return { state: 'converged' };
  run.world.onProgress({ type: 'proving' });
  const verify = () =>
    verifyWritten(state, {
      ...run,
      planned: new Set(outcomes.map(({ address }) => address)),
      written: written.map(({ address }) => address),
    });
  const settled = await untilStopped(run.world, run.open, verify, grace);
  if (settled.state !== 'unread') run.world.onProgress({ type: 'proved' });
  return settled;
}

/** The functions by which `applyChanges` sends changes and reports them. */
export interface ChangeSender {
  /** Sends one change. Gives the problem if it could not be written. */
  readonly write: (change: WritableChange) => Promise<Problem | undefined>;
  /**
   * Finds out what became of a write that failed. Gives the problem if it was not carried out, or if that is
   * unknown.
   */
  readonly confirm?: (
    change: Change,
    failed: Problem,
  ) => Promise<Problem | undefined> | Problem | undefined;
  /** Runs a task as soon as a slot is free, which limits how many run at once. */
  readonly slot: <T>(task: () => Promise<T>) => Promise<T>;
  /** If aborted, no new write is started; running ones are finished. */
  readonly stop: AbortSignal;
  readonly onOutcome?: (outcome: Outcome) => void;
}

/**
 * Carries out the changes of a plan: each as soon as all changes that it depends on are written,
 * independent ones in parallel. It never throws for an expected failure, and gives one outcome for every
 * change, in the order of the plan.
 */
export async function applyChanges(
  plan: WritablePlan,
  options: ChangeSender,
): Promise<readonly Outcome[]> {
  const planned = new Map(plan.changes.map((change) => [change.address, change]));
  const dependenciesOf = dependencies(plan.changes);
  const started = new Map<Address, Promise<Outcome>>();

  const run = (change: WritableChange): Promise<Outcome> => {
    const running = started.get(change.address);
    if (running !== undefined) return running;
    const before = dependenciesOf(change).flatMap((address) => {
      const dependency = planned.get(address);
      return dependency ? [run(dependency)] : [];
    });
    const outcome = Promise.all(before).then((outcomes) => attempt(change, outcomes, options));
    started.set(change.address, outcome);
    return outcome;
  };

  return Promise.all(plan.changes.map(run));
}

async function attempt(
  change: WritableChange,
  before: readonly Outcome[],
  { write, confirm, slot: turn, stop, onOutcome }: ChangeSender,
): Promise<Outcome> {
  const { address, title, action } = change;
  const base = { address, title, action };
  const blocker = before.find(({ status }) => status !== 'applied');
  const outcome = await (blocker ? notTried(blocker) : turn(send).then(settled));
  onOutcome?.(outcome);
  return outcome;

  async function notTried({ address: blockedBy, ...why }: Outcome): Promise<Outcome> {
    const because = why.status === 'not-tried' ? why.because : 'earlier failure';
    return { ...base, status: 'not-tried', because, blockedBy };
  }

  async function send(): Promise<Outcome> {
    if (stop.aborted) return { ...base, status: 'not-tried', because: 'interrupted' };
    return outcomeOf(await write(change));
  }

  /** Outside of the slot, since reading takes a slot of its own. */
  async function settled(sent: Outcome): Promise<Outcome> {
    return sent.status === 'failed' && confirm
      ? outcomeOf(await confirm(change, sent.problem))
      : sent;
  }

  function outcomeOf(problem: Problem | undefined): Outcome {
    if (!problem) return { ...base, status: 'applied' };
    return problem.code === 'remote/given-up' && !problem.written
      ? { ...base, status: 'not-tried', because: 'platform failing' }
      : { ...base, status: 'failed', problem };
  }
}
