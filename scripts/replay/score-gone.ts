import type { Entry } from './entry.ts';
import { isRefusedAt, isSamePlace } from './places.ts';
import type { Step } from './replay.ts';
import { inWords, type Remark, type Scoring } from './row.ts';

const lossCodes = ['identity/vanished', 'identity/re-minted'];

/** Scores lessons that left the catalog: `check` asks whether that was meant. */
export const scoreGone: Scoring = (steps) => {
  const gone = steps.slice(1).flatMap((step, index) => goneSince(steps[index], step));
  const missed = gone.filter(({ places, step }) => !places.every((entry) => isTold(entry, step)));
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
      measure: 'removals',
      truth: gone.length,
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
  /** The places of the lesson in the revision before. */
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

/**
 * Whether a lesson was reported as lost, or through what is in its place. An id that the accepted manifests
 * gave to another lesson still exists.
 */
function isTold(entry: Entry, step: Step): boolean {
  const { entries, findings, idsBefore, submitted } = step;
  const id = idsBefore.get(entry);
  if ([...submitted.values()].some((each) => each === id)) return true;
  if (entries.some((each) => isSamePlace(each, entry) && isRefusedAt(each, step))) return true;
  return findings.some(({ problem, lost }) => lost === entry && lossCodes.includes(problem.code));
}
