// A retirement on its way to a platform, and back if it was not published.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../src/features/emulator/server/faults.ts';
import { apply } from '../../src/run/apply.ts';
import { put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { unhurried } from '../support/faulty.ts';
import { worldWith } from '../support/publish.ts';
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
  readingFiles,
  readingRepository,
  recorded,
} from '../support/reading-catalog.ts';
import { hasGit, repositoryAt } from '../support/repository.ts';
import { configFor, serveCatalog } from '../support/served-catalog.ts';

const read = (folder: string, file = manifest) => readFileSync(join(folder, file), 'utf8');
const why = ['--reason', 'merged'];

/** Reading, published to the environment `test`; asks on, and all that was asked. */
async function published(...faults: readonly FaultSpec[]) {
  const { emulator, url, folder, around, writes } = await serveCatalog({ faults });
  for (const [file, text] of Object.entries(readingFiles)) put(folder, file, text);
  // One file, whose lines are told by their numbers.
  put(folder, config, `${configFor(url)}ids: ${ledger}\n`);
  put(folder, 'catalog/course.yaml', `kind: course\nsourcedId: ${fresh.two}\ntitle: Maths\n`);
  const run = (...args: readonly string[]) => cli(args, around);
  const apply = (...args: readonly string[]) =>
    run('apply', '-e', 'test', '--auto-approve', ...args);
  await run('fmt');
  expect(await apply()).toMatchObject({ code: 0 });
  const first = writes().length;
  const statusOf = (sourcedId: string) =>
    [
      ...emulator.records('course'),
      ...emulator.records('unit'),
      ...emulator.records('lesson'),
    ].find((record) => record['sourcedId'] === sourcedId)?.['status'];
  return { emulator, url, folder, run, apply, statusOf, writes: () => writes().slice(first) };
}

const resources = `resources:
  - sourcedId: ${fresh.one}
    title: A film
    vendorResourceId: film-1
`;

const idIn = (path: string) => path.slice(path.lastIndexOf('/') + 1);

