import { nodeWithId } from '../../document/place.ts';
import { shellWord } from '../../model/id-commands.ts';
import { idIn, kindIn } from '../../model/node.ts';
import type { Plan } from '../../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { isFullyWritten, type Receipt } from '../../model/report.ts';
import { progressOf, stateBefore } from '../../plan/progress.ts';
import { narrowingOf, runOf } from '../../run/apply.ts';
import { compareApproved } from '../../run/approval.ts';
import type { PlannedWork } from '../../run/lesson-plans.ts';
import { checkExchangedIds } from '../../run/plan-checks.ts';
import {
  planFromState,
  planWhole,
  readAndPlan,
  readNodesWhole,
  readPlatform,
  wholeWithoutFields,
} from '../../run/planning.ts';
import type { PlatformOptions } from '../../run/platform.ts';
import {
  type ApplyResult,
  type ApprovalOptions,
  type ApprovedWork,
  type PublishRun,
  publish,
} from '../../run/publish.ts';
import { resumeJournal } from '../../run/receipts/journal.ts';
import {
  befores,
  type FoundReceipt,
  findReceipt,
  originOf,
  runText,
} from '../../run/receipts/receipts.ts';
import { managedNodes, withFormerNodes } from '../../run/remote-state.ts';
import { inSession, type Opened, openWithoutManifests, type Session } from '../../run/session.ts';
import type { World } from '../../run/world.ts';
import { count } from '../../text/words/wording.ts';

export interface ResumeOptions extends PlatformOptions, ApprovalOptions {
  /** The path of a receipt; absent: the newest receipt of the environment. */
  readonly receipt?: string;
}

/**
 * Finishes an interrupted apply: writes exactly the changes that were planned and are not written yet. Guards
 * and approval apply as usual, since anybody could have written a receipt. Problems: manifests or platform
 * have changed since; the newest run is complete, and the manifests ask for more than it wrote.
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
  const { receipt: named } = options;
  // A later run may have failed before it wrote a receipt: then its work is not done.
  if (named === undefined && isFullyWritten(found.value.receipt)) {
    return inSession(
      options,
      world,
      (session) => publish(nothingLeftOf(session, found.value), options),
      { locks: true },
    );
  }
  if (named === undefined && head.plan.partial) {
    return { ok: false, problems: [begunInPart(opened.value, found.value)] };
  }
  const narrowed = { ...options, ...narrowingOf(head.plan) };
  const command = `apply --resume${named === undefined ? '' : ` ${shellWord(named)}`}`;
  const finish = (session: Session) =>
    publish(restOf({ ...session, command }, found.value), options);
  return inSession(narrowed, world, finish, { locks: true });
}

/** The remaining changes of a run, as a run. */
function restOf(session: Session, found: FoundReceipt): PublishRun {
  return {
    ...runOf(session),
    origin: originOf(found),
    plan: () => planRest(session, found),
    journal: (approvers) => resumeJournal(session, found, approvers),
  };
}

/** The run after a complete one: it writes nothing, and has a problem if the manifests ask for changes. */
function nothingLeftOf(session: Session, found: FoundReceipt): PublishRun {
  const plan = async (): Promise<Checked<ApprovedWork>> => {
    const planned = await readAndPlan(session);
    if (!planned.ok) return planned;
    const { length } = planned.value.plan.changes;
    if (length > 0) return { ok: false, problems: [complete(session, found, length)] };
    return nothingLeft(found.receipt.head.plan);
  };
  return { ...runOf(session), plan };
}

async function planRest(
  session: Session,
  { receipt }: FoundReceipt,
): Promise<Checked<ApprovedWork>> {
  const { plan } = receipt.head;
  if (isFullyWritten(receipt)) return nothingLeft(plan);
  const written = plan.changes.map(({ address }) => address);
  const listed = await readPlatform(session, managedNodes(session, written));
  if (!listed.ok) return listed;
  const images = befores(receipt, session);
  const { remote } = session.open;
  const there = await withFormerNodes(listed.value, images, remote);
  if (!there.ok) return there;
  const now = await readNodesWhole(session, there.value, wholeWithoutFields(written));
  if (!now.ok) return now;
  const { rules } = remote.dialect;
  const left = progressOf(plan.changes, { now: now.value, befores: images, rules });
  const again = await planAgain(session, receipt, { now: now.value, images, left });
  if (!again.ok) return again;
  if (left.pending.length === 0) return nothingLeft(plan);
  // Equal plan hashes mean equal changes. The changes and guards of the new plan are used, not those of the
  // file.
  const { guards, changes } = again.value.plan;
  const addresses = new Set(left.pending.map(({ address }) => address));
  const pending = changes.filter(({ address }) => addresses.has(address));
  const resumed = { earlier: left.done.length };
  const begun = { ...again.value, written: left.done.map(({ address }) => address) };
  const rest = { ...plan, guards, changes: pending };
  return checked({ plan: rest, state: now.value, resumed, begun }, []);
}

