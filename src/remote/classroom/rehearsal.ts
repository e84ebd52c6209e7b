import { isObject, type Json, type JsonObject, plainNumber } from '../../model/json.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import type { NewTestRecord, TestRecordKind } from '../../model/rehearsal.ts';
import type { Connection } from '../connection.ts';
import { equals, filterText } from '../filter.ts';
import { type AllowedRequest, type AllowedRequests, anId } from '../http/allowed-requests.ts';
import { type ApiRequest, requester } from '../http/request.ts';
import { type ClassroomFacts, mark, type OnerosterClassroom, uncorrected } from './facts.ts';
import { activitiesOf, lineItemId, type TestEvent } from './test-events.ts';

/** What the platform credited for an event. */
export interface Credit {
  /** What it names: the event or its line item. */
  readonly source: string;
  /** XP; absent: the platform does not tell. */
  readonly value?: number;
}

/**
 * The one way to write people, classes and enrollments to a platform. Only `src/features/rehearse` may
 * import this file: in production these belong to others.
 */
export interface Stage {
  readonly facts: ClassroomFacts;
  /** Terms that a class for testing names. */
  readonly terms: () => Promise<Checked<readonly string[]>>;
  readonly make: (record: NewTestRecord) => Promise<Making>;
  /** Links a guardian to a student. */
  readonly link: (student: NewTestRecord, guardian: NewTestRecord) => Promise<Problem | undefined>;
  /** Not sent where `stop` was aborted before its turn came. */
  readonly send: (
    event: TestEvent,
    title: string,
    stop: AbortSignal,
  ) => Promise<Problem | 'not sent' | undefined>;
  readonly creditsOf: (student: NewTestRecord) => Promise<Checked<readonly Credit[]>>;
  /** The run that a record on the platform was made for; undefined where there is no such record. */
  readonly runOf: (
    record: NewTestRecord,
    run: string,
  ) => Promise<Checked<{ readonly run: Json } | undefined>>;
  /** Marks what was made `tobedeleted`; of a line item, the results in it first. */
  readonly retire: (record: NewTestRecord) => Promise<Problem | undefined>;
}

/** What came of making a record. */
export interface Making {
  readonly failed?: Problem;
  /** The id that the platform gave it in place of its own. */
  readonly otherId?: string;
}

/** A rehearsal makes and retires people, classes and enrollments, sends events and reads what they gave. */
function rehearsing(facts: ClassroomFacts): AllowedRequests {
  const lists = [facts['user.path'], facts['class.path'], facts['enrollment.path']];
  const one = (method: AllowedRequest['method'], path: string): AllowedRequest => ({
    ...{ method, path: withoutSlash(path), below: [anId] },
  });
  const both = (path: string) => [one('PUT', path), one('GET', path)];
  const events: AllowedRequest = { method: 'POST', path: facts['events.path'] };
  if (facts.dialect === 'oneroster') {
    const results = facts['results.path'];
    const requests = [
      ...lists.flatMap((path): AllowedRequest[] => [{ method: 'POST', path }, ...both(path)]),
      ...both(facts['lineItem.path']),
      one('PUT', results),
      { method: 'GET', path: results } as const,
      { method: 'GET', path: facts['term.path'] } as const,
      events,
    ];
    return { requests, ofOthers: true };
  }
  const others: readonly AllowedRequest[] = [
    { method: 'PUT', path: facts['agent.path'], below: [anId, 'agents', anId] },
    { method: 'GET', path: facts['xp.path'], below: [anId, 'entries'] },
  ];
  return { requests: [...lists.flatMap(both), ...others, events], ofOthers: true };
}

function withoutSlash(path: string): string {
  return path.replace(/\/$/, '');
}

/** A page of XP or results holds at most this many entries. */
const pageSize = 100;

