// Nodes that have other ids on a platform: what asks that platform, or says how a node stands there, asks
// for the id that it has there.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { courseManifest, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const firstId = '    ids: { lesson/lesson-1: there-1 }\n';

/** A catalog with an emulator, commands in it, and how to write the ids of its environment. */
async function serve() {
  const served = await serveCatalog();
  const { folder, around, url } = served;
  const configure = (ids: string) =>
    put(
      folder,
      'timeback-catalog.yaml',
      `org: partner-sandbox\nenvironments:\n  test:\n    baseUrl: ${url}\n${ids}`,
    );
  return { ...served, configure, run: (...args: string[]) => cli(args, around) };
}

/** A published catalog whose first lesson is `there-1` on the platform, and `lesson-1` here. */
async function publishedThere() {
  const served = await serve();
  const { configure, run, emulator } = served;
  configure(firstId);
  expect(await run('fmt')).toMatchObject({ code: 0 });
  expect(await run('apply', '-e', 'test', '-y')).toMatchObject({ code: 0 });
  const statusThere = () =>
    emulator.records('lesson').find(({ sourcedId }) => sourcedId === 'there-1')?.['status'];
  expect(statusThere()).toBe('active');
  return { ...served, statusThere };
}

test('a published node whose environment gets a first id for it is refused, whatever its title is now', async () => {
  const { folder, configure, run, emulator } = await serve();
  configure('');
  await run('fmt');
  expect(await run('apply', '-e', 'test', '-y')).toMatchObject({ code: 0 });
  configure(firstId);
  put(folder, 'catalog/course.yaml', courseManifest(2).replace('Lesson 1', 'Long division'));
  const ended = await run('apply', '-e', 'test', '-y');
  expect(ended.stderr).toContain('identity/re-minted');
  expect(ended.stderr.replaceAll(/\s+/g, ' ')).toContain('Remove lesson/lesson-1 from');
  expect(ended.code).toBe(5);
  expect(emulator.records('lesson').map(({ sourcedId }) => sourcedId)).not.toContain('there-1');
  configure('');
  expect(await run('apply', '-e', 'test', '-y')).toMatchObject({ code: 0 });
});

describe('a first id that an environment gives, and the platform has another title under the own id', () => {
  const titled = (title: string) => courseManifest(2).replace('Lesson 1', title);

  /** Published with the title under its own id; then the environment gives it another id. */
  async function rewritten(was: string, now: string) {
    const served = await serve();
    const { folder, configure, run } = served;
    configure('');
    put(folder, 'catalog/course.yaml', titled(was));
    await run('fmt');
    expect(await run('apply', '-e', 'test', '-y')).toMatchObject({ code: 0 });
    configure(firstId);
    put(folder, 'catalog/course.yaml', titled(now));
    const forgetReceipts = () => rmSync(join(folder, '.timeback-catalog'), { recursive: true });
    return { ...served, forgetReceipts };
  }
  const [was, now] = ['Supporting details', 'Vocabulary in context'];

  test('is refused if a receipt shows that it was published there', async () => {
    const { run } = await rewritten(was, now);
    const ended = await run('plan', '-e', 'test');
    expect(ended.stderr).toContain('identity/re-minted');
    expect(ended.stderr.replaceAll(/\s+/g, ' ')).toContain('Remove lesson/lesson-1 from');
    expect(ended.code).toBe(5);
  });

  test('is a warning if nothing shows whose it is: both answers can be given', async () => {
    const { run, configure, forgetReceipts, emulator } = await rewritten(was, now);
    forgetReceipts();
    const titles = () =>
      emulator.records('lesson').map(({ sourcedId, title }) => `${sourcedId} ${title}`);
    const planned = await run('plan', '-e', 'test');
    const said = `${planned.stdout} ${planned.stderr}`.replaceAll(/\s+/g, ' ');
    expect(said).toContain('identity/unlike');
    expect(said).toContain(`has the lesson "${was}" under lesson-1`);
    expect(said).toContain('remove lesson/lesson-1 from');
    configure('');
    const same = await run('plan', '-e', 'test');
    expect(same.stdout).toContain('0 to add, 1 to change');
    expect(same.stdout + same.stderr).not.toContain('identity/unlike');
    configure(firstId);
    expect(await run('apply', '-e', 'test', '-y')).toMatchObject({ code: 0 });
    expect(titles()).toEqual(expect.arrayContaining([`lesson-1 ${was}`, `there-1 ${now}`]));
    const again = await run('plan', '-e', 'test');
    expect(again.stdout + again.stderr).not.toContain('identity/unlike');
  });

  test('is refused without a receipt if the titles are alike', async () => {
    const { run, forgetReceipts } = await rewritten(was, `${was} again`);
    forgetReceipts();
    const ended = await run('plan', '-e', 'test');
    expect(ended.stderr).toContain('identity/re-minted');
    expect(ended.code).toBe(5);
  });

  test('is a warning if an undo gave the node back to others', async () => {
    const { run, configure, emulator, folder } = await rewritten(was, now);
    configure('');
    const applied = await run('apply', '-e', 'test', '-y');
    const [receipt = ''] = /\.timeback-catalog\S+\.jsonl/.exec(applied.stdout) ?? [];
    expect(await run('undo', receipt, '-e', 'test', '-y')).toMatchObject({ code: 0 });
    expect(emulator.records('lesson').map(({ title }) => title)).toContain(was);
    configure(firstId);
    put(folder, 'catalog/course.yaml', titled(now));
    const planned = await run('plan', '-e', 'test');
    expect(planned.stdout + planned.stderr).toContain('identity/unlike');
  });
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
