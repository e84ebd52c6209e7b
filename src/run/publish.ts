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
import { dependencies } from '../plan/dependencies.ts';
import type { Write } from '../remote/dialects/dialect.ts';
import { compareApproved, type GuardApproval, unapprovedGuards } from './approval.ts';
import { lessonPlansAfter } from './lesson-plans.ts';
import { lockLoss } from './locked.ts';
import { type Journal, startJournal } from './receipts/journal.ts';
import type { Opened } from './session.ts';
import { type Replanning, resolveLostWrite, verifyWritten } from './settle.ts';

/** How a run was approved. */
export type Approval =
  /** A saved plan, or the digest of one: nothing is asked, and only exactly this is applied. */
  | { readonly type: 'digest'; readonly digest: string; readonly plan?: Plan }
  /** `--auto-approve`. */
  | { readonly type: 'auto' }
  /** A person is shown the plan and asked. */
  | { readonly type: 'ask'; readonly ask: (planned: PlanShown) => Promise<boolean> };

export interface PlanShown {
  readonly plan: Plan;
  readonly environment: Environment;
  /** The receipt that the plan comes from, of `undo` and `apply --resume`: anybody could have made it. */
  readonly origin?: Origin;
}

/** Which receipt, and the run that it says it is of. */
export interface Origin extends Pick<ReceiptHead, 'command' | 'actor' | 'host' | 'started'> {
  /** Relative to the catalog. */
  readonly file: string;
}

export interface ApprovalOptions {
  readonly approval: Approval;
  /** What may pass the guards: `--approve-retire` and `--approve-update`. */
  readonly guardApprovals?: readonly GuardApproval[];
  /**
   * Asked once, when a plan with changes is approved and before anything is sent: a problem ends the
   * run. Here an approval that holds once is taken. Gives the accounts of those who approved, for the
   * receipt.
   */
  readonly beforeSending?: (plan: Plan) => Promise<Checked<readonly string[]>>;
  /** `--sync-lesson-plans`: bring the lesson plans of changed courses up to date. */
  readonly syncLessonPlans?: boolean;
}

export interface ApplyResult extends PlanShown {
  readonly report: ApplyReport;
}

/** What is to be written, over what. */
export interface ApprovedWork {
  readonly plan: WritablePlan;
  readonly state: RemoteState;
  /** Present in a run that goes on with another: how many changes that one wrote. */
  readonly resumed?: ApplyReport['resumed'];
}

/** One way to come to a plan: from the manifests, or back to where a run began. */
export interface PublishRun extends Opened, Replanning {
  readonly command: 'apply' | 'undo';
  /** The manifests, where they are what is published. */
  readonly files?: readonly SourceFile[];
  /** Reads the platform and plans. */
  readonly plan: () => Promise<Checked<ApprovedWork>>;
  readonly origin?: Origin;
  /** Goes on with a receipt; absent where the run has one of its own. */
  readonly journal?: (approvers: readonly string[]) => Checked<Journal>;
}

/** Plans, has the plan approved, writes, and proves by reading back. */
export async function publish(
  run: PublishRun,
  options: ApprovalOptions,
): Promise<Checked<ApplyResult>> {
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
  const plans = await lessonPlansAfter(run, work, report.outcomes, syncLessonPlans);
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
  // Nothing is sent, so nothing was approved wrongly: a job that is run again succeeds again.
  if (plan.changes.length === 0) return planned;
  const moved =
    approval.type === 'digest' ? compareApproved(approval, plan, run.world.sha256) : undefined;
  if (moved) return { ok: false, problems: [moved] };
  const guarded = unapprovedGuards(plan, guardApprovals);
  if (guarded.length > 0) return { ok: false, problems: guarded };
  return approval.type === 'ask' ? askFor(plan, run, approval.ask) : planned;
}

async function askFor(
  plan: Plan,
  run: PublishRun,
  ask: Extract<Approval, { type: 'ask' }>['ask'],
): Promise<Checked<ApprovedWork>> {
  const { origin } = run;
  const { environment } = run.open;
  // What a guard would stop is approved by now.
  const shown = { ...plan, guards: [] };
  if (!(await ask({ plan: shown, environment, ...(origin && { origin }) }))) return notApproved;
  // A person took time to read: the platform may have moved meanwhile.
  const again = await run.plan();
  if (!again.ok) return { ...again, problems: again.problems.map(unwritten) };
  const moved = compareApproved({ digest: plan.digest, plan }, again.value.plan, run.world.sha256);
  return moved ? { ok: false, problems: [moved] } : again;
}

/** Who interrupts a run wants to know how far it came: here it had only read. */
function unwritten(found: Problem): Problem {
  if (found.code !== 'run/interrupted') return found;
  return { ...found, detail: `${found.detail} Nothing was written.` };
}

