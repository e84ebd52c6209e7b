import { fstatSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { noSources } from '../document/place.ts';
import { systemProblem } from '../files/system-error.ts';
import { UnwritableError } from '../files/write.ts';
import { type Problem, problem } from '../model/problem.ts';
import { type ExitCode, exit } from '../run/exit-code.ts';
import { nodeWorld } from '../run/node-world.ts';
import { isSwitchedOn, type World } from '../run/world.ts';
import { terminalLine, terminalLines } from '../text/terminal.ts';
import type { CachePlace } from './cache-folder.ts';
import type { EventStream } from './event-stream.ts';
import type { GlobalOptions } from './options.ts';
import { isCommanderError, parseCommandLine } from './program.ts';
import { linesProgress, liveProgress, noProgress } from './progress.ts';
import { lookOf, type ProgressView, speaksUnicode, type Terminal, widthOf } from './terminal.ts';
import { formatAsked, usageProblem } from './usage.ts';

const { version } = packageJson;

/** What the command line takes from its process; tests replace it. */
export interface Host {
  readonly terminal: Terminal;
  /** The working folder as an absolute path; `--chdir` starts from it. */
  readonly cwd: string;
  /** The folder of the cache, which is kept between runs. */
  readonly place: CachePlace;
  /** Whether stderr is a device, such as a terminal, and not a file or pipe. */
  readonly isDevice: () => boolean;
  /** Registers a callback for Ctrl-C. */
  readonly onInterrupt: (interrupt: () => void) => void;
  /** Replaces parts of the world of commands. */
  readonly parts?: Partial<World>;
}

/** The outermost layer of the command line: the only code that touches the process. `place` is its cache. */
export async function main(place: CachePlace): Promise<void> {
  process.stdout.on('error', outputFailed);
  process.once('beforeExit', leftUnfinished);
  const code = await runCommandLine(process.argv.slice(2), {
    terminal: theTerminal,
    cwd: workingFolder(),
    place,
    isDevice,
    onInterrupt: (interrupt) => {
      process.on('SIGINT', interrupt);
      process.on('SIGTERM', interrupt);
      onHangup(interrupt);
    },
  });
  process.off('beforeExit', leftUnfinished);
  process.exitCode ??= code;
}

/** The working folder. If it was removed, as by git with another branch, its name is as the shell knows it. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return resolve('/', process.env['PWD'] ?? '');
  }
}

/**
 * Calls back when the terminal closes. Later hangups count for nothing, since both the system and the shell may
 * send one.
 */
function onHangup(interrupt: () => void): void {
  process.once('SIGHUP', () => {
    process.on('SIGHUP', () => {});
    interrupt();
  });
}

/**
 * Node ends a program that waits for a promise which never settles, with exit code 0, which must not look
 * like success.
 */
function leftUnfinished(): void {
  const error = new Error(
    'the command came to no end, and nothing is left that it could wait for.',
  );
  process.exitCode = exit.error;
  void fault(error, { argv: process.argv.slice(2), host: { terminal: theTerminal } });
}

let isStderrUsed = false;

/** The terminal of the process. Node loads its code for stderr only if something is written there. */
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
    if (!isStderrUsed) {
      isStderrUsed = true;
      // There is no other stream on which to report this error.
      process.stderr.on('error', () => {});
    }
    return process.stderr;
  },
};

/** Handles errors of stdout. `plan | head` closes the pipe early, which is no error; a full disk is one. */
function outputFailed({ code }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return;
  theTerminal.stderr.write(
    `The result could not be written (${code}). Requests that were sent are not undone: \`timeback-catalog plan\` shows what is left.\n`,
  );
  process.exitCode = exit.error;
}

/** Runs one command line and returns its exit code. Never rejects; failures are shown on stderr. */
export async function runCommandLine(argv: readonly string[], host: Host): Promise<ExitCode> {
  const {
    terminal,
    place: { cache, none },
  } = host;
  try {
    const invocation = await parseCommandLine(argv, {
      version,
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      ...(terminal.stdout.isTTY && { helpWidth: widthOf(terminal.stdout) }),
    });
    if (!invocation) return exit.usage;
    const { chdir = '.', debug = false } = invocation.globals;
    const cwd = resolve(host.cwd, chdir);
    if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
      const detail = `There is no folder ${cwd}.`;
      const { format } = invocation;
      const wrong = problem('usage/wrong', { detail });
      await sayProblem(wrong, { ...host, asked: format, code: exit.usage });
      return exit.usage;
    }
    const progress = progressFor(host, invocation.globals);
    const events = await eventStreamFor(invocation.format, host);
    const { stop, abort, leave } = interruptions(host, invocation.globals);
    const show = (line: string) =>
      void (debug && terminal.stderr.write(terminalLines(`debug: ${line}\n`)));
    const mayKeep = invocation.globals.cache === true;
    if (mayKeep && none !== undefined) show(`cache: off, because ${none}`);
    const world = nodeWorld({
      cwd,
      env: terminal.env,
      ...(mayKeep && cache && { cache }),
      stop,
      abort,
      offers: invocation.offers,
      onProgress: (step) => {
        progress.onProgress(step);
        events?.onProgress(step);
      },
      debug: show,
      ...host.parts,
    });
    const shell = {
      ...{ world, terminal, interrupt: leave, endProgress: progress.end },
      ...(events && { events }),
    };
    const code = await invocation
      .run(shell)
      .catch((error) => fault(error, { argv, host, events }))
      .finally(progress.end);
    events?.end(code);
    return code;
  } catch (error) {
    if (isCommanderError(error)) {
      if (error.exitCode === 0) return exit.done;
      if (error.code !== 'commander.help') {
        const asked = formatAsked(argv);
        await sayProblem(usageProblem(error, argv), { ...host, asked, code: exit.usage });
      }
      return exit.usage;
    }
    return await fault(error, { argv, host });
  }
}

