import type { Explanation } from '../model/explanation.ts';
import { canonicalJson } from '../model/json.ts';
import { defined } from '../model/json-values.ts';
import type { Address } from '../model/node.ts';
import type { Change, Plan } from '../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { Platform, RemoteState } from '../model/remote.ts';
import type { Invisible, Settled, Unkept } from '../model/report.ts';
import { differencesOf, unshownFields } from '../plan/differences.ts';
import { comparableState, isInOtherWord, isSame, isUnseen, progressOf } from '../plan/progress.ts';
import { nameOf, someNames } from '../text/words/names.ts';
import { undoCommand } from '../text/words/report-words.ts';
import { count } from '../text/words/wording.ts';
import type { OpenPlatform } from './platform.ts';
import type { World } from './world.ts';

/** How a run plans again from the state that was read back, and explains the differences that are left. */
export interface Replanning {
  /** `planned`: the nodes of the plan that the run carried out. All others stayed as they were. */
  readonly replan: (
    state: RemoteState,
    planned: ReadonlySet<Address>,
  ) => Checked<{ readonly plan: Plan }>;
  readonly explain: (state: RemoteState, written: ReadonlySet<Address>) => Explanation | undefined;
}

/** The inputs of reading back. */
export interface Verification extends Replanning {
  readonly open: Pick<OpenPlatform, 'remote' | 'settle'>;
  readonly world: Pick<World, 'wait' | 'stop' | 'abort' | 'onProgress'>;
  /** The nodes of the plan that the run carried out, and those of them that were written. */
  readonly planned: ReadonlySet<Address>;
  readonly written: readonly Address[];
  /** The receipt that the run undoes. Absent: it publishes the manifests. */
  readonly undoes?: string;
}

/**
 * Reads back what was written and plans again. Changes that this plan still has were not kept by the
 * platform, or do not show yet. So their nodes are read again with growing pauses, until all writes show or
 * the time to settle is over. If a node shows neither its old state nor the written one, that is the
 * platform's result once two reads agree.
 */
export async function verifyWritten(before: RemoteState, settling: Verification): Promise<Settled> {
  const { written } = settling;
  const first = await readOver(before, written, { before, settling });
  if (!first.ok) return unread(first.problems);
  const start = { reading: first.value, asked: worthAsking(first.value, settling) };
  const shown = await untilShown(start, settling, {
    written: written.length,
    missing: ({ asked }) => asked.length,
    again: async ({ reading: last, asked }) => {
      const reading = await readOver(last.state, asked, { before, settling });
      if (!reading.ok) return reading;
      const next = worthAsking(reading.value, settling, last);
      return checked({ reading: reading.value, asked: next }, []);
    },
  });
  if (!shown.ok) return unread(shown.problems);
  return verdictOf(shown.value.last.reading, settling, shown.value.waited);
}

interface Reading {
  readonly state: RemoteState;
  /** The changes of written nodes that the new plan still has. */
  readonly left: readonly Change[];
  /** Those of them whose nodes still show the state before the run. */
  readonly unseen: readonly Change[];
  /** The problems that prevent a plan: old and new records together may contradict each other. */
  readonly problems: readonly Problem[];
}

interface Run {
  readonly before: RemoteState;
  readonly settling: Verification;
}

/** Reads nodes again, and merges them into the last state. */
async function readOver(
  last: RemoteState,
  nodes: readonly Address[],
  run: Run,
): Promise<Checked<Reading>> {
  const read = await run.settling.open.remote.readAgain(last, nodes);
  return read.ok ? readingOfWhole(read.value, run) : read;
}

/** Lists may show less, so nodes that still seem to differ are first read one by one. */
async function readingOfWhole(state: RemoteState, run: Run): Promise<Checked<Reading>> {
  const reading = readingOf(state, run.before, run.settling);
  const { remote } = run.settling.open;
  const whole = await remote.readWhole(state, unshownFields(reading.left));
  if (!whole.ok) return whole;
  return whole.value === state ? checked(reading, []) : readingOfWhole(whole.value, run);
}

function readingOf(
  state: RemoteState,
  before: RemoteState,
  { replan, planned, written, open }: Verification,
): Reading {
  const again = replan(state, planned);
  if (!again.ok) return { state, left: [], unseen: [], problems: again.problems };
  const touched = new Set(written);
  const left = again.value.plan.changes.filter(({ address }) => touched.has(address));
  const { rules } = open.remote.dialect;
  const unseen = left.filter((change) => {
    const { address } = change;
    const sides = { before: before.entities.get(address), now: state.entities.get(address) };
    return isUnseen(change, sides, rules);
  });
  return { state, left, unseen, problems: [] };
}

