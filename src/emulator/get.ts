import type { Answer } from './answer.ts';
import { type Api, type Call, findVisible, show } from './api.ts';

/** `GET /:sourcedId`: the record in its envelope, retired or not; 404 for what others own. */
export function answerGet(call: Call, api: Api): Answer {
  const { store, dialect, conduct } = api;
  const { sourcedId } = call;
  const { name, envelope } = call.collection;
  const entry = findVisible(api, call.client, { name, sourcedId });
  if (entry) return { status: 200, body: { [envelope.one]: show(entry.record, call, api) } };
  const isForeign = store.find(name, sourcedId) !== undefined;
  return isForeign && conduct.foreignGet === 403
    ? dialect.refusal(403, `The ${name} "${sourcedId}" belongs to another client.`)
    : dialect.refusal(404, `There is no ${name} with sourcedId "${sourcedId}".`);
}