export function openStage(connection: Connection): Stage {
  const { dialect, eventsUrl } = connection;
  const { classroom: facts = uncorrected(dialect.name) } = connection;
  const allowed = rehearsing(facts);
  const requests = requester(connection, allowed);
  const eventRequests = eventsUrl === undefined ? requests : requests.apart(allowed, eventsUrl);
  const row = (name: string) => String(Reflect.get(facts, name));
  const pathOf = (kind: TestRecordKind | 'results', id: string) =>
    `${withoutSlash(row(`${kind}.path`))}/${encodeURIComponent(id)}`;
  const ask = (one: ApiRequest) => requests.turn(() => requests.send(one));
  const wrapped = (kind: TestRecordKind | 'results', body: JsonObject) => ({
    [row(`${kind}.envelope`)]: body,
  });
  const put = async (kind: TestRecordKind | 'results', body: JsonObject, doing: string) => {
    const path = pathOf(kind, String(body['sourcedId']));
    return (await ask({ method: 'PUT', path, body: wrapped(kind, body), doing })).problems[0];
  };
  const readOne = async (kind: TestRecordKind, sourcedId: string) => {
    const doing = `Reading the test ${kind}`;
    const answer = await ask({ path: pathOf(kind, sourcedId), doing, mayBeAbsent: true });
    if (!answer.ok) return answer;
    const { status, json } = answer.value;
    const record = isObject(json) ? json[row(`${kind}.envelope`)] : undefined;
    return checked(status === 404 ? undefined : isObject(record) ? record : {}, []);
  };

  return {
    facts,
    terms: async () => {
      const named = facts['class.terms'];
      if (facts.dialect === 'partner' || named.length > 0) return checked(named, []);
      const doing = 'Looking for a term that the test class can name';
      const answer = await ask({ path: `${facts['term.path']}?limit=1`, doing, mayBeAbsent: true });
      if (!answer.ok) return answer;
      const [term] = recordsIn(answer.value.json, facts['term.plural']);
      return checked(term ? [String(term['sourcedId'])] : [], []);
    },
    make: async ({ kind, sourcedId, called, body }) => {
      const doing = `Making the test ${called}`;
      if (facts.dialect === 'partner') return failure(await put(kind, body, doing));
      const path = row(`${kind}.path`);
      const sent = await ask({ method: 'POST', path, body: wrapped(kind, body), doing });
      const given = sent.ok ? allocatedIn(sent.value.json) : undefined;
      if (given === undefined || given === sourcedId) return failure(sent.problems[0]);
      return { otherId: given, failed: otherIdGiven(called, given) };
    },
    link: async (student, guardian) => {
      const [of, to] = [student, guardian].map(({ sourcedId }) => encodeURIComponent(sourcedId));
      const path = `${row('agent.path')}/${of}/agents/${to}`;
      const doing = 'Linking the test guardian to the test student';
      return (await ask({ method: 'PUT', path, body: {}, doing })).problems[0];
    },
    send: async ({ body }, title, stop) => {
      const doing = `Sending an event about ${JSON.stringify(title)}`;
      const one = { method: 'POST', path: facts['events.path'], body, doing } as const;
      const sent = await eventRequests.turn(async () =>
        stop.aborted ? undefined : eventRequests.send(one),
      );
      return sent ? sent.problems[0] : 'not sent';
    },
    creditsOf: async ({ sourcedId }) => {
      const of = facts.dialect === 'oneroster' ? resultsAsCredits(facts) : xpAsCredits;
      const path =
        facts.dialect === 'oneroster'
          ? listPath(facts['results.path'], facts['results.student'], sourcedId)
          : `${facts['xp.path']}/${encodeURIComponent(sourcedId)}/entries?`;
      const found: Credit[] = [];
      for (let offset = 0, total = 1; offset < total; offset += pageSize) {
        const answer = await ask({
          path: `${path}limit=${pageSize}&offset=${offset}`,
          doing: 'Reading what the test student was credited with',
          // It may not be known there before something was credited.
          mayBeAbsent: true,
        });
        if (!answer.ok) return answer;
        if (answer.value.status === 404) return checked([], []);
        const page = of(answer.value.json, totalKeyOf(connection));
        if (!page) return { ok: false, problems: [unexpected(path.split('?')[0] ?? '')] };
        found.push(...page.credits);
        total = page.total;
      }
      return checked(found, []);
    },
    runOf: async ({ kind, sourcedId, body }, run) => {
      const read = await readOne(kind, sourcedId);
      if (!read.ok || !read.value) return read.ok ? checked(undefined, []) : read;
      if (kind === 'lineItem') {
        return checked({ run: isLineItemOf(run, { sourcedId, body }, facts) ? run : null }, []);
      }
      const { metadata } = read.value;
      return checked({ run: (isObject(metadata) && metadata[mark]) || null }, []);
    },
    retire: async ({ kind, called, sourcedId, body }) => {
      const doing = `Marking the test ${called} as to be deleted`;
      if (kind !== 'lineItem') return put(kind, retired(kind, body), doing);
      const [field, path] = [row('results.lineItem'), row('results.path')];
      const found = await ask({
        path: `${listPath(path, field, sourcedId)}limit=${pageSize}`,
        doing,
      });
      if (!found.ok) return found.problems[0];
      const results = recordsIn(found.value.json, row('results.plural'));
      // A filter that has no effect gives the results of everybody.
      const own = results.filter((result) => valueAt(result, field) === sourcedId);
      for (const result of own) {
        const failed = await put('results', { ...result, status: 'tobedeleted' }, doing);
        if (failed) return failed;
      }
      const item = await readOne(kind, sourcedId);
      if (!item.ok) return item.problems[0];
      return put(kind, { ...item.value, sourcedId, status: 'tobedeleted' }, doing);
    },
  };
}

