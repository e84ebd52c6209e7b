import type { EmulatorOptions } from '../../src/features/emulator/server/emulator.ts';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { documents, heldToDocument } from '../support/openapi.ts';
import { type Reply, send, start } from './session.ts';

export const rostering = '/ims/oneroster/rostering/v1p2';
export const gradebook = '/ims/oneroster/gradebook/v1p2';
export const resources = '/ims/oneroster/resources/v1p2/resources';

/** A client of the OneRoster half, signed in as the official SDK does. */
export interface SdkSession {
  readonly ask: (path: string, method?: string, body?: Json) => Promise<Reply>;
  readonly post: (path: string, key: string, record: JsonObject) => Promise<Reply>;
}

/**
 * An emulator with what an app lives on: a course with a unit, a lesson and its resource, a school, a
 * class in it, a student, a teacher and the enrollment of the student. Every exchange is held against
 * the published document if that is at hand.
 */
export async function startForApp(options: EmulatorOptions = {}) {
  const emulator = start(options);
  const [, ...published] = documents;
  const isHeld = published.length > 0 && (options.quirks ?? []).length === 0;
  const held = isHeld ? heldToDocument(emulator, { answers: true, held: published }) : emulator;
  const authorization = `Basic ${Buffer.from('emulator:emulator').toString('base64')}`;
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  const headers = { authorization };
  const token = await send(held, '/oauth2/token', { method: 'POST', headers, body });
  const bearer = isObject(token.body) ? token.body['access_token'] : '';
  const ask: SdkSession['ask'] = (path, method = 'GET', json) =>
    send(held, path, {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(json !== undefined && { 'content-type': 'application/json' }),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
  const post: SdkSession['post'] = (path, key, record) => ask(path, 'POST', { [key]: record });
  for (const [path, key, record] of setUp) {
    const made = await post(path, key, record);
    if (made.status !== 201) throw new Error(`${path}: ${JSON.stringify(made.body)}`);
  }
  return { emulator, ask, post };
}

export const link = (sourcedId: string) => ({ sourcedId });
const status = 'active';
const person = (sourcedId: string, role: string): JsonObject => ({
  ...{ sourcedId, status, enabledUser: true, givenName: 'Ada', familyName: 'B' },
  email: `${sourcedId}@example.org`,
  roles: [{ roleType: 'primary', role, org: link('school-1') }],
});

/** What `startForApp` makes, in order: path, envelope and record. */
export const setUp: readonly (readonly [path: string, key: string, record: JsonObject])[] = [
  [
    `${rostering}/schools/`,
    'org',
    { sourcedId: 'school-1', status, name: 'School', type: 'school' },
  ],
  [
    `${rostering}/courses/`,
    'course',
    {
      ...{ sourcedId: 'c', status, title: 'Course', courseCode: 'C-1', org: link('school-1') },
      metadata: { goals: { dailyXp: 20 }, metrics: { totalLessons: 2 } },
    },
  ],
  [
    `${rostering}/courses/components`,
    'courseComponent',
    { sourcedId: 'u', status, title: 'Unit', course: link('c') },
  ],
  [
    `${rostering}/courses/components`,
    'courseComponent',
    { sourcedId: 'l', status, title: 'Lesson', course: link('c'), parent: link('u') },
  ],
  [`${resources}/`, 'resource', { sourcedId: 'r', title: 'Film', vendorResourceId: 'v' }],
  [
    `${rostering}/courses/component-resources`,
    'componentResource',
    {
      ...{ sourcedId: 'p', status, title: 'Film' },
      ...{ courseComponent: link('l'), resource: link('r') },
    },
  ],
  [`${rostering}/users/`, 'user', person('s', 'student')],
  [`${rostering}/users/`, 'user', person('t', 'teacher')],
  [
    `${rostering}/classes/`,
    'class',
    {
      ...{ sourcedId: 'k', status, title: 'Class', course: link('c') },
      ...{ org: link('school-1'), terms: [link('sandbox-term')] },
    },
  ],
  [
    `${rostering}/enrollments/`,
    'enrollment',
    { sourcedId: 'e', status, role: 'student', user: link('s'), class: link('k') },
  ],
];

/** The ids in a list answer, whatever its key. */
export function idsOf({ body }: Reply): readonly Json[] {
  const values = isObject(body) ? Object.values(body) : [];
  const list = values.find((value) => Array.isArray(value));
  return Array.isArray(list)
    ? list.map((one) => (isObject(one) ? (one['sourcedId'] ?? null) : null))
    : [];
}
