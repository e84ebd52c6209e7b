import { defaultParallelism } from '../../src/config/environment.ts';
import { partnerFacts } from '../../src/remote/partner/facts.ts';
import { nodeCounts } from './catalog.ts';
import type { Comparison } from './job.ts';
import { latencyMs } from './platform.ts';
import { costHead, costRow, table, timeHead, timeRow } from './report.ts';

export interface Measured {
  readonly date: string;
  readonly machine: readonly string[];
  readonly lessons: number;
  readonly rounds: number;
  readonly startUp: readonly Comparison[];
  readonly comparing: readonly Comparison[];
  readonly publishing: readonly Comparison[];
}

/** The tables alone, for a terminal. */
export function tables({ startUp, comparing, publishing }: Measured): string {
  const all = [...startUp, ...comparing, ...publishing];
  return `${table(timeHead, all.map(timeRow))}\n\n${table(costHead, all.map(costRow))}\n`;
}

/** docs/performance.md: the figures, how they came about, and what limits them. */
export function performancePage(measured: Measured): string {
  const { date, machine, lessons, rounds } = measured;
  const { course, unit } = nodeCounts(lessons);
  return `# Performance

Written by \`npm run bench\`; do not edit. ${date}:

${list(machine)}
- \`npm run bench -- --lessons ${lessons} --runs ${rounds}\`

The catalog has ${lessons} lessons in ${unit} units of ${course} courses. The platform is the emulator, a process of
its own on 127.0.0.1 that answers every request ${latencyMs} ms late and shares the processor with both sides.
"The script" is \`scripts/bench/concurrent-script.ts\`: what an engineer would write instead, bundled as
the tool is. It reads the YAML, lists the platform in pages of 1,000 side by side, compares, and has
${defaultParallelism} PUTs in flight, as the tool has. It checks neither its input nor what became of its writes.

The sides run in turn, round after round, every run a process of its own. Figures are medians with
the least and the most; a round before the first fills caches and is not counted. A ratio is of two
runs of one round; below 1 the tool is quicker. Compare ratios: milliseconds are the machine's.

${tables(measured)}
What limits them:

${list(limits(lessons))}
`;
}

function limits(lessons: number): readonly string[] {
  const { course, unit, lesson } = nodeCounts(lessons);
  const records = course + unit + lesson;
  const pages = Math.ceil(lesson / partnerFacts['list.limit'].value);
  const reading = 2 + Math.ceil((pages - 1) / defaultParallelism);
  const writing = Math.ceil(records / defaultParallelism);
  return [
    'Starting: Node itself, which is what the empty script shows, then loading the code of the command.',
    '`check --base`: git lists the commit; files that changed are read twice, the others once. At most 2.5 times `check` is wanted.',
    `\`plan\`: ${waiting(reading)} (token, first pages, further pages). The rest is work of the processor, most of it reading YAML: see CPU.`,
    `\`apply\` of everything: ${waiting(writing)} for ${records} PUTs alone, ${defaultParallelism} in flight; reading before and after comes on top, and the processor for each PUT.`,
    '`apply` of one title: what `plan` takes, one PUT, and one GET that proves it.',
    'Requests: the tool also lists resources, of which this catalog has none, and reads back what it wrote.',
    'Memory: Node itself, then garbage that is not collected yet, most of it from requests; what is in use is a fraction of the peak.',
  ];
}

function waiting(answers: number): string {
  return `${answers} answers one after the other, ${answers * latencyMs} ms of waiting`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