const notApproved = failure('apply/not-approved', { detail: 'Nothing was sent.' });

/** What a receipt says of each change before anything is sent. */
function objectsOf({ plan, state }: ApprovedWork): ReceiptObject[] {
  return plan.changes.map((change) => {
    const { address, action } = change;
    const { base: before = null, entity, sortOrder, status } = writeOf(change, state);
    // Without its record, which depends on the dialect.
    const after = {
      ...(status && { status }),
      ...(entity.parent && { parent: entity.parent }),
      ...(sortOrder !== undefined && { sortOrder }),
      fields: entity.fields,
    };
    return { address, action, before, after };
  });
}

/** One change as a write: the managed fields, to be laid over the record that the platform has. */
export function writeOf(change: WritableChange, { entities }: RemoteState): Write {
  const before = entities.get(change.address);
  const sortOrder = 'to' in change && change.to ? change.to.sortOrder : before?.sortOrder;
  const status = change.action === 'retire' ? 'retired' : 'active';
  return {
    ...change.content,
    ...(before && { base: before.record }),
    ...((change.action === 'retire' || before?.status === 'tobedeleted') && { status }),
    ...(typeof sortOrder === 'number' && { sortOrder }),
  };
}

/** Sends the changes, each written down as it is answered, and reads back what was written. */
async function carryOut(
  run: PublishRun,
  { plan, state, resumed }: ApprovedWork,
  journal: Journal,
): Promise<ApplyReport> {
  const { world, open, command, origin } = run;
  const { remote } = open;
  // An interrupted run is not said to write as long as it has not.
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
        ? { ...failed, mayBeWritten: true }
        : failed;
    },
    confirm: (change, lostAnswer) =>
      resolveLostWrite(change, { state, lost: lostAnswer, open, world }),
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
  const settled = await settleWritten(run, state, outcomes);
  journal.end(settled);
  const trouble = lockLoss(world.stop) ?? journal.problem();
  const undoes = command === 'undo' && origin && { undoes: origin.file };
  return {
    ...reportOf(plan, outcomes, settled),
    receipt: { file: journal.file, ...undoes, ...(trouble && { problem: trouble }) },
  };
}

/**
 * The run that is resumed may have made the node a moment before it ended: where reads are late it is
 * still missing, and making it again is refused.
 */
function mayExist({ action }: Change, { code }: Problem): boolean {
  return action === 'create' && code === 'remote/rejected';
}

function reportOf(plan: Plan, outcomes: readonly Outcome[], settled: Settled): ApplyReport {
  const { platform, digest, unchanged } = plan;
  return { platform, digest, outcomes, unchanged, settled };
}

async function settleWritten(
  run: Opened & Replanning,
  state: RemoteState,
  outcomes: readonly Outcome[],
): Promise<Settled> {
  const written = outcomes.filter(({ status }) => status === 'applied');
  if (written.length === 0) return { state: 'converged' };
  run.world.onProgress({ type: 'proving' });
  const addresses = written.map(({ address }) => address);
  const settled = await verifyWritten(state, { ...run, written: addresses });
  if (settled.state !== 'unread') run.world.onProgress({ type: 'proved' });
  return settled;
}

export interface ChangeSender {
  /** Sends one change when its turn comes; gives the problem if it could not be written. */
  readonly write: (change: WritableChange) => Promise<Problem | undefined>;
  /** Asks what became of a write in doubt; gives the problem that remains. */
  readonly confirm?: (change: Change, lostAnswer: Problem) => Promise<Problem | undefined>;
  /** Runs a task when a place is free; limits how many run at once. */
  readonly slot: <T>(task: () => Promise<T>) => Promise<T>;
  /** Aborted: nothing new is started; what is in flight is finished. */
  readonly stop: AbortSignal;
  readonly onOutcome?: (outcome: Outcome) => void;
}

/**
 * Carries out the changes of a plan: each as soon as what it depends on is written, independent
 * ones side by side. Never throws for an expected failure; gives one outcome for every change, in
 * the order of the plan.
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

  /** Outside of the turn, since asking takes one of its own. */
  async function settled(sent: Outcome): Promise<Outcome> {
    const isMaybeWritten = sent.status === 'failed' && sent.problem.mayBeWritten;
    return isMaybeWritten && confirm ? outcomeOf(await confirm(change, sent.problem)) : sent;
  }

  function outcomeOf(problem: Problem | undefined): Outcome {
    if (!problem) return { ...base, status: 'applied' };
    return problem.code === 'remote/given-up'
      ? { ...base, status: 'not-tried', because: 'platform failing' }
      : { ...base, status: 'failed', problem };
  }
}
