import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { env, root } from './approach.ts';
import { layouts } from './catalog.ts';
import { cpuMsOf } from './child.ts';
import type { Platform } from './platform.ts';
import { table } from './report.ts';
import { spreadOf } from './statistics.ts';
import { commitAll, touchManifests, type Workbench, writeConfig } from './workbench.ts';

/** A build of the tool. */
interface Build {
  readonly startFile: string;
  /** The cache of this build, so that neither build reads the other's. */
  readonly cache: string;
}

/** A build and the commands to measure. */
interface Contender extends Build {
  readonly commands: readonly Command[];
}

/** A command as one build runs it. */
export interface Command {
  readonly name: string;
  readonly args: readonly string[];
  /** Prepares each run without being measured; returns what to do afterwards. */
  readonly around?: () => Promise<() => Promise<unknown>>;
}

/** The processor time of a command in milliseconds: a sample for each round of either build. */
export interface Compared {
  readonly command: string;
  readonly here: readonly number[];
  readonly against: readonly number[];
}

export function buildAt(folder: string, bench: Workbench, name: string): Build {
  return { startFile: join(folder, 'dist/bin.cjs'), cache: join(bench.folder, `cache-${name}`) };
}

/**
 * A build with the commands that authors wait for, on the smallest catalog and on a large one. The build
 * itself wrote the ledgers of both, since another build may write them in another form.
 */
export async function contenderFor(
  bench: Workbench,
  platform: Platform,
  build: Build,
): Promise<Contender> {
  const [layout] = layouts;
  const shape = { lessons: 500, layout };
  const made = bench.writeCatalog(shape);
  writeFileSync(join(made, 'timeback-catalog.yaml'), 'org: partner-sandbox\n');
  const smallest = join(bench.folder, `smallest-${basename(build.cache)}`);
  cpSync(join(root, 'examples/minimal'), smallest, { recursive: true });
  rmSync(join(smallest, 'catalog.ids'), { recursive: true });
  const format = (catalog: string) => cpuMsOf([build.startFile, 'fmt', '-C', catalog], env);
  for (const catalog of [made, smallest]) {
    await format(catalog);
    commitAll(catalog);
  }
  // Compared with the commit, every manifest has changed.
  touchManifests(made, shape);
  await format(made);
  const version = { name: '--version', args: ['--version'] };
  const commands = [
    version,
    ...commandsOf('examples/minimal', smallest, platform),
    ...commandsOf('500 lessons', made, platform),
  ];
  return { ...build, commands };
}

function commandsOf(what: string, catalog: string, platform: Platform): readonly Command[] {
  /**
   * Restores the state of a machine that has published nothing, with the content of the embedded emulator.
   */
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
 * Runs each command that both builds have, in turn, round after round, so that a machine that slows down
 * affects both. A first round is not counted. Throws if a command fails.
 */
export async function compareCpu(
  [here, against]: readonly [here: Contender, against: Contender],
  { rounds, onCommand }: { readonly rounds: number; readonly onCommand: (name: string) => void },
): Promise<readonly Compared[]> {
  const compared: Compared[] = [];
  for (const command of here.commands) {
    const { name } = command;
    const other = against.commands.find((one) => one.name === name);
    if (!other) continue;
    onCommand(name);
    const samples: { here: number; against: number }[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      samples.push({ here: await once(command, here), against: await once(other, against) });
    }
    const counted = samples.slice(1);
    compared.push({
      command: name,
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

/** The factor between the medians of this build and the other. */
export function ratioOf({ here, against }: Compared): number {
  return spreadOf(here).median / spreadOf(against).median;
}

/** A row for each command: medians, their ratio, and the range of the middle half of each. */
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
