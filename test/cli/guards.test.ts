// Limits on how much one apply may touch, and the one way through.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { courseManifest, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { receiptsOf } from '../support/interrupted.ts';
import { serveCatalog } from '../support/served-catalog.ts';
import { serveEnvironments } from '../support/served-environments.ts';

/** 40 published lessons, of which `edited` have another title now. */
async function edited(count: number) {
  const catalog = await serveCatalog({ lessons: 40 });
  await cli(['apply', '--env', 'test', '-y'], catalog.around);
  let left = count;
  const manifest = courseManifest(40).replaceAll(/title: Lesson/g, (title) => {
    left -= 1;
    return left < 0 ? title : 'title: New lesson';
  });
  put(catalog.folder, 'catalog/course.yaml', manifest);
  const before = catalog.writes().length;
  return { ...catalog, written: () => catalog.writes().slice(before) };
}
const apply = ['apply', '--env', 'test', '-y'];

/** What the message of the guard says to run. */
async function wayThrough(around: Parameters<typeof cli>[1]): Promise<string> {
  const { stderr } = await cli(apply, around);
  return /--approve-(?:update|retire) (\S+?)`/.exec(stderr.replaceAll(/\s+/g, ' '))?.[1] ?? '';
}

test('apply refuses, exit 5, with the numbers, the limit and the way through; nothing is sent', async () => {
  const { around, written } = await edited(30);
  const { code, stdout, stderr } = await cli(apply, around);
  expect(code).toBe(5);
  expect(stdout).toBe('');
  const message = stderr.replaceAll(/\s+/g, ' ');
  expect(message).toContain('[guard/many-updates]');
  expect(message).toContain('30 of 43 published nodes would be changed.');
  expect(message).toContain('the limit is 21 (50 %)');
  expect(message).toMatch(/apply --env test --approve-update 30@[\da-f]{12}/);
  expect(written()).toEqual([]);
});

test('plan shows the changes all the same, and that apply will refuse, in every format', async () => {
  const { around } = await edited(30);
  const human = await cli(['plan', '--env', 'test', '--detailed-exitcode'], around);
  expect(human.code).toBe(2);
  expect(human.stdout).toContain('Plan: 0 to add, 30 to change');
  expect(human.stdout).toContain('[guard/many-updates]');
  const json = await cli(['plan', '--env', 'test', '-f', 'json'], around);
  expect(JSON.parse(json.stdout).guards).toMatchObject([
    { guards: 'update', count: 30, of: 43, limit: 21 },
  ]);
  const markdown = await cli(['plan', '--env', 'test', '-f', 'markdown'], around);
  expect(markdown.stdout).toContain('guard/many-updates');
});

test('what the message says goes through', async () => {
  const { around, written } = await edited(30);
  const approved = await cli([...apply, '--approve-update', await wayThrough(around)], around);
  expect(approved.code).toBe(0);
  expect(written()).toHaveLength(30);
});

describe('an approval lets nothing else through', () => {
  test.each([
    { name: 'another number', change: (given: string) => given.replace(/^\d+/, '29') },
    { name: 'another plan', change: (given: string) => given.replace(/@.*/, '@000000000000') },
  ])('$name', async ({ change }) => {
    const { around, written } = await edited(30);
    const given = change(await wayThrough(around));
    const { code, stderr } = await cli([...apply, '--approve-update', given], around);
    expect(code).toBe(5);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`The approval ${given} is for another plan.`);
    expect(written()).toEqual([]);
  });

  test('it dies when the manifests change', async () => {
    const { around, folder, written } = await edited(30);
    const given = await wayThrough(around);
    put(folder, 'catalog/course.yaml', courseManifest(40).replaceAll('title: L', 'title: My l'));
    const { code } = await cli([...apply, '--approve-update', given], around);
    expect(code).toBe(5);
    expect(written()).toEqual([]);
  });

  test('an approval of retirements is none of changes', async () => {
    const { around, written } = await edited(30);
    const given = await wayThrough(around);
    expect((await cli([...apply, '--approve-retire', given], around)).code).toBe(5);
    expect(written()).toEqual([]);
  });

  test.each(['30', '@abcdefabcdef', '30@abc', 'all'])('%s is wrong usage', async (given) => {
    const { around, written } = await edited(1);
    const { code, stderr } = await cli([...apply, '--approve-update', given], around);
    expect(code).toBe(64);
    expect(stderr).toContain('7@0123456789ab');
    expect(written()).toEqual([]);
  });
});

test('any error in checking disables every retirement: nothing is written', async () => {
  const { around, folder, emulator } = await serveCatalog();
  await cli(['fmt'], around);
  await cli(apply, around);
  await cli(['retire', 'lesson-2', '--reason', 'merged'], around);
  put(folder, 'catalog/broken.yaml', 'kind: course\ntitle: [\n');
  const before = emulator.requests.length;
  const { code, stderr } = await cli(apply, around);
  expect(code).toBe(1);
  expect(stderr).toContain('[yaml/syntax]');
  const asked = emulator.requests.slice(before).map(({ method }) => method);
  expect(asked.filter((method) => method !== 'GET' && method !== 'POST')).toEqual([]);
});

const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

/** The words of the commands that a refusal prints, without the name of the tool. */
function printed(text: string): string[][] {
  const commands = flat(text).matchAll(/To apply it anyway: `timeback-catalog ([^`]+)`/g);
  return [...commands].map(([, words = '']) => words.split(' '));
}

/** A published course of two lessons, which the manifests retire whole. */
async function retired() {
  const catalog = await serveCatalog();
  const { around, folder } = catalog;
  await cli(['fmt'], around);
  await cli(apply, around);
  const { code, stderr } = await cli(
    ['retire', 'course-1', '--children', '--reason', 'old'],
    around,
  );
  if (code !== 0) throw new Error(stderr);
  const live = () =>
    (['course', 'unit', 'lesson'] as const)
      .flatMap((kind) => catalog.emulator.records(kind))
      .filter(({ status }) => status !== 'tobedeleted').length;
  return { ...catalog, live, receipt: () => relative(folder, receiptsOf(folder).at(-1) ?? '') };
}

describe('a small catalog', () => {
  test('is retired whole with its approval only, and the printed line is that', async () => {
    const { around, live } = await retired();
    const refused = await cli(apply, around);
    expect(refused.code).toBe(5);
    expect(flat(refused.stderr)).toContain('Error[guard/empty-catalog]');
    expect(flat(refused.stderr)).toContain('4 of 4 published nodes would be retired');
    expect(live()).toBe(4);
    const [line = []] = printed(refused.stderr);
    const followed = await cli([...line, '-y'], around);
    expect(followed.code, followed.stderr).toBe(0);
    expect(live()).toBe(0);
  });

  test('so it is by a saved plan', async () => {
    const { around, live } = await retired();
    const planned = await cli(['plan', '--env', 'test', '-o', 'plan.json'], around);
    const [line = []] = printed(planned.stdout);
    expect((await cli(['apply', 'plan.json'], around)).code).toBe(5);
    expect(live()).toBe(4);
    const approval = line.slice(line.indexOf('--approve-retire'));
    const followed = await cli(['apply', 'plan.json', ...approval], around);
    expect(followed.code, followed.stderr).toBe(0);
    expect(live()).toBe(0);
  });

  test.each(['readable', 'broken'])(
    'so it is by undo of its first publication, with %s manifests',
    async (state) => {
      const catalog = await serveCatalog();
      const { around, folder, emulator } = catalog;
      await cli(['fmt'], around);
      await cli(apply, around);
      if (state === 'broken') put(folder, 'catalog/course.yaml', 'kind: [');
      const receipt = relative(folder, receiptsOf(folder)[0] ?? '');
      const live = () =>
        emulator.records('lesson').filter(({ status }) => status === 'active').length;
      const refused = await cli(['undo', '--env', 'test', receipt, '-y'], around);
      expect(refused.code).toBe(5);
      expect(flat(refused.stderr)).toContain('4 of 4 published nodes would be retired.');
      expect(live()).toBe(2);
      const [line = []] = printed(refused.stderr);
      const followed = await cli([...line, '-yq'], around);
      expect(followed.code, followed.stderr).toBe(0);
      expect(live()).toBe(0);
    },
  );

  test('undo of one lesson of it asks for nothing, whatever the manifests are', async () => {
    const { around, folder } = await serveCatalog();
    await cli(['fmt'], around);
    await cli(apply, around);
    put(folder, 'catalog/course.yaml', courseManifest(3));
    await cli(['fmt'], around);
    expect((await cli(apply, around)).code).toBe(0);
    put(folder, 'catalog/course.yaml', 'kind: [');
    const receipt = receiptsOf(folder).at(-1) ?? '';
    const undone = await cli(['undo', '--env', 'test', receipt, '-y'], around);
    expect(undone.code, undone.stderr).toBe(0);
  });
});

test('the line that resume prints goes through', async () => {
  const faults = [
    { fault: 'forbid', id: 'lesson-40', method: 'PUT', path: 'lesson-40', at: 2 },
  ] as const;
  const catalog = await serveCatalog({ lessons: 40, faults });
  const { around, folder } = catalog;
  await cli(apply, around);
  put(folder, 'catalog/course.yaml', courseManifest(40).replaceAll('title: L', 'title: My l'));
  const partly = await cli([...apply, '--approve-update', await wayThrough(around)], around);
  expect(partly.code, partly.stdout).toBe(4);
  const refused = await cli([...apply, '--resume'], around);
  expect(refused.code).toBe(5);
  const [line = []] = printed(refused.stderr);
  expect(line).toContain('--resume');
  const followed = await cli([...line, '-y'], around);
  expect(followed.code, followed.stderr).toBe(0);
});

test('of several environments each is let through by its own printed line', async () => {
  const { around, at, folder } = await serveEnvironments({ a: {}, b: {} });
  await cli(['fmt'], around);
  await cli(['apply', '--env', 'a,b', '-y'], around);
  await cli(['retire', 'course-1', '--children', '--reason', 'old'], around);
  const planned = await cli(
    ['plan', '--env', 'a,b', '--detailed-exitcode', '-o', 'p.json'],
    around,
  );
  expect(planned.code).toBe(2);
  expect(planned.stdout).not.toContain('Error');
  expect(flat(planned.stdout)).toContain('Warning: apply will refuse this plan: 4 of 4');
  expect(readFileSync(join(folder, 'p.json'), 'utf8')).not.toContain('"error"');
  const refused = await cli(['apply', '--env', 'a,b', '-y'], around);
  expect(refused.code).toBe(5);
  const lines = printed(refused.stdout + refused.stderr);
  expect(lines).toHaveLength(2);
  const approvals = lines.flatMap((line) => line.slice(line.indexOf('--approve-retire')));
  const followed = await cli(['apply', '--env', 'a,b', '-y', ...approvals], around);
  expect(followed.code, followed.stderr).toBe(0);
  for (const name of ['a', 'b']) {
    expect(
      at(name)
        .records('lesson')
        .every(({ status }) => status === 'tobedeleted'),
    ).toBe(true);
  }
});

describe('no output of plan calls it an error', () => {
  const warning = 'apply will refuse this plan: 4 of 4 published nodes would be retired';
  test.each(['human', 'markdown', 'html', 'json'])('%s', async (format) => {
    const { around } = await retired();
    const { code, stdout, stderr } = await cli(['plan', '--env', 'test', '-f', format], around);
    expect(code).toBe(0);
    const said = stdout.replace(/<style>.*<\/style>/s, '') + stderr;
    expect(said).not.toMatch(/\berror\b/i);
    if (format === 'json') {
      const [{ problem }] = JSON.parse(stdout).guards;
      expect(`${problem.summary}: ${problem.detail}`).toContain(warning);
      expect(problem.severity).toBe('warning');
    } else {
      expect(flat(stdout)).toContain(`Warning: ${warning}`);
    }
    expect(stdout).toContain('guard/empty-catalog');
  });

  test('with --detailed-exitcode it is 2', async () => {
    const { around } = await retired();
    const { code } = await cli(['plan', '--env', 'test', '--detailed-exitcode'], around);
    expect(code).toBe(2);
  });
});

describe('--plan-hash', () => {
  test.each(['', 'abc', '0123456789a', '0123456789xy', 'f'.repeat(65)])(
    '"%s" is wrong usage, with changes and without',
    async (hash) => {
      const { around, emulator } = await serveCatalog();
      for (const published of [false, true]) {
        if (published) await cli(apply, around);
        const sent = emulator.requests.length;
        const { code, stderr } = await cli(['apply', '--env', 'test', '--plan-hash', hash], around);
        expect(code).toBe(64);
        expect(stderr.replaceAll(/\s+/g, ' ')).toContain('at least its first twelve digits');
        expect(emulator.requests).toHaveLength(sent);
      }
    },
  );

  test('with nothing to do the run succeeds, whatever was approved; so does a saved plan', async () => {
    const { around, writes } = await serveCatalog();
    await cli(['plan', '--env', 'test', '-o', 'plan.json'], around);
    for (const given of [['plan.json'], ['plan.json'], ['--plan-hash', '0123456789ab']]) {
      const { code, stdout } = await cli(['apply', '--env', 'test', ...given], around);
      expect(code, given.join(' ')).toBe(0);
      expect(stdout).toMatch(/Converged|No changes/);
    }
    expect(writes()).toHaveLength(4);
  });
});
