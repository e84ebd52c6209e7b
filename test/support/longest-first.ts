import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take longest, by processor time. Begun first, they leave no worker alone at the end; a fresh
 * clone knows no times of its own. A file that is missing here only costs a little time.
 */
export const longest = [
  ...['security/lengths', 'action/approval', 'security/hostile-platform', 'cli/identity-cures'],
  ...['security/hostile-output', 'action/merges', 'commands/resume', 'cli/handover', 'cli/cache'],
  ...['import/remote-laws', 'security/checkout', 'action/apply', 'security/long-texts'],
  ...['faults/passing', 'cli/source-and-bundle', 'action/plan', 'action/reviews', 'action/orders'],
  ...[
    'laws-probe-pairs',
    'witnesses/probe-killed',
    'laws-probe',
    'laws-quirks',
    'witnesses/killed',
    'fuzz/conforming-answers',
    'laws',
  ],
  ...['replay/replay', 'bench/operations', 'cli/pages', 'cli/package', 'replay/command'],
].map((name) => `test/${name}.test.ts`);

/** Sorts what Vitest runs: the longest first, and what is known to have failed or to be long before the rest. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.endsWith(`/${name}`));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
