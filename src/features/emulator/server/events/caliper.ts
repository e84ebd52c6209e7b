import { randomUUID } from 'node:crypto';
import { envelopeFindings } from '../../../../caliper/envelope.ts';
import { jsonNodeOf } from '../../../../document/json-nodes.ts';
import { isObject, type Json, type JsonObject } from '../../../../model/json.ts';
import type { Api, Endpoint, EndpointContext, Visit } from '../api.ts';
import { ownEntry } from '../api.ts';
import type { FieldProblem } from '../fields.ts';
import { type EmulatorAnswer, readJsonBody } from '../http.ts';
import { keepPending, momentOf } from './facts.ts';
import { queryParameters } from './queries.ts';
import { rulesFor } from './receive.ts';
import { type Judged, judgeSdkEvent } from './sdk-judge.ts';

/** Names of the records that hold accepted events, and of those that hold jobs. */
const storedEvent = 'caliperEvent';
const storedJob = 'caliperJob';

/** An answer in the form of this service. */
function answered(status: number, message: string, more: JsonObject = {}): EmulatorAnswer {
  return { status, body: { status: status < 400 ? 'success' : 'error', message, ...more } };
}

function refused(status: number, message: string, problems: readonly FieldProblem[] = []) {
  const errors = problems.map(({ field, message: what }) => ({ path: field, message: what }));
  return answered(status, message.toWellFormed(), problems.length > 0 ? { errors } : {});
}

/** An envelope as it was sent, and the result of each of its events. */
interface TakenEnvelope {
  readonly sensor: string;
  readonly sendTime: string;
  readonly judged: readonly (Judged & { readonly event: JsonObject })[];
}

/** Reads the envelope in a request. One wrong event makes all of it fail, or is left out. */
async function readEnvelope(
  { request, client, exchange }: Visit,
  api: Api,
): Promise<TakenEnvelope | { readonly refusal: EmulatorAnswer }> {
  const refusal = (message: string, problems: readonly FieldProblem[] = []) => ({
    refusal: refused(400, message, problems),
  });
  const read = await readJsonBody(request, api.dialect.largestBodyBytes);
  if ('wrong' in read) return refusal(read.wrong[1]);
  const { body } = read;
  exchange.body = body;
  if (!isObject(body)) return refusal('The body must be an envelope with events in "data".');
  const sender = { client: client.id, baseUrl: new URL(request.url).origin };
  const rules = rulesFor(sender, api);
  const { sensor, sendTime, data } = body;
  const lacking = envelopeFindings(jsonNodeOf(body), rules).map(({ field }) => ({
    ...{ field, message: 'is required' },
  }));
  const events: readonly Json[] = Array.isArray(data) ? data : [];
  const problems = [
    ...lacking,
    ...(events.length > 0 && events.every(isObject)
      ? []
      : [{ field: 'data', message: 'must be a list of events that is not empty' }]),
  ];
  if (problems.length > 0) return refusal(inWords('The envelope', problems), problems);
  const judged = events
    .filter(isObject)
    .map((event) => ({ event, ...judgeSdkEvent(event, rules, { client: client.id, api }) }));
  const wrong = judged.flatMap((one, index) =>
    one.problems.map(({ field, message }) => ({ field: `data.${index}.${field}`, message })),
  );
  if (wrong.length > 0 && (rules.forms.envelope === 'whole' || judged.length === 1)) {
    return refusal(inWords('The envelope', wrong), wrong);
  }
  const taken = judged.filter(({ problems: of }) => of.length === 0);
  return { sensor: String(sensor), sendTime: String(sendTime), judged: taken };
}

function inWords(subject: string, problems: readonly FieldProblem[]): string {
  const said = problems.map(({ field, message }) => `${field} ${message}`).join('; ');
  return `${subject} is not valid: ${said}.`;
}

/**
 * `POST /caliper/event`: accepts an envelope and answers with the job that processes it. The results of an
 * event of the TimeBack profile are visible once the job is done; all events are kept.
 */
