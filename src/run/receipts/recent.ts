import { basename } from 'node:path';
import { listReceipts, timeInName } from '../../files/state-folder.ts';
import type { Address } from '../../model/node.ts';
import type { Change, Plan } from '../../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../../model/remote.ts';
import { isUnanswered } from '../../model/report.ts';
import { isUnseen } from '../../plan/progress.ts';
import { withWhole } from '../../remote/read-again.ts';
import type { Own } from '../../remote/records.ts';
import { someNames } from '../../text/words/names.ts';
import { count } from '../../text/words/wording.ts';
import type { Opened } from '../session.ts';
import { timeText, untilShown } from '../settle.ts';
import { receiptsIn } from './journal.ts';
import { befores, findReceipt, runText } from './receipts.ts';

/** A write of a run on this machine that is so recent that reads may not show it yet. */
export interface RecentWrite {
  readonly change: Change;
  /** The run in words: "the apply of 2026-11-21T10:00:00.000Z by ada". */
  readonly run: string;
  /** The state of the node before the write. */
  readonly before: RemoteEntity | undefined;
  /** The time of the answer, in milliseconds since 1970. */
  readonly at: number;
  /**
   * Whether it is unknown if the write arrived: the answer about a new node was lost, or its run died
   * first.
   */
  readonly isOpen: boolean;
}

/** The milliseconds after which an unseen write no longer counts as late, but as lost. */
const recently = 5 * 60_000;
/** The most milliseconds of a run: it may have begun this much earlier than its last write. */
const longestRun = 10 * 60_000;
const mostReceipts = 3;

/** The most nodes that are read one by one. */
const mostAsked = 50;

/**
 * The writes of the last minutes, by the receipts on this machine. Receipts that cannot be read are left
 * out: a command that needs one reports its problems.
 */
export function recentWrites(opened: Opened): readonly RecentWrite[] {
  const { world, workspace, open } = opened;
  const now = world.now().getTime();
  const since = now - Math.max(recently, open.settle * 1000);
  const listed = listReceipts(receiptsIn(workspace.folder, open.environment.name));
  const young = (listed.ok ? listed.value : []).filter((path) => {
    const started = Date.parse(timeInName(basename(path)));
    return started <= now && started >= since - longestRun;
  });
  const writes = new Map<Address, RecentWrite>();
  // The newest run comes first: earlier writes of the same node do not matter.
  for (const path of young.slice(0, mostReceipts)) {
    const found = findReceipt(opened, path);
    if (!found.ok) continue;
    const { receipt } = found.value;
    const images = befores(receipt, opened);
    // When the run is last known to have worked, as ISO 8601.
    const times = [receipt.head.started, ...[...receipt.outcomes.values()].map(({ at }) => at)];
    const last = times.toSorted().at(-1);
    const run = runText(receipt);
    for (const change of receipt.head.plan.changes) {
      const { address } = change;
      const outcome = receipt.outcomes.get(address);
      // A node with the id of a create without an answer can only come from that run.
      const isOpen = change.action === 'create' && isUnanswered(receipt, address);
      const at = Date.parse(outcome?.at ?? last ?? '');
      const isWrite = outcome?.status === 'applied' || isOpen;
      if (!isWrite || !(at >= since) || writes.has(address)) continue;
      writes.set(address, { change, run, before: images.get(address), at, isOpen });
    }
  }
  return [...writes.values()];
}

/** A state, and the recent writes that it does not show. */
export interface ShownState {
  readonly state: RemoteState;
  readonly unseen: readonly RecentWrite[];
  /** Writes whose new nodes single reads found and lists do not have. They are in the state. */
  readonly hidden: readonly RecentWrite[];
}

/** Reads the nodes of recent writes that the lists do not show: single reads may be ahead of lists. */
async function withRecent(
  { open }: Opened,
  state: RemoteState,
  recent: readonly RecentWrite[],
): Promise<ShownState> {
  const { rules } = open.remote.dialect;
  const isLate = ({ change, before }: RecentWrite, now: RemoteEntity | undefined) =>
    isUnseen(change, { before, now }, rules);
  const late = recent
    .filter((write) => isLate(write, state.entities.get(write.change.address)))
    .toSorted((one, other) => Number(one.isOpen) - Number(other.isOpen));
  const found = new Map<Address, RemoteEntity>();
  const gone: Address[] = [];
  const seen = new Set<RecentWrite>();
  const hidden: RecentWrite[] = [];
  await Promise.all(
    late.slice(0, mostAsked).map(async (write) => {
      const { address } = write.change;
      const read = await open.remote.readOne(address);
      if (!read.ok || isLate(write, read.value)) return;
      seen.add(write);
      if (read.value && !state.entities.has(address)) hidden.push(write);
      if (read.value) found.set(address, read.value);
      else gone.push(address);
    }),
  );
  // A write that may never have arrived does not count as late.
  const unseen = late.filter((write) => !seen.has(write) && !write.isOpen);
  if (seen.size === 0) return { state, unseen, hidden };
  // Nodes that were read one by one tell nothing about what lists show.
  const shown = withWhole(state, found);
  const entities = new Map(shown.entities);
  for (const address of gone) entities.delete(address);
  return { state: { ...shown, entities }, unseen, hidden };
}

