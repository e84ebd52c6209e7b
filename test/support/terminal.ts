import { execFileSync } from 'node:child_process';
import { type Around, type Running, start, startFile } from './program.ts';

/** Of util-linux; the `script` of other systems has other options. */
const script = 'script';

/** Whether `script` of util-linux is here, which gives a program a terminal. */
export function hasTerminal(): boolean {
  try {
    return execFileSync(script, ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

/** Starts the command line on a terminal. What it shows, on either stream, comes on stdout. */
export function startOnTerminal(
  args: readonly string[],
  { cwd, env, columns = 120 }: Around & { readonly columns?: number },
): Running {
  const words = [process.execPath, startFile, ...args];
  const line = words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  const command = `stty cols ${columns} rows 40; exec ${line}`;
  const around = { cwd, env: { SHELL: '/bin/sh', TERM: 'xterm', ...env } };
  return start(script, ['--quiet', '--return', '--command', command, '/dev/null'], around);
}
