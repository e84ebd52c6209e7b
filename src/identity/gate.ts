import type { Problem } from '../model/problem.ts';
import type { SnapshotNode } from '../model/snapshot.ts';
import { classifyByLedger } from './by-ledger.ts';
import type { Classified } from './classified.ts';
import { classify } from './classify.ts';
import { type Cure, certainCures } from './cure.ts';
import type { Evidence } from './evidence.ts';
import { hazards } from './hazard.ts';
import { refusal } from './refusal.ts';
import { unlike } from './unlike.ts';
import { ledgerGone, leftOver, notInLedger } from './unrecorded.ts';

export interface Judgement {
  readonly problems: readonly Problem[];
  readonly classified: readonly Classified[];
  readonly cures: readonly Cure[];
}

/**
 * Everything that identity refuses, as problems with both places, the reason and the cure; what it
 * warns of; and the cures that are certain.
 */
export function judge(evidence: Evidence): Judgement {
  const classified = classifiedBy(evidence);
  const cures = certainCures(classified, evidence.after);
  const moved = new Set(classified.flatMap(({ pairing }) => (pairing ? [pairing.now] : [])));
  const known = {
    ...evidence,
    isCured: (each: Classified) => cures.has(each),
    isMoved: (now: SnapshotNode) => moved.has(now),
  };
  const refusals = classified.flatMap((each) =>
    each.refused === undefined ? [] : [refusal(each, each.refused, known)],
  );
  const refused = new Set(
    classified.flatMap(({ refused, sourcedId, now }) =>
      refused === undefined ? [] : [sourcedId, now?.sourcedId ?? sourcedId],
    ),
  );
  const problems = [
    ...ledgerGone(evidence),
    ...refusals,
    ...classified.flatMap((each) => unlike(each)),
    ...leftOver(evidence),
    ...notInLedger(evidence, refused),
    ...hazards(evidence.after, refused),
  ];
  return { problems, classified, cures: [...cures.values()] };
}

function classifiedBy({
  before,
  after,
  ledgerBefore,
  ledgerAfter,
}: Evidence): readonly Classified[] {
  if (before) {
    return classify(before, after, {
      ...(ledgerBefore && { before: ledgerBefore }),
      ...(ledgerAfter && { after: ledgerAfter }),
    });
  }
  return ledgerAfter ? classifyByLedger(ledgerAfter, after) : [];
}
