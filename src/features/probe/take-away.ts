import type { ProbeRecord } from '../../model/drift.ts';
import { shellWord } from '../../model/id-commands.ts';
import type { JsonObject } from '../../model/json.ts';
import { valueUnder } from '../../model/json-values.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { type Asking, isFailure, type Question, type RawAnswer } from '../../remote/asking.ts';
import type { Connection } from '../../remote/connection.ts';
import type { RemoteCollection } from '../../remote/dialects/dialect.ts';
import type { TableRow } from '../../remote/dialects/facts.ts';
import { datedAt } from '../../remote/records.ts';
import type { IntendedRecord, ProbeJournal } from '../../run/receipts/made-records.ts';
import type { World } from '../../run/world.ts';
import { recordIn } from './answers.ts';
import { isPerhapsLive, type Lab, usedUp } from './lab.ts';
import { probeMark, textOf, titleMark } from './records.ts';

/** What removing the records of a probe needs. */
export interface Removal {
  readonly asking: Asking;
  readonly table: readonly TableRow[];
  readonly collections: readonly RemoteCollection[];
  readonly journal: Pick<ProbeJournal, 'note'>;
  readonly run: string;
  readonly now: () => Date;
  /** Waits before the looks at a record that was retired; the last one decides. */
  readonly pauses: readonly (() => Promise<void>)[];
  /** The most tries of a request; absent: the usual number. */
  readonly tries?: (isWrite: boolean) => number;
}

/** A record to remove, and whether it is known that this run made it. */
export interface Remnant {
  readonly record: IntendedRecord;
  readonly isKnown: boolean;
}

type Seen =
  | { readonly is: 'absent' }
  | { readonly is: 'there'; readonly record: JsonObject }
  | { readonly is: 'unknown'; readonly why: Problem };

/**
 * Retires one record. A record that this run may not have made is read first, and is changed only if it names
 * the run. Returns the outcome, and why a record is left.
 */
export async function takeAway(
  { record: of, isKnown }: Remnant,
  by: Removal,
): Promise<{ readonly record: ProbeRecord; readonly problems: readonly Problem[] }> {
  const { collection: name, sourcedId, called } = of;
  const about = { collection: name, sourcedId, called };
  const collection = by.collections.find((one) => one.name === name);
  const retired = textOf(by.table, 'status.retired');
  if (!collection) return left([failed(of, `the dialect has no collection ${name}`)]);
  const path = collection.pathOf(sourcedId);
  let body = of.body;
  if (!isKnown) {
    const seen = await look();
    if (seen.is === 'unknown') return left([seen.why]);
    if (seen.is === 'absent') return ended('absent');
    if (!isOf(seen.record, by.run)) return left([notOurs(of)]);
    if (isRetired(seen.record)) return ended('retired');
    // The record as read may lack fields that the platform requires, so the second try sends the body from
    // the receipt.
    body = seen.record;
  }
  // A lesson's placement may be a record of the platform itself, which is removed only if the lesson no
  // longer names it.
  const placed = textOf(by.table, 'lesson.resources');
  const holds = name === 'lesson' && body[placed] !== undefined && body[placed] !== null;
  const bodies = [
    ...(holds ? [{ ...body, [placed]: null }] : []),
    ...(body === of.body ? [body] : [body, of.body]),
  ];
  let why: Problem | undefined;
  for (const one of bodies) {
    const answer = await ask({
      method: 'PUT',
      path,
      body: collection.wrap({ ...datedAt(by.now(), one), status: retired }),
      doing: `Retiring the probe's ${called}`,
    });
    if (!isFailure(answer) && answer.isTaken) {
      why = undefined;
      break;
    }
    why = isFailure(answer) ? answer : failed(of, `the platform answered ${answer.status}`);
  }
  let seen: Seen = { is: 'absent' };
  for (const pause of by.pauses) {
    await pause();
    seen = await look();
    if (seen.is === 'there' && isRetired(seen.record)) return ended('retired');
    if (seen.is !== 'there' || why !== undefined) break;
  }
  if (seen.is === 'absent') return ended(why ? 'absent' : 'retired');
  if (seen.is === 'unknown') return why ? left([why]) : ended('retired');
  return left([why ?? failed(of, 'the platform accepted the request, but still shows it as live')]);

  function isRetired({ status }: JsonObject): boolean {
    return status === retired || status === 'tobedeleted' || status === 'inactive';
  }

  async function ask(question: Question): Promise<RawAnswer | Problem> {
    const tries = by.tries?.(question.method !== undefined);
    if (tries === 0) return failed(of, usedUp);
    return by.asking.ask({ ...question, ...(tries !== undefined && { tries }) });
  }

  async function look(): Promise<Seen> {
    const answer = await ask({ path, doing: `Reading the probe's ${called}` });
    if (isFailure(answer)) return { is: 'unknown', why: answer };
    if (answer.status === 404 || answer.status === 410) return { is: 'absent' };
    if (!answer.isTaken) {
      return { is: 'unknown', why: failed(of, `reading it answered ${answer.status}`) };
    }
    const record = recordIn(answer.json, sourcedId)?.record;
    // Another record was read, so this one is not stored.
    return record ? { is: 'there', record } : { is: 'absent' };
  }

  function ended(state: 'retired' | 'absent') {
    by.journal.note({ type: state, collection: name, sourcedId });
    return { record: { ...about, state }, problems: [] };
  }

  function left(problems: readonly Problem[]) {
    return { record: { ...about, state: 'left' as const }, problems };
  }
}

