import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject } from '../../../model/json.ts';
import {
  type Api,
  type Call,
  findEntry,
  findVisible,
  isOpenTo,
  notThere,
  ownerOf,
  showRecord,
} from './api.ts';
import { type Collection, isMadeByPost, isMadeByPut, shown } from './collection.ts';
import { type FieldProblem, fieldProblems } from './fields.ts';
import { type EmulatorAnswer, readJsonBody } from './http.ts';
import { putInStep } from './placements.ts';
import type { Entry } from './store.ts';

/** The record with the server's date, unless clients send the date in this collection. */
function dated(record: JsonObject, { collection }: Call, { now }: Api): JsonObject {
  const isMissing = isMadeByPost(collection) && record['dateLastModified'] === undefined;
  return isMissing ? { ...record, dateLastModified: now().toISOString() } : record;
}

type RecordInRequest = { readonly record: JsonObject } | { readonly refusal: EmulatorAnswer };

/** The record in the body of a write, unwrapped from its envelope. */
async function readRecordInRequest(
  { request, collection, exchange, laidOver = {} }: Call,
  api: Api,
): Promise<RecordInRequest> {
  const { refusal, largestBodyBytes } = api.dialect;
  const read = await readJsonBody(request, largestBodyBytes);
  if ('wrong' in read) return { refusal: refusal(...read.wrong) };
  const { body } = read;
  exchange.body = body;
  const { sent: one = collection.envelope.one } = collection.envelope;
  const record = isObject(body) && Object.hasOwn(body, one) ? body[one] : undefined;
  return isObject(record)
    ? { record: { ...api.behaviour.receive(record, collection), ...laidOver } }
    : { refusal: refusal(422, `The body must be { "${one}": { … } }.`) };
}

/** Why a record is refused under the id of the call; undefined if it is accepted. */
function recordRefusal(record: JsonObject, call: Call, api: Api): EmulatorAnswer | undefined {
  const problems = recordProblems(record, call, api);
  return problems.length > 0
    ? refuse(`${call.collection.name} "${call.sourcedId}"`, problems, api)
    : undefined;
}

function recordProblems(record: JsonObject, call: Call, api: Api): readonly FieldProblem[] {
  const { sourcedId, client } = call;
  const { longestId, collections } = api.dialect;
  const rules = api.behaviour.rules(call.collection);
  const field = 'sourcedId';
  const sent = record[field];
  const isOther = typeof sent === 'string' && sent !== '' && sent !== sourcedId;
  const isLong = sourcedId.length > longestId;
  return [
    ...(isOther ? [{ field, message: 'must equal the id in the path' }] : []),
    ...(isLong ? [{ field, message: `must have at most ${longestId} characters` }] : []),
    ...fieldProblems(record, rules, (name, id) => {
      const collection = collections.find((one) => one.name === name);
      return collection !== undefined && isThere(collection, id);
    }),
  ];

  function isThere(collection: Call['collection'], id: string): boolean {
    return findVisible(api, client, { collection, sourcedId: id }) !== undefined;
  }
}

/** 404 if the only fault is a reference to a missing record; otherwise 422. */
function refuse(
  subject: string,
  problems: readonly FieldProblem[],
  { dialect }: Api,
): EmulatorAnswer {
  const status = problems.every(({ dangling }) => dangling) ? 404 : 422;
  const text = problems.map(({ field, message }) => `${field} ${message}`).join('; ');
  return dialect.refusal(status, `${subject} is not accepted: ${text}.`, problems);
}

/**
 * Stores an accepted record with the changes of other records that follow from it. Returns what is
 * stored.
 */
function storeRecord(
  record: JsonObject,
  existing: Entry | undefined,
  { call, api }: { readonly call: Call; readonly api: Api },
): Entry {
  const { store } = api;
  const { collection, sourcedId } = call;
  const find = (name: string, id: string) => {
    const named = api.dialect.collections.find((one) => one.name === name);
    return named && findEntry(api, named, id);
  };
  const kept = collection.view?.keep(record, { existing, find }) ?? {
    name: collection.name,
    record,
  };
  const entry = { ...kept, sourcedId, owner: existing?.owner ?? ownerOf(call) };
  putInStep(entry, existing, store);
  return entry;
}

/**
 * `POST` to a list: creates a record under the given or a new id, and answers 201 with both. An
 * existing id is refused with 422, or with 404 if its record is retired, as a client reported.
 */
