import { isObject, type JsonObject } from '../../../model/json.ts';
import { mark } from '../facts.ts';
import type { OwnTestRecord, RehearsalApi } from './api.ts';

/** What all test records of one rehearsal have in common. */
export interface Rehearsing extends Pick<RehearsalApi, 'formOf'> {
  /** The id of the rehearsal; every record carries it, so that it can be told from all others. */
  readonly run: string;
  readonly org: string;
  /** The time of the rehearsal in ISO 8601. */
  readonly now: string;
  readonly uuid: () => string;
  /** The ids of terms that test classes name. */
  readonly terms: readonly string[];
}

/** A test record with the fields that all records of a rehearsal have. */
function recordOf(
  about: Pick<OwnTestRecord, 'kind' | 'called'>,
  { run, now, uuid, formOf }: Rehearsing,
  { metadata, ...body }: JsonObject,
): OwnTestRecord {
  const sourcedId = uuid();
  const marked = { ...(isObject(metadata) && metadata), [mark]: run };
  const whole = { sourcedId, dateLastModified: now, ...body, metadata: marked };
  return { ...about, sourcedId, body: formOf(whole) };
}

/**
 * A person who does not exist. `isTestUser` is always set: without it the platform would count events of a
 * rehearsal as work of real students.
 */
export function testUser(role: 'student' | 'guardian', rehearsing: Rehearsing): OwnTestRecord {
  const { org, uuid } = rehearsing;
  return recordOf({ kind: 'user', called: role }, rehearsing, {
    enabledUser: 'true',
    givenName: 'Test',
    familyName: role === 'student' ? 'Student' : 'Guardian',
    email: `rehearsal-${uuid()}@example.com`,
    roles: [{ role, roleType: 'primary', org: { sourcedId: org } }],
    metadata: { isTestUser: true },
  });
}

/** A test class of a course, with all fields that either sibling API requires. */
export function testClass(
  course: { readonly sourcedId: string; readonly title: string },
  rehearsing: Rehearsing,
): OwnTestRecord {
  const { run, org, terms } = rehearsing;
  return recordOf({ kind: 'class', called: `class of ${course.title}` }, rehearsing, {
    status: 'active',
    title: 'Rehearsal',
    classCode: `rehearsal-${run.slice(0, 8)}`,
    classType: 'scheduled',
    course: { sourcedId: course.sourcedId },
    org: { sourcedId: org },
    school: { sourcedId: org },
    terms: terms.map((term) => ({ sourcedId: term })),
  });
}

/** The enrollment of a test student in a test class. */
export function testEnrollment(
  student: OwnTestRecord,
  group: OwnTestRecord,
  rehearsing: Rehearsing,
): OwnTestRecord {
  const called = `enrollment in the ${group.called}`;
  return recordOf({ kind: 'enrollment', called }, rehearsing, {
    status: 'active',
    role: 'student',
    user: { sourcedId: student.sourcedId },
    class: { sourcedId: group.sourcedId },
    school: { sourcedId: rehearsing.org },
  });
}
