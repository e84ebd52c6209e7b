import type { GroundTruth } from './ground-truth.ts';
import type { Step } from './replay.ts';
import type { Scoring } from './row.ts';
import { scoreGone } from './score-gone.ts';
import { scoreNameless } from './score-nameless.ts';
import { scoreReplaced } from './score-replaced.ts';
import { scoreStayed } from './score-stayed.ts';
import { scoreUnusable } from './score-unusable.ts';

const scorings: readonly Scoring[] = [
  scoreReplaced,
  scoreUnusable,
  scoreNameless,
  scoreGone,
  scoreStayed,
];

/** Holds what `check` said against what is known of the history. */
export const score: Scoring = (steps, truth) =>
  scorings.flatMap((scoring) => scoring(steps, truth && within(steps, truth)));

/** What is known of the revisions that were replayed; the first one has none before it. */
function within(steps: readonly Step[], truth: GroundTruth): GroundTruth {
  const revs = new Set(steps.slice(1).map(({ revision }) => revision.rev));
  return {
    events: truth.events.filter(({ rev }) => revs.has(rev)),
    dup_uuid_spans: truth.dup_uuid_spans.filter(({ from_rev }) => revs.has(from_rev)),
  };
}
