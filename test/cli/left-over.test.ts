// A draft came and went on a branch, and its line in the ledger stayed: who is stopped, and the ways out.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import type { Around } from '../support/program.ts';
import {
  config,
  edited,
  fresh,
  ledger,
  lines,
  manifest,
  problemsIn,
  reading,
  readingRepository,
  recorded,
} from '../support/reading-catalog.ts';
import { hasGit, type TestRepository } from '../support/repository.ts';
import { configFor, serveCatalog } from '../support/served-catalog.ts';

const draft = `      - sourcedId: ${fresh.one}\n        title: A draft\n`;
const withDraft = edited(reading, [lines.inference, draft + lines.inference]);
const renamed = reading.replace('title: Inference', 'title: Between the lines');
const textOf = (folder: string, file: string) => readFileSync(join(folder, file), 'utf8');

interface Story extends TestRepository {
  /** Of the branch that drops the draft, and of one that starts after it was merged. */
  readonly run: (...args: readonly string[]) => ReturnType<typeof commandLine>;
}

/** The branch `draft` on which a lesson came and went, and is not there any more but in the ledger. */
async function dropped(around: Partial<Around> = {}, url?: string): Promise<Story> {
  const repository = readingRepository();
  const { folder, git } = repository;
  if (url !== undefined)
    repository.commit({ [config]: configFor(url), '.gitignore': '.timeback-catalog/\n' });
  const run = (...args: readonly string[]) => commandLine(args, { ...around, cwd: folder });
  git('switch', '-q', '-c', 'draft');
  put(folder, manifest, withDraft);
  await run('fmt');
  repository.commit();
  repository.commit({ [manifest]: reading });
  return { ...repository, run };
}

/** The same once it came to main past the gate: another branch, on which somebody renames a unit. */
async function merged(around?: Partial<Around>, url?: string): Promise<Story> {
  const story = await dropped(around, url);
  story.git('switch', '-q', 'main');
  story.git('merge', '-q', '--no-ff', '--no-edit', 'draft');
  story.git('switch', '-q', '-c', 'other');
  story.commit({ [manifest]: renamed });
  return story;
}

/** The command that a help shows, to be carried out. */
function shown(stderr: string, start: string): string[] {
  const text = stderr.replace(/\s+/g, ' ');
  const command = new RegExp(`\`timeback-catalog (${start}[^\`]*)\``).exec(text)?.[1];
  if (command === undefined) throw new Error(`no command begins with ${start}:\n${stderr}`);
  return command.split(' ');
}

describe.skipIf(!hasGit)('a line that was left over', () => {
  test('is refused on the branch that makes it, and the cure that is shown ends right', async () => {
    const { folder, run } = await dropped();
    const ended = await run('check', '--base', 'main');
    expect(problemsIn(ended)).toEqual([
      expect.stringMatching(/^identity\/left-over catalog\.ids:\d+$/),
    ]);
    expect(ended.code).toBe(5);
    const cure = shown(ended.stderr, 'retire');
    expect(cure).toEqual(['retire', fresh.one, '--never-published', '--base', 'main']);
    expect(await run(...cure)).toMatchObject({ code: 0, stderr: '' });
    const after = await run('check', '--base', 'main');
    expect(after).toMatchObject({ code: 0, stderr: '' });
    expect(after.stdout).toContain('Since main: no change.');
    expect(textOf(folder, ledger)).toBe(recorded);
  });

  test('stops nobody who did not make it: a warning, and nothing went "since the base"', async () => {
    const { run } = await merged();
    const ended = await run('check', '--base', 'main');
    expect(problemsIn(ended)).toEqual([
      expect.stringMatching(/^identity\/without-node catalog\.ids:\d+$/),
    ]);
    expect(ended.stdout).toContain('Since main: 1 renamed.');
    expect(ended.code).toBe(0);
    expect(ended.stderr).not.toContain('since the base');
  });

  test.each([
    { name: 'by the base', witness: ['--base', 'main'] },
    { name: 'by a platform', witness: ['--env', 'local'] },
  ])('came to main, and is forgotten $name', async ({ witness }) => {
    const { folder, run } = await merged();
    const ended = await run('retire', fresh.one, '--never-published', ...witness);
    expect(ended).toMatchObject({ code: 0 });
    const after = await run('check', '--base', 'main');
    expect(after).toMatchObject({ code: 0, stderr: '' });
    expect(after.stdout).toContain('1 renamed, 1 forgotten.');
    expect(textOf(folder, ledger)).toBe(recorded);
    expect(await run('plan')).toMatchObject({ code: 0 });
  });

  test('is not forgotten by a base whose manifests hold the id', async () => {
    const { run, git } = await dropped();
    const ended = await run('retire', fresh.one, '--never-published', '--base', 'HEAD~1');
    expect(problemsIn(ended)).toEqual(['retire/published']);
    git('switch', '-q', '--detach', 'HEAD~1');
    git('checkout', '-q', 'draft', '--', manifest);
    // Its line goes, and the base shows its node: that is a loss.
    expect(await run('retire', fresh.one, '--never-published', '--env', 'local')).toMatchObject({
      code: 0,
    });
    const lost = await run('check', '--base', 'HEAD');
    expect(problemsIn(lost).map((one) => one.split(' ')[0])).toEqual(
      expect.arrayContaining(['identity/vanished', 'identity/ledger-edited']),
    );
    expect(lost.code).toBe(5);
  });
});

