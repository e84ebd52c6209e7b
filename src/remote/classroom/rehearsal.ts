import { isObject, type Json, type JsonObject, plainNumber } from '../../model/json.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { type NewTestRecord, type TestRecordKind, testRecordKinds } from '../../model/rehearsal.ts';
import type { Connection } from '../connection.ts';
import { type AllowedRequest, type AllowedRequests, anId } from '../http/allowed-requests.ts';
import { type ApiRequest, requester } from '../http/request.ts';
import { type ClassroomFacts, mark, uncorrected } from './facts.ts';

/** XP as the platform credited it. */
export interface XpEntry {
  readonly sourceEvent: string;
  readonly value: number;
}

/**
 * The one way to write people, classes and enrollments to a platform. Only `src/commands/rehearse` may
 * import this file: in production these belong to others.
 */
export interface Stage {
  readonly facts: ClassroomFacts;
  readonly make: (prop: NewTestRecord) => Promise<Problem | undefined>;
  /** Links a guardian to a student. */
  readonly link: (student: NewTestRecord, guardian: NewTestRecord) => Promise<Problem | undefined>;
  /** Not sent where `stop` was aborted before its turn came. */
  readonly send: (
    event: JsonObject,
    title: string,
    stop: AbortSignal,
  ) => Promise<Problem | 'not sent' | undefined>;
  readonly xpOf: (student: NewTestRecord) => Promise<Checked<readonly XpEntry[]>>;
  /** The run that a record on the platform was made for; undefined where there is no such record. */
  readonly runOf: (
    kind: TestRecordKind,
    sourcedId: string,
  ) => Promise<Checked<{ readonly run: Json } | undefined>>;
  /** Marks what was made `tobedeleted`. */
  readonly retire: (prop: NewTestRecord) => Promise<Problem | undefined>;
}

/** A rehearsal makes and retires people, classes and enrollments, sends events and reads XP. */
function rehearsing(facts: ClassroomFacts): AllowedRequests {
  const props = testRecordKinds.flatMap((kind): AllowedRequest[] => {
    const path = facts[`${kind}.path`];
    return [
      { method: 'PUT', path, below: [anId] },
      { method: 'GET', path, below: [anId] },
    ];
  });
  const others: readonly AllowedRequest[] = [
    { method: 'PUT', path: facts['agent.path'], below: [anId, 'agents', anId] },
    { method: 'POST', path: facts['events.path'] },
    { method: 'GET', path: facts['xp.path'], below: [anId, 'entries'] },
  ];
  return { requests: [...props, ...others], ofOthers: true };
}

/** A page of XP holds at most this many entries. */
const xpPage = 100;

export function openStage(connection: Connection): Stage {
  const { classroom: facts = uncorrected } = connection;
  const requests = requester(connection, rehearsing(facts));
  const pathOf = (kind: TestRecordKind, id: string) =>
    `${facts[`${kind}.path`]}/${encodeURIComponent(id)}`;
  const ask = (one: ApiRequest) => requests.turn(() => requests.send(one));
  const put = async ({ kind, sourcedId, body }: NewTestRecord, doing: string) => {
    const wrapped = { [facts[`${kind}.envelope`]]: body };
    const sent = await ask({ method: 'PUT', path: pathOf(kind, sourcedId), body: wrapped, doing });
    return sent.problems[0];
  };

  return {
    facts,
    make: (prop) => put(prop, `Making the test ${prop.called}`),
    link: async (student, guardian) => {
      const [of, to] = [student, guardian].map(({ sourcedId }) => encodeURIComponent(sourcedId));
      const path = `${facts['agent.path']}/${of}/agents/${to}`;
      const doing = 'Linking the test guardian to the test student';
      return (await ask({ method: 'PUT', path, body: {}, doing })).problems[0];
    },
    send: async (event, title, stop) => {
      const doing = `Sending an event about ${JSON.stringify(title)}`;
      const one = { method: 'POST', path: facts['events.path'], body: event, doing } as const;
      const sent = await requests.turn(async () => (stop.aborted ? undefined : requests.send(one)));
      return sent ? sent.problems[0] : 'not sent';
    },
    xpOf: async ({ sourcedId }) => {
      const path = `${facts['xp.path']}/${encodeURIComponent(sourcedId)}/entries`;
      const found: XpEntry[] = [];
      for (let offset = 0, total = 1; offset < total; offset += xpPage) {
        const answer = await ask({
          path: `${path}?limit=${xpPage}&offset=${offset}`,
          doing: 'Reading the XP of the test student',
          // It may not be known there before something was credited.
          mayBeAbsent: true,
        });
        if (!answer.ok) return answer;
        if (answer.value.status === 404) return checked([], []);
        const page = pageOf(answer.value.json);
        if (!page) return { ok: false, problems: [unexpectedXp(path)] };
        found.push(...page.entries);
        total = page.total;
      }
      return checked(found, []);
    },
    runOf: async (kind, sourcedId) => {
      const path = pathOf(kind, sourcedId);
      const answer = await ask({ path, doing: `Reading the test ${kind}`, mayBeAbsent: true });
      if (!answer.ok) return answer;
      if (answer.value.status === 404) return checked(undefined, []);
      const { json } = answer.value;
      const record = isObject(json) ? json[facts[`${kind}.envelope`]] : undefined;
      const metadata = isObject(record) ? record['metadata'] : undefined;
      return checked({ run: (isObject(metadata) && metadata[mark]) || null }, []);
    },
    retire: ({ body, ...prop }) => {
      const metadata = isObject(body['metadata']) ? body['metadata'] : {};
      const isPerson = prop.kind === 'user';
      const kept = isPerson ? { ...metadata, isTestUser: true } : metadata;
      const retired = { ...body, status: 'tobedeleted', metadata: kept };
      return put({ ...prop, body: retired }, `Marking the test ${prop.called} for deletion`);
    },
  };
}

