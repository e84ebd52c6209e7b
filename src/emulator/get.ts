import type { Answer } from './answer.ts';
import { type Api, type Call, findVisible, show } from './api.ts';

/** `GET /:sourcedId`: the record in its envelope, retired or not; 404 for what others own. */
export function answerGet(call: Call, api: Api): Answer {
  const { sourcedId } = call;
  const { name, envelope } = call.collection;
  const entry = findVisible(api, call.client, { name, sourcedId });
  return entry === undefined
    ? api.dialect.refusal(404, `There is no ${name} with sourcedId "${sourcedId}".`)
    : { status: 200, body: { [envelope.one]: show(entry.record, call, api) } };
}
