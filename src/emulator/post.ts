import { randomUUID } from 'node:crypto';
import type { Answer } from './answer.ts';
import { type Api, type Call, findEntry } from './api.ts';
import { keep } from './keep.ts';
import { dated, readSent, refusalOf } from './sent.ts';

/**
 * `POST` to a list: creates a record under the given or a new id, and answers 201 with both. An
 * existing id is refused with 422, or with 404 if its record is retired, as a client reported.
 */
export async function answerPost(call: Call, api: Api): Promise<Answer> {
  const { conduct, dialect } = api;
  const { collection } = call;
  const sent = await readSent(call, api);
  if ('refusal' in sent) return sent.refusal;
  const supplied = sent.record['sourcedId'];
  const sourcedId = typeof supplied === 'string' && supplied !== '' ? supplied : randomUUID();
  const named = { ...call, sourcedId };
  const { mayLack = [] } = collection;
  const usual = mayLack.includes('status') ? { status: 'active' } : {};
  const isNamed = supplied !== undefined || collection.rules['sourcedId']?.required !== true;
  const record = dated({ ...usual, ...sent.record, ...(isNamed && { sourcedId }) }, named, api);
  const refused = refusalOf(record, named, api);
  if (refused) return refused;
  const existing = findEntry(api, collection, sourcedId);
  if (existing) {
    const status = existing.record['status'] === 'tobedeleted' ? 404 : 422;
    return dialect.refusal(status, `The ${collection.name} "${sourcedId}" already exists.`);
  }
  keep(conduct.write(record, { collection, existing: undefined, now: api.now() }), undefined, {
    call: named,
    api,
  });
  const suppliedSourcedId = typeof supplied === 'string' ? supplied : '';
  const pairs = { suppliedSourcedId, allocatedSourcedId: sourcedId };
  return { status: 201, body: { sourcedIdPairs: pairs } };
}