async function answerEvent(visit: Visit, { api }: EndpointContext): Promise<EmulatorAnswer> {
  const read = await readEnvelope(visit, api);
  if ('refusal' in read) return read.refusal;
  const { sensor, sendTime, judged } = read;
  const { store, now, materialiseAfterMs } = api;
  const owner = visit.client.id;
  const jobId = randomUUID();
  const received = now();
  const at = received.toISOString();
  const added = { created_at: at, updated_at: at, deleted_at: null, clientAppId: owner };
  const first = store.everyOwners(storedEvent).length + 1;
  store.atOnce(() => {
    const results = judged.map(({ event, fact }, index) => {
      if (fact) keepPending({ fact: { ...fact, sensor }, owner, id: randomUUID() }, api);
      const externalId = String(event['id']);
      const id = first + index;
      // As the service shows an event: with added fields, and its own id beside the one that was sent.
      const { id: _, '@context': __, ...rest } = event;
      const record = { ...rest, id, externalId, sensor, sendTime, ...added };
      const sourcedId = `${owner} ${externalId}`;
      store.put({ name: storedEvent, sourcedId, owner, record });
      return { allocatedId: String(id), externalId };
    });
    const due = received.getTime() + materialiseAfterMs;
    store.put({ name: storedJob, sourcedId: jobId, owner, record: { due, results } });
  });
  return answered(200, 'Events received.', { jobId });
}

/** `GET /caliper/events`: the accepted events, newest first. */
function answerList({ request, client }: Visit, { api }: EndpointContext): EmulatorAnswer {
  const { text, moment, page, wrong } = queryParameters(request);
  const { offset, limit } = page(100, 1000);
  const from = moment('startDate') ?? Number.NEGATIVE_INFINITY;
  const to = moment('endDate') ?? Number.POSITIVE_INFINITY;
  if (wrong.length > 0) return refused(400, wrong.join(' '));
  const asked = { sensor: text('sensor'), id: text('actorId'), email: text('actorEmail') };
  const isAsked = (event: JsonObject) => {
    const actor = event['actor'];
    const { id, email } = isObject(actor) ? actor : { id: actor ?? null, email: null };
    const at = momentOf(event['eventTime']);
    return (
      (asked.sensor === undefined || event['sensor'] === asked.sensor) &&
      (asked.id === undefined || id === asked.id) &&
      (asked.email === undefined || email === asked.email) &&
      at >= from &&
      at <= to
    );
  };
  const scope = { names: [storedEvent], owner: client.id, withRetired: true };
  const all = api.store.list(scope).map(({ record }) => record);
  const found = all.filter(isAsked).toReversed();
  const pagination = {
    total: found.length,
    totalPages: Math.ceil(found.length / limit),
    currentPage: Math.floor(offset / limit) + 1,
    limit,
  };
  const events = found.slice(offset, offset + limit);
  return answered(200, 'Events found.', { events, pagination });
}

/** `GET /caliper/events/:id`: one event by the id with which it was sent. */
function answerOne({ client }: Visit, { api, param }: EndpointContext): EmulatorAnswer {
  const entry = api.store.find(storedEvent, `${client.id} ${param('id')}`);
  return entry
    ? answered(200, 'Event found.', { event: entry.record })
    : refused(404, `There is no event "${param('id')}".`);
}

/** `GET /jobs/:id/status`: whether the results of an envelope are visible. */
function answerJob({ client }: Visit, { api, param }: EndpointContext): EmulatorAnswer {
  const id = param('id');
  const entry = ownEntry(storedJob, id, { client }, api);
  if (!entry) return refused(404, `There is no job "${id}".`);
  const due = Number(entry.record['due']);
  if (due > api.now().getTime()) return { status: 200, body: { job: { id, state: 'waiting' } } };
  const returnValue = { status: 'success', results: entry.record['results'] ?? [] };
  const processedOn = new Date(due).toISOString();
  return { status: 200, body: { job: { id, state: 'completed', returnValue, processedOn } } };
}

/** The Caliper service of the platform that the official SDK sends to. */
export const caliperEndpoints: readonly Endpoint[] = [
  { paths: both('/caliper/event'), method: 'POST', right: 'send events', answer: answerEvent },
  {
    paths: both('/caliper/event/validate'),
    ...{ method: 'POST', right: 'send events' },
    // The same answer about errors, and nothing is kept.
    answer: async (visit, { api }) => {
      const read = await readEnvelope(visit, api);
      return 'refusal' in read ? read.refusal : answered(200, 'The envelope is valid.');
    },
  },
  { paths: both('/caliper/events'), method: 'GET', right: 'read events', answer: answerList },
  { paths: ['/caliper/events/:id'], method: 'GET', right: 'read events', answer: answerOne },
  { paths: ['/jobs/:id/status'], method: 'GET', right: 'read events', answer: answerJob },
];

function both(path: string): readonly string[] {
  return [path, `${path}/`];
}
