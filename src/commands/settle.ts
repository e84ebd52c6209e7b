import type { Address } from '../model/address.ts';
import type { Explanation } from '../model/explanation.ts';
import { canonicalJson } from '../model/json.ts';
import type { Change, Plan } from '../model/plan.ts';
import { type Checked, checked, type Problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import type { Settled, Unkept } from '../model/report.ts';
import { differencesOf } from '../plan/differences.ts';
import { essenceOf, isUnseen } from '../plan/pending-changes.ts';
import { doubtsOf } from '../plan/unsure.ts';
import { notVisible } from './not-visible.ts';
import { passes, pausesWithin } from './patient.ts';
import type { OpenPlatform } from './platform.ts';
import type { World } from './world.ts';

/** How a run plans once more from what was read back, and explains what is left. */
export interface Replanning {
  readonly replan: (state: RemoteState) => Checked<{ readonly plan: Plan }>;
  readonly explain: (state: RemoteState, written: ReadonlySet<Address>) => Explanation | undefined;
}

/** What reading back is done with. */
export interface Settling extends Replanning {
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
export async function settle(before: RemoteState, settling: Settling): Promise<Settled> {
  const { open, world, written } = settling;
  let waited = 0;
  const first = await readOver(before, written, { before, settling });
  if (!first.ok) return unread(first.problems);
  let reading = first.value;
  let asked = worthAsking(reading, settling);
  for (const pause of pausesWithin(open.settle)) {
    if (asked.length === 0) break;
    world.onProgress({ type: 'settling', missing: asked.length, written: written.length, pause });
    if (!(await passes(pause, world))) break;
    waited += pause;
    const again = await readOver(reading.state, asked, { before, settling });
    if (!again.ok) return unread(again.problems);
    const last = reading;
    reading = again.value;
    asked = worthAsking(reading, settling, last);
  }
  return settledBy(reading, settling, waited);
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
  readonly settling: Settling;
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
  const whole = await remote.readWhole(state, doubtsOf(reading.left));
  if (!whole.ok) return whole;
  return whole.value === state ? checked(reading, []) : readingOfWhole(whole.value, run);
}

function readingOf(
  state: RemoteState,
  before: RemoteState,
  { replan, written, open }: Settling,
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

function worthAsking(reading: Reading, { written }: Settling, last?: Reading): readonly Address[] {
  if (reading.problems.length > 0) return written;
  const shownIn = ({ state }: Reading, address: Address) => {
    const entity = state.entities.get(address);
    return canonicalJson(entity ? essenceOf(entity) : null);
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

function settledBy(reading: Reading, settling: Settling, waited: number): Settled {
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
