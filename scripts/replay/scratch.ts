import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Revision } from './history.ts';

/** A temporary git repository with a catalog at its root. */
export interface Scratch {
  readonly folder: string;
  /** Replaces the manifests of the catalog by exactly these. */
  readonly write: (files: ReadonlyMap<string, string>) => void;
  readonly commit: (revision: Revision) => void;
  /** Amends the last commit with the present content of the folder. */
  readonly amend: () => void;
  readonly remove: () => void;
}

const config = `\
org: partner-sandbox
environments:
  replay:
    baseUrl: https://emulator.invalid
`;

export function openScratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-replay-'));
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  const catalog = join(folder, 'catalog');
  let written = new Map<string, string>();
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // Ctrl-C ends the process without running any `finally`.
  process.once('exit', remove);
  try {
    git('init', '-q');
    // Garbage collection would start in the background and outlive the folder.
    git('config', 'gc.auto', '0');
    mkdirSync(catalog);
    writeFileSync(join(folder, 'timeback-catalog.yaml'), config);
    writeFileSync(join(folder, '.gitignore'), '.timeback-catalog/\n');
  } catch (error) {
    remove();
    throw error;
  }
  return {
    folder,
    write: (files) => {
      for (const file of written.keys()) if (!files.has(file)) rmSync(join(folder, file));
      for (const [file, text] of files) writeFileSync(join(folder, file), text);
      written = new Map(files);
    },
    commit: ({ date, message_subject }) => {
      git('add', '-A');
      git(
        'commit',
        '-q',
        '--allow-empty',
        '--allow-empty-message',
        `--date=${date}`,
        '-m',
        message_subject,
      );
    },
    amend: () => {
      git('add', '-A');
      git('commit', '-q', '--amend', '--allow-empty', '--allow-empty-message', '--no-edit');
    },
    remove: () => {
      process.off('exit', remove);
      remove();
    },
  };
}

/** The environment of git: without the settings of the machine, and of a hook that runs a test. */
const environment = {
  PATH: process.env['PATH'],
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  ...named('AUTHOR'),
  ...named('COMMITTER'),
};

function named(role: string) {
  return { [`GIT_${role}_NAME`]: 'Replay', [`GIT_${role}_EMAIL`]: 'replay@example.org' };
}