describe.skipIf(!hasGit)('plan and apply, where a live id has no node at HEAD', () => {
  test('go on where the platform does not know it, and warn', async () => {
    const { around, url } = await serveCatalog();
    const { run } = await merged(around, url);
    const planned = await run('plan', '-e', 'test');
    expect(planned.code).toBe(0);
    expect(planned.stdout + planned.stderr).toContain('identity/without-node');
    expect(await run('apply', '-e', 'test', '-y')).toMatchObject({ code: 0 });
    const cure = shown(planned.stdout + planned.stderr, 'retire');
    expect(cure).toEqual(['retire', fresh.one, '--never-published', '--env', 'test']);
    expect(await run(...cure)).toMatchObject({ code: 0 });
    const after = await run('plan', '-e', 'test');
    expect(after.stdout + after.stderr).not.toContain('identity/without-node');
  });

  test('go on beside a new node that the ledger does not know yet', async () => {
    const { around, url } = await serveCatalog();
    const { folder, run } = await merged(around, url);
    const added = `      - sourcedId: ${fresh.two}\n        title: A new one\n`;
    put(folder, manifest, edited(reading, [lines.inference, added + lines.inference]));
    const planned = await run('plan', '-e', 'test');
    expect(planned.code).toBe(0);
    expect(planned.stdout).toContain('7 to add');
  });

  test('are refused if the platform holds it: it was lost, and not left over', async () => {
    const { around, url, writes } = await serveCatalog();
    const story = await merged(around, url);
    const { folder, run, git } = story;
    git('switch', '-q', '--detach', 'draft~1');
    expect(await run('apply', '-e', 'test', '-y')).toMatchObject({ code: 0 });
    git('switch', '-q', 'other');
    const before = writes().length;
    for (const command of [
      ['plan', '-e', 'test'],
      ['apply', '-e', 'test', '-y'],
    ]) {
      const ended = await run(...command);
      expect(problemsIn(ended)).toEqual([
        expect.stringMatching(/^identity\/vanished catalog\.ids:\d+/),
      ]);
      expect(ended.stderr.replace(/\s+/g, ' ')).toContain(`(${fresh.one}), live.`);
      expect(ended.code).toBe(5);
    }
    expect(writes()).toHaveLength(before);
    expect(problemsIn(await run('retire', fresh.one, '--never-published', '-e', 'test'))).toEqual([
      'retire/published',
    ]);
    // As the message says: retired with a reason, it is taken off the platform.
    expect(await run('retire', fresh.one, '--reason', 'a draft')).toMatchObject({ code: 0 });
    expect((await run('check', '--base', 'main')).code).toBe(0);
    const applied = await run('apply', '-e', 'test', '-y');
    expect(applied.stdout).toContain('1 retired. Converged.');
    expect(textOf(folder, ledger)).toContain(`${fresh.one} lesson retired a draft`);
  });

  test('are refused if the platform holds it under an id of its own', async () => {
    const { around, url, writes } = await serveCatalog();
    const { folder, run, git } = await merged(around, url);
    put(folder, config, `${configFor(url)}    ids: { lesson/${fresh.one}: there-1 }\n`);
    git('switch', '-q', '--detach', 'draft~1');
    expect(await run('apply', '-e', 'test', '-y')).toMatchObject({ code: 0 });
    git('switch', '-q', 'other');
    const before = writes().length;
    const ended = await run('plan', '-e', 'test');
    expect(problemsIn(ended)).toEqual([
      expect.stringMatching(/^identity\/vanished catalog\.ids:\d+/),
    ]);
    expect(ended.code).toBe(5);
    expect(writes()).toHaveLength(before);
  });

  test('a node in a file that no course includes is refused beside those that were there before', async () => {
    const { around, url, writes } = await serveCatalog();
    const { folder, run, commit } = await dropped(around, url);
    const extra = `kind: unit\nsourcedId: ${fresh.two}\ntitle: Apart\nlessons:\n`;
    const inner = `  - sourcedId: ${fresh.one}\n    title: A draft\n`;
    put(folder, ledger, `${textOf(folder, ledger)}${fresh.two} unit live\n`);
    commit({ 'catalog/extra.yaml': extra + inner });
    put(folder, 'catalog/extra.yaml', extra + inner + lines.supporting.replaceAll(/^ {4}/gm, ''));
    put(folder, manifest, edited(reading, [lines.supporting, '']));
    const ended = await run('plan', '-e', 'test');
    expect(problemsIn(ended)).toContainEqual(expect.stringMatching(/^identity\/vanished /));
    expect(ended.stderr.replace(/\s+/g, ' ')).toContain('no course includes that file');
    expect(ended.code).toBe(5);
    expect(writes()).toEqual([]);
  });

  test('a node that is deleted without a commit is refused before any platform is asked', async () => {
    const { around, url, writes } = await serveCatalog();
    const { folder, run } = await dropped(around, url);
    put(folder, manifest, edited(reading, [lines.supporting, '']));
    const ended = await run('plan', '-e', 'test');
    expect(problemsIn(ended)).toEqual([expect.stringMatching(/^identity\/vanished /)]);
    expect(ended.code).toBe(5);
    expect(writes()).toEqual([]);
  });
});

