// What a branch, a neighbour or an archive brings along in `.timeback-catalog` is never taken for this
// machine's own: nothing is read, sent, written or removed because of it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { Change, Plan } from '../../src/model/plan.ts';
import { digestOf, sealOf } from '../../src/plan/digest.ts';
import { planFromJson } from '../../src/text/json/plan-from-json.ts';
import {
  headLine,
  noSum,
  objectLine,
  sendingLine,
  summed,
} from '../../src/text/json/receipt-lines.ts';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { receiptsOf } from '../support/interrupted.ts';
import { hasGit } from '../support/repository.ts';
import { type ServedCatalog, serveCatalog } from '../support/served-catalog.ts';

const apply = ['apply', '--env', 'test', '-y'];
const resume = [...apply, '--resume'];
const state = '.timeback-catalog';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

/** The lines of a receipt that fits itself: its form is public, and no secret takes part. */
function receiptText(lines: readonly JsonObject[]): string {
  let before = noSum;
  return lines
    .map((fields) => {
      const { line, sum } = summed(before, fields, sha256);
      before = sum;
      return line;
    })
    .join('');
}

/** A published catalog, and a receipt whose run would retire all lessons of it. */
async function forged(digest: 'that of the changes' | 'that of an honest plan') {
  const served = await serveCatalog({ lessons: 20 });
  const { emulator, folder, around } = served;
  expect((await cli(apply, around)).code).toBe(0);
  const [honest = ''] = receiptsOf(folder);
  const head: Json = JSON.parse(readFileSync(honest, 'utf8').split('\n')[0] ?? '');
  const plan = isObject(head) ? planFromJson(head['plan'] ?? null) : undefined;
  if (!plan) throw new Error('no honest receipt');
  const changes = plan.changes
    .filter(({ address }) => address.startsWith('lesson/'))
    .map(({ address, title, source }): Change => {
      return { address, title, source, action: 'retire', fields: [] };
    });
  const named = digest === 'that of the changes' ? changes : [];
  const fake: Plan = { ...plan, changes, digest: digestOf({ ...plan, changes: named }, sha256) };
  const records = new Map(emulator.records('lesson').map((one) => [one['sourcedId'], one]));
  const started = '2026-01-02T00:00:00.000Z';
  const text = receiptText([
    headLine({
      ...{ run: '0badc0de', command: 'apply', started, actor: 'mallory', host: 'h', pid: 1 },
      ...{ version: '0.1.0', plan: { ...fake, seal: sealOf(fake, sha256) } },
    }),
    ...changes.map(({ address, action }) => {
      const before = records.get(address.slice('lesson/'.length)) ?? null;
      return objectLine({ address, action, before, after: {} });
    }),
    sendingLine(started),
  ]);
  const live = () => emulator.records('lesson').filter(({ status }) => status === 'active').length;
  expect(live()).toBe(20);
  return { ...served, text, live, name: '20260102T000000000Z-0badc0de.jsonl' };
}

const receipts = `${state}/receipts/test`;

describe('a forged receipt', () => {
  test.each([
    { digest: 'that of the changes', code: 6, says: '[plan/stale]' },
    { digest: 'that of an honest plan', code: 1, says: 'checksum mismatch' },
  ] as const)('with the digest $digest is refused, kept here or handed over', async (row) => {
    const { folder, around, text, live, name } = await forged(row.digest);
    put(folder, 'elsewhere.jsonl', text);
    rmSync(join(folder, state), { recursive: true });
    for (const file of [[], ['elsewhere.jsonl']]) {
      if (file.length === 0) put(folder, `${receipts}/${name}`, text);
      const { code, stderr } = await cli([...resume, ...file], around);
      expect(flat(stderr)).toContain(row.says);
      expect(code).toBe(row.code);
    }
    expect(live()).toBe(20);
  });

  test('undone is a plan that its guards stop', async () => {
    const { folder, around, text, live } = await forged('that of the changes');
    // Retiring is undone by making live: of the honest receipt the way back retires everything.
    put(folder, 'elsewhere.jsonl', text);
    const [honest = ''] = receiptsOf(folder);
    const undone = await cli(['undo', '--env', 'test', honest, '-y'], around);
    expect(undone.stderr).toContain('[guard/many-retires]');
    expect((await cli(['undo', '--env', 'test', 'elsewhere.jsonl'], around)).code).toBe(64);
    expect(live()).toBe(20);
  });

  test.each([
    '99991231T235959999Z-0badc0de.jsonl',
    '9.jsonl',
    '20260102T000000000Z-0badc0df.jsonl',
  ])('named %s does not win by its name', async (name) => {
    const { folder, around, text, live } = await forged('that of the changes');
    const [honest = ''] = receiptsOf(folder);
    put(folder, `${receipts}/${name}`, text);
    const { code, stdout, stderr } = await cli(resume, around);
    // The newest that is of the form is the honest one, which is complete.
    if (name.startsWith('9999')) expect(stderr).toContain('which is in the future');
    else expect(stdout).toContain('There is nothing left to resume');
    expect(code).toBe(name.startsWith('9999') ? 1 : 0);
    const named = await cli([...resume, `${receipts}/${name}`], around);
    expect(named.stderr).toMatch(/\[receipt\/(damaged|none)\]/);
    expect(existsSync(honest)).toBe(true);
    expect(live()).toBe(20);
  });
});