function worthAsking(
  reading: Reading,
  { written }: Verification,
  last?: Reading,
): readonly Address[] {
  if (reading.problems.length > 0) return written;
  const shownIn = ({ state }: Reading, address: Address) => {
    const entity = state.entities.get(address);
    return canonicalJson(entity ? comparableState(entity) : null);
  };
  return reading.left
    .filter(
      (change) =>
        reading.unseen.includes(change) ||
        last === undefined ||
        shownIn(last, change.address) !== shownIn(reading, change.address),
    )
    .map(({ address }) => address);
}

function verdictOf(reading: Reading, settling: Verification, waited: number): Settled {
  const { state, left, unseen, problems } = reading;
  if (problems.length > 0) return unread(problems);
  const { written, open, explain } = settling;
  const kept = left.filter((change) => !unseen.includes(change));
  const fields = unkept(kept, state);
  const invisible =
    unseen.length > 0
      ? notVisible(unseen, {
          written: written.length,
          waited,
          hint: lookAgain(open.remote.platform, settling.undoes),
        })
      : undefined;
  if (fields.length === 0) {
    return invisible ? { state: 'not-visible', invisible } : { state: 'converged' };
  }
  const late = new Set(unseen.map(({ address }) => address));
  const shown = new Set(written.filter((address) => !late.has(address)));
  const explanation = explain(state, shown);
  return { state: 'differs', fields, ...defined({ explanation, invisible }) };
}

function unread([first]: readonly Problem[]): Settled {
  return first ? { state: 'unread', problem: first } : { state: 'converged' };
}

/**
 * The differences between what was sent and what is held. A node that does not exist has one about its id.
 */
function unkept(changes: readonly Change[], after: RemoteState): Unkept[] {
  const missing = changes.flatMap((change): Unkept[] => {
    if (change.action !== 'create') return [];
    const { address, title, after: entity } = change;
    return [{ address, title, path: ['sourcedId'], sent: entity.sourcedId, kept: null }];
  });
  const fields = differencesOf(changes, after).map(
    ({ wanted: sent, held: kept, ...field }): Unkept => ({ ...field, sent, kept }),
  );
  return [...missing, ...fields];
}

/** The most times that an unseen write is read again. */
const mostAgain = 6;

/**
 * The pauses, in milliseconds, before each new read of unseen writes: each twice as long as the one before,
 * and together as long as `seconds`. Empty for zero.
 */
function pausesWithin(seconds: number): readonly number[] {
  const shares = 2 ** mostAgain - 1;
  const first = (seconds * 1000) / shares;
  return seconds > 0 ? Array.from({ length: mostAgain }, (_, time) => first * 2 ** time) : [];
}

/** Waits for a pause. False if the run is to end and should not read again. */
async function waitPause(
  pause: number,
  { wait, stop, abort }: Pick<World, 'wait' | 'stop' | 'abort'>,
): Promise<boolean> {
  const either = AbortSignal.any([stop, abort]);
  if (!either.aborted) await wait(pause, either);
  return !either.aborted;
}

/**
 * Reads again with growing pauses, until nothing is missing, the time to settle is over, or the run is to
 * end. Gives the last result, and the milliseconds of the pauses.
 */
export async function untilShown<T>(
  first: T,
  { open, world }: Pick<Verification, 'world'> & { readonly open: Pick<OpenPlatform, 'settle'> },
  reads: {
    /** The number of writes that are waited for. */
    readonly written: number;
    /** The number of nodes that a result does not show yet. */
    readonly missing: (last: T) => number;
    readonly again: (last: T) => Promise<Checked<T>>;
  },
): Promise<Checked<{ readonly last: T; readonly waited: number }>> {
  const { written } = reads;
  let [last, waited] = [first, 0];
  for (const pause of pausesWithin(open.settle)) {
    const missing = reads.missing(last);
    if (missing === 0) break;
    world.onProgress({ type: 'settling', missing, written, pause });
    if (!(await waitPause(pause, world))) break;
    waited += pause;
    const next = await reads.again(last);
    if (!next.ok) return next;
    last = next.value;
  }
  return checked({ last, waited }, []);
}