describe.skipIf(!hasGit)('a line was left over, and a node waits for an id', () => {
  const words = '      - title: Another draft\n';
  const withAnother = edited(reading, [lines.inference, words + lines.inference]);

  test.each([
    { name: 'forgotten first', isNew: true },
    { name: 'its own', isNew: false },
  ])('what check says is what fmt takes: $name', async ({ isNew }) => {
    const { folder } = readingRepository();
    const run = (...args: readonly string[]) => commandLine(args, { cwd: folder });
    put(folder, manifest, withDraft);
    await run('fmt');
    put(folder, manifest, withAnother);
    expect((await run('fmt')).code).toBe(5);
    const ended = await run('check', '--base', 'main');
    const said = ended.stderr.replace(/\s+/g, ' ');
    expect(said).toContain(`\`sourcedId: ${fresh.one}\`. If it is new, first`);
    if (isNew) await run(...shown(said.slice(said.indexOf('If it is new')), 'retire'));
    else
      put(
        folder,
        manifest,
        withAnother.replace('- title', `- sourcedId: ${fresh.one}\n        title`),
      );
    expect(await run('fmt')).toMatchObject({ code: 0, stderr: '' });
    const after = await run('check', '--base', 'main');
    expect(after).toMatchObject({ code: 0, stderr: '' });
    expect(after.stdout).toContain('Since main: 1 added.');
  });
});
