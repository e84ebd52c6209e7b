import type { Explanation } from '../model/explanation.ts';
import { canonicalJson } from '../model/json.ts';
import type { Address } from '../model/node.ts';
import type { Change, Plan } from '../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { Platform, RemoteState } from '../model/remote.ts';
import type { Invisible, Settled, Unkept } from '../model/report.ts';
import { differencesOf, unshownFields } from '../plan/differences.ts';
import { comparableState, isUnseen, progressOf } from '../plan/undo.ts';
import { nameOf } from '../text/words/names.ts';
import { count } from '../text/words/wording.ts';
import type { OpenPlatform } from './platform.ts';
import type { World } from './world.ts';

/** How a run plans once more from what was read back, and explains what is left. */
export interface Replanning {
  readonly replan: (state: RemoteState) => Checked<{ readonly plan: Plan }>;
  readonly explain: (state: RemoteState, written: ReadonlySet<Address>) => Explanation | undefined;
}

/** What reading back is done with. */
interface Verification extends Replanning {
  readonly open: Pick<OpenPlatform, 'remote' | 'settle'>;
  readonly world: Pick<World, 'wait' | 'stop' | 'abort' | 'onProgress'>;
  readonly written: readonly Address[];
}

/**
 * Reads back what was written and plans again: what that plan still wants to change is what the
 * platform did not keep, or does not show yet. So it is asked for again, with growing pauses, until
 * all shows or the time to settle is over. What shows neither what was there nor what was sent is
 * what the platform made of it, once two readings agree.
 */
export async function verifyWritten(before: RemoteState, settling: Verification): Promise<Settled> {
  const { open, world, written } = settling;
  let waited = 0;
  const first = await readOver(before, written, { before, settling });
  if (!first.ok) return unread(first.problems);
  let reading = first.value;
  let asked = worthAsking(reading, settling);
  for (const pause of pausesWithin(open.settle)) {
    if (asked.length === 0) break;
    world.onProgress({ type: 'settling', missing: asked.length, written: written.length, pause });
    if (!(await waitPause(pause, world))) break;
    waited += pause;
    const again = await readOver(reading.state, asked, { before, settling });
    if (!again.ok) return unread(again.problems);
    const last = reading;
    reading = again.value;
    asked = worthAsking(reading, settling, last);
  }
  return verdictOf(reading, settling, waited);
}

/** What one reading showed. */
interface Reading {
  readonly state: RemoteState;
  /** What is to be done still of what was written. */
  readonly left: readonly Change[];
  /** Of that, the part of which the platform shows what it held before the run. */
  readonly unseen: readonly Change[];
  /** Why there is no plan: what shows already and what does not may contradict each other. */
  readonly problems: readonly Problem[];
}

interface Run {
  /** What the platform held before the run. */
  readonly before: RemoteState;
  readonly settling: Verification;
}

/** Reads nodes once more, over what was read of them last. */
async function readOver(
  last: RemoteState,
  nodes: readonly Address[],
  run: Run,
): Promise<Checked<Reading>> {
  const read = await run.settling.open.remote.readAgain(last, nodes);
  return read.ok ? readingOfWhole(read.value, run) : read;
}

/** What a list does not show may be there: what seems to be left is read by itself first. */
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
  { replan, written, open }: Verification,
): Reading {
  const again = replan(state);
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
      ? notVisible(unseen, { written: written.length, waited, platform: open.remote.platform })
      : undefined;
  if (fields.length === 0) {
    return invisible ? { state: 'not-visible', invisible } : { state: 'converged' };
  }
  const late = new Set(unseen.map(({ address }) => address));
  const shown = new Set(written.filter((address) => !late.has(address)));
  const explanation = explain(state, shown);
  return {
    state: 'differs',
    fields,
    ...(explanation && { explanation }),
    ...(invisible && { invisible }),
  };
}

function unread([first]: readonly Problem[]): Settled {
  return first ? { state: 'unread', problem: first } : { state: 'converged' };
}

/** A node that is not there at all is told by its id. */
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

/** What shows late is asked for again at most this often. */
const mostAgain = 6;

/**
 * The pauses, in milliseconds, before what does not show yet is asked for again: each twice as long as
 * the one before, and together as long as may be waited. None for zero.
 */
