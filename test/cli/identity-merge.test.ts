// Two authors, real git: what a merge of their branches leaves, and what check makes of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import {
  config,
  edited,
  fresh,
  id,
  ledger,
  lines,
  manifest,
  problemsIn,
  reading,
  readingRepository,
} from '../support/reading-catalog.ts';
import { hasGit, type TestRepository } from '../support/repository.ts';

/** In one file, as the config says. */
const oneFile = { [config]: `org: partner-sandbox\nids: ${ledger}\n` };
const union = { ...oneFile, '.gitattributes': `${ledger} merge=union\n` };

/** A new course of one unit; without an id, fmt mints one. */
const course = (title: string, sourcedId?: string) =>
  `kind: course\n${sourcedId === undefined ? '' : `sourcedId: ${sourcedId}\n`}title: ${title}\n`;
const unit = (title: string, sourcedId: string) =>
  `kind: unit\nsourcedId: ${sourcedId}\ntitle: ${title}\n`;

/** Each author writes a file on a branch of their own, runs fmt and commits; then both are merged. */
async function mergeOf(
  repository: TestRepository,
  { ours, theirs }: { readonly ours: string; readonly theirs: string },
): Promise<void> {
  repository.git('branch', 'theirs');
  for (const [branch, text] of Object.entries({ theirs, main: ours })) {
    repository.git('switch', '-q', branch);
    put(repository.folder, `catalog/${branch}.yaml`, text);
    expect(await cli(['fmt'], { cwd: repository.folder })).toMatchObject({ code: 0 });
    repository.commit();
  }
  repository.git('merge', '-q', '--no-edit', 'theirs');
}

describe.skipIf(!hasGit)('a merge that is not committed yet', () => {
  test('is held against what it merges: a retirement there is no change of this branch', async () => {
    const repository = readingRepository(oneFile);
    const cwd = repository.folder;
    repository.git('branch', 'mine');
    await cli(['retire', id.between, '--reason', 'old'], { cwd });
    repository.commit();
    repository.git('switch', '-q', 'mine');
    put(cwd, manifest, edited(reading, ['Reading between', 'Reading carefully between']));
    repository.commit();
    expect(() => repository.git('merge', '-q', 'main')).toThrow();
    repository.git('checkout', '--ours', manifest);
    const before = await cli(['check', '--base', 'main'], { cwd });
    expect(before.stderr).toContain('identity/resurrected');
    expect(before.stderr).not.toContain('--undo');
    const undone = await cli(['retire', '--undo', id.between, '--base', 'main'], { cwd });
    expect(undone.stderr).toContain('retire/published');
    repository.git('add', '.');
    repository.git('commit', '-qm', 'merged');
    expect((await cli(['check', '--base', 'main'], { cwd })).stderr).toBe(before.stderr);
  });
});

