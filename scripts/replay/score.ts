import type { GroundTruth } from './ground-truth.ts';
import type { Step } from './replay.ts';
import type { Row, Scoring } from './row.ts';
import { scoreExchanged } from './score-exchanged.ts';
import { scoreGone } from './score-gone.ts';
import { scoreNameless } from './score-nameless.ts';
import { scoreReplaced } from './score-replaced.ts';
import { scoreStayed } from './score-stayed.ts';
import { scoreUnusable } from './score-unusable.ts';
import { truthOf } from './truth-of.ts';

const scorings: readonly Scoring[] = [
  scoreReplaced,
  scoreExchanged,
  scoreUnusable,
  scoreNameless,
  scoreGone,
  scoreStayed,
];

/** Compares what `check` reported with what is known about the history. */
export function score(steps: readonly Step[], counted?: GroundTruth): readonly Row[] {
  const truth = within(steps, completed(steps, counted));
  return scorings.flatMap((scoring) => scoring(steps, truth));
}

/** The ground truth, completed from the texts by what nobody counted without this tool. */
function completed(steps: readonly Step[], known: GroundTruth | undefined): GroundTruth {
  const own = truthOf(steps.map(({ revision }) => revision));
  if (!known) return own;
  const kinds = new Set([...(known.counted ?? []), ...known.events.map(({ kind }) => kind)]);
  return {
    events: [...known.events, ...own.events.filter(({ kind }) => !kinds.has(kind))],
    dup_uuid_spans: known.dup_uuid_spans,
  };
}

/** What is known about the replayed revisions; the first one has none before it. */
function within(steps: readonly Step[], truth: GroundTruth): GroundTruth {
  const revs = new Set(steps.slice(1).map(({ revision }) => revision.rev));
  return {
    events: truth.events.filter(({ rev }) => revs.has(rev)),
    dup_uuid_spans: truth.dup_uuid_spans.filter(({ from_rev }) => revs.has(from_rev)),
  };
}