function pageOf(
  json: Json | undefined,
): { readonly entries: readonly XpEntry[]; readonly total: number } | undefined {
  if (!isObject(json) || !Array.isArray(json['entries'])) return undefined;
  const { entries } = json;
  const found = entries.filter(isObject).map(({ sourceEventId, value }) => ({
    sourceEvent: String(sourceEventId ?? ''),
    value: plainNumber(value) ?? 0,
  }));
  return { entries: found, total: plainNumber(json['total']) ?? found.length };
}

function unexpectedXp(path: string): Problem {
  return problem('remote/unexpected-answer', {
    detail: `The answer to GET ${path} has no list of entries.`,
  });
}

/** What all records of one rehearsal have in common. */
export interface Staging {
  /** The id of the rehearsal; every record carries it, so that it can be told from all others. */
  readonly run: string;
  readonly org: string;
  /** ISO 8601. */
  readonly now: string;
  readonly uuid: () => string;
  readonly facts: ClassroomFacts;
}

/** A record with what all records of a rehearsal have. */
function recordOf(
  about: Pick<NewTestRecord, 'kind' | 'called'>,
  { run, now, uuid }: Staging,
  { metadata, ...body }: JsonObject,
): NewTestRecord {
  const sourcedId = uuid();
  const marked = { ...(isObject(metadata) && metadata), [mark]: run };
  return {
    ...{ ...about, sourcedId },
    body: { sourcedId, dateLastModified: now, ...body, metadata: marked },
  };
}

/**
 * A person who does not exist. `isTestUser` is not the caller's to decide: without it the platform would
 * count what happens in a rehearsal among what real students did.
 */
export function testUser(role: 'student' | 'guardian', staging: Staging): NewTestRecord {
  const { org, uuid } = staging;
  return recordOf({ kind: 'user', called: role }, staging, {
    enabledUser: 'true',
    givenName: 'Test',
    familyName: role === 'student' ? 'Student' : 'Guardian',
    email: `rehearsal-${uuid()}@example.com`,
    roles: [{ role, roleType: 'primary', org: { sourcedId: org } }],
    metadata: { isTestUser: true },
  });
}

/** A class of a course, with all that either sibling API requires of one. */
export function testClass(
  course: { readonly sourcedId: string; readonly title: string },
  staging: Staging,
): NewTestRecord {
  const { run, org, facts } = staging;
  return recordOf({ kind: 'class', called: `class of ${course.title}` }, staging, {
    status: 'active',
    title: 'Rehearsal',
    classCode: `rehearsal-${run.slice(0, 8)}`,
    classType: 'scheduled',
    course: { sourcedId: course.sourcedId },
    org: { sourcedId: org },
    school: { sourcedId: org },
    terms: facts['class.terms'].map((term) => ({ sourcedId: term })),
  });
}

/** The enrollment of a student in a class. */
export function testEnrollment(
  student: NewTestRecord,
  group: NewTestRecord,
  staging: Staging,
): NewTestRecord {
  const called = `enrollment in the ${group.called}`;
  return recordOf({ kind: 'enrollment', called }, staging, {
    status: 'active',
    role: 'student',
    user: { sourcedId: student.sourcedId },
    class: { sourcedId: group.sourcedId },
    school: { sourcedId: staging.org },
  });
}

/** What one GradeEvent says. */
export interface Grade {
  /** UUIDs: of the event, and of what it is about. */
  readonly event: string;
  readonly attempt: string;
  /** ISO 8601. */
  readonly at: string;
  readonly student: string;
  readonly course: string;
  readonly lesson: string;
  readonly title: string;
  readonly subject: string;
  readonly xp: number;
  /** The address of the application, `…/applications/1.0/ID`. */
  readonly application: string;
  readonly baseUrl: string;
  readonly facts: ClassroomFacts;
}

/** The GradeEvent of the developer guide, about one lesson. */
export function gradeEvent(grade: Grade): JsonObject {
  const { application, baseUrl, facts } = grade;
  const app = { id: application, type: 'SoftwareApplication' };
  const at = (collection: string, id: string) =>
    `${baseUrl}/rostering/1.0/${collection}/${encodeURIComponent(id)}`;
  const lesson = at('lessons', grade.lesson);
  const place = facts['event.lesson'];
  return {
    '@context': 'http://purl.imsglobal.org/ctx/caliper/v1p2',
    id: `urn:uuid:${grade.event}`,
    type: 'GradeEvent',
    profile: 'GradingProfile',
    action: 'Graded',
    eventTime: grade.at,
    actor: app,
    edApp: app,
    object: {
      // A platform keeps one fact for each object: with an id of its own none takes another's place.
      id: `urn:uuid:${grade.attempt}`,
      type: 'Attempt',
      count: 1,
      assignee: { id: `${baseUrl}${facts['user.path']}/${grade.student}`, type: 'Person' },
      assignable: {
        id: place === 'extensions' ? `urn:uuid:${grade.attempt}` : lesson,
        type: 'DigitalResource',
        mediaType: 'application/json',
      },
      extensions: { activityName: grade.title },
    },
    generated: {
      id: `urn:uuid:${grade.attempt}#score`,
      type: 'Score',
      scoreGiven: grade.xp,
      maxScore: grade.xp,
      extensions: { scoreType: 'XP' },
    },
    extensions: {
      subject: grade.subject,
      course: { id: at('courses', grade.course) },
      ...(place !== 'assignable' && { lesson: { id: lesson } }),
    },
  };
}
