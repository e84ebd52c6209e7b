// Limits on how much one apply may touch, and the one way through.
import { describe, expect, test } from 'vitest';
import { courseManifest, put } from '../support/catalog-folder.ts';
import { cli } from '../support/program.ts';
import { serveCatalog } from '../support/served-catalog.ts';

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
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      `Approved was ${given}, which is another plan.`,
    );
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
