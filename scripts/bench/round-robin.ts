import type { Sample } from './job.ts';

/** The samples of a contender, one for each round. They end if it failed. */
export interface Taken {
  readonly samples: readonly Sample[];
  readonly failed?: string;
}

/** A contender that takes longer than this in the first, uncounted round has at most so many rounds. */
export const slow = { rounds: 3, aboveMs: 10_000 } as const;
/** A contender that takes longer than this has only that first round, which is counted. */
export const slowest = { aboveMs: 60_000 } as const;

/**
 * Runs contenders in turn, round after round, so that a machine that slows down affects all of them. An
 * additional first round fills caches and is not counted.
 */
export async function runInRounds(
  contenders: readonly { readonly run: () => Promise<Sample> }[],
  rounds: number,
): Promise<readonly Taken[]> {
  const queue = contenders.map(({ run }) => contenderRounds(run, rounds));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { take } of queue) await take();
  }
  return queue.map(({ taken }) => taken());
}

function contenderRounds(run: () => Promise<Sample>, rounds: number) {
  const samples: Sample[] = [];
  let left: number | undefined;
  let failed: string | undefined;
  const take = async () => {
    if (left === 0 || failed !== undefined) return;
    try {
      const sample = await run();
      if (left !== undefined || sample.wallMs > slowest.aboveMs) samples.push(sample);
      left = left === undefined ? leftAfter(sample, rounds) : left - 1;
    } catch (error) {
      failed = error instanceof Error ? error.message : String(error);
    }
  };
  return { take, taken: (): Taken => ({ samples, ...(failed !== undefined && { failed }) }) };
}

function leftAfter({ wallMs }: Sample, rounds: number): number {
  if (wallMs > slowest.aboveMs) return 0;
  return wallMs > slow.aboveMs ? Math.min(rounds, slow.rounds) : rounds;
}
