import fc from 'fast-check';

/** One boundary of the tool, to be tried with any input that may cross it. */
export interface Area {
  readonly name: string;
  readonly fuzz: (options: FuzzOptions) => Promise<Finding>;
}

export interface FuzzOptions {
  readonly seed: number;
  readonly runs: number;
  /** The path of a counterexample: only that case is tried. */
  readonly path?: string | undefined;
  /** Called with every case before it is tried, since of an endless one nothing else is known. */
  readonly watch?: (given: unknown) => void;
}

export interface Finding {
  readonly failed: boolean;
  /** Seed, path and the shrunk counterexample. */
  readonly message: string;
}

/** Milliseconds for one case. All cases are small: one that takes longer grows too fast with its input. */
const longest = 5000;

/** Makes an area. `hold` throws if the outcome is wrong. */
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

/** The most characters of a counterexample that are shown: the rest is a repetition. */
const longestCase = 3000;

function messageOf<T>(details: fc.RunDetails<T>): string {
  const { errorInstance: error, seed, counterexample, counterexamplePath } = details;
  return [
    error instanceof Error ? error.stack : String(error),
    `--seed ${seed} --path ${counterexamplePath}`,
    fc.stringify(counterexample).slice(0, longestCase),
  ].join('\n');
}
