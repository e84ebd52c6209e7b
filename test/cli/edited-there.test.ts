import { expect, test } from 'vitest';
import { courseManifest, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { serveCatalog } from '../support/served-catalog.ts';

/** A catalog that was published, and whose second lesson somebody then renamed on the platform. */
async function edited() {
  const served = await serveCatalog();
  const { around, emulator } = served;
  const run = (...args: string[]) => cli(args, around);
  expect(await run('apply', '--env', 'test', '-y')).toMatchObject({ code: 0 });
  const [record] = emulator.records('lesson').filter(({ sourcedId }) => sourcedId === 'lesson-2');
  if (!record) throw new Error('lesson-2 was not published');
  emulator.seed([{ kind: 'lesson', record: { ...record, title: 'Theirs!' } }]);
  return { ...served, run };
}

const marked =
  'title was changed on the platform since your last apply: publishing overwrites that';

test('an edit on the platform that the plan overwrites is marked, in every format', async () => {
  const { run } = await edited();
  const human = await run('plan', '--env', 'test');
  expect(human.stdout.replace(/\s+/g, ' ')).toContain(marked);
  expect(human.stdout.replace(/\s+/g, ' ')).toContain(
    '1 field was changed on the platform since your last apply, and this plan overwrites it: lesson "Lesson 2".',
  );
  for (const format of ['markdown', 'html']) {
    expect((await run('plan', '--env', 'test', '-f', format)).stdout).toContain(marked);
  }
  const plan = JSON.parse((await run('plan', '--env', 'test', '-f', 'json')).stdout);
  expect(plan.resource_changes).toMatchObject([
    { address: 'lesson/lesson-2', change: { fields: [{ edited_on_platform: true }] } },
  ]);
});

test('the saved plan keeps the mark, and can be applied', async () => {
  const { run } = await edited();
  await run('plan', '--env', 'test', '-o', 'plan.json');
  expect((await run('show', 'plan.json')).stdout.replace(/\s+/g, ' ')).toContain(marked);
  expect(await run('apply', 'plan.json')).toMatchObject({ code: 0 });
  expect(await run('plan', '--env', 'test')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('No changes.'),
  });
});

test('an edit in git is none, nor is one of a machine that published nothing', async () => {
  const { run, folder, around } = await edited();
  await run('apply', '--env', 'test', '-y');
  put(folder, 'catalog/course.yaml', courseManifest(2).replace('Lesson 1', 'Lesson one'));
  const mine = await run('plan', '--env', 'test');
  expect(mine.stdout).toContain('Lesson one');
  expect(mine.stdout).not.toContain('changed on the platform');
  const { rmSync } = await import('node:fs');
  rmSync(`${around.cwd}/.timeback-catalog`, { recursive: true });
  expect((await run('plan', '--env', 'test')).stdout).not.toContain('changed on the platform');
});
