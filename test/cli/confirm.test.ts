// `confirm`: a change of ids that was meant is said in the ledger, and answers exactly one refusal.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import {
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
import { hasGit } from '../support/repository.ts';
import { configFor, serveCatalog } from '../support/served-catalog.ts';

const swapped = edited(
  reading,
  [id.finding, 'x'],
  [id.supporting, id.finding],
  ['x', id.supporting],
);
const reminted = edited(reading, [id.supporting, fresh.one]);
const read = (folder: string) => readFileSync(join(folder, ledger), 'utf8');

function opened(text: string) {
  const repository = readingRepository();
  const { folder } = repository;
  put(folder, manifest, text);
  const run = (...args: readonly string[]) => commandLine(args, { cwd: folder });
  const confirm = (now: string, was: string, reason = 'on purpose') =>
    run('confirm', now, '--replaces', was, '--reason', reason);
  return { ...repository, run, confirm, check: () => run('check', '--base', 'HEAD') };
}

describe.skipIf(!hasGit)('what is confirmed passes', () => {
  test('a swap: one line answers for both, either way round, for this once', async () => {
    const { folder, commit, confirm, check } = opened(swapped);
    expect(problemsIn(await check())).toHaveLength(2);
    expect((await confirm(id.finding, id.supporting)).code).toBe(0);
    const passed = await check();
    expect(passed).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        `\nConfirmed: the lesson "Supporting   details" had the id ${id.supporting} and has ${id.finding} now, and the lesson "Finding the main idea" had the id ${id.finding} and has ${id.supporting} now. The reason: on purpose\n`,
      ),
    });
    expect(problemsIn(passed).map((one) => one.split(' ')[0])).toEqual(['identity/confirmed']);
    commit();
    expect(await check()).toMatchObject({ code: 0, stderr: '' });
    put(folder, manifest, reading);
    expect((await check()).code).toBe(5);
    // The same words were meant for the time before.
    expect(problemsIn(await confirm(id.finding, id.supporting))[0]).toContain(
      'identity/other-state',
    );
    expect((await confirm(id.finding, id.supporting, 'and back again')).code).toBe(0);
    expect((await check()).code).toBe(0);
  });

  test('a lesson replaced by another of its name: the old one is retired along', async () => {
    const { folder, commit, confirm, check, run } = opened(reminted);
    expect((await check()).stderr.replace(/\s+/g, ' ')).toContain(
      `confirm ${fresh.one} --replaces ${id.supporting} --reason "…"`,
    );
    const ended = await confirm(fresh.one, id.supporting, 'written anew');
    expect(ended.stdout).toContain(`  lesson/${id.supporting} is retired\n`);
    expect(read(folder)).toContain(
      `${id.supporting} lesson retired replaced by ${fresh.one}: written anew\n`,
    );
    expect(read(folder)).toContain(`${fresh.one} lesson replaces ${id.supporting} written anew\n`);
    expect((await check()).stdout).toContain('1 retired, 1 added.');
    commit();
    expect(await run('check')).toMatchObject({ code: 0, stderr: '' });
    expect((await run('plan', '-e', 'local')).code).toBe(0);
  });

  test('an id that went over to another lesson', async () => {
    const moved = edited(reading, [
      lines.supporting,
      `      - sourcedId: ${id.supporting}\n        title: Signal words\n${lines.supporting.replace(id.supporting, fresh.one)}`,
    ]);
    const { confirm, check } = opened(moved);
    expect(problemsIn(await check())[0]).toContain('identity/handed-on');
    await confirm(fresh.one, id.supporting);
    expect((await check()).code).toBe(0);
  });

  test('nothing else does', async () => {
    const { confirm, check } = opened(edited(swapped, [id.between, fresh.two]));
    await confirm(id.finding, id.supporting);
    const ended = await check();
    expect(ended.code).toBe(5);
    expect(problemsIn(ended).map((one) => one.split(' ')[0])).toEqual([
      'identity/confirmed',
      'identity/re-minted',
    ]);
  });

  test('reviewers see it before the plan', async () => {
    const { confirm, run } = opened(reminted);
    await confirm(fresh.one, id.supporting, 'written `anew`');
    const { stdout } = await run('plan', '--against-git', 'HEAD', '-f', 'markdown');
    const [first = '', rest = ''] = stdout.split('### ');
    expect(first).toContain('`identity/confirmed`');
    expect(first).toContain('Confirmed: ');
    expect(rest).toMatch(/^Plan for /);
  });

  test('a line written by hand says nothing of the state: the old id is still missed', async () => {
    const { folder, check } = opened(reminted);
    put(
      folder,
      ledger,
      `${read(folder)}${fresh.one} lesson live\n${fresh.one} lesson replaces ${id.supporting} so\n`,
    );
    const ended = await check();
    expect(ended.code).toBe(5);
    expect(problemsIn(ended).join('\n')).toContain('identity/vanished');
  });
});

