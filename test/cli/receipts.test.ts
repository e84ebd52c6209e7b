// What a run leaves behind, as a user meets it: receipts, resume, undo, and the lock.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kinds } from '../../src/model/node.ts';
import { courseManifest, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { receiptsOf } from '../support/interrupted.ts';
import { startCli } from '../support/program.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const apply = ['apply', '--env', 'test', '-y'];
const linesOf = (path = '') =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

test('a receipt says who, what, before and after, and is for its owner alone', async () => {
  const { around, folder } = await serveCatalog();
  const { stdout } = await cli(apply, { ...around, env: { ...around.env, GITHUB_ACTOR: 'ada' } });
  const [path = ''] = receiptsOf(folder);
  expect(stdout).toContain(`Receipt: ${path.slice(folder.length + 1)}\n`);
  const [head, ...lines] = linesOf(path);
  expect(head).toMatchObject({ type: 'run', command: 'apply', actor: 'ada', host: hostname() });
  expect(head.plan.resource_changes).toHaveLength(4);
  expect(lines[0]).toEqual({
    type: 'object',
    address: 'course/course-1',
    action: 'create',
    before: null,
    after: { fields: { title: 'Reading', org: 'partner-sandbox' } },
    sum: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(lines.map(({ type }) => type)).toEqual([
    ...Array(4).fill('object'),
    'sending',
    ...Array(4).fill('outcome'),
    'end',
  ]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, '.timeback-catalog')).mode & 0o777).toBe(0o700);
});

test('a plan without changes, and a refused one, leave none', async () => {
  const { around, folder } = await serveCatalog();
  await cli(apply, around);
  await cli(apply, around);
  put(folder, 'catalog/course.yaml', 'kind: course\ntitel: x\n');
  await cli(apply, around);
  expect(receiptsOf(folder)).toHaveLength(1);
});

test('the newest fifty are kept', async () => {
  const { around, folder } = await serveCatalog();
  const receipts = join(folder, '.timeback-catalog/receipts/test');
  mkdirSync(receipts, { recursive: true });
  for (let day = 10; day < 70; day += 1)
    writeFileSync(join(receipts, `20200101T0000${day}000Z-00000000.jsonl`), '');
  await cli(apply, around);
  const names = readdirSync(receipts);
  expect(names).toHaveLength(50);
  expect(names).not.toContain('20200101T000010000Z-00000000.jsonl');
  expect(names.some((name) => name.startsWith('20200101T'))).toBe(true);
});

describe('a run that was killed', () => {
  async function killed() {
    const catalog = await serveCatalog({ lessons: 60, faults: [{ fault: 'latency', ms: 60 }] });
    const { around, emulator, folder, writes } = catalog;
    const running = startCli([...apply, '--parallelism', '4'], around);
    while (writes().length < 12) await new Promise((resolve) => setTimeout(resolve, 5));
    running.kill();
    await running.ended;
    // What was on its way when the process died still arrives.
    await new Promise((resolve) => setTimeout(resolve, 200));
    const lessons = emulator.records('lesson').length;
    expect(lessons).toBeLessThan(60);
    return { ...catalog, receipt: receiptsOf(folder)[0] ?? '', running };
  }

  test('leaves a receipt that can be read, and --resume finishes exactly what is left', async () => {
    const { around, emulator, receipt } = await killed();
    expect(linesOf(receipt).map(({ type }) => type)).toContain('sending');
    const stored = () => kinds.flatMap((kind) => emulator.records(kind)).length;
    const before = stored();
    const { code, stdout } = await cli(['apply', '--env', 'test', '--resume', '-y'], around);
    expect(code).toBe(0);
    expect(stdout).toContain(`Resumed: ${before} changes were written before.`);
    expect(stdout).toContain('Converged.');
    expect(stdout).toContain(`Apply complete! ${63 - before} added`);
    expect(stored()).toBe(63);
    const again = await cli(['apply', '--env', 'test', '--resume', '-y'], around);
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(
      /^Apply to test \(.*:\n\nThere is nothing left to resume: 63 changes were written before\.\n$/,
    );
  });

  test('leaves a lock that the next run recognises as stale', async () => {
    const { around, folder, running } = await killed();
    const lock = join(folder, '.timeback-catalog/test.lock');
    expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ pid: running.pid });
    const { code, stderr } = await cli([...apply, '--debug'], around);
    expect(code).toBe(0);
    expect(stderr).toContain(`the lock of process ${running.pid}`);
    expect(existsSync(lock)).toBe(false);
  });
});

