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

/** The tables alone, for a terminal. */
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

/** docs/performance.md: the figures, how they came about, and what limits them. */
export function performancePage(measured: Measured): string {
  const { date, machine, command, rounds, peers, startUp, comparing, results } = measured;
  const short = [...startUp, ...comparing];
  return `# Performance

Written by \`npm run bench\`; do not edit. ${date}:

${list([...machine, ...peerLines(peers), `\`${command}\``])}

![Seconds by number of lessons, for four jobs](images/performance.svg)

Side by side: this tool with all its checks, and what an author could take instead.

- The concurrent script, \`scripts/bench/concurrent-script.ts\`: reads the YAML, lists the platform in pages of
  1,000 side by side, compares, has ${defaultParallelism} PUTs in flight, as the tool has. It checks neither its input nor what
  became of its writes.
- The naive script, \`scripts/bench/naive-script.ts\`: GET and PUT, one node after the other.
- alchemy, \`scripts/bench/peers/alchemy.ts\`: a resource a node, ${defaultParallelism} in flight. It has no plan; a run with nothing to do
  stands for one. "Live" asks the platform for each node; "own state" trusts its files and would not notice what
  others changed.
- Terraform, where it is on the path: a block a node, 10 in flight. Its provider is a process of its own, which is
  neither in its start nor in its CPU and memory.

The adapters, in \`scripts/bench/peers\`, are ours, and may not show the others at their best.

All publish the same manifests, ten lessons a unit and ten units a course in one file, to the same platform: the
emulator, a process of its own on 127.0.0.1, which answers every request ${latencyMs} ms late and shares the processor.
The tool runs with a heap of at most ${heapMiB} MiB.
It keeps no compiled code (decision 0042). "${thisTool.name}" keeps and finds nothing of the manifests (\`--no-cache\`);
"${thisToolWarm.name}" read the same ones before (decision 0031), as a plan after a plan has, or the apply after it.

They run in turn, round after round, every run a process of its own, ${rounds} rounds after one that is not
counted. Who takes more than ${slow.aboveMs / 1000} s has at most ${slow.rounds} rounds, who takes more than ${slowest.aboveMs / 1000} s runs once; only the tool and the
concurrent script do more than ${small.toLocaleString('en')} lessons. Figures are medians with the least and the most. A ratio is
of runs of one round; below 1 the tool is quicker. Compare ratios: seconds are the machine's.

${Object.values(jobs)
  .map((job) => `## ${title(job)}\n\n${jobTables(job, results, rounds)}`)
  .join('\n\n')}

Requests are token + reads + writes. ${failures(results)}

## How the tool grows

${growthTable(ofTool(results))}

Linear is 2 × for twice the lessons; at most 2.3 × and 1,024 MiB are wanted.

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
    const waited = `The second figure is without the ${latencyMs} ms that each request waits which the plan does not send: at most 1.2 is wanted.`;
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
  'Starting: Node itself, which is what the empty script shows, then loading the code of the command. Each run compiles that code (decision 0042).',
  '`check --base`: git lists the commit; files that changed are read twice, the others once. At most 2.5 times `check` is wanted.',
  `\`plan\`: the answers for the token, the first pages and the further pages, ${latencyMs} ms each, while the manifests are read. The rest is work of the processor.`,
  `\`apply\` of everything: one PUT a node, ${defaultParallelism} in flight, ${latencyMs} ms each: ${((latencyMs * 1000) / defaultParallelism / 1000).toFixed(1)} s for 1,000 nodes. Reading before and after comes on top, and the processor for each PUT.`,
  `\`apply\` of one title: what \`plan\` takes, one PUT and one GET that proves it, ${latencyMs} ms each, a receipt that is on the disk before and after, and a second comparison.`,
  'Requests: the tool also lists resources, of which this catalog has none, and reads back what it wrote.',
  'Memory: Node itself, then garbage that is not collected yet, most of it from requests; what is in use is a fraction of the peak.',
];

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