function failure(failed: Problem | undefined): Making {
  return failed ? { failed } : {};
}

function retired(kind: TestRecordKind, body: JsonObject): JsonObject {
  const metadata = isObject(body['metadata']) ? body['metadata'] : {};
  const kept = kind === 'user' ? { ...metadata, isTestUser: true } : metadata;
  return { ...body, status: 'tobedeleted', metadata: kept };
}

/**
 * Whether a line item is of an activity of a run. Its id says so by itself: no receipt that was edited
 * can name one of another app.
 */
function isLineItemOf(
  run: string,
  { sourcedId, body }: Pick<NewTestRecord, 'sourcedId' | 'body'>,
  facts: ClassroomFacts,
): boolean {
  const { object, course } = body;
  return (
    facts.dialect === 'oneroster' &&
    typeof object === 'string' &&
    typeof course === 'string' &&
    object.startsWith(activitiesOf(run, facts)) &&
    lineItemId(object, course, facts) === sourcedId
  );
}

/** The address of a list of what names an id in a field, with room for more of a query. */
function listPath(path: string, field: string, sourcedId: string): string {
  return `${path}?filter=${encodeURIComponent(filterText(equals(field, sourcedId)))}&`;
}

function totalKeyOf({ dialect }: Connection): string {
  return String(dialect.table.find(({ row }) => row === 'list.total')?.value);
}

function recordsIn(json: Json | undefined, key: string): readonly JsonObject[] {
  const list = isObject(json) ? json[key] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** What a record holds at `student.sourcedId`. */
function valueAt(record: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = record;
  for (const key of path.split('.')) value = isObject(value) ? value[key] : undefined;
  return value;
}

/** The id that the answer to a POST says was given. */
function allocatedIn(json: Json | undefined): string | undefined {
  const pairs = isObject(json) ? json['sourcedIdPairs'] : undefined;
  const [pair] = Array.isArray(pairs) ? pairs : [pairs];
  const given = isObject(pair) ? pair['allocatedSourcedId'] : undefined;
  return typeof given === 'string' && given !== '' ? given : undefined;
}

function otherIdGiven(called: string, given: string): Problem {
  return problem('remote/unexpected-answer', {
    detail: `The platform made the test ${called} under an id of its own, ${JSON.stringify(given.slice(0, 200))}, and not under the one that was sent.`,
    hint: 'A rehearsal names what it made by the ids that it sent, so it ends here and takes away what it made.',
  });
}

interface CreditPage {
  readonly credits: readonly Credit[];
  readonly total: number;
}

function xpAsCredits(json: Json | undefined, totalKey: string): CreditPage | undefined {
  if (!isObject(json) || !Array.isArray(json['entries'])) return undefined;
  const credits = json['entries'].filter(isObject).map(({ sourceEventId, value }) => ({
    source: String(sourceEventId ?? ''),
    value: plainNumber(value) ?? 0,
  }));
  return { credits, total: plainNumber(json[totalKey]) ?? credits.length };
}

function resultsAsCredits(facts: OnerosterClassroom) {
  return (json: Json | undefined, totalKey: string): CreditPage | undefined => {
    if (!isObject(json) || !Array.isArray(json[facts['results.plural']])) return undefined;
    const credits = recordsIn(json, facts['results.plural']).map((result) => {
      const value = plainNumber(valueAt(result, facts['results.xp']));
      const source = String(valueAt(result, facts['results.lineItem']) ?? '');
      return { source, ...(value !== undefined && { value }) };
    });
    return { credits, total: plainNumber(json[totalKey]) ?? credits.length };
  };
}

function unexpected(path: string): Problem {
  return problem('remote/unexpected-answer', {
    detail: `The answer to GET ${path} has no list of what was credited.`,
  });
}
