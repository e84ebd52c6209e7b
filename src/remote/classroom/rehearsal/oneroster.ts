import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../../model/json.ts';
import { textUnder, valueUnder } from '../../../model/json-values.ts';
import { checked, type Problem, problem } from '../../../model/problem.ts';
import type { NewTestRecord } from '../../../model/rehearsal.ts';
import type { Connection } from '../../connection.ts';
import { numberOf } from '../../dialects/record.ts';
import { equals, filterText } from '../../filter.ts';
import type { OnerosterClassroom } from '../facts.ts';
import type { RehearsalApi, TestEvent, TrialEvent } from './api.ts';
import { linking, openRequests, pageSize, type RecordList, recordsAt, toOne } from './requests.ts';

/**
 * The rehearsal API of the OneRoster dialect: people, ActivityEvents, and the line items that the platform
 * makes from them, as in the official SDK.
 */
export function onerosterRehearsal(
  connection: Connection,
  facts: OnerosterClassroom,
): RehearsalApi {
  const lineItems = { path: facts['lineItem.path'], envelope: facts['lineItem.envelope'] };
  const results = { path: facts['results.path'], envelope: facts['results.envelope'] };
  const posted = [facts['user.path'], facts['class.path'], facts['enrollment.path']];
  const requests = openRequests(connection, facts, [
    ...posted.map((path) => ({ method: 'POST', path }) as const),
    ...[...toOne(lineItems.path, 'PUT', 'GET'), ...toOne(results.path, 'PUT')],
    ...[results.path, facts['term.path']].map((path) => ({ method: 'GET', path }) as const),
  ]);
  return {
    ...requests,
    terms: async () => {
      const named = facts['class.terms'];
      if (named.length > 0) return checked(named, []);
      const doing = 'Looking for a term that the test class can name';
      const path = `${facts['term.path']}?limit=1`;
      const answer = await requests.ask({ path, doing, mayBeAbsent: true });
      if (!answer.ok) return answer;
      const [term] = recordsAt(answer.value.json, facts['term.plural']) ?? [];
      return checked(term ? [String(term['sourcedId'])] : [], []);
    },
    // The document has neither field in requests.
    formOf: ({ dateLastModified: _date, school: _school, ...body }) => body,
    make: async ({ kind, called, sourcedId, body }) => {
      const { path, envelope } = requests.listOf(kind);
      const doing = `Making the test ${called}`;
      const sent = await requests.ask({ method: 'POST', path, body: { [envelope]: body }, doing });
      const given = sent.ok ? allocatedIn(sent.value.json) : undefined;
      if (given === undefined || given === sourcedId) return { failed: sent.problems[0] };
      return { otherId: given, failed: otherIdGiven(called, given) };
    },
    // A user record names its agents itself.
    link: ({ body }, { sourcedId }) =>
      requests.put(requests.listOf('user'), { ...body, agents: [{ sourcedId }] }, linking),
    eventOf: (trial) => activityCompleted(trial, facts),
    creditsOf: ({ sourcedId }) =>
      requests.credits(listPath(results, facts['results.student'], sourcedId), (answer) =>
        recordsAt(answer, facts['results.plural'])?.map((result) => {
          const value = numberOf(valueUnder(result, ...facts['results.xp'].split('.')));
          const source = String(valueUnder(result, ...facts['results.lineItem'].split('.')) ?? '');
          return { source, ...(value !== undefined && { value }) };
        }),
      ),
    runOf: async (record, run) => {
      if (record.kind !== 'lineItem') return requests.runOf(record, run);
      const found = await requests.read(lineItems, record.sourcedId, 'Reading the test line item');
      if (!found.ok || !found.value) return found.ok ? checked(undefined, []) : found;
      return checked({ run: isOfRun(run, record, facts) ? run : null }, []);
    },
    retire: (record) =>
      record.kind === 'lineItem' ? retireLineItem(record) : requests.retire(record),
  };

  /** Retires a line item, after the results in it. */
  async function retireLineItem({ called, sourcedId }: NewTestRecord) {
    const doing = `Marking the test ${called} for deletion`;
    const field = facts['results.lineItem'];
    const path = `${listPath(results, field, sourcedId)}limit=${pageSize}`;
    const found = await requests.ask({ path, doing });
    if (!found.ok) return found.problems[0];
    // A filter without effect would give the results of everybody.
    const own = recordsAt(found.value.json, facts['results.plural'])?.filter(
      (result) => valueUnder(result, ...field.split('.')) === sourcedId,
    );
    for (const result of own ?? []) {
      const failed = await requests.put(results, { ...result, status: 'tobedeleted' }, doing);
      if (failed) return failed;
    }
    const item = await requests.read(lineItems, sourcedId, doing);
    if (!item.ok) return item.problems[0];
    return requests.put(lineItems, { ...item.value, sourcedId, status: 'tobedeleted' }, doing);
  }
}

