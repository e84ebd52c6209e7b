// A part of a platform that holds the courses of others as well: what is asked of it, what comes of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  createEmulator,
  type EmulatorOptions,
} from '../../src/features/emulator/server/emulator.ts';
import { listen } from '../../src/features/emulator/server/listen.ts';
import { folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { configFor, credentials } from '../support/served-catalog.ts';
import { courseRecords, othersRecords, sharedResources } from '../support/shared-platform.ts';

const ours = { lessons: 12, placements: 2 };

async function sharedPlatform(
  options: EmulatorOptions = {},
  dialect: 'oneroster' | 'partner' = 'oneroster',
) {
  const emulator = createEmulator(options);
  emulator.seed([
    ...sharedResources(2),
    ...othersRecords({ courses: 30, lessons: 5, placements: 2 }),
    ...courseRecords('bio', ours, { title: 'Biology', courseCode: 'BIO-101' }),
    ...courseRecords('chem', ours, { title: 'Chemistry', courseCode: 'CHEM-101' }),
  ]);
  const { url, close } = await listen(emulator, { port: 0 });
  onTestFinished(async () => {
    await close();
    emulator.close();
  });
  const folder = folderWith({ 'timeback-catalog.yaml': configFor(url, dialect) });
  const run = async (...words: string[]) => {
    const before = emulator.requests.length;
    const ended = await commandLine([...words, '--env', 'test'], { cwd: folder, env: credentials });
    return {
      ...ended,
      requests: emulator.requests.slice(before).map(({ path, query }) => `${path}?${query}`),
    };
  };
  const config = (more: string) =>
    put(folder, 'timeback-catalog.yaml', `${configFor(url, dialect)}${more}`);
  return { emulator, folder, run, config };
}

/** A catalog of one course of the platform, and a config that says so. */
async function catalogOfBio(options: EmulatorOptions = {}, more = 'scope: { courses: [bio] }\n') {
  const platform = await sharedPlatform(options);
  const imported = await platform.run('import', 'remote', '--course', 'bio');
  expect(imported.code, imported.stderr).toBe(0);
  platform.config(more);
  return platform;
}

function edit(folder: string): void {
  const file = 'catalog/biology.yaml';
  const text = readFileSync(join(folder, file), 'utf8');
  const added = '$&      - sourcedId: new-lesson\n        title: New\n';
  const edited = text
    .replace('Lesson bio-l3', 'Lesson three')
    .replace(/ +- sourcedId: bio-l12\n(?: {8,}.*\n)+/, added);
  expect(edited).toContain('new-lesson');
  put(folder, file, edited);
}

interface PlanOutput {
  readonly summary: unknown;
  readonly resource_changes: readonly { readonly address: string; readonly change: unknown }[];
  readonly warnings: readonly { readonly code: string; readonly detail: string }[];
}

function read({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) {
  expect([0, 2], stderr).toContain(code);
  const plan: PlanOutput = JSON.parse(stdout);
  const { summary, resource_changes: changes, warnings } = plan;
  return { summary, changes, codes: [...new Set(warnings.map((one) => one.code))] };
}

describe('import remote --course', () => {
  test('takes the one course, proves that nothing would change, and says how to stay with it', async () => {
    const { run, folder, config } = await sharedPlatform();
    const imported = await run('import', 'remote', '--course', 'bio');
    expect(imported).toMatchObject({ code: 0 });
    expect(imported.stdout).toContain('a plan would change nothing');
    const advised = /write into the config:\n {2}(.*)\n/.exec(imported.stdout)?.[1];
    expect(advised).toBe('scope: { courses: ["bio"] }');
    config(`${advised}\n`);
    const planned = await run('plan');
    expect(planned.stdout).toContain('No changes.');
    expect(planned.stdout).toContain('Only this part of the platform was read: courses bio.');
    // A token; one question a list; and of both lists of members, whether they were cut off.
    expect([...new Set(planned.requests)]).toHaveLength(1 + 4 + 2);
    expect(readFileSync(join(folder, 'catalog.ids'), 'utf8')).not.toContain('chem');
  });

  test.each([
    { by: 'a code', words: ['--course', 'CHEM-101'], files: ['chemistry'] },
    {
      by: 'two of them',
      words: ['--course', 'bio', '--course', 'chem'],
      files: ['biology', 'chemistry'],
    },
    { by: 'a pattern of codes', words: ['--course', '*-101'], files: ['biology', 'chemistry'] },
    { by: 'a pattern of ids', words: ['--course', 'b?o'], files: ['biology'] },
  ])('by $by', async ({ words, files }) => {
    const { run } = await sharedPlatform();
    const imported = await run('import', 'remote', ...words);
    expect(imported).toMatchObject({ code: 0 });
    const written = [...imported.stdout.matchAll(/catalog\/([a-z]+)\.yaml/g)].map(
      ([, name]) => name,
    );
    expect(new Set(written)).toEqual(new Set(files));
    expect(imported.stdout).toContain('a plan would change nothing');
  });

  test('what no course is called is an error, and nothing is written', async () => {
    const { run, folder } = await sharedPlatform();
    const ended = await run('import', 'remote', '--course', 'bio', '--course', 'bioo');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('import/no-course');
    expect(ended.stderr).toContain('"bioo"');
    expect(() => readFileSync(join(folder, 'catalog/biology.yaml'))).toThrow();
  });

  test('a second course joins the first, which is not read again', async () => {
    const { run } = await sharedPlatform();
    await run('import', 'remote', '--course', 'bio');
    const imported = await run('import', 'remote', '--course', 'chem');
    expect(imported).toMatchObject({ code: 0 });
    expect(imported.stdout).toContain('a plan would change nothing');
  });

  test('a table has one course', async () => {
    const { run, folder } = await sharedPlatform();
    put(folder, 'lessons.csv', 'Lesson\nA\n');
    const words = ['import', 'outline', 'lessons.csv', '--course', 'A', '--course', 'B'];
    expect(await run(...words)).toMatchObject({ code: 64 });
  });
});

/** Answers to filters that are not what was asked for; `tells`: the run says that it did not rely on them. */
const answers = [
  { quirks: [], tells: false },
  { quirks: ['page-cap-100'], tells: false },
  { quirks: ['short-pages'], tells: false },
  { quirks: ['filter-unknown-empty'], tells: false },
  { quirks: ['lists-show-less'], tells: false },
  { quirks: ['filter-ignored'], tells: true },
  { quirks: ['filter-refused'], tells: true },
  { quirks: ['filter-nested-ignored'], tells: true },
  { quirks: ['filter-nested-empty'], tells: true },
  { quirks: ['filter-first-term'], tells: true },
  { quirks: ['filter-cut'], tells: true },
  { quirks: ['filter-whole-total'], tells: true },
] as const;

describe.each(answers)('a platform with $quirks', ({ quirks, tells }) => {
  test('plans the same, from whatever can be relied on', async () => {
    const { run, folder } = await catalogOfBio({ quirks });
    edit(folder);
    const { changes, codes, summary } = read(await run('plan', '--format', 'json'));
    expect(changes.map(({ address }) => address)).toEqual(['lesson/bio-l3', 'lesson/new-lesson']);
    expect(summary).toMatchObject({ to_add: 1, to_retire: 0, unmanaged: 0 });
    expect(codes.includes('remote/filter-not-used')).toBe(tells);
  });
});

describe('the advice of remote/filter-not-used', () => {
  test.each([
    { quirk: 'filter-refused', row: 'list.filter' },
    { quirk: 'filter-nested-ignored', row: 'list.filterReferences' },
  ] as const)(
    '$quirk: with $row false it is not tried, and nothing is said',
    async ({ quirk, row }) => {
      const { emulator, run, config } = await catalogOfBio({ quirks: [quirk] });
      const told = (await run('plan')).stdout;
      const rows = [...told.matchAll(/facts: \{(\S+): false\}/g)].map(([, name]) => name);
      expect(rows).toContain(row);
      config(
        `    facts: { ${[...new Set(rows)].map((name) => `${name}: false`).join(', ')} }\nscope: { courses: [bio] }\n`,
      );
      const before = emulator.requests.length;
      const planned = read(await run('plan', '--format', 'json'));
      expect(planned).toMatchObject({ changes: [], codes: [] });
      const asked = emulator.requests
        .slice(before)
        .filter(({ query }) => query.includes('filter='));
      expect(
        asked.filter(({ query }) => row === 'list.filter' || query.includes('.sourcedId')),
      ).toEqual([]);
    },
  );
});

describe('what a scope leaves outside', () => {
  test('a course of the manifests outside of it is refused, and both cures work', async () => {
    const { run, config } = await catalogOfBio();
    await run('import', 'remote', '--course', 'chem');
    const refused = await run('plan');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('scope/outside');
    expect(refused.stderr).toContain(
      'Add "chem" to `scope.courses` in the config, or write `courses: own` there.',
    );
    for (const cure of ['[bio, chem]', 'own']) {
      config(`scope: { courses: ${cure} }\n`);
      expect((await run('plan')).stdout, cure).toContain('No changes.');
    }
  });

  test.each([
    { scope: '{ prefix: bi }' },
    { scope: '{ org: partner-sandbox, prefix: b }' },
    { scope: '{ courses: ["BIO-*"], prefix: bio }' },
    { scope: '{ courses: bio }' },
  ])('$scope is about the course as well', async ({ scope }) => {
    const { run } = await catalogOfBio({}, `scope: ${scope}\n`);
    expect(read(await run('plan', '--format', 'json'))).toMatchObject({
      changes: [],
      summary: { unmanaged: 0 },
    });
  });

  test.each([
    { scope: '{ prefix: chem }', why: 'ids that begin with chem' },
    { scope: '{ org: another }', why: 'org another' },
    { scope: '{ primaryApp: mine }', why: 'primaryApp mine' },
  ])('$scope is not', async ({ scope, why }) => {
    const { run } = await catalogOfBio({}, `scope: ${scope}\n`);
    const planned = await run('plan');
    expect(planned.code).toBe(1);
    expect(planned.stderr).toContain(`is outside the scope of test: ${why}.`);
  });

  test('courses that are in the scope and in no manifest are named as not managed', async () => {
    const { run } = await catalogOfBio({}, 'scope: { courses: ["*-101"] }\n');
    const { summary } = read(await run('plan', '--format', 'json'));
    // The course Chemistry with two units and twelve lessons.
    expect(summary).toMatchObject({ unmanaged: 15 });
  });

  test('records of strangers that cannot be so are not told of', async () => {
    const { emulator, run, config } = await catalogOfBio({ quirks: ['takes-odd-records'] });
    const status = 'odd';
    emulator.seed([
      { kind: 'course', record: { sourcedId: 'both', status, title: 'Both' } },
      {
        kind: 'unit',
        record: { sourcedId: 'both', status, title: 'Both', course: { sourcedId: 'both' } },
      },
      { kind: 'unit', record: { sourcedId: 'stray', status, title: 'Stray' } },
    ]);
    expect(read(await run('plan', '--format', 'json')).codes).toEqual([]);
    config('');
    expect(read(await run('plan', '--format', 'json')).codes).toEqual(['remote/strange-record']);
  });

  test('what somebody moved into the course of a stranger is found there', async () => {
    const { emulator, run } = await catalogOfBio();
    const moved = (kind: 'unit' | 'lesson', sourcedId: string, more: object) => {
      const record = emulator.records(kind).find((one) => one['sourcedId'] === sourcedId);
      emulator.seed([{ kind, record: { ...record, course: { sourcedId: 'other-1' }, ...more } }]);
    };
    moved('lesson', 'bio-l12', { unit: { sourcedId: 'other-1-u1' } });
    const { changes, codes } = read(await run('plan', '--format', 'json'));
    expect(codes).toEqual(['remote/kept-elsewhere']);
    expect(changes).toMatchObject([{ address: 'lesson/bio-l12', change: { actions: ['move'] } }]);
  });

  test('a unit that is retired while somebody else hangs a lesson under it is refused', async () => {
    const { emulator, run, folder } = await catalogOfBio();
    const within = {
      course: { sourcedId: 'bio' },
      unit: { sourcedId: 'bio-u2' },
      status: 'active',
    };
    emulator.seed([
      { kind: 'lesson', record: { sourcedId: 'theirs', title: 'Theirs', ...within } },
    ]);
    const retired = await commandLine(['retire', 'bio-u2', '--reason', 'gone', '--children'], {
      cwd: folder,
    });
    expect(retired.code, retired.stderr).toBe(0);
    const refused = await run('plan');
    expect(refused.code).toBe(5);
    expect(refused.stderr).toContain('lesson "Theirs"');
  });
});

test.each(['oneroster', 'partner'] as const)(
  '%s: apply, undo and find drift within a scope',
  async (dialect) => {
    const { emulator, run, folder, config } = await sharedPlatform({}, dialect);
    // In the partner dialect a lesson places one resource, as the table stands.
    const facts =
      dialect === 'partner'
        ? '    facts: { lesson.resources: resources, lesson.resources.shape: list }\n'
        : '';
    config(`${facts}scope: { courses: [bio] }\n`);
    expect(await run('import', 'remote')).toMatchObject({ code: 0 });
    edit(folder);
    const applied = await run('apply', '--yes');
    expect(applied.stdout, applied.stderr).toContain('Converged.');
    expect((await run('plan')).stdout).toContain('No changes.');
    const [, receipt = ''] =
      /(\.timeback-catalog\/receipts\/\S+\.jsonl)/.exec(applied.stdout) ?? [];
    const undone = await run('undo', receipt, '--yes');
    expect(undone.code, undone.stderr).toBe(0);
    expect(
      emulator.records('lesson').find(({ sourcedId }) => sourcedId === 'bio-l3'),
    ).toMatchObject({
      title: 'Lesson bio-l3',
    });
    const lists = emulator.requests.filter(
      ({ method, path, query }) =>
        method === 'GET' &&
        /(components|component-resources|units|lessons)$/.test(path) &&
        !query.startsWith('limit=1&') &&
        !query.includes('filter='),
    );
    expect(lists).toEqual([]);
  },
);

test('a plan that was approved for one scope is not carried out for another', async () => {
  const { run, folder, config } = await catalogOfBio();
  edit(folder);
  const { stdout } = await run('plan', '--format', 'json');
  const { digest } = JSON.parse(stdout);
  config('scope: { courses: own }\n');
  const applied = await run('apply', '--plan-hash', digest);
  expect(applied.code).toBe(6);
});