describe.skipIf(!hasGit)('two branches, merged', () => {
  test('both minted ids: no conflict, check passes, and fmt leaves nothing to say', async () => {
    const repository = readingRepository(union);
    const cwd = repository.folder;
    const before = repository.head();
    await mergeOf(repository, { ours: course('Maths'), theirs: course('Science') });
    const ended = await cli(['check', '--base', before], { cwd });
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).toContain(`Since ${before}: 2 added.`);
    for (const problem of problemsIn(ended)) expect(problem).toMatch(/^ledger\/unsorted /);
    await cli(['fmt'], { cwd });
    expect(await cli(['check'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    const facts = readFileSync(join(cwd, ledger), 'utf8').match(/^[\da-f-]{36} .*$/gm);
    expect(facts).toHaveLength(Object.keys(id).length + 2);
  });

  test('neighbours in the ledger conflict without the line in .gitattributes, and check says so', async () => {
    const two = {
      ours: course('Maths', 'f0000001-4c1e-4d5a-9c53-0a8d6a3c4e11'),
      theirs: course('Science', 'f7000001-4c1e-4d5a-9c53-0a8d6a3c4e12'),
    };
    await mergeOf(readingRepository(union), two);
    const without = readingRepository(oneFile);
    await expect(mergeOf(without, two)).rejects.toThrow('git merge');
    const ended = await cli(['check'], { cwd: without.folder });
    expect(problemsIn(ended)).toEqual([`ledger/conflict ${ledger}:9`]);
    expect(ended.code).toBe(1);
  });

  test.each([
    { name: 'courses', written: course },
    { name: 'units', written: unit },
  ])('both minted one id, for $name: both places', async ({ written }) => {
    const repository = readingRepository(union);
    const [ours, theirs] = [written('Maths', fresh.one), written('Science', fresh.one)];
    await mergeOf(repository, { ours, theirs });
    const ended = await cli(['check'], { cwd: repository.folder });
    expect(problemsIn(ended)).toContain('id/duplicate catalog/theirs.yaml:2 catalog/main.yaml:2');
    expect(ended.code).toBe(1);
  });

  test('one moved a lesson, the other renamed it, and both texts stayed: one of them goes', async () => {
    const { folder: cwd } = readingRepository();
    const moved = lines.supporting.replace('      # Teachers asked for it.\n', '');
    const renamed = edited(reading, ["'Supporting   details'", 'Evidence']);
    put(cwd, manifest, `${renamed}${moved}`);
    const check = ['check', '--base', 'HEAD'];
    const ended = await cli(check, { cwd });
    expect(ended.code).toBe(1);
    expect(ended.stderr.replace(/\s+/g, ' ')).toContain(
      'If both are one lesson, as after a merge, delete one of them.',
    );
    for (const text of [renamed, edited(reading, [lines.supporting, '']) + moved]) {
      put(cwd, manifest, text);
      const after = await cli(check, { cwd });
      expect(after).toMatchObject({ code: 0, stderr: '' });
      expect(after.stdout).toMatch(/Since HEAD: 1 (renamed|moved)\./);
    }
  });

  test('one retired a lesson, the other moved it: live again, with nothing to restore', async () => {
    const { folder: cwd } = readingRepository();
    expect(await cli(['retire', id.supporting, '--reason', 'old'], { cwd })).toMatchObject({
      code: 0,
    });
    put(cwd, manifest, edited(reading, [lines.supporting, '']) + lines.supporting);
    const check = ['check', '--base', 'HEAD'];
    expect(problemsIn(await cli(check, { cwd }))).toEqual([
      expect.stringContaining('identity/resurrected'),
    ]);
    const undone = await cli(['retire', '--undo', id.supporting, '--base', 'HEAD'], { cwd });
    expect(undone.stdout).toContain('Next: timeback-catalog check');
    const after = await cli(check, { cwd });
    expect(after).toMatchObject({ code: 0, stderr: '' });
    expect(after.stdout).toContain('Since HEAD: 1 moved.');
  });

  test('one retired what the other added an id beside: both hold', async () => {
    const repository = readingRepository(union);
    const cwd = repository.folder;
    repository.git('branch', 'theirs');
    await cli(['retire', id.between, '--reason', 'too hard'], { cwd });
    repository.commit();
    repository.git('switch', '-q', 'theirs');
    put(cwd, 'catalog/maths.yaml', course('Maths', 'b7a1f0df-3c58-4a0b-9a63-58f1f1a8c2d4'));
    await cli(['fmt'], { cwd });
    repository.commit();
    repository.git('switch', '-q', 'main');
    repository.git('merge', '-q', '--no-edit', 'theirs');
    const ended = await cli(['check'], { cwd });
    for (const problem of problemsIn(ended)) expect(problem).toMatch(/^ledger\/unsorted /);
    expect(ended.code).toBe(0);
    const text = readFileSync(join(cwd, ledger), 'utf8');
    expect(text).toContain(`${id.between} lesson retired too hard\n`);
    expect(text).toContain('b7a1f0df-3c58-4a0b-9a63-58f1f1a8c2d4 course live\n');
  });
});
