// The developer guide, followed to the letter: its bodies with the placeholders filled in, and nothing else.
import { describe, expect, test } from 'vitest';
import type { QuirkName } from '../../src/features/emulator/server/quirks.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { checked } from './agreement.ts';
import { post, xpOf } from './classroom.ts';
import { signIn, start } from './session.ts';

const platform = 'https://api.alpha-1edtech.ai';
const app = { id: `${platform}/applications/1.0/app`, type: 'SoftwareApplication' };

/** Step 6. Its example names a resource of the app, and no lesson. */
const event: JsonObject = {
  '@context': 'http://purl.imsglobal.org/ctx/caliper/v1p2',
  id: 'urn:uuid:3b1f6a52-6f5f-4d6a-9c58-0d7f4c1f9a11',
  type: 'GradeEvent',
  profile: 'GradingProfile',
  action: 'Graded',
  eventTime: '2026-01-01T12:00:00.000Z',
  actor: app,
  edApp: app,
  object: {
    id: 'https://yourapp.com/activities/example',
    type: 'Attempt',
    count: 1,
    assignee: { id: `${platform}/rostering/1.0/users/s`, type: 'Person' },
    assignable: {
      id: 'https://yourapp.com/resources/lesson-1',
      type: 'DigitalResource',
      mediaType: 'application/json',
    },
    extensions: { activityName: 'Example Lesson' },
  },
  generated: {
    id: 'https://yourapp.com/scores/example',
    type: 'Score',
    scoreGiven: 100,
    maxScore: 100,
    extensions: { scoreType: 'XP' },
  },
  extensions: { subject: 'Math', course: { id: `${platform}/rostering/1.0/courses/c` } },
};

/** Steps 2 to 5: the student, the course, the class and the enrollment. */
const steps: readonly (readonly [string, JsonObject])[] = [
  [
    'users/s',
    {
      user: {
        sourcedId: 's',
        dateLastModified: '2026-01-01T00:00:00.000Z',
        enabledUser: 'true',
        givenName: 'Test',
        familyName: 'Student',
        email: 'test-student@yourapp.com',
        roles: [{ role: 'student', roleType: 'primary', org: { sourcedId: 'partner-sandbox' } }],
        metadata: { isTestUser: true },
      },
    },
  ],
  [
    'courses/c',
    {
      course: {
        sourcedId: 'c',
        status: 'active',
        dateLastModified: '2026-01-01T00:00:00.000Z',
        title: 'Course',
        org: { sourcedId: 'partner-sandbox' },
      },
    },
  ],
  ['classes/k', { class: { sourcedId: 'k', title: 'Class', course: { sourcedId: 'c' } } }],
  [
    'enrollments/e',
    {
      enrollment: {
        sourcedId: 'e',
        role: 'student',
        user: { sourcedId: 's' },
        class: { sourcedId: 'k' },
      },
    },
  ],
];

describe('the developer guide, followed to the letter', () => {
  test.each<[QuirkName[], readonly number[], string]>([
    [[], [100], 'doubtful'],
    [['events-without-lesson'], [100], 'credited'],
    [['events-need-lesson'], [], 'dropped'],
  ])('under %j it gives the XP %j', async (quirks, xp, verdict) => {
    const session = await signIn(start({ quirks }));
    for (const [path, body] of steps) {
      const init = { method: 'PUT', body: JSON.stringify(body) };
      expect((await session.send(`/rostering/1.0/${path}`, init)).status).toBe(201);
    }
    expect((await post(session, event)).status).toBe(202);
    expect(await xpOf(session)).toEqual(xp);
    expect(checked(event, quirks)).toEqual([verdict]);
  });
});
