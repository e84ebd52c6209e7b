import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The command line as `npm test` builds it before the tests run. */
export const startFile = fileURLToPath(new URL('../../dist/bin.cjs', import.meta.url));

/** What any test runs is as warm, or as cold, as it happens to be: nothing may depend on it. */
const sharedCache = join(tmpdir(), 'timeback-catalog-tests');

/** What Node compiled for one test need not be compiled again for the next. */
const compiled = process.env['NODE_COMPILE_CACHE'];

/** Where a program runs. Nothing of the test's own environment reaches it but PATH and what Node compiled. */
export interface Around {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** `code` is null if a signal ended the program. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  /** Resolves as soon as the output so far holds; rejects if the program ends without. */
  readonly until: (holds: (soFar: Omit<Ended, 'code'>) => boolean) => Promise<void>;
  readonly type: (text: string) => void;
  /** What Ctrl-C sends. */
  readonly interrupt: () => void;
  readonly signal: (name: NodeJS.Signals) => void;
  /** What nothing can answer: the program is gone at once. */
  readonly kill: () => void;
  readonly pid: number;
  readonly ended: Promise<Ended>;
}

/**
 * Runs the built command line to its end as a process of its own, without a terminal. It takes five
 * times as long as `cli` of `command-line.ts`, so it is for what only a process has: signals, streams,
 * variables that Node itself reads, what is kept between runs, and the bundle.
 */
export function builtCli(args: readonly string[], around: Around): Promise<Ended> {
  return run(process.execPath, [startFile, ...args], around);
}

/** Starts the built command line as a process of its own. */
export function startCli(args: readonly string[], around: Around): Running {
  return start(process.execPath, [startFile, ...args], around);
}

/** The variables of a program that runs there. */
export function environmentIn({ cwd, env }: Around): Readonly<Record<string, string>> {
  const path = process.env['PATH'] ?? '';
  const kept = compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled };
  return { PATH: path, HOME: cwd, TIMEBACK_CATALOG_CACHE: sharedCache, ...kept, ...env };
}

/** Runs any program to its end, without input. */
export function run(file: string, args: readonly string[], around: Around): Promise<Ended> {
  const program = start(file, args, around);
  program.type('');
  return program.ended;
}

/** Starts a program; it is killed if it outlives the test. */
export function start(file: string, args: readonly string[], around: Around): Running {
  const program = startShared(file, args, around);
  onTestFinished(program.kill);
  return program;
}

/** Starts a program for several tests; the caller kills it. */
export function startShared(file: string, args: readonly string[], { cwd, env }: Around): Running {
  const child = spawn(file, args, {
    cwd,
    env: environmentIn({ cwd, env }),
  });
  // A program that ends without reading its input is no failure.
  child.stdin.on('error', () => {});
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...output }));
  });
  return {
    ended,
    type: (text) => void (text === '' ? child.stdin.end() : child.stdin.write(text)),
    interrupt: () => void child.kill('SIGINT'),
    signal: (name) => void child.kill(name),
    kill: () => void child.kill('SIGKILL'),
    pid: child.pid ?? 0,
    until: (holds) =>
      new Promise((resolve, reject) => {
        const look = () => holds(output) && resolve();
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        ended.then(({ code }) => {
          const { stdout, stderr } = output;
          reject(new Error(`ended with ${code} before:\n${stdout}\n${stderr}`));
        }, reject);
        look();
      }),
  };
}
