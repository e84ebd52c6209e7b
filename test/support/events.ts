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