export async function answerPost(call: Call, api: Api): Promise<EmulatorAnswer> {
  const { behaviour, dialect } = api;
  const { collection } = call;
  const sent = await readRecordInRequest(call, api);
  if ('refusal' in sent) return sent.refusal;
  const supplied = sent.record['sourcedId'];
  const sourcedId = typeof supplied === 'string' && supplied !== '' ? supplied : randomUUID();
  const named = { ...call, sourcedId };
  const given = { ...usualStatus(collection), ...withId(sent.record, named) };
  const record = dated(given, named, api);
  const refused = recordRefusal(record, named, api);
  if (refused) return refused;
  const existing = findEntry(api, collection, sourcedId);
  if (existing) {
    const isRetired = existing.record['status'] === 'tobedeleted';
    const status = isRetired ? 404 : behaviour.existing;
    return dialect.refusal(status, `The ${collection.name} "${sourcedId}" already exists.`);
  }
  const moment = { collection, existing: undefined, now: api.now() };
  storeRecord(behaviour.write({ ...record, sourcedId }, moment), undefined, { call: named, api });
  const suppliedSourcedId = typeof supplied === 'string' ? supplied : '';
  const pairs = { suppliedSourcedId, allocatedSourcedId: sourcedId };
  return { status: 201, body: { sourcedIdPairs: pairs } };
}

/**
 * `PUT /:sourcedId`: replaces a record, or creates one if POST does not; 201 or 200 with the stored
 * record.
 */
export async function answerPut(call: Call, api: Api): Promise<EmulatorAnswer> {
  const { behaviour } = api;
  const { collection, sourcedId } = call;
  const sent = await readRecordInRequest(call, api);
  if ('refusal' in sent) return sent.refusal;
  const entry = findEntry(api, collection, sourcedId);
  const barred = barredFrom(entry, call, api);
  if (barred) return barred;
  const existing = entry && shown(entry, collection);
  const record = completed(dated(sent.record, call, api), existing, call);
  const refused = recordRefusal(record, call, api);
  if (refused) return refused;
  const moment = { collection, existing, now: api.now() };
  const kept = storeRecord(behaviour.write({ ...record, sourcedId }, moment), entry, { call, api });
  const { putAnswers = {} } = collection;
  const shownAs = showRecord(kept, call, api);
  return behaviour.putAnswer({
    status: putAnswers.status ?? (entry === undefined ? 201 : 200),
    body: putAnswers.isBare ? shownAs : { [collection.envelope.one]: shownAs },
  });
}

/** A record whose documents do not ask for a status is live from the start. */
function usualStatus({ rules, made }: Collection): JsonObject {
  const isAsked = made === undefined || rules['status']?.required === true;
  return isAsked ? {} : { status: 'active' };
}

/** The record with the id of the call, if its body may lack an id and does. */
function withId(record: JsonObject, { collection, sourcedId }: Call): JsonObject {
  const mayLack = collection.rules['sourcedId']?.required !== true;
  return mayLack && record['sourcedId'] === undefined ? { sourcedId, ...record } : record;
}

/**
 * The refusal of a PUT: the record belongs to another client, or does not exist although it must. Undefined
 * if it is allowed.
 */
function barredFrom(entry: Entry | undefined, call: Call, api: Api): EmulatorAnswer | undefined {
  const { dialect, behaviour } = api;
  const { collection, client, sourcedId } = call;
  const { name } = collection;
  if (entry === undefined) {
    return isMadeByPut(collection)
      ? undefined
      : dialect.refusal(404, `There is no ${name} "${sourcedId}" to update.`);
  }
  if (!isOpenTo(client, entry)) {
    return behaviour.foreignPut === 403
      ? dialect.refusal(403, `The ${name} "${sourcedId}" belongs to another client.`)
      : dialect.refusal(404, `There is no ${name} "${sourcedId}" to update.`);
  }
  return behaviour.retiredIsFinal && entry.record['status'] === 'tobedeleted'
    ? dialect.refusal(404, `The ${name} "${sourcedId}" already exists.`)
    : undefined;
}

/** The record with fields that a PUT may leave out, including the id, which the path has. */
function completed(record: JsonObject, existing: JsonObject | undefined, call: Call): JsonObject {
  const { mayLack = [] } = call.collection;
  const lacking = mayLack.filter((field) => record[field] === undefined);
  const kept = lacking.flatMap((field) => {
    const value = existing?.[field];
    // Answers show null for fields that were never sent.
    return value === undefined || value === null ? [] : [[field, value] as const];
  });
  const usual = existing ? {} : usualStatus(call.collection);
  return { ...usual, ...withId(record, call), ...Object.fromEntries(kept) };
}

/** `DELETE /:sourcedId`: retires a record. Records below it are neither touched nor lost. */
export function answerDelete(call: Call, api: Api): EmulatorAnswer {
  const { collection, client, sourcedId } = call;
  const entry = findVisible(api, client, { collection, sourcedId });
  if (!entry) return notThere(collection.name, sourcedId, api);
  const dateLastModified = api.now().toISOString();
  const record = { ...entry.record, status: 'tobedeleted', dateLastModified };
  putInStep({ ...entry, record }, entry, api.store);
  return { status: 204 };
}
