import { Writable } from 'node:stream';
import { parseCommandLine } from '../../src/cli/program.ts';
import { linesProgress } from '../../src/cli/progress.ts';
import type { OutStream, Terminal } from '../../src/cli/terminal.ts';
import { nodeWorld } from '../../src/commands/node-world.ts';
import type { World } from '../../src/commands/world.ts';
import { terminalLines } from '../../src/text/terminal.ts';
import { quick } from './faulty.ts';
import type { Around, Ended } from './program.ts';

/**
 * Runs the command line inside the test, with short pauses: what `main.ts` does but for what
 * belongs to a process.
 */
export async function commandLine(
  args: readonly string[],
  { cwd, env = {} }: Around,
  parts: Partial<World> = {},
): Promise<Ended> {
  const [stdout, stderr] = [memory(), memory()];
  const terminal: Terminal = { stdin: process.stdin, stdout, stderr, env, platform: 'linux' };
  const invocation = await parseCommandLine(args, {
    version: '0',
    writeOut: (text) => void stdout.write(text),
    writeErr: (text) => void stderr.write(text),
  });
  if (!invocation) throw new Error(`not a command line: ${args.join(' ')}`);
  const progress = linesProgress(stderr);
  const world = nodeWorld({
    cwd,
    env,
    retryPolicy: quick,
    offers: invocation.offers,
    wait: async () => {},
    onProgress: progress.onProgress,
    debug: (line) =>
      void (invocation.globals.debug && stderr.write(terminalLines(`debug: ${line}\n`))),
    ...parts,
  });
  const shell = { world, terminal, interrupt: () => {}, endProgress: progress.end };
  const code = await invocation.run(shell);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function memory(): OutStream & { readonly text: () => string } {
  const chunks: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  return Object.assign(stream, { isTTY: false, columns: 0, text: () => chunks.join('') });
}
