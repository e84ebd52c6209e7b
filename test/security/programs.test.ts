// No command starts a program that a checkout, a handed-over repository or a variable names, with one
// exception: on a terminal, and there alone, a long plan goes through the pager that the variable PAGER of
// its reader names (test/cli/pager.test.ts). No command here has a terminal. What is planted works: a plain
// git in the same folder starts each of it.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandNames } from '../../src/cli/commands.ts';
import { put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import {
  newTraps,
  plainGit,
  plantInEnvironment,
  plantInRepository,
  plantOnPath,
  signedCommit,
} from '../support/planted.ts';
import { builtCli, type Ended, startCli } from '../support/program.ts';
import { edited, id, manifest, reading, readingFiles } from '../support/reading-catalog.ts';
import { emptyFolder, hasGit, newRepository, type TestRepository } from '../support/repository.ts';

interface Call {
  readonly args: readonly string[] | ((folder: string) => readonly string[]);
  /** Where it is run, from the catalog folder; there if absent. */
  readonly in?: string;
  /** How it ends if it may work; 0 if absent. */
  readonly code?: number;
  /** It needs no catalog, and works wherever it is started. */
  readonly anywhere?: true;
}

const receipts = '.timeback-catalog/receipts/local';
const newestReceipt = (folder: string) =>
  join(receipts, readdirSync(join(folder, receipts)).sort().at(-1) ?? '');

/** Every command, so that it comes to ask git if it ever does; in an order in which all of them work. */
const calls: Readonly<Record<string, readonly Call[]>> = {
  init: [{ args: ['init', '--title', 'X', '--course-code', 'X'], in: '../other', anywhere: true }],
  check: [
    { args: ['check'] },
    { args: ['check', '--base', 'HEAD~2'] },
    { args: ['check', '--base', '1'.repeat(40)], code: 1 },
  ],
  tree: [{ args: ['tree', '--base', 'HEAD~2'] }],
  show: [{ args: ['show', id.finding] }],
  ids: [{ args: ['ids', 'export', '--format', 'csv'] }],
  plan: [{ args: ['plan'] }, { args: ['plan', '--against-git', 'HEAD~2'] }],
  apply: [{ args: ['apply', '--auto-approve'] }],
  explain: [
    { args: ['explain', id.finding] },
    { args: ['explain', 'id/duplicate'], anywhere: true },
  ],
  doctor: [
    { args: ['doctor', '--env', 'local'] },
    { args: ['doctor', '--explain-drift', '--env', 'local'] },
  ],
  rehearse: [{ args: ['rehearse', '--env', 'local'] }],
  probe: [{ args: ['probe', '--env', 'local', '--read-only', '--no-facts'] }],
  // It would retire all there is, and nobody approved that.
  undo: [{ args: (folder) => ['undo', newestReceipt(folder), '--auto-approve'], code: 5 }],
  events: [{ args: ['events', 'check', 'events.json'], code: 1 }],
  new: [{ args: ['new', 'lesson', 'One more', '--in', id.mainIdeas] }],
  import: [{ args: ['import', 'outline', 'outline.csv', '--dry-run'] }],
  export: [{ args: ['export', 'outline', '--out', 'catalog.csv'] }],
  fmt: [{ args: ['fmt'] }],
  retire: [{ args: ['retire', id.between, '--reason', 'dropped'] }],
  confirm: [{ args: ['confirm', id.finding, '--replaces', id.between, '--reason', 'one of both'] }],
  release: [{ args: ['release', id.finding, '--to', 'other'] }],
  // Its text did not come back.
  take: [{ args: ['take', id.finding, '--from', '../other'], code: 1 }],
  schema: [{ args: ['schema', 'course'], anywhere: true }],
  completion: [{ args: ['completion', 'bash'], anywhere: true }],
  emulator: [{ args: ['emulator', '--port', '0'], anywhere: true }],
};

test('every command is among them', () => {
  expect(Object.keys(calls).sort()).toEqual([...commandNames].sort());
});

const all = Object.values(calls).flat();

/** A server is told to stop as soon as it listens. */
async function carryOut(
  { args: given, in: below = '.' }: Call,
  folder: string,
  env: Readonly<Record<string, string>>,
  run: typeof builtCli = builtCli,
): Promise<Ended & { readonly line: string }> {
  const args = typeof given === 'function' ? given(folder) : given;
  const around = { cwd: join(folder, below), env };
  const line = args.join(' ');
  if (args[0] !== 'emulator') return { ...(await run(args, around)), line };
  const server = startCli(args, around);
  await server.until(({ stdout, stderr }) => /http:/.test(stdout + stderr));
  server.interrupt();
  const { stdout, stderr } = await server.ended;
  return { code: 0, stdout, stderr, line };
}

/** A catalog below the top of a repository, in its second commit, with a change that is not committed. */
function catalogRepository(): { readonly repository: TestRepository; readonly folder: string } {
  const repository = newRepository();
  const files = {
    ...readingFiles,
    'events.json': '[]\n',
    'outline.csv': 'course,unit,lesson\nReading,First,One\n',
    'note.txt': 'one\n',
    'note.md': 'one\n',
  };
  const below = Object.entries(files).map(([path, text]) => [`courses/${path}`, text]);
  repository.commit(Object.fromEntries(below));
  repository.commit({
    [`courses/${manifest}`]: edited(reading, ['Finding the', 'The']),
    'courses/catalog.ids': `# Once more.\n${readingFiles['catalog.ids']}`,
    'courses/note.txt': 'two\n',
    'courses/note.md': 'two\n',
    'other/read.me': '',
  });
  return { repository, folder: join(repository.folder, 'courses') };
}

/** An uncommitted change, so that whoever compares with the commit has to look at the bytes. */
const change = (folder: string) =>
  put(
    folder,
    manifest,
    edited(reading, ['Finding the', 'The'], ['title: Inference', 'title: Infer']),
  );

const credentials = { TIMEBACK_CLIENT_ID: 'id', TIMEBACK_CLIENT_SECRET: 'hush' };

describe.skipIf(!hasGit || process.platform === 'win32')('no program is started', () => {
  test('by settings, attributes, hooks, remotes and signatures of a repository, variables and the PATH', async () => {
    const { repository, folder } = catalogRepository();
    const traps = newTraps();
    signedCommit(repository);
    const inRepository = plantInRepository(repository, traps);
    const variables = plantInEnvironment(traps);
    // The controls: a plain git starts each of them.
    for (const [planted, env] of [
      [inRepository, {}],
      [variables.planted, variables.env],
    ] as const) {
      for (const { name, shownBy, input = '' } of planted) {
        traps.ran();
        plainGit(shownBy, { cwd: repository.folder, env, input });
        expect(traps.ran(), `git ${shownBy.join(' ')}`).toContain(name);
      }
    }
    repository.git('-c', 'core.hooksPath=/dev/null', 'symbolic-ref', 'HEAD', 'refs/heads/main');
    const PATH = plantOnPath(repository.folder, folder, traps);
    spawnSync('git', ['--version'], { cwd: folder, env: { PATH } });
    expect(traps.ran()).toEqual(['bare-git']);
    change(folder);

    const env = { ...variables.env, ...credentials, PATH, HOME: emptyFolder() };
    const ended: Record<string, unknown> = {};
    const wanted: Record<string, unknown> = {};
    for (const call of all) {
      const { line, code, stderr } = await carryOut(call, folder, env);
      ended[line] = { code, ran: traps.ran(), ...(code !== (call.code ?? 0) && { stderr }) };
      wanted[line] = { code: call.code ?? 0, ran: [] };
    }
    expect(ended).toEqual(wanted);
  }, 300_000);

  test('by a repository that a branch brings along in the catalog folder, and nothing is done there', async () => {
    const { repository, folder } = catalogRepository();
    const traps = newTraps();
    const plant = (path: string, text: string) => put(folder, path, text);
    plant('HEAD', 'ref: refs/heads/main\n');
    plant('refs/heads/main', `${repository.head()}\n`);
    plant('objects/info/alternates', '../../.git/objects\n');
    plant('info/attributes', '*.yaml diff=x filter=x\n');
    plant(
      'config',
      `[core]\n\trepositoryFormatVersion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = ${traps.program('fsmonitor')}\n` +
        `[diff "x"]\n\ttextconv = ${traps.program('textconv')}\n[filter "x"]\n\tclean = ${traps.program('clean')}\n`,
    );
    repository.commit();
    change(folder);
    // The controls: with these tracked files a plain git does.
    plainGit(['status'], { cwd: folder });
    expect(traps.ran()).toContain('fsmonitor');
    plainGit(['log', '-p', '-1', '--', '../courses'], { cwd: folder });
    plainGit(['hash-object', manifest], { cwd: folder });
    expect(traps.ran()).toEqual(expect.arrayContaining(['clean']));

    const env = { ...credentials, HOME: emptyFolder() };
    for (const call of all) {
      if (typeof call.args === 'function') continue;
      const { line, code, stderr } = await carryOut(call, folder, env, cli);
      expect(traps.ran(), line).toEqual([]);
      if (call.anywhere) expect(code, line + stderr).toBe(0);
      else
        expect({ line, code, stderr }).toMatchObject({
          code: 5,
          stderr: expect.stringContaining('git/unsafe-repository'),
        });
    }
  }, 300_000);
});
