import { type Found, remark, select, untrue } from './found.ts';
import type { Step } from './replay.ts';
import type { Scoring } from './row.ts';

/** Nodes without any identity, told from the history itself. */
export const scoreNameless: Scoring = (steps, truth) => {
  const reported = select(steps, ({ problem }) => problem.code === 'id/missing');
  const nameless = withoutUuid(steps);
  return [
    {
      name: 'no uuid at all',
      ...(truth && { truth: nameless.length }),
      reported: reported.length,
      missed: nameless
        .filter(({ entry }) => !reported.some((each) => each.entry === entry))
        .map(remark),
      untrue: untrue(reported, ({ entry }) => entry?.written.uuid === undefined),
      further: [],
    },
  ];
};

/** Entries without a uuid that did not stand there before. */
function withoutUuid(steps: readonly Step[]): Found[] {
  return steps.flatMap((step) =>
    step.entries
      .filter((entry) => entry.written.uuid === undefined && !step.lineage.untouched.has(entry))
      .map((entry) => ({ step, rev: step.revision.rev, entry, detail: '' })),
  );
}
