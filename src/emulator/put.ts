import { isObject, type JsonObject } from '../model/json.ts';
import type { Answer } from './answer.ts';
import { type Api, type Call, findVisible, show } from './api.ts';
import { type FieldProblem, fieldProblems } from './fields.ts';
import { mediaType, parseJson, readText } from './request-body.ts';

/** `PUT /:sourcedId`: creates or replaces; 201 or 200 with the record as it is now. */
export async function answerPut(call: Call, api: Api): Promise<Answer> {
  const { store, dialect, conduct } = api;
  const { collection, sourcedId, client } = call;
  const { name, envelope } = collection;
  const read = await readRecord(call, api);
  if ('refusal' in read) return read.refusal;
  const sent = conduct.receive(read.record, collection);
  const entry = store.find(name, sourcedId);
  if (entry !== undefined && entry.owner !== client.id) {
    return conduct.foreignPut === 403
      ? dialect.refusal(403, `The ${name} "${sourcedId}" belongs to another client.`)
      : dialect.refusal(404, `There is no ${name} "${sourcedId}" to update.`);
  }
  if (conduct.retiredIsFinal && entry?.record['status'] === 'tobedeleted') {
    return dialect.refusal(404, `The ${name} "${sourcedId}" already exists.`);
  }
  const problems = recordProblems(sent, call, api);
  if (problems.length > 0) return refuse(`${name} "${sourcedId}"`, problems, api);
  const moment = { collection, existing: entry?.record, now: api.now() };
  const record = conduct.write(sent, moment);
  store.put({ name, sourcedId, owner: client.id, record });
  return conduct.putAnswer({
    status: entry === undefined ? 201 : 200,
    body: { [envelope.one]: show(record, call, api) },
  });
}

type Sent = { readonly record: JsonObject } | { readonly refusal: Answer };

async function readRecord({ request, collection, exchange }: Call, api: Api): Promise<Sent> {
  const { refusal, largestBodyBytes } = api.dialect;
  if (mediaType(request) !== 'application/json') {
    return { refusal: refusal(415, 'The content type must be application/json.') };
  }
  const text = await readText(request, largestBodyBytes);
  if (text === undefined) {
    return { refusal: refusal(413, `A body has at most ${largestBodyBytes} bytes.`) };
  }
  const body = parseJson(text);
  if (body === undefined) return { refusal: refusal(400, 'The body is not valid JSON.') };
  exchange.body = body;
  const { one } = collection.envelope;
  const record = isObject(body) && Object.hasOwn(body, one) ? body[one] : undefined;
  return isObject(record)
    ? { record }
    : { refusal: refusal(422, `The body must be { "${one}": { … } }.`) };
}

function recordProblems(record: JsonObject, call: Call, api: Api): readonly FieldProblem[] {
  const { collection, sourcedId, client } = call;
  const { longestId } = api.dialect;
  const field = 'sourcedId';
  const sent = record[field];
  const isOther = typeof sent === 'string' && sent !== '' && sent !== sourcedId;
  const isLong = sourcedId.length > longestId;
  return [
    ...(isOther ? [{ field, message: 'must equal the id in the path' }] : []),
    ...(isLong ? [{ field, message: `must have at most ${longestId} characters` }] : []),
    ...fieldProblems(
      record,
      collection.rules,
      (name, id) => findVisible(api, client, { name, sourcedId: id }) !== undefined,
    ),
  ];
}

/** 404 where nothing is wrong but that something referred to does not exist; otherwise 422. */
function refuse(subject: string, problems: readonly FieldProblem[], { dialect }: Api): Answer {
  const status = problems.every(({ dangling }) => dangling) ? 404 : 422;
  const text = problems.map(({ field, message }) => `${field} ${message}`).join('; ');
  return dialect.refusal(status, `${subject} is not accepted: ${text}.`, problems);
}
