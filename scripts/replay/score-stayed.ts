import { type Entry, hasUsableUuid } from './entry.ts';
import type { Finding } from './finding.ts';
import type { Step } from './replay.ts';
import { inWords, type Remark, type Scoring } from './row.ts';

const refusals = ['swapped', 'handed-on', 'resurrected', 'retyped', 'ledger-edited'].map(
  (name) => `identity/${name}`,
);

/** Refusals of nodes whose identity their authors did not touch: there should be none. */
export const scoreStayed: Scoring = (steps) => {
  const found = steps.flatMap((step, index) =>
    step.findings
      .filter(({ problem }) => refusals.includes(problem.code))
      .map((finding) => ({
        isTrue: isAnother(finding, step) || isBack(finding, steps.slice(0, index)),
        remark: remarkOn(finding, step),
      })),
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

/** Whether under its uuid there was something with another key and another title. */
function isAnother({ entry }: Finding, { lineage }: Step): boolean {
  const was = entry && lineage.untouched.get(entry);
  if (!was) return false;
  return was.written.key !== entry.written.key && was.written.title !== entry.written.title;
}

/** Whether it stood in an earlier revision and not in the last: what is gone does not come back. */
function isBack({ problem, entry }: Finding, earlier: readonly Step[]): boolean {
  if (problem.code !== 'identity/resurrected' || !entry || !hasUsableUuid(entry)) return false;
  const isSame = ({ kind, written }: Entry) =>
    kind === entry.kind && written.uuid === entry.written.uuid;
  const has = ({ entries }: Step) => entries.some(isSame);
  const last = earlier.at(-1);
  return earlier.some(has) && last !== undefined && !has(last);
}

function remarkOn({ problem, entry }: Finding, { revision: { rev } }: Step): Remark {
  return { rev, text: `${entry ? inWords(entry) : problem.detail}: ${problem.summary}` };
}
