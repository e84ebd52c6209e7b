import { randomUUID } from 'node:crypto';
import { isObject, type Json, type JsonObject, parseJson } from '../../model/json.ts';
import type { Answer } from '../answer.ts';
import type { Visit } from '../api.ts';
import type { Means } from '../endpoint.ts';
import { mediaType, readText } from '../request-body.ts';
import { eventProblems } from './event-rules.ts';
import { factOf } from './fact.ts';
import { keepPending } from './materialise.ts';

/**
 * `POST /events/1.0`: 400 for invalid events, otherwise 202. An accepted event is dropped silently
 * if this client lacks its student, course or lesson. A SessionEvent is processed at once and
 * answered 200.
 */
export async function answerEvents(
  { request, client, exchange }: Visit,
  { api }: Means,
): Promise<Answer> {
  const { refusal, largestBodyBytes } = api.dialect;
  if (mediaType(request) !== 'application/json') {
    return refusal(415, 'The content type must be application/json.');
  }
  const text = await readText(request, largestBodyBytes);
  if (text === undefined) return refusal(413, `A body has at most ${largestBodyBytes} bytes.`);
  const body = parseJson(text);
  if (body === undefined) return refusal(400, 'The body is not valid JSON.');
  exchange.body = body;
  const events = eventsIn(body);
  if (!events)
    return refusal(400, 'The body must be an event, or an envelope with events in "data".');
  const problems = events.flatMap((event) => eventProblems(event, api.conduct));
  if (problems.length > 0) {
    const said = problems.map(({ field, message }) => `${field} ${message}`).join('; ');
    return refusal(400, `The event is not valid: ${said}.`, problems);
  }
  for (const event of events) {
    const isSession = event['type'] === 'SessionEvent';
    const fact = isSession ? undefined : factOf(event, client.id, api);
    if (fact) keepPending({ fact, owner: client.id, id: randomUUID() }, api);
  }
  const areSessions = events.every((event) => event['type'] === 'SessionEvent');
  return { status: areSessions ? 200 : 202, body: {} };
}

/**
 * The events of a body: one event by itself, or those in an envelope. The documents show both
 * forms.
 */
function eventsIn(body: Json): readonly JsonObject[] | undefined {
  if (!isObject(body)) return undefined;
  const { data } = body;
  if (!Array.isArray(data)) return [body];
  const events = data.filter(isObject);
  return events.length === data.length && events.length > 0 ? events : undefined;
}
