import { fstatSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { type ExitCode, exit } from '../commands/exit-code.ts';
import { nodeWorld } from '../commands/node-world.ts';
import { noSources } from '../document/frame.ts';
import { UnwritableError } from '../files/write.ts';
import { terminalLines } from '../text/terminal.ts';
import type { CachePlace } from './cache.ts';
import type { GlobalOptions } from './options.ts';
import { isCommanderError, parseCommandLine } from './program.ts';
import { linesProgress, noProgress } from './progress.ts';
import type { ProgressView } from './shell.ts';
import { lookOf, speaksUnicode, type Terminal } from './terminal.ts';

const { version } = packageJson;

/** The command line's outermost layer: the only place that touches the process. `place`: for what it keeps. */
export async function main(place: CachePlace): Promise<void> {
  process.stdout.on('error', outputFailed);
  const code = await run(process.argv.slice(2), theTerminal, place);
  process.exitCode ??= code;
}

let isStderrHeard = false;

/** What the process was given. Where it says nothing on stderr, Node does not load what that takes. */
const theTerminal: Terminal = {
  env: process.env,
  platform: process.platform,
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    if (!isStderrHeard) {
      isStderrHeard = true;
      // Nobody is left to tell.
      process.stderr.on('error', () => {});
    }
    return process.stderr;
  },
};

/** `plan | head` closes the pipe early, which is no fault; a full disk is one, and must not pass for success. */
function outputFailed({ code }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return;
  theTerminal.stderr.write(
    `The result could not be written (${code}). What was sent is sent: \`timeback-catalog plan\` tells what is left.\n`,
  );
  process.exitCode = exit.error;
}

async function run(
  argv: readonly string[],
  terminal: Terminal,
  { cache, none }: CachePlace,
): Promise<ExitCode> {
  try {
    const invocation = await parseCommandLine(argv, {
      version,
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    });
    if (!invocation) return exit.usage;
    const { chdir = '.', debug = false } = invocation.globals;
    const cwd = resolve(chdir);
    if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
      terminal.stderr.write(terminalLines(`Error: There is no folder ${cwd}.\n`));
      return exit.usage;
    }
    const progress = await progressFor(terminal, invocation.globals);
    const { stop, abort, interrupt } = interruptions(terminal, invocation.globals);
    const tell = (line: string) =>
      void (debug && terminal.stderr.write(terminalLines(`debug: ${line}\n`)));
    const mayKeep = invocation.globals.cache === true;
    if (mayKeep && none !== undefined) tell(`cache: nothing is kept, since ${none}`);
    const world = nodeWorld({
      cwd,
      ...(mayKeep && cache && { cache }),
      stop,
      abort,
      offers: invocation.offers,
      onProgress: progress.onProgress,
      debug: tell,
    });
    const shell = { world, terminal, interrupt, endProgress: progress.end };
    return await invocation.run(shell).finally(progress.end);
  } catch (error) {
    if (isCommanderError(error)) return error.exitCode === 0 ? exit.done : exit.usage;
    terminal.stderr.write(terminalLines(apology(error, argv.includes('--debug'))));
    return exit.error;
  }
}

/** First Ctrl-C: finish what is in flight and report. Second: stop. */
function interruptions(terminal: Terminal, { watch }: GlobalOptions) {
  const stop = new AbortController();
  const abort = new AbortController();
  const interrupt = (): void => {
    if (stop.signal.aborted) {
      abort.abort();
    } else {
      // What only waits is meant to end this way.
      terminal.stderr.write(
        watch ? '\n' : '\nInterrupted: finishing what is in flight. Once more stops at once.\n',
      );
      stop.abort();
    }
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return { stop: stop.signal, abort: abort.signal, interrupt };
}

/** Narrower than this, a line with a spinner would be broken into pieces. Some terminals say 0. */
const narrow = 40;

/** The terminal library is loaded only where somebody watches. */
async function progressFor(terminal: Terminal, globals: GlobalOptions): Promise<ProgressView> {
  const { env } = terminal;
  const { quiet = false, progress = 'auto' } = globals;
  const charset = { unicode: speaksUnicode(terminal) };
  const stream = { write: (text: string) => terminal.stderr.write(text) };
  if (quiet || progress === 'none') return noProgress(stream, charset);
  const watched = isDevice(2) && process.stderr.isTTY && env['TERM'] !== 'dumb' && !env['CI'];
  if (progress === 'lines' || !watched || process.stderr.columns < narrow) {
    return linesProgress(stream, charset);
  }
  const { liveProgress } = await import('./live-progress.ts');
  const shown = { terminal, world: { sources: noSources } };
  const look = lookOf(terminal.stderr, shown, globals);
  return liveProgress(process.stderr, { look, now: () => performance.now() });
}

/** As every terminal is, and no file and no pipe. */
function isDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}

function apology(error: unknown, withStack: boolean): string {
  const what = error instanceof Error ? error : new Error(String(error));
  const detail = withStack ? (what.stack ?? what.message) : what.message;
  // The operating system said no: a full disk, a folder without permission.
  if (what instanceof UnwritableError || 'syscall' in what) return `${detail}\n`;
  return `This is a fault of timeback-catalog itself, not of your catalog: ${detail}
${withStack ? '' : 'Run the command again with --debug to see where it comes from, and report it with that text.\n'}`;
}
