import type { JsonObject } from '../model/json.ts';
import type { Answer } from './answer.ts';
import { type Api, type Call, findEntry, show } from './api.ts';
import { shown } from './dialect.ts';
import { keep } from './keep.ts';
import { dated, readSent, refusalOf } from './sent.ts';
import type { Entry } from './store.ts';

/**
 * `PUT /:sourcedId`: replaces a record, or creates one if POST does not; 201 or 200 with the stored
 * record.
 */
export async function answerPut(call: Call, api: Api): Promise<Answer> {
  const { conduct } = api;
  const { collection, sourcedId } = call;
  const sent = await readSent(call, api);
  if ('refusal' in sent) return sent.refusal;
  const entry = findEntry(api, collection, sourcedId);
  const barred = barredFrom(entry, call, api);
  if (barred) return barred;
  const existing = entry && shown(entry, collection);
  const record = dated(completed(sent.record, existing, call), call, api);
  const refused = refusalOf(record, call, api);
  if (refused) return refused;
  const moment = { collection, existing, now: api.now() };
  const kept = keep(conduct.write(record, moment), entry, { call, api });
  return conduct.putAnswer({
    status: entry === undefined ? 201 : 200,
    body: { [collection.envelope.one]: show(kept, call, api) },
  });
}

/** The refusal of a PUT: the record belongs to somebody else, or it must exist and does not. */
function barredFrom(entry: Entry | undefined, call: Call, api: Api): Answer | undefined {
  const { dialect, conduct } = api;
  const { collection, client, sourcedId } = call;
  const { name } = collection;
  if (entry === undefined) {
    return collection.isMadeByPost
      ? dialect.refusal(404, `There is no ${name} "${sourcedId}" to update.`)
      : undefined;
  }
  if (entry.owner !== client.id) {
    return conduct.foreignPut === 403
      ? dialect.refusal(403, `The ${name} "${sourcedId}" belongs to another client.`)
      : dialect.refusal(404, `There is no ${name} "${sourcedId}" to update.`);
  }
  return conduct.retiredIsFinal && entry.record['status'] === 'tobedeleted'
    ? dialect.refusal(404, `The ${name} "${sourcedId}" already exists.`)
    : undefined;
}

/** The record with the fields that a PUT may leave out, among them the id, which the path has. */
function completed(
  record: JsonObject,
  existing: JsonObject | undefined,
  { collection: { isMadeByPost, mayLack = [] }, sourcedId }: Call,
): JsonObject {
  const lacking = mayLack.filter((field) => record[field] === undefined);
  const kept = lacking.flatMap((field) => {
    const value = existing?.[field];
    return value === undefined ? [] : [[field, value] as const];
  });
  const named = isMadeByPost && record['sourcedId'] === undefined ? { sourcedId } : {};
  return { ...named, ...record, ...Object.fromEntries(kept) };
}
