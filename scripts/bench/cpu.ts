import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { env, root } from './approach.ts';
import { layouts } from './catalog.ts';
import { cpuMsOf } from './child.ts';
import type { Platform } from './platform.ts';
import { table } from './report.ts';
import { spreadOf } from './statistics.ts';
import { type Workbench, writeConfig } from './workbench.ts';

/** A build of the tool. */
interface Build {
  readonly startFile: string;
  /** Its own, so that neither build reads what the other kept. */
  readonly cache: string;
}

/** A command, as both builds run it. */
export interface Command {
  readonly name: string;
  readonly args: readonly string[];
  /** What comes before each run, and is not measured; gives what comes after. */
  readonly around?: () => Promise<() => Promise<unknown>>;
}

/** What a command took of the processor, in milliseconds: a sample a round of either build. */
export interface Compared {
  readonly command: string;
  readonly here: readonly number[];
  readonly against: readonly number[];
}

export function buildAt(folder: string, bench: Workbench, name: string): Build {
  return { startFile: join(folder, 'dist/bin.cjs'), cache: join(bench.folder, `cache-${name}`) };
}

/** The commands that authors wait for, on the smallest catalog and on a made one. */
export async function commandsFor(
  bench: Workbench,
  platform: Platform,
  { startFile }: Build,
): Promise<readonly Command[]> {
  const [layout] = layouts;
  const made = bench.commitCatalog({ lessons: 500, layout });
  const smallest = bench.commitCopy(join(root, 'examples/minimal'));
  const version = { name: '--version', args: ['--version'] };
  // The made catalog is not in the canonical layout.
  await cpuMsOf([startFile, 'fmt', '-C', made], env);
  return [
    version,
    ...commandsOf('examples/minimal', smallest, platform),
    ...commandsOf('500 lessons', made, platform),
  ];
}

function commandsOf(what: string, catalog: string, platform: Platform): readonly Command[] {
  /** As on a machine that has published nothing, with what the embedded emulator holds. */
  const afresh = async () => {
    rmSync(join(catalog, '.timeback-catalog'), { recursive: true, force: true });
    return async () => {};
  };
  const onPort = async () => {
    await afresh();
    writeConfig(catalog, await platform.open());
    return () => platform.close();
  };
  const command = (line: string, around: Command['around'] = afresh): Command => ({
    name: `${line.replace(' --yes', '')}, ${what}`,
    args: [...line.split(' '), '-C', catalog],
    around,
  });
  return [
    command('check'),
    command('check --base HEAD'),
    command('fmt --check'),
    command('plan'),
    command('apply --yes'),
    command('plan --env bench', onPort),
    command('apply --env bench --yes', onPort),
  ];
}

/**
 * Runs each command by both builds in turn, round after round, so that a machine that slows down hits
 * both. A round before the first is not counted. Throws if a command fails.
 */
export async function compareCpu(
  commands: readonly Command[],
  [here, against]: readonly [here: Build, against: Build],
  { rounds, onCommand }: { readonly rounds: number; readonly onCommand: (name: string) => void },
): Promise<readonly Compared[]> {
  const compared: Compared[] = [];
  for (const command of commands) {
    onCommand(command.name);
    const samples: { here: number; against: number }[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      samples.push({ here: await once(command, here), against: await once(command, against) });
    }
    const counted = samples.slice(1);
    compared.push({
      command: command.name,
      here: counted.map((sample) => sample.here),
      against: counted.map((sample) => sample.against),
    });
  }
  return compared;
}

async function once({ args, around }: Command, { startFile, cache }: Build): Promise<number> {
  const done = await around?.();
  try {
    return await cpuMsOf([startFile, ...args], { ...env, TIMEBACK_CATALOG_CACHE: cache });
  } finally {
    await done?.();
  }
}

/** How many times as much this build takes, of medians. */
export function ratioOf({ here, against }: Compared): number {
  return spreadOf(here).median / spreadOf(against).median;
}

/** A row a command: medians, their ratio, and between which the middle half of each lies. */
export function cpuTable(compared: readonly Compared[]): string {
  const rows = compared.map((each) => [
    each.command,
    withQuartiles(each.here),
    withQuartiles(each.against),
    ratioOf(each).toFixed(3),
  ]);
  return table(['CPU ms, median (middle half)', 'this build', 'against', 'ratio'], rows);
}

function withQuartiles(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const [lower, upper] = [0.25, 0.75].map((part) => sorted[Math.floor(part * sorted.length)] ?? 0);
  const shown = [spreadOf(values).median, lower, upper].map((ms) => (ms ?? 0).toFixed(0));
  return `${shown[0]} (${shown[1]} to ${shown[2]})`;
}
