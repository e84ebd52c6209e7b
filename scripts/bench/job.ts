import type { Usage } from './child.ts';
import type { Traffic } from './platform.ts';

/** One run of one contender. Traffic is absent where it is about no platform. */
export type Sample = Usage & { readonly traffic?: Traffic };

export interface Contender {
  readonly name: string;
  readonly run: () => Promise<Sample>;
}

/** What is measured side by side: the tool in one or more ways, and what it is held against. */
export interface Job {
  readonly tool: readonly Contender[];
  readonly baseline: Contender;
}

/** A job's figures for one way of using the tool; samples of the same round have the same index. */
export interface Comparison {
  readonly tool: string;
  readonly baseline: string;
  readonly toolSamples: readonly Sample[];
  readonly baselineSamples: readonly Sample[];
}

/**
 * Runs the contenders in turn, round after round, so that a machine that slows down hits all of
 * them. A first round fills caches and is not counted.
 */
export async function carryOut(job: Job, rounds: number): Promise<readonly Comparison[]> {
  const contenders = [job.baseline, ...job.tool];
  const samples = contenders.map((): Sample[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { run }] of contenders.entries()) {
      const sample = await run();
      if (round > 0) samples[index]?.push(sample);
    }
  }
  const [baselineSamples = [], ...toolSamples] = samples;
  return job.tool.map(({ name }, index) => ({
    tool: name,
    baseline: job.baseline.name,
    toolSamples: toolSamples[index] ?? [],
    baselineSamples,
  }));
}
