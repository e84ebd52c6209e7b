import { nodeKey, nodeKeysOf } from '../model/node.ts';
import type { Problem } from '../model/problem.ts';
import type { Classified } from './classified.ts';
import { classify } from './classify.ts';
import {
  applyConfirmations,
  classifyByLedger,
  confirmedProblems,
  idleProblems,
} from './confirmed.ts';
import { rewrittenUnderId, withRetiredAndAdded } from './content-replaced.ts';
import { certainCures, type IdCure, redirectedBy } from './cures.ts';
import { type GateInput, idHazards, withOriginals } from './id-checks.ts';
import { checkLedgerEntries, ledgerGone, unnamedProblems } from './missing-ids.ts';
import { identityRefusal, refusedChanges } from './refusal.ts';

/** The result of the identity check: problems, the changes of all nodes, and the certain cures. */
export interface IdentityFindings {
  readonly problems: readonly Problem[];
  readonly classified: readonly Classified[];
  readonly cures: readonly IdCure[];
}

/**
 * Checks the identity of all nodes: a problem for each refused change, with both places, the reason and the
 * cure; warnings; and the cures that are certain.
 */
export function checkIdentity({ copies = new Map(), ...given }: GateInput): IdentityFindings {
  const before = given.before && withOriginals(given.before, copies, given.after);
  const evidence = { ...given, ...(before && { before }) };
  const { after, ledgerBefore, ledgerAfter, isPartial = false, unnamed } = evidence;
  const ofBase = ledgerBefore && { before: ledgerBefore };
  const ledgers = { ...ofBase, ...(ledgerAfter && { after: ledgerAfter }) };
  const found = before
    ? withRetiredAndAdded(
        classify(before, after, { ...ledgers, isPartial }),
        before,
        after,
        ledgerBefore,
      )
    : ledgerAfter
      ? classifyByLedger(ledgerAfter, after)
      : [];
  const answered = applyConfirmations(found, before ? ledgers : { ...ofBase });
  const { classified } = answered;
  const refused = classified.filter((each) => each.refused !== undefined);
  const { problems: refusals, cures } =
    refused.length > 0 || unnamed?.size ? refusalsOf(refused, evidence) : nothingRefused;
  const taken = new Set(refused.flatMap((each) => [nodeKey(each), nodeKey(each.now ?? each)]));
  for (const name of unnamed?.keys() ?? []) for (const key of nodeKeysOf(name)) taken.add(key);
  const meant = new Set(
    answered.confirmations.flatMap(({ was, now }) => [nodeKey(was), nodeKey(now)]),
  );
  const sides = new Set(refused.flatMap(({ was, now }) => [was, now]));
  const isExchanged = ({ was, now }: Classified) => was && now && sides.has(was) && sides.has(now);
  // If the former content is at a node without an id or under another id, the error says so already.
  const isReported = ({ possibleMove, ...each }: Classified) =>
    meant.has(nodeKey(each)) ||
    isExchanged(each) === true ||
    unnamed?.has(possibleMove?.now.sourcedId ?? '') === true;
  // Ids that another catalog minted are published already: no warning could change them.
  const foreign = [...(ledgerAfter?.entries ?? [])].flatMap(([key, { from }]) =>
    from === undefined ? [] : [key],
  );
  const problems = [
    ...ledgerGone(ledgerBefore, ledgerAfter),
    ...refusals,
    ...confirmedProblems(answered),
    ...idleProblems(answered),
    ...classified.flatMap((each) => (isReported(each) ? [] : rewrittenUnderId(each))),
    ...checkLedgerEntries(evidence, taken),
    ...idHazards(after, new Set([...taken, ...foreign])),
  ];
  return { problems, classified, cures: [...cures.values()] };
}

interface Refusals {
  readonly problems: readonly Problem[];
  readonly cures: ReadonlyMap<Classified, IdCure>;
}

const nothingRefused: Refusals = { problems: [], cures: new Map() };

/** The problems of refused changes, and their certain cures. */
function refusalsOf(refused: readonly Classified[], evidence: GateInput): Refusals {
  const { before, after, unnamed } = evidence;
  const redirected = redirectedBy(refused, before, after);
  const cures = certainCures(refused, after, { unnamed, redirected });
  const isCured = (each: Classified) => cures.has(each);
  const known = { ...evidence, isCured, redirected, refused: refusedChanges(refused) };
  const apart = unnamedProblems(known);
  const others = refused.flatMap((each) =>
    each.refused === undefined || apart.matched.has(each)
      ? []
      : [identityRefusal(each, each.refused, known)],
  );
  return { problems: [...apart.problems, ...others], cures };
}
