import fc from 'fast-check';

/** One border of the tool, to be tried with whatever may cross it. */
export interface Area {
  readonly name: string;
  readonly fuzz: (options: FuzzOptions) => Promise<Finding>;
}

export interface FuzzOptions {
  readonly seed: number;
  readonly runs: number;
  /** Of a counterexample: only that is tried. */
  readonly path?: string | undefined;
  /** Sees every case before it is tried: of one that never ends nothing else is known. */
  readonly watch?: (given: unknown) => void;
}

export interface Finding {
  readonly failed: boolean;
  /** Seed, path and the shrunk counterexample. */
  readonly message: string;
}

/** Milliseconds for one case. All are small: what takes longer grows too fast with its input. */
const longest = 5000;

/** `hold` throws if the outcome is not as it must be. */
export function area<T>(
  name: string,
  given: fc.Arbitrary<T>,
  hold: (given: T) => void | Promise<void>,
): Area {
  return {
    name,
    fuzz: async ({ seed, runs, path, watch }) => {
      const property = fc.asyncProperty(given, async (value) => {
        watch?.(value);
        const began = performance.now();
        await hold(value);
        const took = performance.now() - began;
        if (took > longest) throw new Error(`It took ${Math.round(took)} ms.`);
      });
      const details = await fc.check(property, {
        seed,
        numRuns: runs,
        ...(path !== undefined && { path }),
      });
      return { failed: details.failed, message: details.failed ? messageOf(details) : '' };
    },
  };
}

/** Characters of a counterexample: the rest is one thing over and over. */
const longestCase = 3000;

function messageOf<T>(details: fc.RunDetails<T>): string {
  const { errorInstance: error, seed, counterexample, counterexamplePath } = details;
  return [
    error instanceof Error ? error.stack : String(error),
    `--seed ${seed} --path ${counterexamplePath}`,
    fc.stringify(counterexample).slice(0, longestCase),
  ].join('\n');
}