function nothingLeft(plan: Plan): Checked<ApprovedWork> {
  const state = { platform: plan.platform, entities: new Map(), requests: 0 };
  const resumed = { earlier: plan.changes.length };
  return checked({ plan: { ...plan, guards: [], changes: [] }, state, resumed }, []);
}

/** The former plan, made again: from the present manifests, for the platform as it was before the run. */
async function planAgain(
  session: Session,
  receipt: Receipt,
  found: {
    readonly now: Parameters<typeof stateBefore>[0];
    readonly images: Parameters<typeof stateBefore>[1];
    readonly left: ReturnType<typeof progressOf>;
  },
): Promise<Checked<PlannedWork>> {
  const { plan } = receipt.head;
  const before = stateBefore(found.now, found.images);
  // The receipt has these records as they were, so they are not read again.
  const whole = new Set([...(before.whole ?? []), ...found.images.keys()]);
  const listed = planFromState(session, { ...before, whole });
  if (!listed.ok) return listed;
  // Differences that only lists show were not in the former plan either.
  const again = await planWhole(session, listed.value);
  if (!again.ok) return again;
  const stale = compareApproved(
    { digest: plan.digest, plan },
    again.value.plan,
    session.world.sha256,
  );
  if (stale) return { ok: false, problems: [stale] };
  const exchanged = checkExchangedIds(session, again.value);
  if (!exchanged.ok) return exchanged;
  const [first] = found.left.elsewhere;
  if (!first) return checked(again.value, []);
  const names = found.left.elsewhere
    .map(({ address, title }) =>
      nodeWithId({ kind: kindIn(address), title, sourcedId: idIn(address) }),
    )
    .slice(0, 10);
  const changed = problem('plan/stale', {
    detail: `Somebody else changed ${names.join(', ')} since ${runText(receipt)}. Nothing was sent.`,
    hint: 'Make a new plan and get it approved.',
    address: first.address,
  });
  return { ok: false, problems: [changed] };
}

function nothingSent({ file, receipt }: FoundReceipt): Problem {
  return problem('receipt/none', {
    detail: `${file} is ${runText(receipt)}, which ended before it sent anything: there is nothing to resume.`,
    hint: 'Run `timeback-catalog apply`.',
  });
}

function complete({ open }: Opened, { file, receipt }: FoundReceipt, changes: number): Problem {
  const { name } = open.environment;
  const apply = `run \`timeback-catalog apply --env ${name}\``;
  // Nobody should publish by a cure what they left out on purpose.
  const hint = receipt.head.plan.partial
    ? `That run was narrowed, so they may be what it left out. If a later run failed, run it again. To publish all, ${apply}.`
    : `To publish them, ${apply}.`;
  const isUnkept = receipt.end?.settled === 'differs';
  return problem('receipt/none', {
    detail: `${newest(name, file, receipt)}. It is complete, but the manifests ask for ${count(changes, 'change')}. Nothing was sent.`,
    hint: isUnkept
      ? `${hint} The platform kept other values than that run sent: \`timeback-catalog plan --env ${name}\` shows what it has.`
      : hint,
  });
}

/** A later run may have failed before it wrote a receipt, and nobody would hear of the rest of its work. */
function begunInPart({ open }: Opened, { file, receipt }: FoundReceipt): Problem {
  const { name } = open.environment;
  return problem('receipt/none', {
    detail: `${newest(name, file, receipt)}. That run was narrowed, and is not complete. Nothing was sent.`,
    hint: `To finish it: \`timeback-catalog apply --env ${name} --resume ${shellWord(file)}\`. If a later run failed, run that one again.`,
  });
}

function newest(environment: string, file: string, receipt: Receipt): string {
  return `The newest run on this machine that wrote to ${environment} is ${runText(receipt)} (${file})`;
}

function undone({ file, receipt }: FoundReceipt): Problem {
  return problem('usage/wrong', {
    detail: `${file} is ${runText(receipt)}. An undo cannot be resumed: run it again for the rest.`,
    hint: 'Name the receipt of the run to undo: `timeback-catalog undo RECEIPT`.',
  });
}
