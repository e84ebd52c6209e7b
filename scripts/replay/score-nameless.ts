import { type Found, remark, select, untrue } from './found.ts';
import type { Step } from './replay.ts';
import type { Scoring } from './row.ts';

/** Scores nodes without any identity, found in the history itself. */
export const scoreNameless: Scoring = (steps) => {
  const reported = select(steps, ({ problem }) => problem.code === 'id/missing');
  const nameless = withoutUuid(steps);
  const missed = nameless.filter(
    ({ step: { findings }, entry }) =>
      !findings.some((each) => each.problem.severity === 'error' && each.entry === entry),
  );
  return [
    {
      name: 'no uuid at all',
      truth: nameless.length,
      reported: nameless.length - missed.length,
      missed: missed.map(remark),
      untrue: untrue(reported, ({ entry }) => entry?.written.uuid === undefined),
      further: [],
    },
  ];
};

/** Entries without a uuid that are new in their place. */
function withoutUuid(steps: readonly Step[]): Found[] {
  return steps.flatMap((step) =>
    step.entries
      .filter((entry) => entry.written.uuid === undefined && !step.lineage.untouched.has(entry))
      .map((entry) => ({ step, rev: step.revision.rev, entry, detail: '' })),
  );
}
