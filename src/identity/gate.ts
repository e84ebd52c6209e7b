import type { Problem } from '../model/problem.ts';
import { classifyByLedger } from './by-ledger.ts';
import type { Classified } from './classified.ts';
import { classify } from './classify.ts';
import { type Cure, certainCures } from './cure.ts';
import type { Evidence } from './evidence.ts';
import { hazards } from './hazard.ts';
import { refusal } from './refusal.ts';
import { unlike } from './unlike.ts';
import { ledgerGone, leftOver, notInLedger, withoutNode } from './unrecorded.ts';

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
  const known = { ...evidence, isCured: (each: Classified) => cures.has(each) };
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
    ...withoutNode(evidence),
    ...notInLedger(evidence, refused),
    ...hazards(evidence.after, new Set([...refused, ...takenIds(evidence)])),
  ];
  return { problems, classified, cures: [...cures.values()] };
}

function classifiedBy({
  before,
  after,
  ledgerBefore,
  ledgerAfter,
  isPartial = false,
}: Evidence): readonly Classified[] {
  if (before) {
    return classify(before, after, {
      ...(ledgerBefore && { before: ledgerBefore }),
      ...(ledgerAfter && { after: ledgerAfter }),
      isPartial,
    });
  }
  return ledgerAfter ? classifyByLedger(ledgerAfter, after) : [];
}

/** Ids that were minted elsewhere and are published: no warning could change them. */
function takenIds({ ledgerAfter }: Evidence): readonly string[] {
  return [...(ledgerAfter?.entries.values() ?? [])].flatMap(({ sourcedId, from }) =>
    from === undefined ? [] : [sourcedId],
  );
}
