import type { JsonObject } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';
import type { Connection } from './connection.ts';
import type { RemoteCollection } from './dialects/dialect.ts';
import { linkedIds } from './dialects/record.ts';
import { anyOf, batchedValues, compared, type Filter, filterText } from './filter.ts';
import type { Requester } from './http/request.ts';
import { listCollection, type ReadingBudget } from './list.ts';
import { hasId } from './records.ts';

/** What reading a part of a platform needs. */
export interface PartReading {
  readonly connection: Connection;
  readonly requester: Requester;
  readonly budget: ReadingBudget;
}

/** The records of one list that are wanted: those with these ids, and those that belong to `members`. */
export interface Wanted {
  readonly ids: ReadonlySet<string>;
  readonly members?: Members | undefined;
}

export interface Members {
  readonly key: string;
  readonly of: ReadonlySet<string>;
}

/** Whether a record belongs to one of the members. */
export function isMember(record: JsonObject, members: Members | undefined): boolean {
  return members !== undefined && linkedIds(record[members.key]).some((id) => members.of.has(id));
}

/** The result of asking for a part of a list. */
type Answered =
  | {
      readonly state: 'read';
      readonly records: readonly JsonObject[];
      readonly nameless: readonly string[];
    }
  /** The platform has no such filter, or understands it differently: its answers do not count. */
  | { readonly state: 'unproven'; readonly filter: string; readonly why: string }
  | { readonly state: 'failed'; readonly problems: readonly Problem[] };

interface PartQuestion extends Wanted {
  readonly collection: RemoteCollection;
}

/**
 * Asks a list for some records by filters, so that records of others need not be read.
 *
 * An answer counts only if it is proven to be the asked part: each record passes the filter; the answer is
 * complete by its own total; leaving one record out of the filter gives one less, so nothing cut the answer
 * off; and the last condition of the filter brought something, so no condition before it was dropped. If the
 * run's own values bring nothing, a value that is known to exist is the last condition. A record that is
 * found by id, and should have come with those it belongs to, proves that the answer about these was wrong.
 */
export async function askForPart(question: PartQuestion, reading: PartReading): Promise<Answered> {
  const { ids, members } = question;
  const found = new Map<string, JsonObject>();
  const nameless: string[] = [];
  if (members && members.of.size > 0) {
    const path = `${members.key}.sourcedId`;
    const valuesIn = (record: JsonObject) => linkedIds(record[members.key]);
    const answer = await askByValues(
      { ...question, path, valuesIn, values: [...members.of] },
      reading,
    );
    if (answer.state !== 'read') return answer;
    for (const record of answer.records) found.set(String(record['sourcedId']), record);
    nameless.push(...answer.nameless);
    const cut = await whyCut(question, [...found.values()], reading);
    if (cut !== undefined) return { state: 'unproven', filter: path, why: cut };
  }
  const missing = [...ids].filter((id) => !found.has(id));
  if (missing.length > 0) {
    const valuesIn = (record: JsonObject) => [String(record['sourcedId'])];
    const asked = { ...question, path: 'sourcedId', valuesIn, values: missing };
    const answer = await askByValues(asked, reading);
    if (answer.state !== 'read') return answer;
    const kept = answer.records.find((record) => isMember(record, members));
    if (members && kept) {
      const id = JSON.stringify(kept['sourcedId']);
      const why = `it did not bring ${id}, which is there and belongs to what was asked for`;
      return { state: 'unproven', filter: `${members.key}.sourcedId`, why };
    }
    for (const record of answer.records) found.set(String(record['sourcedId']), record);
  }
  return { state: 'read', records: [...found.values()], nameless };
}

/**
 * Why an answer lacks records that belong to the members; undefined if asking for one record less gives one
 * less.
 */
async function whyCut(
  { collection, ids, members }: PartQuestion,
  records: readonly JsonObject[],
  { connection, requester }: PartReading,
): Promise<string | undefined> {
  const [one] = records;
  if (!one || !members) return undefined;
  const path = `${members.key}.sourcedId`;
  const most = connection.dialect.pageLimit - 1;
  const batches = batchedValues(path, [...members.of], Math.max(1, most)).map((values) => {
    const part = { key: members.key, of: new Set(values) };
    return { values, held: records.filter((record) => isMember(record, part)) };
  });
  const [fullest] = batches.sort((a, b) => b.held.length - a.held.length);
  const [left] = fullest?.held ?? [];
  if (!fullest || !left) return undefined;
  const filter: Filter = {
    type: 'and',
    terms: [anyOf(path, fullest.values), compared('sourcedId', '!=', String(left['sourcedId']))],
  };
  const query = `limit=1&offset=0&filter=${encodeURIComponent(filterText(filter))}`;
  const doing = `Reading ${collection.plural}`;
  const answer = await requester.ask({
    path: `${collection.path}?${query}`,
    doing,
    isDispensable: true,
  });
  const total = answer.ok ? collection.page(answer.value.json ?? null)?.total : undefined;
  // The run's own records, which are searched by their ids, prove the same.
  if (total === undefined)
    return ids.size > 0 ? undefined : 'how many records it has cannot be asked';
  const expected = fullest.held.length - 1;
  return total === expected
    ? undefined
    : `it brought ${expected + 1} records, and without one of them it has ${total}`;
}

