import { expect, onTestFinished } from 'vitest';
import {
  createEmulator,
  type EmulatorOptions,
} from '../../../src/features/emulator/server/emulator.ts';
import { listen } from '../../../src/features/emulator/server/listen.ts';
import { folderWith } from '../../support/catalog-folder.ts';
import { cli } from '../../support/command-line.ts';
import { configFor, credentials } from '../../support/served-catalog.ts';

const rivers = `kind: course
sourcedId: rivers
title: Rivers
courseCode: R-1
grades: ['6']
subjects: [Science]
metadata: { goals: { dailyXp: 5 }, metrics: { totalXp: 40 } }
resources:
  - { sourcedId: film, title: Film, vendorResourceId: v-1, roles: [primary], importance: primary, metadata: { type: video, format: mp4 } }
  - { sourcedId: map, title: Map, vendorResourceId: v-2 }
  - { sourcedId: quiz, title: Quiz, vendorResourceId: v-3 }
units:
  - sourcedId: springs
    title: Springs
    lessons:
      - { sourcedId: amazon, title: Amazon, resources: [film, map] }
      - { sourcedId: nile, title: Nile, resources: [{ resource: quiz, lessonType: quiz, metadata: { questionCount: 4 } }] }
      - { sourcedId: volga, title: Volga }
  - sourcedId: deltas
    title: Deltas
    prerequisites: [springs]
    lessons:
      - { sourcedId: danube, title: Danube, resources: [{ resource: film, sourcedId: rivers-cr, title: The film }] }
`;
const lakes = `kind: course
sourcedId: lakes
title: Lakes
courseCode: L-1
units:
  - sourcedId: shores
    title: Shores
    lessons:
      - { sourcedId: depths, title: Depths }
`;

/** A catalog that the tool has published in the dialect `oneroster`, and the people of a class. */
export async function publishedRivers(
  options: EmulatorOptions = {},
  more: Readonly<Record<string, string>> = {},
) {
  const served = await emulatorWith(options);
  const cwd = folderWith({
    'timeback-catalog.yaml': configFor(served.url, 'oneroster'),
    'catalog/rivers.yaml': rivers,
    'catalog/lakes.yaml': lakes,
    ...more,
  });
  const around = { cwd, env: credentials };
  for (const args of [['fmt'], ['apply', '--env', 'test', '--yes']]) {
    const { code, stdout, stderr } = await cli(args, around);
    expect([args, code, stdout + stderr]).toEqual([args, 0, expect.any(String)]);
  }
  await enrolled(served.url);
  return { ...served, around };
}

/** An emulator on a port of this machine, ended when the test is. */
export async function emulatorWith(options: EmulatorOptions = {}) {
  const emulator = createEmulator({ orgs: ['school-1'], ...options });
  const { url, close } = await listen(emulator, { port: 0 });
  onTestFinished(async () => {
    await close();
    emulator.close();
  });
  return { emulator, url };
}

/** A student, a class of the course `rivers`, and the student's enrollment in it. */
async function enrolled(url: string): Promise<void> {
  const authorization = `Bearer ${await tokenOf(url)}`;
  const org = { sourcedId: 'school-1' };
  const records = {
    'users/student-1': {
      user: {
        ...{ sourcedId: 'student-1', status: 'active', enabledUser: true, username: 'student-1' },
        ...{ givenName: 'A', familyName: 'Student', email: 'student@example.org' },
        roles: [{ roleType: 'primary', role: 'student', org }],
      },
    },
    'classes/class-1': {
      class: {
        ...{ sourcedId: 'class-1', status: 'active', title: 'Class', org },
        ...{ school: org, course: { sourcedId: 'rivers' }, terms: [] },
      },
    },
    'enrollments/enrollment-1': {
      enrollment: {
        ...{ sourcedId: 'enrollment-1', status: 'active', role: 'student', school: org },
        ...{ user: { sourcedId: 'student-1' }, class: { sourcedId: 'class-1' } },
      },
    },
  };
  for (const [path, record] of Object.entries(records)) {
    const answer = await fetch(`${url}/rostering/1.0/${path}`, {
      method: 'PUT',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(record),
    });
    expect([path, answer.status, await answer.text()]).toEqual([path, 201, expect.any(String)]);
  }
}

/** A token of the partner half. */
export async function tokenOf(url: string, path = '/auth/1.0/token'): Promise<string> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: credentials.TIMEBACK_CLIENT_ID,
      client_secret: credentials.TIMEBACK_CLIENT_SECRET,
    }),
  });
  const { access_token }: Readonly<Record<string, string>> = Object(await answer.json());
  return access_token ?? '';
}
