import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take longest, by processor time. Begun first, they leave no worker alone at the end; a fresh
 * clone knows no times of its own. A file that is missing here only costs a little time.
 */
export const longest = [
  ...[
    'action/github-faults',
    'cli/pipelines',
    'security/lengths',
    'render/screens',
    'action/runner',
  ],
  ...[
    'cli/outputs',
    'security/hostile-platform',
    'cli/demo',
    'cli/linked-prefix',
    'cli/identity-fix',
  ],
  ...['security/hostile-commands', 'scenarios', 'cli/placement-ids', 'cli/refresh-only'],
  ...['action/checkout', 'cli/proxy', 'cli/guards', 'render/accessible', 'cli/outcome'],
  ...['action/approvals-law', 'security/programs', 'action/merges', 'commands/placements'],
  ...['action/texts', 'action/deleted-comments', 'action/orders', 'cli/help', 'files/git'],
  ...['action/approval', 'action/reviews', 'cli/identity-cures', 'cli/source-and-bundle'],
  ...[
    'laws-probe-pairs',
    'cli/pages',
    'laws-probe',
    'witnesses/probe-killed',
    'witnesses/killed',
    'fuzz/conforming-answers',
    'laws',
  ],
  ...['replay/replay', 'bench/operations', 'cli/package', 'replay/command', 'laws-quirks'],
  ...['laws-drift', 'witnesses/prism', 'witnesses/probe-odd', 'replay/faults'],
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