/** Whether a record says that this probe made it: in metadata, or in a title of the probe. */
function isOf({ metadata, title }: JsonObject, run: string): boolean {
  return (
    valueUnder(metadata, probeMark) === run ||
    String(title ?? '').startsWith(`${titleMark} ${run.slice(0, 8)}:`)
  );
}

function failed({ called, sourcedId }: IntendedRecord, what: string): Problem {
  return problem('probe/left-behind', {
    detail: `The probe's ${called} (${sourcedId}) is left: ${what}.`,
  });
}

function notOurs({ called, sourcedId }: IntendedRecord): Problem {
  return problem('probe/not-ours', {
    detail: `The record ${sourcedId} is not marked as the ${called} of this probe, so it was not touched.`,
    hint: 'The receipt was edited, or somebody overwrote the record since. If it is that of the probe, retire it by hand.',
  });
}

interface Cleaning {
  readonly world: World;
  readonly journal: ProbeJournal;
  readonly run: string;
  readonly connection: Connection;
}

/** The order of removal, by the words for records: no live record refers to a retired one. */
const removalOrder = ['lesson', 'placement', 'unit', 'resource', 'course'];

/** Records in the order of removal. */
export function inRemovalOrder<T extends { readonly called: string }>(records: readonly T[]): T[] {
  const rank = ({ called }: T) => removalOrder.indexOf(called.split(' ')[0] ?? '');
  return records.toSorted((a, b) => rank(a) - rank(b));
}

/** Retires all test records; one course first, to see whether its units are retired with it. */
export async function takeAllAway(
  lab: Lab,
  { world, journal, run, connection }: Cleaning,
): Promise<{ readonly records: readonly ProbeRecord[]; readonly problems: readonly Problem[] }> {
  const row = 'retire.cascades';
  const all = [...lab.made.values()].filter((one) => one.state === 'retired' || isPerhapsLive(one));
  const ordered = inRemovalOrder(all);
  // A new client, so that earlier failures do not stop it. Only a second Ctrl-C does.
  const asking = lab.asking.apart();
  const removal = {
    ...{ asking, table: lab.table, collections: lab.collections, journal, run, now: lab.now },
    pauses: [() => world.wait(lab.lag.single, connection.signal)],
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
    hint: `Clean up:\n  timeback-catalog probe --clean ${shellWord(receipt)}`,
  });
}
