import type { Usage } from './child.ts';
import type { Traffic } from './platform.ts';
import { runInRounds } from './round-robin.ts';

/** One run of one contender; traffic is absent if no platform is involved. */
export type Sample = Usage & { readonly traffic?: Traffic };

export interface Contender {
  readonly name: string;
  readonly run: () => Promise<Sample>;
}

/** What is measured side by side: the tool in one or more ways, and the baseline. */
export interface Job {
  readonly tool: readonly Contender[];
  readonly baseline: Contender;
}

/** The figures of a job for one way of using the tool; samples of one round have the same index. */
export interface Comparison {
  readonly tool: string;
  readonly baseline: string;
  readonly toolSamples: readonly Sample[];
  readonly baselineSamples: readonly Sample[];
}

/** Runs both sides in turn. Throws if one fails. */
export async function carryOut(job: Job, rounds: number): Promise<readonly Comparison[]> {
  const [baseline, ...tool] = await runInRounds([job.baseline, ...job.tool], rounds);
  for (const taken of [baseline, ...tool]) {
    if (taken?.failed !== undefined) throw new Error(taken.failed);
  }
  return job.tool.map(({ name }, index) => ({
    tool: name,
    baseline: job.baseline.name,
    toolSamples: tool[index]?.samples ?? [],
    baselineSamples: baseline?.samples ?? [],
  }));
}
