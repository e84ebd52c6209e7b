import type { Address } from '../model/node.ts';
import type { Change, WritableChange, WritablePlan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { Outcome } from '../model/report.ts';
import { dependencies } from '../plan/dependencies.ts';

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
