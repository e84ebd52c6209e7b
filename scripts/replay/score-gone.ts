import type { Entry } from './entry.ts';
import type { Step } from './replay.ts';
import { inWords, type Remark, type Scoring } from './row.ts';

const lossCodes = ['identity/vanished', 'identity/re-minted'];

/** Lessons that left the catalog: `check` asks whether that was meant. */
export const scoreGone: Scoring = (steps, truth) => {
  const gone = steps.slice(1).flatMap((step, index) => goneSince(steps[index], step));
  const missed = gone.filter(({ places, step }) => !places.every((entry) => isLost(entry, step)));
  const untrue = steps.flatMap((step) => {
    const stayed = new Set(step.lineage.untouched.values());
    return step.findings.flatMap(({ problem, lost }): Remark[] =>
      lost && lossCodes.includes(problem.code) && stayed.has(lost)
        ? [{ rev: step.revision.rev, text: inWords(lost) }]
        : [],
    );
  });
  return [
    {
      name: 'a uuid gone, removed or replaced',
      ...(truth && { measure: 'removals', truth: gone.length }),
      reported: gone.length - missed.length,
      missed: missed.flatMap(({ step, places }) =>
        places.map((entry) => ({ rev: step.revision.rev, text: inWords(entry) })),
      ),
      untrue,
      further: [],
    },
  ];
};

interface Gone {
  readonly step: Step;
  /** Where the lesson stood in the revision before. */
  readonly places: readonly Entry[];
}

function goneSince(before: Step | undefined, step: Step): Gone[] {
  const lessons = (entries: readonly Entry[]) => entries.filter(({ kind }) => kind === 'lesson');
  const here = new Set(lessons(step.entries).map(({ written }) => written.uuid));
  const byUuid = Map.groupBy(lessons(before?.entries ?? []), ({ written }) => written.uuid);
  return [...byUuid]
    .filter(([uuid]) => uuid !== undefined && !here.has(uuid))
    .map(([, places]) => ({ step, places }));
}

function isLost(entry: Entry, { findings }: Step): boolean {
  return findings.some(({ problem, lost }) => lost === entry && lossCodes.includes(problem.code));
}
