import type { JsonObject } from '../model/json.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { Collection, Dialect, RecordName } from './dialect.ts';
import type { Requester } from './http/request.ts';
import { limits } from './limits.ts';
import { another, odd } from './odd.ts';

/** What one record is read with. */
export interface RecordReading {
  readonly dialect: Dialect;
  readonly requester: Requester;
  /** For messages: "Reading the lesson l". */
  readonly doing: string;
}

/** One record by its name; undefined where the platform has none. */
export async function readRecord(
  { collection, sourcedId }: RecordName,
  { dialect, requester, doing }: RecordReading,
): Promise<Checked<JsonObject | undefined>> {
  const { name, pathOf, unwrap } = collectionNamed(collection, dialect);
  const path = pathOf(sourcedId);
  const answer = await requester.turn(() => requester.send({ path, doing, mayBeAbsent: true }));
  if (!answer.ok) return answer;
  if (answer.value.status === 404) return checked(undefined, []);
  const record = unwrap(answer.value.json ?? null);
  if (!hasId(record)) return { ok: false, problems: [odd(name, path)] };
  const given = String(record['sourcedId']);
  // Whatever it is, it proves nothing of the record that was asked for, and must not be its base.
  if (given.normalize() === sourcedId.normalize()) return checked(record, []);
  return { ok: false, problems: [another(path, given)] };
}

/** Whether this is a record that can be told from others: its id goes into addresses and messages. */
export function hasId(record: JsonObject | undefined): record is JsonObject {
  const id = record?.['sourcedId'];
  return typeof id === 'string' && id !== '' && id.length <= limits.id;
}

/** Whether a record says of no id that it is its own. */
export function lacksId({ sourcedId }: JsonObject): boolean {
  return sourcedId === undefined || sourcedId === null || sourcedId === '';
}

export function collectionNamed(
  name: string,
  { collections }: Pick<Dialect, 'collections'>,
): Collection {
  const found = collections.find((collection) => collection.name === name);
  if (!found) throw new Error(`the dialect has no collection ${name}`);
  return found;
}
