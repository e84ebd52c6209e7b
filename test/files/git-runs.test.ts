// How often git is run: each run takes as long as reading a hundred manifests.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import {
  edited,
  ledger,
  manifest,
  reading,
  readingRepository,
  recorded,
} from '../support/reading-catalog.ts';
import { emptyFolder, hasGit } from '../support/repository.ts';

/** Puts a git before the others that writes down what it is asked; gives the commands so far. */
function watchedGit(): () => readonly string[] {
  const folder = emptyFolder();
  const log = join(folder, 'asked');
  const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  put(folder, 'git', `#!/bin/sh\nprintf '%s\\n' "$*" >> '${log}'\nexec '${git}' "$@"\n`);
  chmodSync(join(folder, 'git'), 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  return () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : []);
}

const names = ['merge-base', 'rev-parse', 'ls-tree', 'cat-file'];
const commandsOf = (asked: readonly string[]) =>
  asked.map((line) => names.find((name) => line.includes(` ${name} `)) ?? line);

describe.skipIf(!hasGit || process.platform === 'win32')('runs of git', () => {
  test.each([
    { name: 'a check alone', args: ['check'], text: reading, runs: [] },
    {
      name: 'a base with the same files',
      args: ['check', '--base', 'HEAD'],
      text: reading,
      runs: ['merge-base', 'rev-parse', 'ls-tree'],
    },
    {
      name: 'a base with another manifest',
      args: ['check', '--base', 'HEAD'],
      text: edited(reading, ['Finding the', 'The']),
      runs: ['merge-base', 'rev-parse', 'ls-tree', 'cat-file'],
    },
  ])('$name', async ({ args, text, runs }) => {
    const { folder } = readingRepository({ [manifest]: reading, [ledger]: recorded });
    put(folder, manifest, text);
    const asked = watchedGit();
    expect(await cli(args, { cwd: folder })).toMatchObject({ code: 0 });
    expect(commandsOf(asked())).toEqual(runs);
  });
});
