import { isObject, type JsonObject, parseJson } from '../model/json.ts';
import type { Answer } from './answer.ts';
import { type Api, type Call, findVisible } from './api.ts';
import { type FieldProblem, fieldProblems } from './fields.ts';
import { mediaType, readText } from './request-body.ts';

/** The record with the server's date, unless clients send the date in this collection. */
export function dated(record: JsonObject, { collection }: Call, { now }: Api): JsonObject {
  const isMissing = collection.isMadeByPost && record['dateLastModified'] === undefined;
  return isMissing ? { ...record, dateLastModified: now().toISOString() } : record;
}

export type Sent = { readonly record: JsonObject } | { readonly refusal: Answer };

/** The record in the body of a write, unwrapped from its envelope. */
export async function readSent({ request, collection, exchange }: Call, api: Api): Promise<Sent> {
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
    ? { record: api.conduct.receive(record, collection) }
    : { refusal: refusal(422, `The body must be { "${one}": { … } }.`) };
}

/** Why a record is refused under the id of the call; undefined if it is accepted. */
export function refusalOf(record: JsonObject, call: Call, api: Api): Answer | undefined {
  const problems = recordProblems(record, call, api);
  return problems.length > 0
    ? refuse(`${call.collection.name} "${call.sourcedId}"`, problems, api)
    : undefined;
}

function recordProblems(record: JsonObject, call: Call, api: Api): readonly FieldProblem[] {
  const { sourcedId, client } = call;
  const { longestId, collections } = api.dialect;
  const rules = api.conduct.checksFields ? call.collection.rules : {};
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
function refuse(subject: string, problems: readonly FieldProblem[], { dialect }: Api): Answer {
  const status = problems.every(({ dangling }) => dangling) ? 404 : 422;
  const text = problems.map(({ field, message }) => `${field} ${message}`).join('; ');
  return dialect.refusal(status, `${subject} is not accepted: ${text}.`, problems);
}
