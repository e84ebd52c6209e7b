import type { JsonObject } from '../../model/json.ts';
import type { ClassroomFacts } from './facts.ts';

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
