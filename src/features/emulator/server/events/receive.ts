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

/** What became of the events of one request. */
export type Received =
  | { readonly ok: true; readonly events: readonly JsonObject[] }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** Whose events they are, and the address under which this emulator was asked. */
interface EventSender {
  readonly client: string;
  readonly baseUrl: string;
}

/**
 * Judges the events of a body by the rule set that `events check` has, and keeps what follows from
 * them. Undefined: the body holds no events.
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

/** What events of a client are judged by: the rows of a dialect, as quirks settle them, and its records. */
export function rulesFor({ client, baseUrl }: EventSender, api: Api): EventRules {
  const forms = api.behaviour.events(api.dialect.events);
  const platform = { baseUrl, isCopy: true, others: new Map<string, string>() };
  return { forms, platform, holdings: holdingsOf(client, api) };
}

/** One event by itself, or those in an envelope. */
function eventsIn(body: Json): readonly JsonObject[] | undefined {
  if (!isObject(body)) return undefined;
  const { data } = body;
  if (!isEnvelope(jsonNodeOf(body)) || !Array.isArray(data)) return [body];
  const events = data.filter(isObject);
  return events.length === data.length && events.length > 0 ? events : undefined;
}

/** Why an event is answered with 400. */
export function refusalsOf({ verdict, findings }: JudgedEvent): readonly FieldProblem[] {
  if (verdict !== 'rejected') return [];
  return findings.flatMap(({ cost, field, detail }) =>
    cost === 'rejected' ? [{ field, message: detail }] : [],
  );
}

/** The records of one client, as far as events can name them. */
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