/**
 * Like `withRecent`, but reads the lists again with growing pauses as long as they lack new nodes that
 * exist: they may lack other nodes as well. New nodes that the lists still lack at the end are left out of
 * the state.
 */
export async function withLists(
  opened: Opened,
  state: RemoteState,
  { recent, own }: { readonly recent: readonly RecentWrite[]; readonly own: Own },
): Promise<Checked<ShownState>> {
  const shown = await untilShown(await withRecent(opened, state, recent), opened, {
    written: recent.length,
    missing: ({ hidden }) => hidden.length,
    again: async () => {
      const again = await opened.open.remote.read(own);
      return again.ok ? checked(await withRecent(opened, again.value, recent), []) : again;
    },
  });
  if (!shown.ok) return shown;
  const { last } = shown.value;
  if (last.hidden.length === 0) return checked(last, []);
  const entities = new Map(last.state.entities);
  for (const { change } of last.hidden) entities.delete(change.address);
  return checked({ ...last, state: { ...last.state, entities } }, []);
}

/** Adds a possible reason to problems of nodes that lists lack: this machine published them moments ago. */
export function withLateness(
  problems: readonly Problem[],
  hidden: readonly RecentWrite[],
  now: Date,
): Problem[] {
  return problems.map((found) => {
    const write = hidden.find(({ change }) => change.address === found.address);
    if (!write) return found;
    const ago = timeText(now.getTime() - write.at);
    const late = `It was published from this machine ${ago} ago, so the list may lag: run the command again in a minute.`;
    return { ...found, hint: late };
  });
}

/** Like `withRecent`, again with growing pauses, until all writes show or the time to settle is over. */
export async function withAllRecent(
  opened: Opened,
  state: RemoteState,
  recent: readonly RecentWrite[],
): Promise<Checked<ShownState>> {
  const shown = await untilShown(await withRecent(opened, state, recent), opened, {
    written: recent.length,
    missing: ({ unseen }) => unseen.length,
    again: async (last) => checked(await withRecent(opened, last.state, last.unseen), []),
  });
  return shown.ok ? checked(shown.value.last, []) : shown;
}

/** Warns of writes of the last minutes that do not show yet: the plan may show them as changes again. */
export function lateWarnings(
  unseen: readonly RecentWrite[],
  { changes, platform }: Plan,
  now: Date,
): Problem[] {
  if (unseen.length === 0) return [];
  const planned = new Set(changes.map(({ address }) => address));
  const again = unseen.filter(({ change }) => planned.has(change.address));
  const others = unseen.filter(({ change }) => !planned.has(change.address));
  const ago = timeText(now.getTime() - Math.max(...unseen.map(({ at }) => at)));
  const names = (writes: readonly RecentWrite[]) => someNames(writes.map(({ change }) => change));
  const sentences = [
    ...(again.length > 0
      ? [
          `${again.length} of these changes ${again.length === 1 ? 'was' : 'were'} published ${ago} ago and ${again.length === 1 ? 'is' : 'are'} not visible yet: ${names(again)}.`,
        ]
      : []),
    ...(others.length > 0
      ? [
          `The version of ${names(others)} published ${ago} ago is not visible yet either, and the manifests have changed since.`,
        ]
      : []),
  ];
  const hint = `Plan again in a minute: \`timeback-catalog plan --env ${platform.name}\`. Publishing now is safe: it writes the same content again.`;
  return [problem('remote/not-visible', { detail: sentences.join(' '), hint })];
}

/** The problem of an undo whose nodes have writes that do not show yet: it would plan without them. */
export function lateToUndo(unseen: readonly RecentWrite[], now: Date): Problem[] {
  if (unseen.length === 0) return [];
  const ago = timeText(now.getTime() - Math.max(...unseen.map(({ at }) => at)));
  const names = someNames(unseen.map(({ change }) => change));
  const runs = [...new Set(unseen.map(({ run }) => run))].join(' and ');
  const [are, they] = unseen.length === 1 ? ['is', 'it'] : ['are', 'they'];
  return [
    problem('undo/not-visible', {
      detail: `${count(unseen.length, 'change')} of ${runs}, published ${ago} ago, ${are} not visible yet: ${names}. This undo would be planned as if ${they} had not been written. Nothing was sent.`,
      hint: `Run the same command again in a minute. A change that does not show ${timeText(recently)} after it was published counts as lost.`,
    }),
  ];
}