/** A duration in words, from milliseconds: `12 s`, `3 min`. */
export function timeText(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** The command that shows later whether all was kept, and what it means. */
function lookAgain({ name }: Platform, undoes: string | undefined): string {
  return undoes === undefined
    ? `\`timeback-catalog plan --env ${name}\`: no changes means that all is published. The platform did not keep what still differs then: \`timeback-catalog doctor --explain-drift --env ${name}\`.`
    : `\`${undoCommand(undoes, name)}\`: it shows what is left to undo.`;
}

/** The problem of changes that the platform accepted but does not show yet. */
function notVisible(
  changes: readonly Change[],
  of: { readonly written: number; readonly waited: number; readonly hint: string },
): Invisible {
  const { written, waited, hint } = of;
  const after = waited > 0 ? `, ${timeText(waited)} later,` : '';
  const notVisibleProblem = problem('apply/not-visible', {
    detail: `The platform accepted ${count(written, 'change')} but still shows${after} the old version of ${changes.length}: ${someNames(changes)}.`,
    hint: `Wait a minute, then run ${hint} If reads always lag, \`settle: SECONDS\` in the config waits longer.`,
  });
  const nodes = changes.map(({ address, title, action }) => ({ address, title, action }));
  return { nodes, waited, problem: notVisibleProblem };
}

/** The facts for judging a write without an answer. */
interface LostWriteContext {
  readonly open: Pick<OpenPlatform, 'remote' | 'settle'>;
  readonly world: Pick<World, 'wait' | 'stop' | 'abort' | 'onProgress'>;
  /** The state before the run. */
  readonly state: RemoteState;
  readonly lost: Problem;
}

/**
 * Finds out whether a write whose answer was lost was carried out. The record is read before the change
 * counts as failed and before its children are held back; and it is read again, since reads may be late.
 * Gives the problem if the write was not carried out, or if that cannot be known.
 */
export async function resolveLostWrite(
  change: Change,
  context: LostWriteContext,
): Promise<Problem | undefined> {
  const { open, world, lost } = context;
  let waited = 0;
  let shows = await showsNow(change, context);
  for (const [index, pause] of pausesWithin(open.settle).entries()) {
    if (shows === undefined || shows === 'whole') break;
    const reason = 'the answer to a write was lost, and its change is not visible; reading again';
    world.onProgress({ type: 'retrying', reason, time: index + 1 });
    if (!(await waitPause(pause, world))) break;
    waited += pause;
    shows = await showsNow(change, context);
  }
  const { written: _, ...failed } = lost;
  const again = waited > 0 ? ` Reading was repeated for ${timeText(waited)}.` : '';
  switch (shows) {
    case 'whole':
      return undefined;
    case 'in part':
      return {
        ...withLostWriteText(failed, `Read back, it shows in part.${again}`),
        written: 'in part',
      };
    case 'not at all':
      return withLostWriteText(failed, `Read back, it does not show.${again}`);
    case undefined:
      return withLostWriteText(lost, 'It is unknown whether it was written.');
  }
}

/**
 * The problem of a create that the platform rejected. If the node exists by now, another run created it after
 * the plan was made, and a new plan is enough.
 */
export async function explainRefusedCreate(
  { address, title }: Change,
  refused: Problem,
  { remote }: Pick<OpenPlatform, 'remote'>,
): Promise<Problem> {
  const read = await remote.readOne(address);
  if (!read.ok || !read.value) return refused;
  return problem('plan/stale', {
    detail: `${nameOf(address, title)} was to be created, and somebody else has created it since this plan was made. It was left as it is. ${refused.detail}`,
    hint: 'Make a new plan: it compares with what is there now.',
  });
}

/** How much of a change the platform shows; undefined if it does not tell. */
async function showsNow(
  change: Change,
  { open: { remote }, state }: LostWriteContext,
): Promise<'whole' | 'in part' | 'not at all' | undefined> {
  const { address } = change;
  const read = await remote.readOne(address);
  if (!read.ok) return undefined;
  const entities = new Map(read.value && [[address, read.value]]);
  const before = state.entities.get(address);
  const { pending } = progressOf([change], {
    now: { ...state, entities },
    befores: new Map([[address, before]]),
    rules: remote.dialect.rules,
  });
  if (pending.length === 0) return 'whole';
  if (isSame(before, read.value)) return 'not at all';
  // If a node is neither as before nor as sent, something was written; reading back shows what is missing.
  return isInOtherWord(change, before, read.value) ? 'whole' : 'in part';
}

function withLostWriteText(failed: Problem, what: string): Problem {
  return { ...failed, detail: `${failed.detail} ${what}` };
}