describe('a retirement is published', () => {
  test('children first, as PUTs of the status; no DELETE is ever sent', async () => {
    const { emulator, run, apply, statusOf, writes } = await published({
      // A unit that did not wait for its lesson would be there first.
      fault: 'latency',
      ms: 200,
      method: 'PUT',
      path: id.supporting,
    });
    await run('retire', id.mainIdeas, id.between, '--children', ...why);
    const planned = await run('plan', '-e', 'test');
    expect(planned.stdout).toContain('4 to retire.');
    expect(planned.stdout).toContain(`unit "Main ideas" will be retired (merged)  ${ledger}:`);
    const applied = await apply();
    expect(applied).toMatchObject({ code: 0 });
    expect(applied.stdout).toContain('4 retired. Converged.');
    const order = writes().map(idIn);
    expect(new Set(order)).toEqual(new Set([id.finding, id.supporting, id.between, id.mainIdeas]));
    expect(order.indexOf(id.mainIdeas)).toBeGreaterThan(order.indexOf(id.finding));
    expect(order.indexOf(id.mainIdeas)).toBeGreaterThan(order.indexOf(id.supporting));
    for (const one of order) expect(statusOf(one)).toBe('tobedeleted');
    expect(statusOf(id.inference)).toBe('active');
    expect(new Set(emulator.requests.map(({ method }) => method))).toEqual(
      new Set(['GET', 'POST', 'PUT']),
    );
    expect((await run('plan', '-e', 'test', '--detailed-exitcode')).code).toBe(0);
  });

  test('of all that the catalog has: an empty catalog is one, and its ledger says why', {
    skip: !hasGit,
  }, async () => {
    const repository = readingRepository({
      [config]: 'org: partner-sandbox\n',
      '.gitignore': '.timeback-catalog/\n',
      [manifest]: `${reading}${resources}`,
      [ledger]: `${recorded}${fresh.one} resource live\n`,
    });
    const run = (...args: readonly string[]) => cli(args, { cwd: repository.folder });
    const apply = (...args: readonly string[]) =>
      run('apply', '-e', 'local', '--auto-approve', ...args);
    expect((await apply()).code).toBe(0);
    await run('retire', id.course, '--children', ...why);
    expect(await run('check', '--base', 'HEAD')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        'Checked 0 files: no nodes. No errors. Since HEAD: 7 retired.',
      ),
    });
    const { stderr } = await apply();
    const [, approval = ''] = /--approve-retire\s+(\S+)`/.exec(stderr) ?? [];
    const applied = await apply('--approve-retire', approval);
    expect(applied).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('7 retired. Converged.'),
    });
    expect((await run('plan', '-e', 'local')).stdout).toContain('No changes.');
    const [, receipt = ''] = /^Receipt: (\S+)$/m.exec(applied.stdout) ?? [];
    const undone = await run('undo', receipt, '-e', 'local', '--auto-approve');
    expect(undone).toMatchObject({ code: 0 });
  });

  test('what stays is not renumbered', async () => {
    const { run, apply, writes } = await published();
    await run('retire', id.finding, ...why);
    await apply();
    expect(writes().map(idIn)).toEqual([id.finding]);
  });

  test('a child that only the platform has would be orphaned: refused', async () => {
    const { emulator, run, writes } = await published();
    emulator.seed([
      {
        kind: 'lesson',
        record: {
          sourcedId: 'somebody-else',
          status: 'active',
          title: 'Added in the platform',
          course: { sourcedId: id.course },
          unit: { sourcedId: id.inference },
        },
      },
    ]);
    await run('retire', id.inference, '--children', ...why);
    const ended = await run('apply', '-e', 'test', '--auto-approve');
    expect(problemsIn(ended)).toEqual([`remote/live-children ${ledger}:4`]);
    expect(ended.code).toBe(5);
    expect(writes()).toEqual([]);
  });

  test('a retired id that comes back is resurrected, before and after', async () => {
    const { folder, run, apply } = await published();
    await run('retire', id.supporting, ...why);
    for (const publish of [async () => {}, apply]) {
      await publish();
      const without = read(folder);
      put(folder, manifest, reading);
      for (const args of [['check'], ['plan', '-e', 'test']]) {
        const ended = await run(...args);
        expect(problemsIn(ended)).toEqual([`identity/resurrected ${manifest}:14 ${ledger}:7`]);
        expect(ended.code).toBe(5);
      }
      put(folder, manifest, without);
    }
  });
});

describe('live here, retired on the platform', () => {
  test('is refused with the choice; --restore revives the one that is named', async () => {
    const { folder, run, apply, statusOf, writes } = await published();
    await run('retire', id.supporting, id.finding, ...why);
    await apply();
    put(folder, manifest, reading);
    put(
      folder,
      ledger,
      edited(recorded, [
        `${id.mainIdeas} unit live\n`,
        `${id.mainIdeas} unit live\n${fresh.two} course live\n`,
      ]),
    );

    const refused = await run('plan', '-e', 'test');
    expect(problemsIn(refused)).toEqual([
      `remote/retired ${manifest}:9`,
      `remote/retired ${manifest}:14`,
    ]);
    expect(refused.code).toBe(5);
    expect(refused.stderr.replace(/\s+/g, ' ')).toContain(`--restore lesson/${id.supporting}`);
    expect(refused.stderr.replace(/\s+/g, ' ')).toContain(
      `retire lesson/${id.supporting} --reason`,
    );

    const one = await apply('--restore', id.supporting);
    expect(problemsIn(one)).toEqual([`remote/retired ${manifest}:9`]);
    const count = writes().length;

    const both = ['--restore', id.supporting, '--restore', `lesson/${id.finding}`];
    const planned = await run('plan', '-e', 'test', ...both);
    expect(planned.stdout.match(/status: "tobedeleted" → "active"/g)).toHaveLength(2);
    expect(await apply(...both)).toMatchObject({ code: 0 });
    expect(new Set(writes().slice(count).map(idIn))).toEqual(new Set([id.supporting, id.finding]));
    expect(statusOf(id.supporting)).toBe('active');
    expect((await run('plan', '-e', 'test', '--detailed-exitcode')).code).toBe(0);
  });
});

describe('undo and never-published ask somebody who knows', () => {
  test.each(['--undo', '--never-published'])('%s: nobody is asked', async (way) => {
    const { folder } = readingRepository();
    const ended = await cli(['retire', id.supporting, way], { cwd: folder });
    expect(problemsIn(ended)).toEqual(['usage/wrong']);
    expect(ended.stderr).toContain('--base');
    expect(ended.code).toBe(64);
    expect(read(folder, ledger)).toBe(recorded);
  });

  test('of what was published, the way on is shown, and ends right', {
    skip: !hasGit,
  }, async () => {
    const repository = readingRepository({
      [config]: `org: partner-sandbox\nids: ${ledger}\n`,
      '.gitignore': '.timeback-catalog/\n',
    });
    const { folder: cwd } = repository;
    const run = (...args: readonly string[]) => cli(args, { cwd });
    await run('apply', '-e', 'local', '--auto-approve');
    await run('retire', id.supporting, ...why);
    repository.commit({});
    expect((await run('apply', '-e', 'local', '--auto-approve')).code).toBe(0);
    const undo = await run('retire', '--undo', id.supporting, '-e', 'local');
    expect(problemsIn(undo)).toEqual(['retire/published']);
    expect(undo.stderr.replace(/\s+/g, ' ')).toContain(
      `without a sourcedId, run \`timeback-catalog fmt\`, and confirm it: \`timeback-catalog confirm ID --replaces ${id.supporting}`,
    );
    const written = `sourcedId: "${id.supporting}" # never change it\n        `;
    put(cwd, manifest, edited(reading, [written, '']));
    await run('fmt');
    const [, got = ''] = /sourcedId: (\S+)\n\s+title: 'Supp/.exec(read(cwd)) ?? [];
    await run('confirm', got, '--replaces', id.supporting, '--reason', 'wanted again');
    const checked = await run('check', '--base', 'HEAD');
    expect(checked).toMatchObject({ code: 0 });
    expect((checked.stdout + checked.stderr).replace(/\s+/g, ' ')).toContain(
      `has the id ${got} in place of ${id.supporting}, which was retired. The reason: wanted again`,
    );
    expect((await run('apply', '-e', 'local', '--auto-approve')).code).toBe(0);
  });

  test('--undo, and the text from git: all as before, to the byte', { skip: !hasGit }, async () => {
    const { folder: cwd, git } = readingRepository();
    await cli(['retire', id.supporting, ...why], { cwd });
    const undone = await cli(['retire', '--undo', id.supporting, '--base', 'HEAD'], { cwd });
    expect(undone).toMatchObject({ code: 0, stderr: '' });
    expect(undone.stdout).toContain('git restore');
    expect(read(cwd, ledger)).toBe(recorded);
    const again = await cli(['retire', '--undo', id.supporting, '--base', 'HEAD'], { cwd });
    expect(problemsIn(again)).toEqual(['identity/other-state']);
    expect((await cli(['check'], { cwd })).code).toBe(5);
    git('restore', manifest);
    expect(await cli(['check', '--base', 'HEAD'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect(git('status', '--porcelain')).toBe('');
  });

  test('--undo of what the base retired is refused', { skip: !hasGit }, async () => {
    const repository = readingRepository();
    const cwd = repository.folder;
    await cli(['retire', id.supporting, ...why], { cwd });
    const ids = read(cwd, ledger);
    repository.commit();
    const ended = await cli(['retire', '--undo', id.supporting, '--base', 'HEAD'], { cwd });
    expect(problemsIn(ended)).toEqual(['retire/published']);
    expect(ended).toMatchObject({ code: 5, stdout: '' });
    expect(read(cwd, ledger)).toBe(ids);
  });

  test('--undo asks the platform, before and after it was published', async () => {
    const { folder, run, apply } = await published();
    const before = read(folder, ledger);
    await run('retire', id.supporting, ...why);
    const undo = () => run('retire', '--undo', id.supporting, '-e', 'test');
    expect((await undo()).code).toBe(0);
    expect(read(folder, ledger)).toBe(before);

    await run('retire', id.supporting, ...why);
    await apply();
    const ended = await undo();
    expect(problemsIn(ended)).toEqual(['retire/published']);
    expect(ended.code).toBe(5);
    expect(read(folder, ledger)).not.toBe(before);
  });

  const minted = `      - sourcedId: ${fresh.one}\n        title: Signal words\n`;
  const withFresh = `${recorded}${fresh.one} lesson live\n`;

  test('--never-published takes node and line out, where the base does not know the id', {
    skip: !hasGit,
  }, async () => {
    const { folder: cwd } = readingRepository();
    put(cwd, manifest, edited(reading, [lines.inference, minted + lines.inference]));
    put(cwd, ledger, withFresh);
    const ended = await cli(['retire', fresh.one, '--never-published', '--base', 'HEAD'], { cwd });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(read(cwd)).toBe(reading);
    expect(read(cwd, ledger)).toBe(recorded);

    const known = await cli(['retire', id.between, '--never-published', '--base', 'HEAD'], { cwd });
    expect(problemsIn(known)).toEqual(['retire/published']);
    expect(known).toMatchObject({ code: 5, stdout: '' });
    expect(read(cwd, ledger)).toBe(recorded);
  });

  test('--never-published asks the platform', async () => {
    const { folder, run } = await published();
    put(folder, manifest, edited(reading, [lines.inference, minted + lines.inference]));
    await run('fmt');
    const known = await run('retire', id.between, fresh.one, '--never-published', '-e', 'test');
    expect(problemsIn(known)).toEqual(['retire/published']);
    expect(known.stderr).toContain(id.between);
    expect(read(folder)).toContain(fresh.one);
    expect((await run('retire', fresh.one, '--never-published', '-e', 'test')).code).toBe(0);
    expect(read(folder)).toBe(reading);
  });

  test('a write whose answer was lost may have published an id, too', {
    skip: !hasGit,
  }, async () => {
    const { emulator, folder, run } = await published();
    const { git } = repositoryAt(folder);
    git('init', '-q');
    git('commit', '-q', '--allow-empty', '-m', 'Before the catalog');
    put(folder, manifest, edited(reading, [lines.inference, minted + lines.inference]));
    await run('fmt');
    let isLost = false;
    const fetch = async (request: Request) => {
      const answer = await emulator.fetch(request.clone());
      isLost ||= request.method === 'PUT' && request.url.includes(fresh.one);
      if (isLost && request.url.includes(fresh.one)) throw new TypeError('fetch failed');
      return answer;
    };
    const world = worldWith({ fetch }, folder, { retryPolicy: { ...unhurried, repetitions: 0 } });
    const result = await apply({ env: 'test', approval: { type: 'auto' } }, world);
    expect(result.ok && result.value.report.outcomes.map(({ status }) => status)).toContain(
      'failed',
    );
    const forget = await run('retire', fresh.one, '--never-published', '--base', 'HEAD');
    expect(problemsIn(forget)).toEqual(['retire/published']);
    expect(forget.stderr.replace(/\s+/g, ' ')).toContain(
      '--never-published --env test` shows that',
    );
    expect(read(folder)).toContain(fresh.one);
  });

  test('what this machine published before the first commit is not forgotten; the way on ends right', {
    skip: !hasGit,
  }, async () => {
    const { folder, run, apply, statusOf } = await published();
    const { git } = repositoryAt(folder);
    git('init', '-q');
    git('commit', '-q', '--allow-empty', '-m', 'Before the catalog');
    put(folder, manifest, edited(reading, [`    lessons:\n${lines.between}`, '']));
    const left = await run('check', '--base', 'HEAD');
    expect(problemsIn(left)).toEqual([`identity/left-over ${ledger}:7`]);
    expect(left.stderr.replace(/\s+/g, ' ')).toContain('--never-published --base HEAD`');
    const forget = ['--never-published', '--base', 'HEAD'];
    const known = await run('retire', id.between, ...forget);
    expect(problemsIn(known)).toEqual(['retire/published']);
    expect(known.stderr.replace(/\s+/g, ' ')).toContain('known at test (.timeback-catalog');
    expect(known.code).toBe(5);
    expect((await run('retire', id.between, ...why)).code).toBe(0);
    expect((await apply()).code).toBe(0);
    expect(statusOf(id.between)).toBe('tobedeleted');

    // A run on the embedded emulator publishes nothing.
    const inference = '  - sourcedId: 5b0e';
    put(folder, manifest, edited(read(folder), [inference, minted + inference]));
    await run('fmt');
    await run('apply', '-e', 'local', '--auto-approve');
    expect(await run('retire', fresh.one, ...forget)).toMatchObject({ code: 0, stderr: '' });
  });

  test('a platform that the config calls otherwise now, or no longer has, is not forgotten', {
    skip: !hasGit,
  }, async () => {
    const { folder, run, url } = await published();
    const { git } = repositoryAt(folder);
    git('init', '-q');
    git('commit', '-q', '--allow-empty', '-m', 'Before the catalog');
    const forget = (...proof: readonly string[]) =>
      run('retire', id.between, '--never-published', ...proof);
    const known = 'is known at test (.timeback-catalog';
    const refused = async (...proof: readonly string[]) => {
      const ended = await forget(...proof);
      expect(problemsIn(ended)).toEqual(['retire/published']);
      return ended.stderr.replace(/\s+/g, ' ');
    };
    const other = await serveCatalog();
    const named = (environments: string) =>
      put(folder, config, `environments:\n${environments}ids: ${ledger}\n`);
    const empty = `  empty:\n    baseUrl: ${other.url}\n`;
    named(empty);
    const removed = await refused('--base', 'HEAD');
    expect(removed).toContain(known);
    expect(removed).toContain(`No environment of the config has ${url} now: add one.`);
    // Another platform proves nothing about this one.
    expect(await refused('--env', 'empty')).toContain(known);
    named(`${empty}  live:\n    baseUrl: ${url}\n`);
    const hint = await refused('--env', 'empty');
    expect(hint).toContain('--never-published --env empty,live` shows that');
    expect(await refused('--env', 'empty,live')).toContain('is known at live,');
    expect(await refused('--env', 'all')).toContain('is known at live,');

    put(
      folder,
      manifest,
      edited(read(folder), ['  - sourcedId: 5b0e', `${minted}  - sourcedId: 5b0e`]),
    );
    await run('fmt');
    const free = await run('retire', fresh.one, '--never-published', '--env', 'all');
    expect(free).toMatchObject({ code: 0, stderr: '' });
  });

  test('a retirement that another platform has is not undone', { skip: !hasGit }, async () => {
    const { folder, run, apply, url } = await published();
    const { git } = repositoryAt(folder);
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'Published');
    expect((await run('retire', id.between, ...why)).code).toBe(0);
    expect((await apply()).code).toBe(0);
    const other = await serveCatalog();
    const platforms = `  test:\n    baseUrl: ${url}\n  other:\n    baseUrl: ${other.url}\n`;
    put(folder, config, `environments:\n${platforms}ids: ${ledger}\n`);
    for (const proof of [
      ['--env', 'other'],
      ['--base', 'HEAD'],
    ]) {
      const ended = await run('retire', id.between, '--undo', ...proof);
      expect(problemsIn(ended)).toEqual(['retire/published']);
      expect(ended.stderr.replace(/\s+/g, ' ')).toContain('is retired at test (.timeback-catalog');
    }
    const asked = await run('retire', id.between, '--undo', '--env', 'other,test');
    expect(asked.stderr.replace(/\s+/g, ' ')).toContain('is retired at test, so');
  });

  test('a platform that does not answer is no leave', async () => {
    const { folder, run } = await published();
    const ended = await cli(['retire', id.between, '--never-published', '-e', 'test'], {
      cwd: folder,
      env: { TIMEBACK_CLIENT_ID: 'nobody', TIMEBACK_CLIENT_SECRET: 'nothing' },
    });
    expect(ended.code).toBe(3);
    expect(read(folder)).toBe(reading);
    expect((await run('check')).code).toBe(0);
  });
});
