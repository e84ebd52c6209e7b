// `npm run bench`: measures the built tool side by side with an empty script and with the script that
// an engineer would write instead, and writes docs/performance.md.
//
//   npm run bench -- [--lessons N] [--runs K] [--quick]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { firstRequest } from './bench/action.ts';
import { type Comparison, carryOut, type Job } from './bench/job.ts';
import { comparing, publishing, startUp } from './bench/jobs.ts';
import { loadNow, machineLines } from './bench/machine.ts';
import { type Measured, performancePage, tables } from './bench/page.ts';
import { startPlatform } from './bench/platform.ts';
import { openWorkbench } from './bench/workbench.ts';

const { values } = parseArgs({
  options: {
    lessons: { type: 'string', default: '2000' },
    runs: { type: 'string', default: '5' },
    /** A small catalog and few rounds, to see that the benchmark works; writes no page. */
    quick: { type: 'boolean', default: false },
  },
});
const { lessons, rounds } = values.quick
  ? { lessons: 200, rounds: 2 }
  : { lessons: wholeNumber('lessons'), rounds: wholeNumber('runs') };

const loadBefore = loadNow();
const bench = await openWorkbench();
const platform = startPlatform();
const action = await firstRequest(bench);
try {
  const measured: Measured = {
    date: new Date().toISOString().slice(0, 10),
    lessons,
    rounds,
    // Short and therefore noisy: more rounds.
    startUp: await comparisonsOf([startUp(bench), action], rounds * 3),
    comparing: await comparisonsOf(comparing(lessons * 5, bench), rounds),
    publishing: await comparisonsOf(publishing(lessons, bench, platform), rounds),
    machine: machineLines(loadBefore),
  };
  console.log(tables(measured));
  const page = join(import.meta.dirname, '../docs/performance.md');
  if (!values.quick) writeFileSync(page, performancePage(measured));
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

function wholeNumber(option: 'lessons' | 'runs'): number {
  const number = Number(values[option]);
  if (Number.isInteger(number) && number > 0) return number;
  console.error(`--${option} takes a whole number from 1.`);
  process.exit(64);
}
