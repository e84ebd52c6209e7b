// `npm run bench`: measures the built tool side by side with what an author could use instead, and writes
// docs/performance.md and docs/images/performance.svg.
//
//   npm run bench -- [--sizes 500,2000,10000,100000] [--runs 5] [--no-peers] [--out FOLDER] [--quick]
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { firstRequest } from './bench/action.ts';
import { scripts, thisTool, thisToolWarm } from './bench/approach.ts';
import { type Comparison, carryOut, type Job } from './bench/job.ts';
import { comparing, startUp } from './bench/jobs.ts';
import { loadNow, machineLines } from './bench/machine.ts';
import { type Measured, performanceChart, performancePage, tables } from './bench/page.ts';
import { openPeers } from './bench/peers.ts';
import { startPlatform } from './bench/platform.ts';
import { publish, type Result } from './bench/publishing.ts';
import { openWorkbench } from './bench/workbench.ts';

const { values } = parseArgs({
  allowNegative: true,
  options: {
    /** The numbers of lessons, with one catalog for each. */
    sizes: { type: 'string', default: '500,2000,10000,100000' },
    runs: { type: 'string', default: '5' },
    /** Whether to install and run other tools too. */
    peers: { type: 'boolean', default: true },
    /** The folder of the page and its chart. */
    out: { type: 'string', default: join(import.meta.dirname, '../docs') },
    /** Whether to run only a small catalog and few rounds, to test the benchmark; writes no page. */
    quick: { type: 'boolean', default: false },
  },
});
const { sizes, rounds, peersWanted } = values.quick
  ? { sizes: [200], rounds: 2, peersWanted: false }
  : {
      sizes: values.sizes.split(',').map((size) => wholeNumber('sizes', size)),
      rounds: wholeNumber('runs', values.runs),
      peersWanted: values.peers,
    };

const loadBefore = loadNow();
const bench = await openWorkbench();
const platform = startPlatform();
const action = await firstRequest(bench);
try {
  const peers = peersWanted ? await openPeers(bench, platform) : [];
  const present = peers.filter((peer) => peer.present);
  const ways = [thisTool, thisToolWarm, ...scripts(bench), ...present.flatMap((peer) => peer.ways)];
  const start = startUp(
    bench,
    present.flatMap((peer) => peer.startUp),
  );
  const measured: Measured = {
    date: new Date().toISOString().slice(0, 10),
    command: `npm run bench -- --sizes ${sizes.join(',')} --runs ${rounds}${peersWanted ? '' : ' --no-peers'}`,
    rounds,
    peers,
    // Short jobs vary more, so they get more rounds.
    startUp: await comparisonsOf([start, action], rounds * 3),
    comparing: await comparisonsOf(comparing(values.quick ? 1000 : 10_000, bench), rounds),
    results: await resultsOf(ways),
    machine: machineLines(loadBefore),
  };
  console.log(tables(measured));
  if (!values.quick) {
    write('performance.md', performancePage(measured));
    write('images/performance.svg', performanceChart(measured));
  }
  if (measured.results.some(({ failed }) => failed !== undefined)) process.exitCode = 1;
} finally {
  action.end();
  platform.end();
  bench.remove();
}

async function comparisonsOf(jobs: readonly Job[], count: number): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const job of jobs) {
    console.error(job.tool.map(({ name }) => name).join(', '));
    comparisons.push(...(await carryOut(job, count)));
  }
  return comparisons;
}

async function resultsOf(ways: Parameters<typeof publish>[1]['ways']): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const lessons of sizes) {
    const onTask = (job: string) => console.error(`${lessons} lessons: ${job}`);
    const found = await publish(lessons, { ways, rounds, bench, platform, onTask });
    for (const { way, failed } of found)
      if (failed !== undefined) console.error(`${way}: ${failed}`);
    results.push(...found);
  }
  return results;
}

function write(name: string, text: string): void {
  const file = join(values.out, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function wholeNumber(option: 'sizes' | 'runs', text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  console.error(
    `--${option} takes ${option === 'sizes' ? 'whole numbers' : 'a whole number'} from 1.`,
  );
  process.exit(64);
}