interface ValueQuestion {
  readonly collection: RemoteCollection;
  readonly path: string;
  readonly valuesIn: (record: JsonObject) => readonly string[];
  readonly values: readonly string[];
}

async function askByValues(question: ValueQuestion, reading: PartReading): Promise<Answered> {
  const { collection, path, valuesIn, values } = question;
  const isById = path === 'sourcedId';
  // One place is left for the value that is known to exist.
  const most = reading.connection.dialect.pageLimit - 1;
  const [batch = [], ...others] = batchedValues(path, values, Math.max(1, most));
  const first = await askBatch(batch);
  if (first.state !== 'read') return first;
  const hits = new Set(first.records.flatMap(valuesIn));
  const last = batch.findLastIndex((value) => hits.has(value));
  const unproven = [...batch.slice(last + 1), ...others.flat()];
  if (unproven.length === 0) return first;
  const known = last >= 0 ? batch[last] : await knownValue();
  if (typeof known === 'object') return known;
  if (known === undefined) return unprovenBy('no record of the list shows that it has an effect');
  if (unproven.includes(known))
    return unprovenBy(`it did not bring what is of ${JSON.stringify(known)}`);
  const answers = await Promise.all(
    batchedValues(path, unproven, Math.max(1, most)).map((part) =>
      askBatch([...part, known], known),
    ),
  );
  const wrong = answers.find(({ state }) => state !== 'read');
  if (wrong) return wrong;
  const read = [first, ...answers].flatMap((answer) => (answer.state === 'read' ? answer : []));
  const asked = new Set(values);
  const records = read
    .flatMap((answer) => answer.records)
    .filter((record) => valuesIn(record).some((value) => asked.has(value)));
  return { state: 'read', records, nameless: [...new Set(read.flatMap((one) => one.nameless))] };

  async function askBatch(part: readonly string[], mustBring?: string): Promise<Answered> {
    const wanted = new Set(part);
    const { connection, requester, budget } = reading;
    const list = await listCollection(collection, connection, requester, {
      budget,
      part: {
        filter: anyOf(path, part),
        has: (record) => valuesIn(record).some((value) => wanted.has(value)),
        ...(isById && { pageLimit: part.length }),
      },
    });
    if (!list.ok) return judged(list.problems, list.isUnfiltered === true);
    const { records, nameless } = list.value;
    const isProven =
      mustBring === undefined || records.some((record) => valuesIn(record).includes(mustBring));
    return isProven
      ? { state: 'read', records, nameless }
      : unprovenBy(`of ${part.length} conditions the last one had no effect`);
  }

  function unprovenBy(why: string): Answered {
    return { state: 'unproven', filter: path, why };
  }

  function judged(problems: readonly Problem[], isUnfiltered: boolean): Answered {
    if (isUnfiltered) return unprovenBy('records came that are not of that part');
    const [first] = problems;
    // If the failure may be due to the filter alone, the run goes on: reading the whole list will show.
    const isOfFilter = problems.every(({ code }) => ofFilters.includes(code));
    return first && isOfFilter
      ? unprovenBy(first.detail.replace(/\.$/, ''))
      : { state: 'failed', problems };
  }

  /**
   * A value that some record of the list has; undefined if no record has one. The answer itself, if this
   * request decides it.
   */
  async function knownValue(): Promise<string | Answered | undefined> {
    const { requester } = reading;
    const page = `${collection.path}?limit=${isById ? 1 : 100}&offset=0`;
    const doing = `Reading ${collection.plural}`;
    const answer = await requester.ask({ path: page, doing });
    if (!answer.ok) return judged(answer.problems, false);
    const read = collection.page(answer.value.json ?? null);
    if (!read) return unprovenBy('the list is not of the form that the table says');
    if (read.total === 0 && read.records.length === 0) {
      return { state: 'read', records: [], nameless: [] };
    }
    const records = read.records.filter(hasId);
    const counts = new Map<string, number>();
    for (const value of records.flatMap(valuesIn)) counts.set(value, (counts.get(value) ?? 0) + 1);
    // The value with the fewest records brings the fewest that nobody wants.
    return [...counts].sort(([, a], [, b]) => a - b)[0]?.[0];
  }
}

/** Codes of problems that the filter may have caused and that reading the whole list may not have. */
const ofFilters: readonly string[] = [
  'remote/rejected',
  'remote/server-error',
  'remote/nothing-there',
  'remote/incomplete-read',
  'remote/unexpected-answer',
  'auth/forbidden',
];
