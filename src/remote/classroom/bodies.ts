import type { JsonObject } from '../../model/json.ts';
import type { PropKind } from '../../model/rehearsal.ts';
import type { ClassroomFacts } from './facts.ts';

/** A record that a rehearsal makes: its body as it is sent, but for the envelope. */
export interface PropRecord {
  readonly kind: PropKind;
  readonly sourcedId: string;
  readonly called: string;
  readonly body: JsonObject;
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

/** The key in `metadata` under which a record names its rehearsal. */
export const mark = 'rehearsal';

/**
 * Somebody who does not exist. `isTestUser` is not the caller's to decide: without it the platform would
 * count what happens in a rehearsal among what real students did.
 */
export function testUser(role: 'student' | 'guardian', staging: Staging): PropRecord {
  const { run, org, now } = staging;
  const sourcedId = staging.uuid();
  const familyName = role === 'student' ? 'Student' : 'Guardian';
  return {
    kind: 'user',
    sourcedId,
    called: role,
    body: {
      sourcedId,
      dateLastModified: now,
      enabledUser: 'true',
      givenName: 'Test',
      familyName,
      email: `rehearsal-${sourcedId}@example.com`,
      roles: [{ role, roleType: 'primary', org: { sourcedId: org } }],
      metadata: { isTestUser: true, [mark]: run },
    },
  };
}

/** A class of a course. Holds what either sibling API requires of one. */
export function testClass(
  course: { readonly sourcedId: string; readonly title: string },
  staging: Staging,
): PropRecord {
  const { run, org, now, facts } = staging;
  const sourcedId = staging.uuid();
  return {
    kind: 'class',
    sourcedId,
    called: `class of ${course.title}`,
    body: {
      sourcedId,
      status: 'active',
      dateLastModified: now,
      title: 'Rehearsal',
      classCode: `rehearsal-${run.slice(0, 8)}`,
      classType: 'scheduled',
      course: { sourcedId: course.sourcedId },
      org: { sourcedId: org },
      school: { sourcedId: org },
      terms: facts['class.terms'].map((term) => ({ sourcedId: term })),
      metadata: { [mark]: run },
    },
  };
}

export function testEnrollment(
  student: PropRecord,
  group: PropRecord,
  staging: Staging,
): PropRecord {
  const { run, org, now } = staging;
  const sourcedId = staging.uuid();
  return {
    kind: 'enrollment',
    sourcedId,
    called: `enrollment in the ${group.called}`,
    body: {
      sourcedId,
      status: 'active',
      dateLastModified: now,
      role: 'student',
      user: { sourcedId: student.sourcedId },
      class: { sourcedId: group.sourcedId },
      school: { sourcedId: org },
      metadata: { [mark]: run },
    },
  };
}