/** The address below which all activities of a rehearsal are. */
function activitiesOf(run: string, facts: OnerosterClassroom): string {
  return `${facts['events.sensor']}/${run}/activities/`;
}

/** The id of the line item that the platform makes for an activity. */
function lineItemId(object: string, course: string, facts: OnerosterClassroom): string {
  const digest = createHash('sha256').update(`${object}_${course}`).digest('hex');
  return `${facts['lineItem.prefix']}${digest}`;
}

/**
 * Whether a line item belongs to an activity of a run. The id itself shows it, so an edited receipt cannot
 * name a line item of another app.
 */
function isOfRun(
  run: string,
  { sourcedId, body: { object, course } }: Pick<NewTestRecord, 'sourcedId' | 'body'>,
  facts: OnerosterClassroom,
): boolean {
  return (
    typeof object === 'string' &&
    typeof course === 'string' &&
    object.startsWith(activitiesOf(run, facts)) &&
    lineItemId(object, course, facts) === sourcedId
  );
}

/** The ActivityEvent of the official SDK about one lesson, in its envelope. */
function activityCompleted(trial: TrialEvent, facts: OnerosterClassroom): TestEvent {
  const { run, student, course, lesson, title, xp, application, baseUrl, at } = trial;
  const object = `${activitiesOf(run, facts)}${course.segment}/${encodeURIComponent(lesson)}`;
  const urlOf = (list: 'users' | 'courses', id: string) =>
    `${baseUrl}${facts['events.records']}/${list}/${id}`;
  const event: JsonObject = {
    '@context': 'http://purl.imsglobal.org/ctx/caliper/v1p2',
    id: `urn:uuid:${trial.event}`,
    type: 'ActivityEvent',
    profile: 'TimebackProfile',
    action: 'Completed',
    eventTime: at,
    actor: {
      id: urlOf('users', student.sourcedId),
      type: 'TimebackUser',
      email: student.body['email'] ?? null,
      role: 'student',
    },
    object: {
      id: object,
      type: 'TimebackActivityContext',
      subject: course.subject,
      app: { name: application },
      activity: { name: title },
      course: { id: urlOf('courses', course.sourcedId), name: course.title },
      process: true,
    },
    generated: {
      id: `urn:uuid:${trial.attempt}`,
      type: 'TimebackActivityMetricsCollection',
      items: [
        { type: 'totalQuestions', value: 1 },
        { type: 'correctQuestions', value: 1 },
        { type: 'xpEarned', value: xp },
      ],
      attempt: 1,
    },
    extensions: { courseId: course.sourcedId },
  };
  const sourcedId = lineItemId(object, course.sourcedId, facts);
  const called = `line item of ${title}`;
  return {
    body: {
      sensor: `${facts['events.sensor']}/${run}`,
      sendTime: at,
      dataVersion: 'http://purl.imsglobal.org/ctx/caliper/v1p2',
      data: [event],
    },
    sign: sourcedId,
    lineItem: { kind: 'lineItem', sourcedId, called, body: { object, course: course.sourcedId } },
  };
}

/** The address of a list filtered by an id in a field; more of a query may follow. */
function listPath({ path }: RecordList, field: string, sourcedId: string): string {
  return `${path}?filter=${encodeURIComponent(filterText(equals(field, sourcedId)))}&`;
}

/** The id that the platform allocated, from the answer to a POST; undefined if it names none. */
function allocatedIn(json: Json | undefined): string | undefined {
  const pairs = valueUnder(json, 'sourcedIdPairs');
  const [pair] = Array.isArray(pairs) ? pairs : [pairs];
  return textUnder(pair, 'allocatedSourcedId') || undefined;
}

function otherIdGiven(called: string, given: string): Problem {
  return problem('remote/unexpected-answer', {
    detail: `The platform made the test ${called} under an id of its own, ${JSON.stringify(given.slice(0, 200))}, and not under the one that was sent.`,
    hint: 'A rehearsal names what it made by the ids that it sent, so it ends here and takes away what it made.',
  });
}
