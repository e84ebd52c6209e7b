import type { Answer } from './answer.ts';
import { type Api, type Call, findEntry, findVisible, show } from './api.ts';
import { fieldsAsked, pick } from './list-query.ts';

/**
 * `GET /:sourcedId`: the record in its envelope, also if retired; 404 for records of other owners.
 */
export function answerGet(call: Call, api: Api): Answer {
  const { dialect, conduct } = api;
  const { sourcedId, collection } = call;
  const { name, envelope } = collection;
  const shown = { store: api.singles };
  const entry = findVisible(shown, call.client, { collection, sourcedId });
  if (entry) {
    const fields = fieldsAsked(new URL(call.request.url).searchParams);
    const record = pick(show(entry, call, api), fields);
    return { status: 200, body: { [envelope.one]: record } };
  }
  const isForeign = findEntry(shown, collection, sourcedId) !== undefined;
  return isForeign && conduct.foreignGet === 403
    ? dialect.refusal(403, `The ${name} "${sourcedId}" belongs to another client.`)
    : dialect.refusal(404, `There is no ${name} with sourcedId "${sourcedId}".`);
}
