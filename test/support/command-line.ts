import { realpathSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { runCommandLine } from '../../src/cli/main.ts';
import type { OutStream, Terminal } from '../../src/cli/terminal.ts';
import type { World } from '../../src/run/world.ts';
import { breaches } from './contract.ts';
import { quick } from './faulty.ts';
import { type Around, type Ended, environmentIn } from './program.ts';

/** How a command line ended that no signal can reach. */
export type Returned = Ended & { readonly code: number };

/**
 * Runs the command line inside the test: the code of `src` does all that the built one does, with real
 * files, git and HTTP, and nothing that one run leaves behind reaches the next. `input`: what stdin gives.
 * What src/cli/commands.ts promises of the command is checked in each run.
 */
export function cli(
  args: readonly string[],
  around: Around,
  input?: string | undefined,
): Promise<Returned> {
  return inProcess(args, around, {}, input);
}

/** Runs the command line inside the test with little patience, or with a world that is made up in parts. */
export function commandLine(
  args: readonly string[],
  around: Around,
  parts: Partial<World> = {},
): Promise<Returned> {
  return inProcess(args, around, { retryPolicy: quick, wait: async () => {}, ...parts });
}

/** The same on a terminal of so many columns that nobody answers at: all it shows comes on stdout. */
export async function cliOnScreen(
  args: readonly string[],
  { cwd, env }: Around,
  columns: number,
): Promise<Returned> {
  const screen = memory(columns);
  const around = { cwd, env: { PAGER: 'cat', ...env } };
  const { code } = await inProcess(args, around, {}, undefined, [screen, screen]);
  return { code, stdout: screen.text(), stderr: '' };
}

async function inProcess(
  args: readonly string[],
  around: Around,
  parts: Partial<World>,
  input?: string,
  [stdout, stderr] = [memory(), memory()],
): Promise<Returned> {
  const stdin = Object.assign(Readable.from(input === undefined ? [] : [Buffer.from(input)]), {
    isTTY: false,
  });
  const env = environmentIn(around);
  const terminal: Terminal = { stdin, stdout, stderr, env, platform: process.platform };
  const code = await runCommandLine(args, {
    terminal,
    // As a process gets it from the operating system, which follows links.
    cwd: realpathSync(around.cwd),
    // Nothing is kept: no digest stands for code that nobody built.
    place: {},
    isDevice: () => false,
    onInterrupt: () => {},
    parts,
  });
  const ended = { code, stdout: stdout.text(), stderr: stderr.text() };
  const broken = breaches(args, ended);
  if (broken.length > 0) throw new Error(`${args.join(' ')}: ${broken.join('\n')}`);
  return ended;
}

/** A stream that keeps what is written; a terminal if it has columns. */
function memory(columns = 0): OutStream & { readonly text: () => string } {
  const chunks: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  return Object.assign(stream, { isTTY: columns > 0, columns, text: () => chunks.join('') });
}
