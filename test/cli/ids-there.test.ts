// Nodes that have other ids on a platform: what asks that platform, or says how a node stands there, asks
// for the id that it has there.
import { describe, expect, test } from 'vitest';
import { courseManifest, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { serveCatalog } from '../support/served-catalog.ts';

/** A published catalog whose first lesson is `there-1` on the platform, and `lesson-1` here. */
async function publishedThere() {
  const served = await serveCatalog();
  const { folder, around, url, emulator } = served;
  put(
    folder,
    'timeback-catalog.yaml',
    `org: partner-sandbox\nenvironments:\n  test:\n    baseUrl: ${url}\n    ids: { lesson/lesson-1: there-1 }\n`,
  );
  const run = (...args: string[]) => cli(args, around);
  expect(await run('fmt')).toMatchObject({ code: 0 });
  expect(await run('apply', '-e', 'test', '-y')).toMatchObject({ code: 0 });
  const statusThere = () =>
    emulator.records('lesson').find(({ sourcedId }) => sourcedId === 'there-1')?.['status'];
  expect(statusThere()).toBe('active');
  return { ...served, run, statusThere };
}

test('a published node whose environment gets a first id for it is refused, whatever its title is now', async () => {
  const { folder, around, url, emulator } = await serveCatalog();
  const configure = (ids: string) =>
    put(
      folder,
      'timeback-catalog.yaml',
      `org: partner-sandbox\nenvironments:\n  test:\n    baseUrl: ${url}\n${ids}`,
    );
  const run = (...args: string[]) => cli(args, around);
  configure('');
  await run('fmt');
  expect(await run('apply', '-e', 'test', '-y')).toMatchObject({ code: 0 });
  configure('    ids: { lesson/lesson-1: there-1 }\n');
  put(folder, 'catalog/course.yaml', courseManifest(2).replace('Lesson 1', 'Long division'));
  const ended = await run('apply', '-e', 'test', '-y');
  expect(ended.stderr).toContain('identity/re-minted');
  expect(ended.stderr.replaceAll(/\s+/g, ' ')).toContain('Remove lesson/lesson-1 from');
  expect(ended.code).toBe(5);
  expect(emulator.records('lesson').map(({ sourcedId }) => sourcedId)).not.toContain('there-1');
  configure('');
  expect(await run('apply', '-e', 'test', '-y')).toMatchObject({ code: 0 });
});

describe('a node that has another id on the platform', () => {
  test.each(['lesson-1', 'lesson/lesson-1'])('%s is not forgotten', async (name) => {
    const { run } = await publishedThere();
    const ended = await run('retire', name, '--never-published', '-e', 'test');
    expect(ended.stderr).toContain('retire/published');
    expect(ended.code).toBe(5);
  });

  test('its published retirement is not taken back', async () => {
    const { run, statusThere } = await publishedThere();
    await run('retire', 'lesson-1', '--reason', 'old');
    expect(await run('retire', 'lesson-1', '--undo', '-e', 'test')).toMatchObject({ code: 0 });
    await run('retire', 'lesson-1', '--reason', 'old');
    expect(await run('apply', '-e', 'test', '-y')).toMatchObject({ code: 0 });
    expect(statusThere()).toBe('tobedeleted');
    const ended = await run('retire', 'lesson-1', '--undo', '-e', 'test');
    expect(ended.stderr).toContain('retire/published');
    expect(ended.code).toBe(5);
  });

  test.each(['lesson-1', 'lesson/lesson-1', 'there-1'])('is explained as %s', async (name) => {
    const { run, folder } = await publishedThere();
    put(folder, 'catalog/course.yaml', courseManifest(2).replace('Lesson 1', 'Lesson one'));
    const ended = await run('explain', name, '-e', 'test');
    expect(ended.stdout).toContain('test: differs (title)');
    expect(ended.stdout).toMatch(/apply to test by .*: create, applied/);
    await run('retire', 'lesson-1', '--reason', 'old');
    expect((await run('explain', name, '-e', 'test')).stdout).toContain(
      'still live, to be retired',
    );
  });

  test.each(['lesson-1', 'lesson/lesson-1', 'there-1'])('is a target as %s', async (name) => {
    const { run, folder, statusThere } = await publishedThere();
    put(folder, 'catalog/course.yaml', courseManifest(2).replaceAll('title: L', 'title: l'));
    const planned = await run('plan', '-e', 'test', '--target', name);
    expect(planned.stdout).toContain('0 to add, 1 to change');
    await run('fmt');
    await run('retire', 'lesson-1', '--reason', 'old');
    expect(await run('apply', '-e', 'test', '-y', '--target', name)).toMatchObject({ code: 0 });
    expect(statusThere()).toBe('tobedeleted');
  });

  test('is left to the catalog that it was released to, by an undo as well', async () => {
    const { run, statusThere, folder } = await publishedThere();
    put(folder, 'catalog/course.yaml', courseManifest(2).replace('Lesson 1', 'Lesson one'));
    const ended = await run('apply', '-e', 'test', '-y');
    const [receipt = ''] = /\.timeback-catalog\S+\.jsonl/.exec(ended.stdout) ?? [];
    expect(await run('release', 'lesson-1', '--to', 'other')).toMatchObject({ code: 0 });
    const undone = await run('undo', receipt, '-e', 'test', '-y');
    expect(undone.stdout + undone.stderr).toContain('undo/released');
    expect(undone.code).toBe(0);
    expect(statusThere()).toBe('active');
  });
});
