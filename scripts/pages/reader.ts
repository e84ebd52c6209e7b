import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Part, partsOf, written } from './steps.ts';

const tool = join(import.meta.dirname, '../../dist/bin.cjs');

/**
 * Does what a page tells its reader to do, in an empty folder, and returns the page with the new output. A
 * command must end with 0, or with the code that it states: `$ … # exit 5`. Throws an Error that names the
 * command if it ends differently.
 */
export function followed(page: string): string {
  const root = mkdtempSync(join(tmpdir(), 'timeback-catalog-page-'));
  try {
    const reader = readerIn(root);
    return partsOf(page)
      .map((part) => written(part, outputsOf(part, reader)))
      .join('');
  } finally {
    for (const { pid } of servedIn(root)) process.kill(pid);
    rmSync(root, { recursive: true, force: true });
  }
}

interface Reader {
  readonly root: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

function readerIn(root: string): Reader {
  const folder = join(root, 'catalog-of-mine');
  const bin = join(root, 'bin');
  for (const each of [folder, bin]) mkdirSync(each);
  const start = join(bin, 'timeback-catalog');
  writeFileSync(start, `#!/bin/sh\nexec "${process.execPath}" "${tool}" "$@"\n`);
  chmodSync(start, 0o755);
  const who = { NAME: 'An Author', EMAIL: 'author@example.com', DATE: '2026-01-05T09:00:00Z' };
  const git = Object.entries(who).flatMap(([key, value]) =>
    ['AUTHOR', 'COMMITTER'].map((role) => [`GIT_${role}_${key}`, value]),
  );
  const env = {
    ...Object.fromEntries(git),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'init.defaultBranch',
    GIT_CONFIG_VALUE_0: 'main',
    HOME: root,
    USER: 'author',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    COLUMNS: '100',
    EXAMPLES: join(import.meta.dirname, '../../examples'),
    PAGES: import.meta.dirname,
    NODE: process.execPath,
    // What Node compiled for one page need not be compiled for the next, if it keeps that somewhere.
    ...(process.env['NODE_COMPILE_CACHE'] && {
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    }),
    // The file with what `serve` exports for later commands.
    SERVED: join(root, 'env'),
    PATH: [bin, join(import.meta.dirname, 'bin'), process.env['PATH']].join(delimiter),
  };
  writeFileSync(env.SERVED, '');
  return { root, folder, env };
}

/** The emulators that `serve` started for a page. */
function servedIn(root: string) {
  const file = join(root, 'served');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  return lines.map((line) => {
    const [pid = Number.NaN, port, shown] = line.split(' ').map(Number);
    return { pid, port, shown };
  });
}

function outputsOf(part: Part, reader: Reader): readonly string[] {
  switch (part.type) {
    case 'text':
      return [];
    case 'run':
      return [outputOf(part.command, reader)];
    case 'file':
      return [shown(readFileSync(join(reader.folder, part.path), 'utf8'), reader)];
    case 'console':
      return part.commands.map((command) => outputOf(command, reader));
  }
}

function outputOf(command: string, reader: Reader): string {
  const { folder, env } = reader;
  const script = `exec 2>&1; . "$SERVED"\n${command}`;
  const { status, stdout } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  const expected = Number(/# exit (\d+)$/.exec(command)?.[1] ?? 0);
  if (status !== expected) {
    throw new Error(`\`${command}\` ended with ${status} and not with ${expected}:\n${stdout}`);
  }
  return shown(stdout, reader).replace(/[ \t]+$/gm, '');
}

/** The text without the folder and the ports of this run. */
function shown(text: string, { root, folder }: Reader): string {
  const served = servedIn(root).reduce(
    (soFar, { port, shown }) => soFar.replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${shown}`),
    text,
  );
  return served.replaceAll(folder, '/home/author/catalog-of-mine');
}