/**
 * Shows an error that a command could not show itself; also for programs, unless stdout already has the
 * result.
 */
async function fault(error: unknown, { argv, host, events }: FaultedRun): Promise<ExitCode> {
  const found = systemProblem(error) ?? bug(error, argv.includes('--debug'));
  const isAlone = !(error instanceof UnwritableError && error.isAfterResult);
  const asked = isAlone ? formatAsked(argv) : undefined;
  await sayProblem(found, { ...host, asked, code: exit.error, events });
  return exit.error;
}

interface FaultedRun {
  readonly argv: readonly string[];
  readonly host: Pick<Host, 'terminal' | 'parts'>;
  readonly events?: EventStream | undefined;
}

/** Starts the event stream, if the format is `jsonl`; its code is loaded only then. */
async function eventStreamFor(
  format: string | undefined,
  { terminal, parts }: Pick<Host, 'terminal' | 'parts'>,
): Promise<EventStream | undefined> {
  if (format !== 'jsonl') return undefined;
  const { startEventStream } = await import('./event-stream.ts');
  return startEventStream(terminal.stdout, { version, now: parts?.now ?? (() => new Date()) });
}

interface Saying extends Pick<Host, 'terminal' | 'parts'> {
  /** The format that the command line asks for. */
  readonly asked: string | undefined;
  readonly code: ExitCode;
  /** The stream of a run that has one; its run ends it. */
  readonly events?: EventStream | undefined;
}

/** Shows a problem on stderr, and on stdout in the format of a program that reads it. */
async function sayProblem(wrong: Problem, saying: Saying): Promise<void> {
  const { terminal, asked, code } = saying;
  const { showProblems } = await import('./output.ts');
  const format = (['json', 'jsonl'] as const).find((one) => one === asked) ?? 'human';
  const events = saying.events ?? (await eventStreamFor(asked, saying));
  const shown = { terminal, world: { sources: noSources }, ...(events && { events }) };
  showProblems(shown, [wrong], { format });
  if (saying.events === undefined) events?.end(code);
}

/** The signals of a run. The first Ctrl-C finishes running requests and reports; the second stops at once. */
function interruptions({ terminal, onInterrupt }: Host, { watch }: GlobalOptions) {
  const stop = new AbortController();
  const abort = new AbortController();
  const interrupt = (): void => {
    if (stop.signal.aborted) {
      abort.abort();
    } else {
      // A command that repeats is meant to be ended by Ctrl-C.
      terminal.stderr.write(
        watch
          ? '\n'
          : '\nInterrupted. Waiting for running requests; press Ctrl-C again to stop now.\n',
      );
      stop.abort();
    }
  };
  onInterrupt(interrupt);
  // No request is running while a question is asked.
  const leave = (): void => {
    terminal.stderr.write('\n');
    stop.abort();
  };
  return { stop: stop.signal, abort: abort.signal, leave };
}

/** The fewest columns for a spinner; narrower terminals break its line. Some terminals report 0. */
const narrow = 40;

/** Chooses how progress is shown. The terminal library is loaded only for a person at a terminal. */
function progressFor({ terminal, isDevice }: Host, globals: GlobalOptions): ProgressView {
  const { env } = terminal;
  const { quiet = false, progress = 'auto' } = globals;
  const charset = { unicode: speaksUnicode(terminal) };
  const { stderr } = terminal;
  const screen = { colour: false, isScreen: Boolean(stderr.isTTY), width: widthOf(stderr) };
  const stream = {
    write: (text: string) => stderr.write(`${terminalLine(text.trimEnd(), screen)}\n`),
  };
  if (quiet || progress === 'none') return noProgress(stream, charset);
  // If stderr is no device, it need not be opened to decide this.
  const watched =
    isDevice() && terminal.stderr.isTTY && env['TERM'] !== 'dumb' && !isSwitchedOn(env['CI']);
  if (progress === 'lines' || !watched || terminal.stderr.columns < narrow) {
    return linesProgress(stream, charset);
  }
  const shown = { terminal, world: { sources: noSources } };
  const look = lookOf(terminal.stderr, shown, globals);
  return liveProgress(process.stderr, { look, now: () => performance.now() });
}

function isDevice(): boolean {
  try {
    return fstatSync(2).isCharacterDevice();
  } catch {
    return false;
  }
}

function bug(error: unknown, withStack: boolean): Problem {
  const what = error instanceof Error ? error : new Error(String(error));
  if (withStack) return problem('run/bug', { detail: what.stack ?? what.message });
  const hint = 'Run the command again with --debug, and report the bug with that output.';
  return problem('run/bug', { detail: what.message, hint });
}
