// Lesson plans of students follow a changed course once they are synced: the call is named, and made if asked for.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import { listen } from '../../src/features/emulator/server/listen.ts';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { credentials } from '../support/served-catalog.ts';

const unwrapped = (text: string) => text.replaceAll(/\s+/g, ' ');

/** A published catalog on a platform that syncs lesson plans, or answers with `status`. */
async function published({ status = 200, facts = '', dialect = 'oneroster' } = {}) {
  const emulator = createEmulator();
  const calls: string[] = [];
  const refused = new Set<string>();
  const platform = {
    ...emulator,
    fetch: async (request: Request) => {
      const { pathname } = new URL(request.url);
      const text = request.body ? await request.clone().text() : '';
      if ([...refused].some((id) => text.includes(`"sourcedId":"${id}"`))) {
        return Response.json({ error: 'refused' }, { status: 400 });
      }
      if (!pathname.startsWith('/powerpath/')) return emulator.fetch(request);
      calls.push(`${request.method} ${pathname}`);
      return Response.json({ lessonPlansAffected: 2 }, { status });
    },
  };
  const { url, close } = await listen(platform, { port: 0 });
  onTestFinished(async () => {
    await close();
    emulator.close();
  });
  const token = dialect === 'oneroster' ? 'tokenUrl: /oauth2/token, ' : '';
  const cwd = folderWith({
    ...catalogFiles(2, dialect === 'oneroster' ? 1 : 0),
    'timeback-catalog.yaml': `org: partner-sandbox
environments: { test: { baseUrl: "${url}", ${token}dialect: ${dialect}, facts: {${facts}} } }
`,
  });
  const apply = (...args: string[]) =>
    commandLine(['apply', '--env', 'test', '--auto-approve', ...args], { cwd, env: credentials });
  const first = await apply('--sync-lesson-plans');
  expect({ code: first.code, calls }, first.stderr).toEqual({ code: 0, calls: [] });
  const change = (files: Readonly<Record<string, string>>) => {
    const manifests = Object.entries(files).filter(([name]) => name !== 'timeback-catalog.yaml');
    for (const [name, text] of manifests) writeFileSync(join(cwd, name), text);
  };
  return { apply, calls, change, refused };
}

const call = '/powerpath/lessonPlans/course/course-1/sync';
const more = catalogFiles(3, 1);
const maths = (lessons: string) =>
  `kind: course\nsourcedId: course-2\ntitle: Maths\nunits:\n  - sourcedId: unit-9\n    title: Sums\n    lessons: [${lessons}]\n`;
const retitled = Object.fromEntries(
  Object.entries(catalogFiles(2, 1)).map(([name, text]) => [
    name,
    text.replace('Lesson 1', 'Lesson one'),
  ]),
);

describe('after a change of the structure of a published course', () => {
  test('the call is named, and not made', async () => {
    const { apply, calls, change } = await published();
    change(more);
    const { code, stdout } = await apply();
    expect({ code, calls }).toEqual({ code: 0, calls: [] });
    expect(unwrapped(stdout)).toContain('`--sync-lesson-plans` syncs them after an apply');
    expect(stdout).toContain(`POST ${call}`);
  });

  test('--sync-lesson-plans makes it, once for the course', async () => {
    const { apply, calls, change } = await published();
    change(more);
    const { code, stdout } = await apply('--sync-lesson-plans');
    expect({ code, calls }).toEqual({ code: 0, calls: [`POST ${call}`] });
    expect(unwrapped(stdout)).toContain("The students' lesson plans of 1 course were synced.");
  });

  test('--resume makes it for the courses that the interrupted run had changed, too', async () => {
    const { apply, calls, change, refused } = await published();
    change({ 'catalog/maths.yaml': maths('{ sourcedId: lesson-8, title: Adding }') });
    await apply();
    const added =
      '{ sourcedId: lesson-8, title: Adding }, { sourcedId: lesson-9, title: Carrying }';
    change({ ...more, 'catalog/maths.yaml': maths(added) });
    refused.add('lesson-9');
    const begun = await apply();
    expect(begun.code, begun.stderr).toBe(4);
    refused.clear();
    const { code, stdout } = await apply('--resume', '--sync-lesson-plans');
    expect(code, stdout).toBe(0);
    const second = '/powerpath/lessonPlans/course/course-2/sync';
    expect(calls.sort()).toEqual([`POST ${call}`, `POST ${second}`]);
    expect(unwrapped(stdout)).toContain("The students' lesson plans of 2 courses were synced.");
  });

  test('in JSON', async () => {
    const { apply, change } = await published();
    change(more);
    const { stdout } = await apply('--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      lesson_plans: {
        courses: [{ sourced_id: 'course-1', call: `POST ${call}`, synced: false }],
      },
    });
  });

  test('a platform that refuses it: everything is published, and the exit code says that not all was done', async () => {
    const { apply, change } = await published({ status: 403 });
    change(more);
    const { code, stdout } = await apply('--sync-lesson-plans');
    expect(code).toBe(4);
    expect(stdout).toContain('Converged.');
    expect(unwrapped(stdout)).toContain('Syncing the lesson plans of the course course-1');
    expect(stdout).toContain(`POST ${call}`);
  });
});

describe('nothing is said of lesson plans', () => {
  test('after a change of titles', async () => {
    const { apply, calls, change } = await published();
    change(retitled);
    const { code, stdout } = await apply('--sync-lesson-plans');
    expect({ code, calls }).toEqual({ code: 0, calls: [] });
    expect(stdout).not.toContain('lesson plans');
  });

  test.each([
    { what: 'the config says that the platform has none', facts: ' lessonPlan.path: none ' },
    { what: 'the dialect knows none', dialect: 'partner' },
  ])('where $what', async (given) => {
    const { apply, calls, change } = await published(given);
    change(catalogFiles(3, given.dialect === 'partner' ? 0 : 1));
    const { code, stdout } = await apply('--sync-lesson-plans');
    expect({ code, calls }).toEqual({ code: 0, calls: [] });
    expect(stdout).not.toContain('lesson plans');
  });
});