test('what only a platform knows may be of another catalog, and stays live there', async () => {
  const { around, emulator, url } = await serveCatalog({ lessons: 2 });
  expect((await commandLine(['apply', '-e', 'test', '--yes'], around)).code).toBe(0);
  const [course] = emulator.records('course');
  const theirs = String(course?.['sourcedId']);
  const alike = `kind: course\nsourcedId: ${fresh.one}\ntitle: ${course?.['title']}\n`;
  const cwd = folderWith({ 'timeback-catalog.yaml': configFor(url), 'catalog/own.yaml': alike });
  const run = (...args: readonly string[]) => commandLine(args, { ...around, cwd });
  expect((await run('fmt')).code).toBe(0);
  const refused = await run('plan', '-e', 'test');
  expect(problemsIn(refused)).toEqual(['identity/re-minted catalog/own.yaml:2']);
  const order = `timeback-catalog confirm ${fresh.one} --replaces course/${theirs} --reason`;
  expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain(order);
  expect((await run(...order.split(' ').slice(1), 'another course')).code).toBe(0);
  expect(readFileSync(join(cwd, ledger), 'utf8')).not.toMatch(/^\S+ course retired/m);
  const applied = await run('apply', '-e', 'test', '--yes');
  expect(applied.stdout + applied.stderr).toContain('1 added, 0 changed, 0 moved, 0 retired');
  const there = emulator.records('course').map(({ sourcedId, status }) => [sourcedId, status]);
  expect(there).toEqual(
    expect.arrayContaining([
      [theirs, 'active'],
      [fresh.one, 'active'],
    ]),
  );
});

describe('refused', () => {
  test.each([
    {
      name: 'a node that no manifest holds',
      now: fresh.one,
      was: id.finding,
      code: 1,
      says: 'No node of the manifests has the id',
    },
    {
      name: 'an id that nobody knows',
      now: id.finding,
      was: fresh.one,
      code: 1,
      says: 'is neither in the manifests nor in the ledger',
    },
    {
      name: 'another kind',
      now: id.finding,
      was: id.mainIdeas,
      code: 64,
      says: 'a node can only replace a node of its own kind',
    },
    {
      name: 'another kind by its address',
      now: `unit/${id.finding}`,
      was: id.supporting,
      code: 1,
      says: 'No node of the manifests has the id',
    },
    { name: 'itself', now: id.finding, was: id.finding, code: 64, says: 'cannot replace itself' },
    {
      name: 'no reason',
      now: id.finding,
      was: id.supporting,
      reason: ' ',
      code: 64,
      says: 'need a reason',
    },
  ])('$name', async ({ now, was, reason, code, says }) => {
    const { folder, confirm } = opened(reading);
    const before = read(folder);
    const ended = await confirm(now, was, reason);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr.replace(/\s+/g, ' ')).toContain(says);
    expect(read(folder)).toBe(before);
  });
});