export function pausesWithin(seconds: number): readonly number[] {
  const shares = 2 ** mostAgain - 1;
  const first = (seconds * 1000) / shares;
  return seconds > 0 ? Array.from({ length: mostAgain }, (_, time) => first * 2 ** time) : [];
}

/** Lets a pause pass; false if the run is to end, and nothing more should be asked. */
export async function waitPause(
  pause: number,
  { wait, stop, abort }: Pick<World, 'wait' | 'stop' | 'abort'>,
): Promise<boolean> {
  const either = AbortSignal.any([stop, abort]);
  if (!either.aborted) await wait(pause, either);
  return !either.aborted;
}

/** More than this are only counted. */
const mostNamed = 5;

/** The names of some nodes: `lesson "A", unit "B" and 3 more`. */
export function someNames(nodes: readonly Pick<Change, 'address' | 'title'>[]): string {
  const named = nodes.slice(0, mostNamed).map(({ address, title }) => nameOf(address, title));
  const more = nodes.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** `12 s`, `3 min`: how long something took or is ago, in milliseconds. */
export function timeText(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** Says of changes that the platform took them and shows what it held before. */
function notVisible(
  changes: readonly Change[],
  of: { readonly written: number; readonly waited: number; readonly platform: Platform },
): Invisible {
  const { written, waited, platform } = of;
  const after = waited > 0 ? `, ${timeText(waited)} later,` : '';
  const notVisibleProblem = problem('apply/not-visible', {
    detail: `The platform accepted ${count(written, 'change')} but still shows${after} the old version of ${changes.length}: ${someNames(changes)}.`,
    hint: `Wait a minute, then run \`timeback-catalog plan --env ${platform.name}\`: no changes means that all is published. The platform did not keep what still differs then: \`timeback-catalog doctor --explain-drift --env ${platform.name}\`. If reads always lag, \`settle: SECONDS\` in the config waits longer.`,
  });
  const nodes = changes.map(({ address, title, action }) => ({ address, title, action }));
  return { nodes, waited, problem: notVisibleProblem };
}

/** What a write in doubt is judged by. */
interface LostWriteContext {
  readonly open: Pick<OpenPlatform, 'remote' | 'settle'>;
  readonly world: Pick<World, 'wait' | 'stop' | 'abort' | 'onProgress'>;
  /** Before the run. */
  readonly state: RemoteState;
  readonly lost: Problem;
}

/**
 * Whether a write arrived whose answer was lost: the platform is asked for the record before the
 * change is called failed, and before what hangs under it is held back; and again, since reads may be
 * late. Gives the problem if the write did not arrive, or if that cannot be known.
 */
export async function resolveLostWrite(
  change: Change,
  context: LostWriteContext,
): Promise<Problem | undefined> {
  const { open, world, lost } = context;
  const { mayBeWritten: _, ...failed } = lost;
  let waited = 0;
  let shows = await showsNow(change, context);
  for (const [index, pause] of pausesWithin(open.settle).entries()) {
    if (shows !== false) break;
    const reason = 'the answer to a write was lost, and its change is not visible; reading again';
    world.onProgress({ type: 'retrying', reason, time: index + 1 });
    if (!(await waitPause(pause, world))) break;
    waited += pause;
    shows = await showsNow(change, context);
  }
  if (shows === undefined) return withLostWriteText(lost, 'It is unknown whether it was written.');
  const again = waited > 0 ? ` Reading was repeated for ${timeText(waited)}.` : '';
  return shows ? undefined : withLostWriteText(failed, `Read back, it was not written.${again}`);
}

/** Undefined if the platform does not tell. */
async function showsNow(
  change: Change,
  { open: { remote }, state }: LostWriteContext,
): Promise<boolean | undefined> {
  const { address } = change;
  const read = await remote.readOne(address);
  if (!read.ok) return undefined;
  const entities = new Map(read.value && [[address, read.value]]);
  const { pending } = progressOf([change], {
    now: { ...state, entities },
    befores: new Map([[address, state.entities.get(address)]]),
    rules: remote.dialect.rules,
  });
  // Neither as before nor as sent: something was written, and reading back tells what was not kept.
  return pending.length === 0;
}

function withLostWriteText(failed: Problem, what: string): Problem {
  return { ...failed, detail: `${failed.detail} ${what}` };
}
