import type { Answer } from './answer.ts';
import { type Api, type Call, findVisible } from './api.ts';

/** `DELETE /:sourcedId`: retires a record. Records below it are neither touched nor lost. */
export function answerDelete(call: Call, api: Api): Answer {
  const { store, dialect } = api;
  const { collection, client, sourcedId } = call;
  const entry = findVisible(api, client, { collection, sourcedId });
  if (!entry) {
    return dialect.refusal(404, `There is no ${collection.name} with sourcedId "${sourcedId}".`);
  }
  const dateLastModified = api.now().toISOString();
  store.put({ ...entry, record: { ...entry.record, status: 'tobedeleted', dateLastModified } });
  return { status: 204 };
}
