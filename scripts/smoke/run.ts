import { type ChildProcess, spawn } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type SmokeStep, smokeList } from './list.ts';

/** A timeback-catalog to try: its name, and the command line that comes before the words of a command. */
export interface SmokeProgram {
  readonly name: string;
  readonly words: readonly string[];
  /** The program that runs JavaScript on the same system, for lists that need other programs. */
  readonly runtime?: { readonly words: readonly string[]; readonly file: string };
  /** Environment variables in addition to PATH and an empty home. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A difference between a step and its row. */
export type SmokeFault = string;

const client = { id: 'smoke', secret: 'not-a-secret' };
/** Milliseconds for one command, long enough for a slow machine with an emulated system. */
const longest = 120_000;
/** The signal that ends a command which takes longer. */
const ending = 'SIGTERM';

/**
 * Runs the list in an empty folder, one step after the other, and returns the differences. After a command
 * that did not end, no other is tried. `onStep` is called with each command before it runs.
 */
export async function smoke(
  program: SmokeProgram,
  steps: readonly SmokeStep[] = smokeList,
  onStep: (command: string) => void = () => {},
): Promise<readonly SmokeFault[]> {
  const home = mkdtempSync(join(tmpdir(), 'timeback-catalog-smoke-'));
  const cwd = join(home, 'catalog folder');
  mkdirSync(cwd);
  const around: Around = {
    cwd,
    env: {
      ...(process.platform === 'win32' ? process.env : { PATH: process.env['PATH'] }),
      HOME: home,
      TIMEBACK_CATALOG_CACHE: join(home, 'cache'),
      TIMEBACK_CLIENT_ID: client.id,
      TIMEBACK_CLIENT_SECRET: client.secret,
      ...program.env,
    },
  };
  const { server, url } = await serve(program, around);
  try {
    const faults: SmokeFault[] = [];
    for (const step of steps) {
      const command = step.args.join(' ');
      onStep(command);
      const { found, isEnded } = await carryOut(step, { program, around, url });
      faults.push(...found.map((fault) => `${command}: ${fault}`));
      if (!isEnded) return [...faults, 'What comes after it was not tried.'];
    }
    return faults;
  } finally {
    server.kill('SIGKILL');
    // Windows removes no file that the server still has open.
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

interface Around {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

interface Running {
  readonly program: SmokeProgram;
  readonly around: Around;
  readonly url: string;
}

/** Starts an emulator on a free port, until it is killed. */
function serve(
  { words: [file = '', ...words] }: SmokeProgram,
  around: Around,
): Promise<{ readonly server: ChildProcess; readonly url: string }> {
  return new Promise((resolve, reject) => {
    const args = ['emulator', '--port', '0', '--client', `${client.id}:${client.secret}`];
    const server = spawn(file, [...words, ...args], {
      ...around,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [server.stdout, server.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
        if (url !== undefined) resolve({ server, url });
      });
    }
    server.on('error', reject);
    server.on('close', (code) => reject(new Error(`the emulator ended with ${code}:\n${text}`)));
    setTimeout(() => server.kill('SIGKILL'), longest * smokeList.length).unref();
  });
}

interface Done {
  readonly found: readonly SmokeFault[];
  readonly isEnded: boolean;
}

async function carryOut(step: SmokeStep, { program, around, url }: Running): Promise<Done> {
  const { cwd } = around;
  for (const [file, text] of Object.entries(step.before ?? {})) {
    const path = join(cwd, file);
    mkdirSync(dirname(path), { recursive: true });
    const after = typeof text === 'string' ? text : text(readFileSync(path, 'utf8'));
    writeFileSync(path, after.replaceAll('{url}', url));
  }
  const [file = '', ...words] = program.words;
  for (const name of step.plants ?? []) {
    if (program.runtime) copyFileSync(program.runtime.file, join(cwd, name));
  }
  const holder = step.held === undefined ? undefined : await hold(step.held, program, around);
  const args = step.args.map((arg) => filledIn(arg, cwd));
  const { code, output } = await run(file, [...words, ...args], around);
  holder?.kill('SIGKILL');
  const faults: SmokeFault[] = [];
  const wanted = step.code ?? 0;
  if (code !== wanted) faults.push(`ended with ${code}, not with ${wanted}:\n${output}`);
  if (step.says && !step.says.test(output)) faults.push(`does not say ${step.says}:\n${output}`);
  for (const [name, holds] of Object.entries(step.writes ?? {})) {
    const text = textIn(join(cwd, name));
    if (text === undefined || !holds.test(text))
      faults.push(`${name} does not hold ${holds}:\n${text}`);
  }
  return { found: faults, isEnded: code !== ending };
}

/**
 * Opens a file, as an editor or a virus scanner does, and keeps it open until an unfinished file is beside
 * it, and a third of a second longer: the replacement then has to be tried again.
 */
const holding = `const fs = require('node:fs');
const path = require('node:path');
const [file] = process.argv.slice(2);
fs.openSync(file, 'r+');
console.log('open');
setInterval(() => {
  const names = fs.readdirSync(path.dirname(file));
  if (names.some((name) => /^\\.timeback-catalog-.*\\.new$/.test(name))) setTimeout(() => process.exit(), 300);
}, 10);
`;

function hold(file: string, { runtime }: SmokeProgram, around: Around): Promise<ChildProcess> {
  const [program = '', ...words] = runtime?.words ?? [process.execPath];
  const script = '../hold.cjs';
  writeFileSync(join(around.cwd, script), holding);
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...words, script, file], {
      ...around,
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: longest,
    });
    child.stdout.on('data', () => resolve(child));
    child.on('error', reject);
    child.on('close', () => reject(new Error(`nothing can hold ${file} open`)));
  });
}

function run(
  file: string,
  args: readonly string[],
  around: Around,
): Promise<{ readonly code: number | string | null; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(file, [...args], {
      ...around,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: longest,
      killSignal: ending,
    });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (part: string) => {
        texts[name] += part;
      });
    }
    child.on('error', (error) => resolve({ code: error.message, output: '' }));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? signal, output: texts.stdout + texts.stderr }),
    );
  });
}

function filledIn(arg: string, cwd: string): string {
  return arg
    .replace(
      '{lesson}',
      () =>
        /sourcedId: (\S+)\s+title: (?:First lesson|The first one)/.exec(
          readFileSync(join(cwd, 'catalog/reading.yaml'), 'utf8'),
        )?.[1] ?? 'none',
    )
    .replace('{receipt}', () => newestReceipt(cwd));
}

function newestReceipt(cwd: string): string {
  const folder = '.timeback-catalog/receipts/local';
  return join(folder, readdirSync(join(cwd, folder)).sort().at(-1) ?? 'none');
}

function textIn(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
