import { expect } from 'vitest';
import type { Emulator } from '../../src/features/emulator/server/emulator.ts';
import { kinds } from '../../src/model/node.ts';
import type { Checked } from '../../src/model/problem.ts';
import type { RetryPolicy } from '../../src/remote/http/retry.ts';
import { type ApplyOptions, apply } from '../../src/run/apply.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import type { ApplyResult } from '../../src/run/publish.ts';
import type { World } from '../../src/run/world.ts';
import { credentials, type ServedCatalog } from './served-catalog.ts';

/** The usual policy, some fifty times as quick. */
export const quick: RetryPolicy = {
  oneTry: 300,
  allTries: 4000,
  repetitions: 7,
  repetitionsWhileFailing: 1,
  firstPause: 5,
  longestPause: 50,
};

/** The same for a busy machine, where an answer that is late is no fault. */
export const unhurried: RetryPolicy = {
  ...quick,
  oneTry: 20_000,
  allTries: 60_000,
  repetitions: 20,
};

/** Applies over the network without asking, with short pauses. */
export function applyServed(
  { folder }: Pick<ServedCatalog, 'folder'>,
  { world, ...options }: Partial<ApplyOptions> & { readonly world?: Partial<World> } = {},
): Promise<Checked<ApplyResult>> {
  return apply(
    { env: 'test', approval: { type: 'auto' }, ...options },
    nodeWorld({
      cwd: folder,
      env: credentials,
      retryPolicy: quick,
      wait: async () => {},
      ...world,
    }),
  );
}

export interface Sum {
  readonly applied: readonly string[];
  readonly failed: readonly string[];
  readonly notTried: readonly string[];
}

/**
 * The outcomes by their ends. Expects that they add up to the plan, and that the emulator bears the
 * report out: what is called applied is there, and what is not there is not.
 */
export function sumOf(result: Checked<ApplyResult>, emulator: Pick<Emulator, 'records'>): Sum {
  if (!result.ok) throw new Error(JSON.stringify(result.problems, undefined, 1));
  const { plan, report } = result.value;
  expect(report.outcomes.map(({ address }) => address)).toEqual(
    plan.changes.map(({ address }) => address),
  );
  const of = (status: string) =>
    report.outcomes.filter((one) => one.status === status).map(({ address }) => address);
  const held = new Set(
    kinds.flatMap((kind) => emulator.records(kind).map(({ sourcedId }) => `${kind}/${sourcedId}`)),
  );
  const sum = { applied: of('applied'), failed: of('failed'), notTried: of('not-tried') };
  expect(sum.applied.filter((address) => !held.has(address))).toEqual([]);
  expect([...sum.failed, ...sum.notTried].filter((address) => held.has(address))).toEqual([]);
  return sum;
}

/** Expects that everything was written and that the platform keeps it. */
export function expectConverged(
  result: Checked<ApplyResult>,
  emulator: Pick<Emulator, 'records'>,
): Sum {
  const sum = sumOf(result, emulator);
  expect([sum.failed, sum.notTried]).toEqual([[], []]);
  expect(result.ok && result.value.report.settled).toEqual({ state: 'converged' });
  return sum;
}
