import { isObject, type JsonObject } from '../../model/json.ts';
import type { NewTestRecord } from '../../model/rehearsal.ts';
import { type ClassroomFacts, mark } from './facts.ts';

/** What all records of one rehearsal have in common. */
export interface Staging {
  /** The id of the rehearsal; every record carries it, so that it can be told from all others. */
  readonly run: string;
  readonly org: string;
  /** ISO 8601. */
  readonly now: string;
  readonly uuid: () => string;
  readonly dialect: ClassroomFacts['dialect'];
  /** Terms that classes name. */
  readonly terms: readonly string[];
}

/** A record with what all records of a rehearsal have. */
function recordOf(
  about: Pick<NewTestRecord, 'kind' | 'called'>,
  { run, now, uuid, dialect }: Staging,
  { metadata, school, ...body }: JsonObject,
): NewTestRecord {
  const sourcedId = uuid();
  const marked = { ...(isObject(metadata) && metadata), [mark]: run };
  // Of the other dialect the document has neither in what is sent.
  const ofPartner = { dateLastModified: now, ...(school !== undefined && { school }) };
  return {
    ...{ ...about, sourcedId },
    body: { sourcedId, ...(dialect === 'partner' && ofPartner), ...body, metadata: marked },
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
  const { run, org, terms } = staging;
  return recordOf({ kind: 'class', called: `class of ${course.title}` }, staging, {
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