describe.skipIf(!hasGit)('what git tracks', () => {
  const git = (cwd: string, ...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd });

  /** A fresh clone of a branch that brings a state folder along. */
  async function cloned(served: ServedCatalog, files: Readonly<Record<string, string>>) {
    const { folder, around } = served;
    rmSync(join(folder, state), { recursive: true, force: true });
    for (const [file, text] of Object.entries(files)) put(folder, file, text);
    git(folder, 'init', '-q');
    git(folder, 'add', '-A', '-f');
    git(folder, 'commit', '-qm', 'a branch');
    const clone = join(folderWith(), 'clone');
    git(dirname(clone), 'clone', '-q', folder, clone);
    return { ...around, cwd: clone };
  }

  test('a receipt: nothing is sent, and the cure ends right', async () => {
    const served = await forged('that of the changes');
    const around = await cloned(served, { [`${receipts}/${served.name}`]: served.text });
    const refused = await cli(resume, around);
    expect(refused.code).toBe(5);
    expect(refused.stderr).toContain('[state/untrusted]');
    for (const args of [
      apply,
      ['explain', 'lesson-1'],
      ['plan', '--env', 'test', '--refresh-only'],
    ]) {
      expect((await cli(args, around)).stderr, args.join(' ')).toContain('[state/untrusted]');
    }
    const [, cure = ''] = /Remove it: `(git rm .*?)`/.exec(flat(refused.stderr)) ?? [];
    execFileSync('sh', ['-c', cure], { cwd: around.cwd });
    expect((await cli(resume, around)).stderr).toContain('[receipt/none]');
    expect((await cli(apply, around)).code).toBe(0);
    expect(served.live()).toBe(20);
  });

  test('a receipt in whatever case, index version or place that is named', async () => {
    const served = await forged('that of the changes');
    const around = await cloned(served, {
      [`${receipts}/${served.name}`]: served.text,
      'handed/over.jsonl': served.text,
    });
    git(around.cwd, 'update-index', '--index-version', '4');
    expect((await cli(resume, around)).stderr).toContain('[state/untrusted]');
    // The sign in the second name is that of kelvin, which a Mac takes for the letter.
    for (const spelt of ['.Timeback-Catalog', '.timebac\u212a-catalog']) {
      git(around.cwd, 'mv', state, spelt);
      git(around.cwd, 'update-index', '--index-version', '2');
      if (!existsSync(join(around.cwd, state))) {
        // A file system that tells them apart: as one that does not would show it.
        renameSync(join(around.cwd, spelt), join(around.cwd, state));
      }
      expect((await cli(resume, around)).stderr, spelt).toContain('[state/untrusted]');
      git(around.cwd, 'rm', '-rq', '--cached', spelt);
      git(around.cwd, 'add', '-f', state);
    }
    git(around.cwd, 'rm', '-rq', '--cached', state);
    rmSync(join(around.cwd, state), { recursive: true });
    const named = await cli([...resume, 'handed/over.jsonl'], around);
    expect(named.stderr).toContain('[state/untrusted]');
    const [, cure = ''] = /`(git rm --cached .*?)`/.exec(flat(named.stderr)) ?? [];
    execFileSync('sh', ['-c', cure], { cwd: around.cwd });
    expect((await cli([...resume, 'handed/over.jsonl'], around)).stderr).toContain('[plan/stale]');
    expect(served.live()).toBe(20);
  });

  test('a lock is none, and what this machine wrote can be kept', async () => {
    const served = await serveCatalog();
    const started = '2020-01-01T00:00:00.000Z';
    const lock = JSON.stringify({ pid: 1, host: 'elsewhere', started });
    const around = await cloned(served, { [`${state}/test.lock`]: lock });
    const refused = await cli(apply, around);
    expect(refused.stderr).toContain('[state/untrusted]');
    expect(served.writes()).toEqual([]);
    const [, cure = ''] = /`(git rm -r --cached .*?)`/.exec(flat(refused.stderr)) ?? [];
    execFileSync('sh', ['-c', `${cure} && rm ${state}/test.lock`], { cwd: around.cwd });
    expect((await cli(apply, around)).code).toBe(0);
    // If nothing is tracked, as in every honest checkout, all goes on.
    expect((await cli(resume, around)).stdout).toContain('There is nothing left to resume');
  });
});