test('an interrupted run says how to finish', async () => {
  const { around, writes } = await serveCatalog({
    lessons: 60,
    faults: [{ fault: 'latency', ms: 60 }],
  });
  const running = startCli([...apply, '--parallelism', '4'], around);
  while (writes().length < 8) await new Promise((resolve) => setTimeout(resolve, 5));
  running.interrupt();
  const { code, stdout } = await running.ended;
  expect(code).toBe(130);
  expect(flat(stdout)).toContain('To finish, run timeback-catalog apply --env test --resume');
  expect((await cli(['apply', '--env', 'test', '--resume', '-y'], around)).code).toBe(0);
  expect(writes()).toHaveLength(63);
});

describe('two runs at once', () => {
  test('the second refuses with the pid and the start of the first, and sends nothing', async () => {
    const { around, folder, emulator, writes } = await serveCatalog({
      lessons: 60,
      faults: [{ fault: 'latency', ms: 60 }],
    });
    const running = startCli([...apply, '--parallelism', '2'], around);
    while (writes().length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const holder = JSON.parse(readFileSync(join(folder, '.timeback-catalog/test.lock'), 'utf8'));
    const tokens = () => emulator.requests.filter(({ path }) => path.endsWith('/token')).length;
    const before = tokens();
    const { code, stderr } = await cli(apply, around);
    expect(code).toBe(5);
    expect(flat(stderr)).toContain(
      `The process ${running.pid} on ${hostname()} has been publishing to test since ${holder.started}.`,
    );
    expect(tokens()).toBe(before);
    running.kill();
  });

  test.each([
    { name: 'of a process that is gone', holder: { pid: 2 ** 22 + 1, host: hostname() }, code: 0 },
    { name: 'of another machine', holder: { pid: 1, host: 'elsewhere' }, code: 5 },
    { name: 'that is no lock', holder: 'nonsense', code: 0 },
  ])('a lock $name: exit $code', async ({ holder, code }) => {
    const { around, folder } = await serveCatalog();
    const started = '2026-01-01T00:00:00.000Z';
    const text = typeof holder === 'string' ? holder : JSON.stringify({ ...holder, started });
    put(folder, '.timeback-catalog/test.lock', text);
    expect((await cli(apply, around)).code).toBe(code);
  });
});

describe('undo', () => {
  async function renamed() {
    const catalog = await serveCatalog();
    await cli(apply, catalog.around);
    put(catalog.folder, 'catalog/course.yaml', courseManifest(3).replace('Lesson 2', 'Second'));
    await cli(apply, catalog.around);
    return { ...catalog, receipt: receiptsOf(catalog.folder).at(-1) ?? '' };
  }

  test('shows an ordinary plan back and applies it: nothing is deleted', async () => {
    const { around, emulator, receipt } = await renamed();
    const { code, stdout } = await cli(['undo', '--env', 'test', receipt, '-y'], around);
    expect(code).toBe(0);
    expect(stdout).toContain('lesson "Lesson 2" changed');
    expect(stdout).toContain('lesson "Lesson 3" retired');
    expect(stdout).toContain('Converged.');
    const states = emulator.records('lesson').map(({ title, status }) => `${title} ${status}`);
    expect(states).toEqual(['Lesson 1 active', 'Lesson 2 active', 'Lesson 3 tobedeleted']);
    expect(emulator.requests.some(({ method }) => method === 'DELETE')).toBe(false);
    // The manifests say otherwise: that nothing is left to undo is no word of them.
    const again = await cli(['undo', '--env', 'test', receipt, '-y'], around);
    expect([again.code, again.stdout]).toEqual([
      0,
      expect.stringMatching(/^Nothing to undo: nothing is left of the apply of \S+ by .+\.$/m),
    ]);
    expect(again.stdout).not.toContain('manifests');
  });

  test('without approval nothing is sent', async () => {
    const { around, receipt, writes } = await renamed();
    const before = writes().length;
    expect((await cli(['undo', '--env', 'test', receipt], around)).code).toBe(64);
    expect(writes()).toHaveLength(before);
  });

  test('says what it overwrites, also if nobody is asked', async () => {
    const { around, folder, receipt } = await renamed();
    put(folder, 'catalog/course.yaml', courseManifest(3).replace('Lesson 2', 'Third'));
    await cli(apply, around);
    const { code, stderr } = await cli(['undo', '--env', 'test', receipt, '-y', '-q'], around);
    expect([code, stderr]).toEqual([0, expect.stringContaining('[undo/changed-since]')]);
  });

  test('works if the manifests are broken', async () => {
    const { around, folder, receipt } = await renamed();
    put(folder, 'catalog/course.yaml', 'kind: [');
    expect((await cli(['undo', '--env', 'test', receipt, '-y'], around)).code).toBe(0);
  });

  test('of the first publication needs the guard to be approved', async () => {
    const { around, folder } = await serveCatalog({ lessons: 12 });
    await cli(apply, around);
    const undo = ['undo', '--env', 'test', receiptsOf(folder)[0] ?? '', '-y'];
    const refused = await cli(undo, around);
    expect(refused.code).toBe(5);
    expect(flat(refused.stderr)).toContain('14 of 14 published nodes would be retired.');
    const [, approval = ''] =
      /undo \S+\.jsonl --env test --approve-retire (\S+?)`/.exec(flat(refused.stderr)) ?? [];
    expect((await cli([...undo, '--approve-retire', approval], around)).code).toBe(0);
  });

  test.each([
    { name: 'no file', receipt: 'nowhere.jsonl', says: 'nowhere.jsonl cannot be read' },
    { name: 'a manifest', receipt: 'catalog/course.yaml', says: 'Line 1 of catalog/course.yaml' },
  ])('$name is no receipt: nothing is sent', async ({ receipt, says }) => {
    const { around, emulator } = await serveCatalog();
    const { code, stderr } = await cli(['undo', '--env', 'test', receipt, '-y'], around);
    expect(code).toBe(1);
    expect(flat(stderr)).toContain(says);
    expect(emulator.requests).toEqual([]);
  });
});

describe('if no receipt can be written', () => {
  test('nothing is sent', async () => {
    const { around, folder, writes } = await serveCatalog();
    put(folder, '.timeback-catalog/receipts', 'a file in the way');
    const { code, stderr } = await cli(apply, around);
    expect(code).toBe(1);
    expect(stderr).toContain('[receipt/unwritable]');
    expect(writes()).toEqual([]);
  });

  test.skipIf(process.getuid?.() === 0)(
    'a folder without permission: nothing is sent',
    async () => {
      const { around, folder, writes } = await serveCatalog();
      mkdirSync(join(folder, '.timeback-catalog'));
      chmodSync(join(folder, '.timeback-catalog'), 0o500);
      expect((await cli(apply, around)).code).toBe(1);
      expect(writes()).toEqual([]);
    },
  );
});

test('wrong usage', async () => {
  const { around, emulator } = await serveCatalog();
  for (const args of [
    ['apply', 'plan.json', '--resume', '--env', 'test'],
    ['apply', '--resume', '--env', 'test', '--target', 'course-1'],
    ['undo', '--env', 'test', '-y'],
  ]) {
    expect((await cli(args, around)).code, args.join(' ')).toBe(64);
  }
  expect(emulator.requests).toEqual([]);
});
