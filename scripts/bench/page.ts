import { defaultParallelism } from '../../src/config/environment.ts';
import { heapMiB, small, thisTool, thisToolWarm } from './approach.ts';
import { chart, type Panel } from './chart.ts';
import type { Comparison } from './job.ts';
import type { Peer } from './peers.ts';
import { latencyMs } from './platform.ts';
import { jobs, type Result } from './publishing.ts';
import { costHead, costRow, table, timeHead, timeRow } from './report.ts';
import { costsTable, growthTable, jobsTable, secondsOf, timesTable } from './results-table.ts';
import { slow, slowest } from './round-robin.ts';

export interface Measured {
  readonly date: string;
  readonly machine: readonly string[];
  readonly command: string;
  readonly rounds: number;
  readonly peers: readonly Peer[];
  readonly startUp: readonly Comparison[];
  readonly comparing: readonly Comparison[];
  readonly results: readonly Result[];
}

/** The tables without the page, for a terminal. */
export function tables(measured: Measured): string {
  const { startUp, comparing, results, rounds } = measured;
  const short = [...startUp, ...comparing];
  return [
    `${table(timeHead, short.map(timeRow))}\n\n${table(costHead, short.map(costRow))}`,
    ...Object.values(jobs).map((job) => jobTables(job, results, rounds)),
    growthTable(ofTool(results)),
    '',
  ].join('\n\n');
}

/** The chart of docs/images/performance.svg. */
export function performanceChart({ results }: Measured): string {
  return chart(
    Object.values(jobs).map((job): Panel => {
      const ofJob = results.filter((result) => result.job === job);
      const ways = [...new Set(ofJob.map(({ way }) => way))];
      const lines = ways.map((name) => ({
        name,
        points: ofJob.flatMap((result) => {
          const seconds = secondsOf(result);
          return result.way === name && seconds !== undefined
            ? [{ size: result.lessons, seconds }]
            : [];
        }),
      }));
      return { title: job, lines: lines.filter(({ points }) => points.length > 0) };
    }),
  );
}

/** docs/performance.md: the figures, how they were measured, and what limits them. */
export function performancePage(measured: Measured): string {
  const { date, machine, command, rounds, peers, startUp, comparing, results } = measured;
  const short = [...startUp, ...comparing];
  return `# Performance

Written by \`npm run bench\`; do not edit. ${date}:

${list([...machine, ...peerLines(peers), `\`${command}\``])}

![Seconds by number of lessons, for four jobs](images/performance.svg)

Each job was done with this tool, with all its checks on, and with what an author could use instead:

- The concurrent script, \`scripts/bench/concurrent-script.ts\`: reads the YAML, lists the platform in concurrent pages of
  1,000, compares, and sends ${defaultParallelism} concurrent PUTs, as the tool does. It checks neither its input nor the result of its
  writes.
- The naive script, \`scripts/bench/naive-script.ts\`: GET and PUT, one node after the other.
- alchemy, \`scripts/bench/peers/alchemy.ts\`: one resource per node, ${defaultParallelism} concurrent. It has no plan, so a run with nothing to
  do is measured instead. "Live" asks the platform for each node. "Own state" trusts its files, and would not notice
  changes by others.
- Terraform, if it is on the path: one block per node, 10 concurrent. Its provider is a separate process, which is not
  included in its start, CPU time and memory.

We wrote the adapters in \`scripts/bench/peers\`. Experts of those tools might write faster ones.

All publish the same manifests, with ten lessons per unit and ten units per course, to the same platform: the emulator, a
separate process on 127.0.0.1. It answers each request after ${latencyMs} ms and shares the processor. The tool runs with a heap of
at most ${heapMiB} MiB and with Node's cache of compiled code (decision 0042). "${thisTool.name}" reads all manifests (\`--no-cache\`).
"${thisToolWarm.name}" has read the same manifests before (decision 0031), as in a second plan, or an apply after a plan.

The tools take turns, round after round. Each run is a new process. There are ${rounds} rounds after one that is not counted. A
tool that takes more than ${slow.aboveMs / 1000} s has at most ${slow.rounds} rounds, and one that takes more than ${slowest.aboveMs / 1000} s runs once. Only this tool and the
concurrent script have more than ${small.toLocaleString('en')} lessons. Figures are medians, with minimum and maximum. A ratio compares runs of the
same round; below 1 this tool is faster. Compare ratios: seconds depend on the machine.

${Object.values(jobs)
  .map((job) => `## ${title(job)}\n\n${jobTables(job, results, rounds)}`)
  .join('\n\n')}

Requests are token + reads + writes. ${failures(results)}

## How the tool grows

${growthTable(ofTool(results))}

With linear growth, twice the lessons take 2 ×. The aim is at most 2.3 ×, and at most 1,024 MiB.

## Starting, and comparing with a commit

${table(timeHead, short.map(timeRow))}

${table(costHead, short.map(costRow))}

## What limits them

${list(limits)}
`;
}

function jobTables(job: string, results: readonly Result[], rounds: number): string {
  const ofJob = results.filter((result) => result.job === job);
  const tools = [thisTool.name, thisToolWarm.name];
  const parts = [timesTable(ofJob, tools, rounds), costsTable(ofJob)];
  if (job === jobs.one) {
    const waited = `The second figure leaves out the ${latencyMs} ms for each request that a plan does not send. The aim is at most 1.2.`;
    parts.push(jobsTable(results, { job, other: jobs.nothing, latencyMs }), waited);
  }
  return parts.join('\n\n');
}

function ofTool(results: readonly Result[]): readonly Result[] {
  return results.filter(({ way }) => way === thisTool.name);
}

function peerLines(peers: readonly Peer[]): readonly string[] {
  if (peers.length === 0) return ['absent: other tools, which this run was not to measure'];
  return peers.map((peer) =>
    peer.present ? peer.name : `absent: ${peer.name}, which ${peer.why}`,
  );
}

function failures(results: readonly Result[]): string {
  const failed = results.filter((result) => result.failed !== undefined);
  if (failed.length === 0) return 'None failed.';
  const named = failed.map(({ way, job, lessons }) => `${way} (${job}, ${lessons} lessons)`);
  return `Failed: ${named.join('; ')}.`;
}

function title(job: string): string {
  return job.charAt(0).toUpperCase() + job.slice(1);
}

const limits = [
  'Starting: Node itself, which the empty script shows, then loading and compiling the code of the command in each run (decision 0042).',
  '`check --base`: git lists the commit; changed files are read twice, the others once. The aim is at most 2.5 times `check`.',
  `\`plan\`: waiting for the token, the first pages and the further pages, ${latencyMs} ms each, while the manifests are read. The rest is CPU time.`,
  `\`apply\` of everything: one PUT per node, ${defaultParallelism} concurrent, ${latencyMs} ms each: ${((latencyMs * 1000) / defaultParallelism / 1000).toFixed(1)} s for 1,000 nodes. The tool also reads before and after, and each PUT needs CPU time.`,
  `\`apply\` of one title: a \`plan\`, one PUT and one GET that verifies it, ${latencyMs} ms each, a receipt that is written to disk before and after, and a second comparison.`,
  'Requests: the tool also lists resources, of which this catalog has none, and reads back what it wrote.',
  'Memory: Node itself, then garbage that is not collected yet, most of it from requests. Only a fraction of the peak is in use.',
];

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
