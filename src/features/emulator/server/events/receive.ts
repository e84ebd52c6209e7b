import { randomUUID } from 'node:crypto';
import { isEnvelope } from '../../../../caliper/envelope.ts';
import { type JudgedEvent, judgeEvent } from '../../../../caliper/judge.ts';
import type { EventRules, Found, Holdings, NamedStudent } from '../../../../caliper/rules.ts';
import { jsonNodeOf } from '../../../../document/json-nodes.ts';
import { isObject, type Json, type JsonObject } from '../../../../model/json.ts';
import type { Api } from '../api.ts';
import { ownEntry } from '../api.ts';
import { type FieldProblem, isReference } from '../fields.ts';
import { activityFactOf, keepPending } from './facts.ts';

/** The result of the events of one request. */
export type Received =
  | { readonly ok: true; readonly events: readonly JsonObject[] }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** The client that sent the events, and the address under which it asked this emulator. */
interface EventSender {
  readonly client: string;
  readonly baseUrl: string;
}

/**
 * Judges the events of a body by the rules of `events check`, and keeps what follows from them. Undefined if
 * the body holds no events.
 */
export function receiveEvents(body: Json, sender: EventSender, api: Api): Received | undefined {
  const events = eventsIn(body);
  if (!events) return undefined;
  const rules = rulesFor(sender, api);
  const { forms } = rules;
  const judged = events.map((event) => ({ event, judged: judgeEvent(jsonNodeOf(event), rules) }));
  const problems = judged.flatMap((one) => refusalsOf(one.judged));
  if (problems.length > 0 && (forms.envelope === 'whole' || events.length === 1)) {
    return { ok: false, problems };
  }
  for (const one of judged) {
    const isSession = one.event['type'] === 'SessionEvent';
    const fact = isSession ? undefined : activityFactOf(one.event, one.judged, sender.client, api);
    if (fact) keepPending({ fact, owner: sender.client, id: randomUUID() }, api);
  }
  return { ok: true, events };
}

/** The rules for events of a client: the rows of its dialect with the values of quirks, and its records. */
export function rulesFor({ client, baseUrl }: EventSender, api: Api): EventRules {
  const forms = api.behaviour.events(api.dialect.events);
  const platform = { baseUrl, isCopy: true, others: new Map<string, string>() };
  return { forms, platform, holdings: holdingsOf(client, api) };
}

/** The events of a body: a single one, or those of an envelope. Undefined if it holds none. */
function eventsIn(body: Json): readonly JsonObject[] | undefined {
  if (!isObject(body)) return undefined;
  const { data } = body;
  if (!isEnvelope(jsonNodeOf(body)) || !Array.isArray(data)) return [body];
  const events = data.filter(isObject);
  return events.length === data.length && events.length > 0 ? events : undefined;
}

/** The errors for which an event is answered with 400. */
export function refusalsOf({ verdict, findings }: JudgedEvent): readonly FieldProblem[] {
  if (verdict !== 'rejected') return [];
  return findings.flatMap(({ cost, field, detail }) =>
    cost === 'rejected' ? [{ field, message: detail }] : [],
  );
}

/** The records of one client that events can name. */
function holdingsOf(client: string, { store }: Api): Holdings {
  const own = (name: string, sourcedId: string) =>
    ownEntry(name, sourcedId, { client: { id: client } }, { store });
  return {
    find: (kind, sourcedId): Found => {
      const entry = own(kind, sourcedId);
      if (!entry) return { state: 'absent', why: `which is no ${kind} of this client` };
      return entry.record['status'] === 'tobedeleted'
        ? { state: 'absent', why: `a ${kind} that was retired` }
        : { state: 'here' };
    },
    courseOf: (lesson) => {
      const course = own('lesson', lesson)?.record['course'];
      return isReference(course) ? course.sourcedId : undefined;
    },
    student: (named: NamedStudent) => {
      if (named.by === 'id') return own('user', named.sourcedId)?.sourcedId;
      const users = store.list({ names: ['user'], owner: client, withRetired: true });
      return users.find(({ record }) => record['email'] === named.email)?.sourcedId;
    },
  };
}