describe.skipIf(process.platform === 'win32')('a link', () => {
  function linked(link: string, to: string) {
    const folder = join(folderWith(), 'catalog');
    for (const [file, text] of Object.entries(catalogFiles())) put(folder, file, text);
    const victim = join(dirname(folder), 'victim');
    for (let number = 10; number < 70; number += 1) {
      put(victim, `202601${number}T000000000Z-00000000.jsonl`, 'precious\n');
    }
    put(victim, 'notes.txt', 'my notes');
    mkdirSync(dirname(join(folder, link)), { recursive: true });
    symlinkSync(join(victim, to), join(folder, link));
    return { folder, victim };
  }

  test.each([
    { link: state, to: '' },
    { link: `${state}/receipts`, to: '' },
    { link: `${state}/receipts/local`, to: '' },
    { link: `${state}/local.sqlite`, to: 'notes.txt' },
    { link: `${state}/local.sqlite`, to: 'new.sqlite' },
    { link: `${state}/local.sqlite-wal`, to: 'new' },
    { link: `${state}/local.lock`, to: 'notes.txt' },
  ])(
    'in place of $link, to "$to": nothing behind it is written or removed',
    async ({ link, to }) => {
      const { folder, victim } = linked(link, to);
      const before = readdirSync(victim).sort();
      const around = { cwd: folder };
      const refused = await cli(['apply', '-y'], around);
      expect(refused.stderr).toContain('[state/untrusted]');
      expect(refused.code).toBe(5);
      expect(readdirSync(victim).sort()).toEqual(before);
      expect(readFileSync(join(victim, 'notes.txt'), 'utf8')).toBe('my notes');
      const [, cure = ''] = /`(rm .*?)`/.exec(refused.stderr.replaceAll(/\n\s*/g, ' ')) ?? [];
      expect(cure).toContain(basename(link));
      rmSync(join(folder, link));
      expect((await cli(['apply', '-y'], around)).code).toBe(0);
      expect(readdirSync(victim).sort()).toEqual(before);
    },
  );

  test('in place of a receipt is not read', async () => {
    const { folder, around } = await serveCatalog();
    await cli(apply, around);
    const [honest = ''] = receiptsOf(folder);
    renameSync(honest, join(folder, 'mine.jsonl'));
    symlinkSync(join(folder, 'mine.jsonl'), honest);
    expect((await cli(resume, around)).stderr).toContain('[state/untrusted]');
    rmSync(honest);
    renameSync(join(folder, 'mine.jsonl'), honest);
    expect((await cli(resume, around)).code).toBe(0);
  });
});

describe.skipIf(process.platform === 'win32')('a pipe ends no run in waiting', () => {
  test.each(['test.lock', 'receipts/test/20260102T000000000Z-0badc0de.jsonl'])(
    '%s',
    async (name) => {
      const { folder, around } = await serveCatalog();
      mkdirSync(dirname(join(folder, state, name)), { recursive: true });
      execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, state, name)]);
      const { code, stderr } = await cli(name.endsWith('lock') ? apply : resume, around);
      expect(stderr.replaceAll(/\s+/g, ' ')).toContain('is not a regular file');
      expect(code).toBe(5);
      rmSync(join(folder, state, name));
      expect((await cli(apply, around)).code).toBe(0);
    },
  );

  test('handed over', async () => {
    const { folder, around } = await serveCatalog();
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, 'receipt.jsonl')]);
    const { code, stderr } = await cli([...resume, 'receipt.jsonl'], around);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('is a pipe, not a file');
    expect(code).toBe(1);
  });
});

describe.skipIf(process.platform === 'win32')('what others could have written', () => {
  test.each(['', 'receipts', 'receipts/test'])('the folder %s', async (name) => {
    const { folder, around } = await serveCatalog();
    expect((await cli(apply, around)).code).toBe(0);
    const path = join(folder, state, name);
    chmodSync(path, 0o770);
    const refused = await cli(resume, around);
    expect(refused.stderr).toContain('[state/untrusted]');
    expect(flat(refused.stderr)).toContain('chmod go-w');
    execFileSync('chmod', ['go-w', path]);
    expect((await cli(resume, around)).code).toBe(0);
    expect(lstatSync(path).mode & 0o022).toBe(0);
  });
});

test('other files in the folder are left alone', async () => {
  const { folder, around } = await serveCatalog();
  put(folder, `${receipts}/notes.jsonl`, 'mine');
  for (let day = 10; day < 70; day += 1) {
    writeFileSync(join(folder, receipts, `20200101T0000${day}000Z-00000000.jsonl`), '');
  }
  expect((await cli(apply, around)).code).toBe(0);
  const names = readdirSync(join(folder, receipts));
  expect(names).toContain('notes.jsonl');
  expect(names).toHaveLength(51);
});
