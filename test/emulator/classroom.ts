import type { EmulatorOptions } from '../../src/features/emulator/server/emulator.ts';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { type Reply, type Session, startWithSamples } from './session.ts';

export const host = 'https://api.alpha-1edtech.ai/rostering/1.0';

/** A student, as the developer guide writes one. */
export const student: JsonObject = {
  sourcedId: 's',
  dateLastModified: '2026-01-01T00:00:00.000Z',
  enabledUser: 'true',
  givenName: 'Test',
  familyName: 'Student',
  email: 'test-student@example.com',
  roles: [{ role: 'student', roleType: 'primary', org: { sourcedId: 'partner-sandbox' } }],
  metadata: { isTestUser: true },
};

export const group: JsonObject = { sourcedId: 'k', title: 'Class', course: { sourcedId: 'c' } };

export const enrollment: JsonObject = {
  sourcedId: 'e',
  role: 'student',
  user: { sourcedId: 's' },
  class: { sourcedId: 'k' },
};

/** The guide's GradeEvent about the sample lesson, with other parts if they are given. */
export function gradeEvent(parts: Readonly<Record<string, Json>> = {}): JsonObject {
  const app = {
    id: 'https://api.alpha-1edtech.ai/applications/1.0/app',
    type: 'SoftwareApplication',
  };
  return {
    '@context': 'http://purl.imsglobal.org/ctx/caliper/v1p2',
    id: 'urn:uuid:event-1',
    type: 'GradeEvent',
    profile: 'GradingProfile',
    action: 'Graded',
    eventTime: '2026-01-01T12:00:00.000Z',
    actor: app,
    edApp: app,
    object: aboutLesson('l'),
    generated: {
      id: 'https://app.example.com/scores/1',
      type: 'Score',
      scoreGiven: 10,
      maxScore: 10,
      extensions: { scoreType: 'XP' },
    },
    extensions: { subject: 'Math', course: { id: `${host}/courses/c` } },
    ...parts,
  };
}

export function aboutLesson(
  lesson: string,
  parts: Readonly<Record<string, Json>> = {},
): JsonObject {
  return {
    id: 'https://app.example.com/activities/1',
    type: 'Attempt',
    assignee: { id: `${host}/users/s`, type: 'Person' },
    assignable: { id: `${host}/lessons/${lesson}`, type: 'DigitalResource' },
    extensions: { activityName: 'Example' },
    ...parts,
  };
}

/** The sample catalog with a student enrolled in it. */
export async function startClassroom(options?: EmulatorOptions) {
  const started = await startWithSamples(options);
  started.emulator.seed([
    { kind: 'user', record: student },
    { kind: 'class', record: group },
    { kind: 'enrollment', record: enrollment },
  ]);
  return started;
}

export function post(session: Session, event: Json): Promise<Reply> {
  return session.send('/events/1.0', { method: 'POST', body: JSON.stringify(event) });
}

/** What a student was credited with. */
export async function xpOf(session: Session, id = 's'): Promise<readonly Json[]> {
  const { body } = await session.send(`/xp/1.0/users/${id}/entries`);
  const entries = isObject(body) ? body['entries'] : undefined;
  return Array.isArray(entries)
    ? entries.map((one) => (isObject(one) ? (one['value'] ?? null) : null))
    : [];
}
