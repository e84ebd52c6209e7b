import type { ProbeRecord } from '../../model/drift.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { Connection } from '../../remote/connection.ts';
import type { ProbeJournal } from '../../run/receipts/made-records.ts';
import type { World } from '../../run/world.ts';
import { isPerhapsLive, type Lab } from './lab.ts';
import { type Name, textOf } from './records.ts';
import { takeAway } from './take-away.ts';

interface Cleaning {
  readonly world: World;
  readonly journal: ProbeJournal;
  readonly run: string;
  readonly connection: Connection;
}

/** The order of removal, by the first letters of names: no live record refers to a retired one. */
const inOrder = ['L', 'P', 'I', 'U', 'R', 'C'];

/** Retires all test records; one course first, to see whether its units are retired with it. */
export async function takeAllAway(
  lab: Lab,
  { world, journal, run, connection }: Cleaning,
): Promise<{ readonly records: readonly ProbeRecord[]; readonly problems: readonly Problem[] }> {
  const row = 'retire.cascades';
  const all = [...lab.made.values()].filter((one) => one.state === 'retired' || isPerhapsLive(one));
  const rank = (name: Name) => inOrder.indexOf(name.charAt(0));
  const ordered = all.toSorted((a, b) => rank(a.name) - rank(b.name));
  // A new client, so that earlier failures do not stop it. Only a second Ctrl-C does.
  const asking = lab.asking.apart();
  const removal = {
    ...{ asking, table: lab.table, collections: lab.collections, journal, run },
    settle: () => world.wait(lab.lag.single, connection.signal),
  };
  const total = ordered.length;
  const records = new Map<string, ProbeRecord>();
  const problems: Problem[] = [];
  const remove = async (one: (typeof ordered)[number]) => {
    if (total > 0)
      world.onProgress({ type: 'probing', step: 'cleaning', done: records.size, total });
    const isKnown = one.state === 'live' || one.state === 'retired';
    const remnant = { record: one, isKnown };
    const tries = (isWrite: boolean) => lab.triesToClean(one, isWrite);
    const gone = await takeAway(remnant, { ...removal, tries });
    records.set(one.sourcedId, gone.record);
    one.state = gone.record.state === 'left' ? 'left' : 'retired';
    return gone;
  };
  const course = ordered.find(({ name }) => name === 'C2');
  const unit = ordered.find(({ name }) => name === 'U3');
  if (course && unit && lab.halted === undefined) {
    const gone = await remove(course);
    if (gone.record.state === 'retired') {
      const shown = await lab.read('U3');
      const isLive = shown?.['status'] === textOf(lab.table, 'status.active');
      if (shown)
        lab.measure(row, isLive ? 'no' : 'yes', 'a unit was read after its course was retired');
    } else lab.skip(row, 'a course with live units was not retired');
  }
  for (const one of ordered) {
    if (records.get(one.sourcedId)?.state === 'retired') continue;
    const { problems: found } = await remove(one);
    problems.push(...found);
  }
  if (total > 0) world.onProgress({ type: 'probing', step: 'cleaning', done: total, total });
  const left = [...records.values()].filter(({ state }) => state === 'left');
  journal.note({ type: 'end', left: left.length });
  if (left.length > 0) problems.push(leftText(left, journal.file));
  return { records: [...records.values()], problems };
}

/** The problem that names the records that are still live, with the command that removes them. */
export function leftText(left: readonly ProbeRecord[], receipt: string): Problem {
  const named = left.map(({ called, sourcedId }) => `${called} ${sourcedId}`).join(', ');
  return problem('probe/left-behind', {
    detail: `Still live: ${named}.`,
    hint: `Clean up:\n  timeback-catalog probe --clean ${receipt}`,
  });
}
