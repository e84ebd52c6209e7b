import type { Plan } from '../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { isComplete, type Receipt } from '../model/receipt.ts';
import { remaining, stateBefore } from '../plan/remaining.ts';
import { narrowingOf, runOf } from './apply.ts';
import { compareApproved } from './approval.ts';
import { resumeJournal } from './journal.ts';
import { planFrom, readPlatform } from './planning.ts';
import type { PlatformOptions } from './platform.ts';
import { type ApplyResult, carryOut } from './publish.ts';
import { befores, type FoundReceipt, findReceipt, runText } from './receipts.ts';
import { inSession, openWithoutManifests, type Session } from './session.ts';
import type { World } from './world.ts';

export interface ResumeOptions extends PlatformOptions {
  /** A receipt; the newest of the environment where none is named. */
  readonly receipt?: string;
}

/**
 * Finishes an interrupted apply under its own approval: exactly the changes that were approved, as
 * far as they are not written. Refuses where manifests or platform moved since.
 */
export async function resume(options: ResumeOptions, world: World): Promise<Checked<ApplyResult>> {
  const opened = await openWithoutManifests(options, world);
  if (!opened.ok) return opened;
  const found = findReceipt(opened.value, options.receipt);
  opened.value.open.close();
  if (!found.ok) return found;
  const { head, isSending } = found.value.receipt;
  if (head.command === 'undo') return { ok: false, problems: [undone(found.value)] };
  if (!isSending) return { ok: false, problems: [nothingSent(found.value)] };
  const narrowed = { ...options, ...narrowingOf(head.plan) };
  return inSession(narrowed, world, (session) => finish(session, found.value), { locks: true });
}

async function finish(session: Session, found: FoundReceipt): Promise<Checked<ApplyResult>> {
  const { receipt } = found;
  const { open } = session;
  const { plan } = receipt.head;
  if (isComplete(receipt)) return checked(nothingLeft(session, plan), []);
  const now = await readPlatform(session);
  if (!now.ok) return now;
  const images = befores(receipt, session);
  const { rules } = open.remote.dialect;
  const left = remaining(plan.changes, { now: now.value, befores: images, rules });
  const moved = movedSince(session, receipt, { now: now.value, images, left });
  if (moved) return moved;
  const pending: Plan = { ...plan, changes: left.pending };
  if (left.pending.length === 0) return checked(nothingLeft(session, plan), []);
  const journal = resumeJournal(session, found);
  if (!journal.ok) return journal;
  const work = { plan: pending, state: now.value, catalog: session.catalog };
  const report = await carryOut(runOf(session), work, journal.value);
  const resumed = { earlier: left.done.length };
  return checked(
    { plan: pending, environment: open.environment, report: { ...report, resumed } },
    [],
  );
}

/** Whether the manifests still say what was approved, over the platform as it was then. */
function movedSince(
  session: Session,
  receipt: Receipt,
  found: {
    readonly now: Parameters<typeof stateBefore>[0];
    readonly images: Parameters<typeof stateBefore>[1];
    readonly left: ReturnType<typeof remaining>;
  },
): { readonly ok: false; readonly problems: readonly Problem[] } | undefined {
  const { plan } = receipt.head;
  const again = planFrom(session, stateBefore(found.now, found.images));
  if (!again.ok) return again;
  const stale = compareApproved(
    { digest: plan.digest, plan },
    again.value.plan,
    session.world.sha256,
  );
  if (stale) return { ok: false, problems: [stale] };
  const [first] = found.left.elsewhere;
  if (!first) return undefined;
  const names = found.left.elsewhere.map(({ address }) => address).slice(0, 10);
  const changed = problem('plan/stale', {
    detail: `Since ${runText(receipt)} somebody else changed ${names.join(', ')}. Nothing was sent.`,
    hint: 'Make a new plan and have it approved.',
    address: first.address,
  });
  return { ok: false, problems: [changed] };
}

function nothingLeft({ open }: Session, plan: Plan): ApplyResult {
  return {
    plan: { ...plan, changes: [] },
    environment: open.environment,
    report: {
      platform: plan.platform,
      digest: plan.digest,
      outcomes: [],
      unchanged: plan.unchanged,
      settled: { state: 'converged' },
      resumed: { earlier: plan.changes.length },
    },
  };
}

function nothingSent({ file, receipt }: FoundReceipt): Problem {
  return problem('receipt/none', {
    detail: `${file} is ${runText(receipt)}, which ended before it sent anything: there is nothing to resume.`,
    hint: 'Run `timeback-catalog apply`.',
  });
}

function undone({ file, receipt }: FoundReceipt): Problem {
  return problem('usage/wrong', {
    detail: `${file} is ${runText(receipt)}, and an undo is not resumed: it starts anew with what is left.`,
    hint: 'Name the receipt that was to be undone: `timeback-catalog undo RECEIPT`.',
  });
}
