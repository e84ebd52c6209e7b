import type { Entry, Ids } from './entry.ts';
import { type Finding, subjectOf } from './finding.ts';
import { isSamePlace } from './places.ts';
import type { Step } from './replay.ts';
import { inWords, type Remark, type Scoring } from './row.ts';

/** For each refusal, the condition under which it is true. */
const refusals: Readonly<
  Record<string, (finding: Finding, step: Step, earlier: readonly Step[]) => boolean>
> = {
  'identity/swapped': isElsewhere,
  'identity/handed-on': isElsewhere,
  'identity/resurrected': isBack,
  'identity/retyped': isOfAnotherKind,
  'identity/ledger-edited': () => false,
};

/** Scores refusals of nodes whose identity their authors did not change: there should be none. */
export const scoreStayed: Scoring = (steps) => {
  const found = steps.flatMap((step, index) =>
    step.findings.flatMap((finding) => {
      const isTrue = refusals[finding.problem.code];
      if (!isTrue) return [];
      return [
        {
          isTrue: isTrue(finding, step, steps.slice(0, index)),
          remark: remarkOn(finding, step),
        },
      ];
    }),
  );
  return [
    {
      name: 'renamed, edited, moved or re-ordered only, and refused',
      reported: found.length,
      missed: [],
      untrue: found.filter(({ isTrue }) => !isTrue).map(({ remark }) => remark),
      further: found.filter(({ isTrue }) => isTrue).map(({ remark }) => remark),
    },
  ];
};

/** Whether the node that had the id has another one now, and something else has the id. */
function isElsewhere({ problem, entry, lost }: Finding, { submitted }: Step): boolean {
  const id = subjectOf(problem);
  if (!entry || !lost || submitted.get(entry) === id) return false;
  const taker = [...submitted].find(([, each]) => each === id)?.[0];
  const isKept = taker !== undefined && isSamePlace(taker, lost);
  return !isKept && (isSamePlace(entry, lost) || entry.written.title === lost.written.title);
}

/**
 * Whether an earlier accepted revision had the id and the last one did not: a removed id does not come back.
 */
function isBack({ problem }: Finding, { idsBefore }: Step, earlier: readonly Step[]): boolean {
  const id = subjectOf(problem);
  const has = (ids: Ids) => [...ids.values()].some((each) => each === id);
  return earlier.some(({ ids }) => has(ids)) && !has(idsBefore);
}

function isOfAnotherKind({ problem, entry }: Finding, _: Step, earlier: readonly Step[]): boolean {
  const id = subjectOf(problem);
  const hadIt = ([old, each]: readonly [Entry, string]) => each === id && old.kind !== entry?.kind;
  return earlier.some(({ ids }) => [...ids].some(hadIt));
}

function remarkOn({ problem, entry }: Finding, { revision: { rev } }: Step): Remark {
  return { rev, text: `${entry ? inWords(entry) : problem.detail}: ${problem.summary}` };
}
