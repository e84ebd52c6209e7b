import type { JsonObject } from '../../src/model/json.ts';

export const platform = 'https://api.alpha-1edtech.ai';
export const courseUrl = (id: string) => `${platform}/rostering/1.0/courses/${id}`;
export const lessonUrl = (id: string) => `${platform}/rostering/1.0/lessons/${id}`;

const app = { id: `${platform}/applications/1.0/app-1`, type: 'SoftwareApplication' };
const student = { id: `${platform}/rostering/1.0/users/student-1`, type: 'Person' };

let made = 0;

/** The GradeEvent of the developer guide, for a lesson of the catalog; `parts` in place of its own. */
export function gradeEvent(parts: JsonObject = {}): JsonObject {
  made += 1;
  return {
    '@context': 'http://purl.imsglobal.org/ctx/caliper/v1p2',
    id: `urn:uuid:event-${made}`,
    type: 'GradeEvent',
    profile: 'GradingProfile',
    action: 'Graded',
    eventTime: '2026-01-01T12:00:00.000Z',
    actor: app,
    edApp: app,
    object: objectOf(lessonUrl('lesson-1')),
    generated: {
      type: 'Score',
      scoreGiven: 100,
      maxScore: 100,
      extensions: { scoreType: 'XP' },
    },
    extensions: { subject: 'Math', course: { id: courseUrl('course-1') } },
    ...parts,
  };
}

export function objectOf(assignable: string): JsonObject {
  made += 1;
  return {
    id: `https://app.example.org/activities/${made}`,
    type: 'Attempt',
    assignee: student,
    assignable: { id: assignable, type: 'DigitalResource' },
  };
}

/** An event of another type, which carries no result. */
export function plainEvent(type: string, action: string, parts: JsonObject = {}): JsonObject {
  const { '@context': context = '', id = '' } = gradeEvent();
  const object = { id: 'https://app.example.org/', type: 'SoftwareApplication' };
  return { '@context': context, id, type, action, actor: student, edApp: app, object, ...parts };
}

/** The ActivityEvent that the server of the official SDK sends. */
export function activityEvent(parts: JsonObject = {}): JsonObject {
  made += 1;
  const v1p2 = `${platform}/ims/oneroster/rostering/v1p2`;
  return {
    '@context': 'http://purl.imsglobal.org/ctx/caliper/v1p2',
    id: `urn:uuid:activity-${made}`,
    type: 'ActivityEvent',
    action: 'Completed',
    actor: { id: `${v1p2}/users/student-1`, type: 'TimebackUser', email: 'student@example.org' },
    object: {
      id: `https://app.example.org/activities/MATH-3/halves-${made}`,
      type: 'TimebackActivityContext',
      subject: 'Math',
      app: { name: 'Example app' },
      course: { id: `${v1p2}/courses/course-1`, name: 'MATH-3' },
      activity: { name: 'Halves' },
      process: true,
    },
    eventTime: '2026-01-01T12:00:00.000Z',
    profile: 'TimebackProfile',
    generated: {
      id: `urn:uuid:metrics-${made}`,
      type: 'TimebackActivityMetricsCollection',
      items: [
        { type: 'totalQuestions', value: 4 },
        { type: 'correctQuestions', value: 3 },
        { type: 'xpEarned', value: 10 },
      ],
      attempt: 1,
    },
    session: 'urn:uuid:run-1',
    extensions: { courseId: 'course-1' },
    ...parts,
  };
}

/** The TimeSpentEvent of its heartbeats. */
export function timeSpentEvent(parts: JsonObject = {}): JsonObject {
  const generated = {
    id: 'urn:uuid:time-1',
    type: 'TimebackTimeSpentMetricsCollection',
    items: [
      { type: 'active', value: 60 },
      { type: 'inactive', value: 0.5 },
    ],
  };
  return activityEvent({ type: 'TimeSpentEvent', action: 'SpentTime', generated, ...parts });
}
