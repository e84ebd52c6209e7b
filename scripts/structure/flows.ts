import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { PassedFunction } from './instrument.ts';

/** The functions and files of `src` that a text passes on its way through the tool. */
export interface Flow {
  readonly name: string;
  /** Functions with a name, methods included, as `file name` in the order of their first call. */
  readonly functions: readonly string[];
  /** The number of functions that are written where they are used. */
  readonly callbacks: number;
  readonly files: readonly string[];
}

const sentinel = 'Quixotry';
const client = { id: 'structure', secret: 'structure-secret' };

const manifest = (
  title: string,
  id = '5b7e2f0c-3c1d-4a52-9a53-6f0d8f0e1c11',
): string => `kind: course
sourcedId: c2a1f6de-8a3e-4f0b-8f3a-2f6f4a1b0c01
title: Reading
courseCode: READ-1
subjects: [Reading]
grades: ["6"]
units:
  - sourcedId: 0d9b6a7e-41c5-4d6f-8f21-9b6c5e3a7d02
    title: Main ideas
    lessons:
      - sourcedId: ${id}
        title: ${title}
`;

/**
 * Traces three flows of a source tree at run time, against its own emulator in a process that is not counted:
 * a title from YAML to the body of a PUT, a record of the platform to a line of the plan, and a bad id to the
 * terminal.
 */
export async function traceFlows(tree: string): Promise<readonly Flow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-structure-'));
  const emulator = startEmulator(tree);
  try {
    const url = await addressOf(emulator);
    mkdirSync(join(folder, 'catalog'));
    const config = `org: partner-sandbox\nenvironments: { local: { baseUrl: "${url}" } }\n`;
    writeFileSync(join(folder, 'timeback-catalog.yaml'), config);
    const write = (text: string) => writeFileSync(join(folder, 'catalog/reading.yaml'), text);
    const trace = (name: string, text: string, until: 'request' | 'write', words: string[]) =>
      traced(tree, folder, { name, text, until, words });
    write(manifest(`${sentinel} bad id`, `bad id ${sentinel}`));
    const bad = trace('problem: bad id to terminal', `bad id ${sentinel}`, 'write', ['check']);
    write(manifest(sentinel));
    run(tree, folder, ['fmt']);
    const title = trace('title: YAML bytes to PUT body', sentinel, 'request', ['apply', '-y']);
    write(manifest('Another'));
    const record = trace('record of the platform to plan line', sentinel, 'write', ['plan']);
    return [title, record, bad];
  } finally {
    emulator.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The arguments that run the command line of a tree from its sources. */
const mainOf = (tree: string): string[] => {
  const main = pathToFileURL(join(tree, 'src/cli/main.ts')).href;
  return ['--input-type=module', '-e', `(await import('${main}')).main({})`, 'main'];
};

function startEmulator(tree: string): ChildProcess {
  const words = ['emulator', '--port', '0', '--client', `${client.id}:${client.secret}`];
  return spawn(process.execPath, [...mainOf(tree), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('the emulator has no stdout');
  let said = '';
  for (;;) {
    const [chunk] = await once(stdout, 'data', { signal: AbortSignal.timeout(60_000) });
    said += String(chunk);
    const [url] = /http:\/\/127\.0\.0\.1:\d+[^\s`"]*/.exec(said) ?? [];
    if (url !== undefined) return url;
  }
}

const environment = {
  ...process.env,
  TIMEBACK_CLIENT_ID: client.id,
  TIMEBACK_CLIENT_SECRET: client.secret,
  NO_COLOR: '1',
};

function run(tree: string, cwd: string, words: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [...mainOf(tree), ...words], {
    cwd,
    encoding: 'utf8',
    env: environment,
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}`);
}

interface Journey {
  readonly name: string;
  readonly text: string;
  /** The event that ends the trace: the text goes to stdout or stderr, or into a request. */
  readonly until: 'request' | 'write';
  readonly words: readonly string[];
}

function traced(tree: string, cwd: string, { name, text, until, words }: Journey): Flow {
  const out = join(cwd, 'passed.json');
  rmSync(out, { force: true });
  const script = fileURLToPath(new URL('./traced.ts', import.meta.url));
  const { stderr, stdout } = spawnSync(
    process.execPath,
    [script, tree, text, out, until, ...words],
    { cwd, encoding: 'utf8', env: environment, timeout: 300_000 },
  );
  try {
    const passed: readonly PassedFunction[] = JSON.parse(readFileSync(out, 'utf8'));
    const functions = passed.flatMap((one) => (one.name ? [`${one.file} ${one.name}`] : []));
    const files = [...new Set(passed.map(({ file }) => file))];
    return { name, functions, callbacks: passed.length - functions.length, files };
  } catch (error) {
    throw new Error(`${name}: the text did not come out.\n${stdout}${stderr}`, { cause: error });
  }
}
