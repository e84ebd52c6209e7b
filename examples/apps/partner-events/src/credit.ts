import { randomUUID } from 'node:crypto';
import { type Lesson, lessons } from './catalog.ts';

const platform = 'https://api.alpha-1edtech.ai';
/** `EDAPP_ID` is the `edApp.id` of the provisioning bundle. */
const edApp = {
  id: process.env.EDAPP_ID ?? `${platform}/applications/1.0/${randomUUID()}`,
  type: 'SoftwareApplication',
};

/** The GradeEvent that credits a student with XP for a lesson. */
export function xpEarned(lesson: Lesson, studentId: string, attemptId: string, xp: number) {
  return {
    '@context': 'http://purl.imsglobal.org/ctx/caliper/v1p2',
    id: `urn:uuid:${randomUUID()}`,
    type: 'GradeEvent',
    profile: 'GradingProfile',
    action: 'Graded',
    eventTime: new Date().toISOString(),
    actor: edApp,
    edApp,
    object: {
      id: `https://app.example.org/attempts/${attemptId}`,
      type: 'Attempt',
      assignee: { id: `${platform}/rostering/1.0/users/${studentId}`, type: 'Person' },
      assignable: { id: lesson.eventUrls.production, type: 'DigitalResource' },
      extensions: { activityName: lesson.title },
    },
    generated: {
      id: `https://app.example.org/scores/${attemptId}`,
      type: 'Score',
      scoreGiven: xp,
      maxScore: xp,
      extensions: { scoreType: 'XP' },
    },
    extensions: { subject: 'Reading', course: { id: lesson.course.eventUrls.production } },
  };
}

// With a made-up student, for `events check`: nothing is sent.
console.log(JSON.stringify(xpEarned(lessons.FIRST_LESSON, randomUUID(), 'attempt-1', 10)));
