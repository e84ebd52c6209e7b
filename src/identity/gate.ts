import type { Problem } from '../model/problem.ts';
import { classifyByLedger } from './by-ledger.ts';
import type { Classified } from './classified.ts';
import { classify } from './classify.ts';
import { confirm, confirmedProblems, idleProblems } from './confirmed.ts';
import { withOriginals } from './copies.ts';
import { type Cure, certainCures, redirectedBy } from './cure.ts';
import type { Evidence } from './evidence.ts';
import { hazards } from './hazard.ts';
import { refusal } from './refusal.ts';
import { withRenewed } from './renewed.ts';
import { unlike } from './unlike.ts';
import { toldOfUnnamed } from './unnamed.ts';
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
export function judge({ copies = new Map(), ...given }: Evidence): Judgement {
  const before = given.before && withOriginals(given.before, copies, given.after);
  const evidence = { ...given, ...(before && { before }) };
  const answered = confirm(classifiedBy(evidence), {
    ...(evidence.ledgerBefore && { before: evidence.ledgerBefore }),
    ...(evidence.before && evidence.ledgerAfter && { after: evidence.ledgerAfter }),
  });
  const { classified } = answered;
  const meant = new Set(
    answered.confirmations.flatMap(({ was, now }) => [was.sourcedId, now.sourcedId]),
  );
  const { unnamed } = evidence;
  const redirected = redirectedBy(classified, evidence.before, evidence.after);
  const cures = certainCures(classified, evidence.after, { unnamed, redirected });
  const known = {
    ...evidence,
    isCured: (each: Classified) => cures.has(each),
    redirected,
    refused: classified.filter(({ refused }) => refused !== undefined),
  };
  const apart = toldOfUnnamed(known);
  const refusals = classified.flatMap((each) =>
    each.refused === undefined || apart.told.has(each) ? [] : [refusal(each, each.refused, known)],
  );
  const refused = new Set(
    classified.flatMap(({ refused, sourcedId, now }) =>
      refused === undefined ? [] : [sourcedId, now?.sourcedId ?? sourcedId],
    ),
  );
  for (const name of unnamed?.keys() ?? []) refused.add(name);
  // What a node was may stand at one without an id: the error about that one says so.
  const isToldOf = ({ sourcedId, doubt }: Classified) =>
    meant.has(sourcedId) || unnamed?.has(doubt?.now.sourcedId ?? '') === true;
  const problems = [
    ...ledgerGone(evidence),
    ...apart.problems,
    ...refusals,
    ...confirmedProblems(answered),
    ...idleProblems(answered),
    ...classified.flatMap((each) => (isToldOf(each) ? [] : unlike(each))),
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
    const classified = classify(before, after, {
      ...(ledgerBefore && { before: ledgerBefore }),
      ...(ledgerAfter && { after: ledgerAfter }),
      isPartial,
    });
    return withRenewed(classified, before, after, ledgerBefore);
  }
  return ledgerAfter ? classifyByLedger(ledgerAfter, after) : [];
}

/** Ids that were minted elsewhere and are published: no warning could change them. */
function takenIds({ ledgerAfter }: Evidence): readonly string[] {
  return [...(ledgerAfter?.entries.values() ?? [])].flatMap(({ sourcedId, from }) =>
    from === undefined ? [] : [sourcedId],
  );
}
