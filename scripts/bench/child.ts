import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What one run of a program used. */
export interface Usage {
  readonly wallMs: number;
  /** User and system time of all its threads in milliseconds. */
  readonly cpuMs: number;
  /** The greatest resident memory in MiB. */
  readonly peakMiB: number;
}

/** The longest run in milliseconds; one that takes longer is ended and fails the benchmark. */
const patienceMs = 30 * 60_000;

const usageFile = join(tmpdir(), `timeback-catalog-bench-${process.pid}.usage`);

/**
 * The path of GNU time, which starts every run if it is present. A direct child of this program is not
 * measured well: Linux counts what was resident before exec, which is this program's memory.
 */
const gnuTime = '/usr/bin/time';
export const hasGnuTime = process.platform === 'linux' && existsSync(gnuTime);

/** A replacement for GNU time: the program writes down what it used when it ends. */
const reporter = `data:text/javascript,${encodeURIComponent(`
  import { writeFileSync } from 'node:fs';
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const line = [userCPUTime / 1e6, systemCPUTime / 1e6, maxRSS].join(' ');
    writeFileSync(${JSON.stringify(usageFile)}, line);
  });
`)}`;

/** The environment and folder of a program; absent: those of this one. */
interface Around {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs a script with this program's Node and measures it. Throws if it does not exit with 0. */
export async function measure(args: readonly string[], env: Around['env']): Promise<Usage> {
  return hasGnuTime
    ? measureProgram([process.execPath, ...args], { env })
    : measured([process.execPath, '--import', reporter, ...args], { env });
}

/** Measures any program. Needs GNU time. */
export function measureProgram(words: readonly string[], around: Around): Promise<Usage> {
  return measured([gnuTime, '-f', '%U %S %M', '-o', usageFile, ...words], around);
}

/**
 * The processor time of a script with this program's Node and of all processes that it starts, in
 * milliseconds; GNU time only counts hundredths of a second. Needs bash. Throws if the script does not exit
 * with 0.
 */
export async function cpuMsOf(args: readonly string[], env: Around['env']): Promise<number> {
  const timed = `TIMEFORMAT='%3U %3S'; { time "$@" 2>&3; } 3>&2 2>'${usageFile}'`;
  await run(['bash', '-c', timed, 'bash', process.execPath, ...args], { env });
  const [user = 0, system = 0] = readFileSync(usageFile, 'utf8').trim().split(' ').map(Number);
  rmSync(usageFile);
  return (user + system) * 1000;
}

async function measured(words: readonly string[], around: Around): Promise<Usage> {
  rmSync(usageFile, { force: true });
  const started = performance.now();
  await run(words, around);
  const wallMs = performance.now() - started;
  const [user = 0, system = 0, peakKiB = 0] = readFileSync(usageFile, 'utf8')
    .split(' ')
    .map(Number);
  rmSync(usageFile);
  return { wallMs, cpuMs: (user + system) * 1000, peakMiB: peakKiB / 1024 };
}

async function run([command = '', ...args]: readonly string[], around: Around): Promise<void> {
  // A process group of its own, so that ending it also ends what GNU time started.
  const child = spawn(command, args, {
    ...around,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const { pid } = child;
  const end = () => pid !== undefined && process.kill(-pid, 'SIGKILL');
  const timer = setTimeout(end, patienceMs);
  try {
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`${args.join(' ')} exited with ${code}\n${complaints}`);
  } finally {
    clearTimeout(timer);
  }
}
