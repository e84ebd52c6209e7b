import { addressOf } from '../model/address.ts';
import { forgetting, retiring } from '../model/id-commands.ts';
import type { LedgerEntry } from '../model/ledger.ts';
import { type Problem, problem } from '../model/problem.ts';
import { shellWord } from '../model/shell-word.ts';
import type { Evidence } from './evidence.ts';
import { allOf, listed } from './said.ts';

/** The whole ledger is gone: one problem, not one a line. */
export function ledgerGone({ ledgerBefore, ledgerAfter }: Evidence): Problem[] {
  if (!ledgerBefore || ledgerAfter || ledgerBefore.entries.size === 0) return [];
  const { where, entries } = ledgerBefore;
  return [
    problem('identity/ledger-edited', {
      detail: `The base has the ledger ${where} with ${entries.size} ids, and it is gone.`,
      hint: `Restore ${where} from the base.`,
    }),
  ];
}

/** Ids that came and went on a branch: free to, but whoever comes after would miss them. */
export function leftOver(evidence: Evidence): Problem[] {
  const { baseName = 'REF', ledgerBefore } = evidence;
  return nodeless(evidence)
    .filter(({ sourcedId }) => !ledgerBefore?.entries.has(sourcedId))
    .map(({ sourcedId, kind, file, line }) =>
      problem('identity/left-over', {
        detail: `The ${kind} ${sourcedId} is in the ledger, in no manifest, and the base does not know it.`,
        hint: `Run ${forgetting([sourcedId], `--base ${shellWord(baseName)}`)}, or put the ${kind} back.`,
        span: { file, start: { line, column: 1 } },
        address: addressOf(kind, sourcedId),
      }),
    );
}

/** Ids that were without a node at the base already: not the doing of who is checked here. */
export function withoutNode(evidence: Evidence): Problem[] {
  const { baseName = 'REF', ledgerBefore, isPartial = false } = evidence;
  const entries = isPartial
    ? []
    : nodeless(evidence).filter(
        ({ sourcedId }) => ledgerBefore?.entries.get(sourcedId)?.state === 'live',
      );
  const [first, ...others] = entries;
  if (!first) return [];
  const ids = entries.map(({ sourcedId }) => sourcedId);
  const what = `${first.kind} ${first.sourcedId}${others.length > 0 ? ` and ${others.length} more` : ''}`;
  const [is, it] = others.length > 0 ? ['are', 'they were'] : ['is', 'it was'];
  return [
    problem('identity/without-node', {
      detail: `The ${what} ${is} in the ledger and in no manifest, here or at ${baseName}. Nothing of this change lost ${others.length > 0 ? 'them' : 'it'}.`,
      hint: `If ${it} never published: ${forgetting(ids, '--env ENV')}. Otherwise restore ${others.length > 0 ? 'the nodes' : `the ${first.kind}`}, or ${retiring(ids)}.`,
      span: { file: first.file, start: { line: first.line, column: 1 } },
    }),
  ];
}

/** What the ledger has as live, and neither side has a node for. */
function nodeless({ before, after, ledgerAfter }: Evidence): LedgerEntry[] {
  if (!before || !ledgerAfter) return [];
  return [...ledgerAfter.entries.values()].filter(
    ({ sourcedId, state }) => state === 'live' && !after.has(sourcedId) && !before.has(sourcedId),
  );
}

/** Ids without a line, in one warning; those of `refused` have another cure. */
export function notInLedger(
  { after, ledgerAfter }: Evidence,
  refused: ReadonlySet<string>,
): Problem[] {
  if (!ledgerAfter) return [];
  const nodes = [...after.values()].filter(
    ({ sourcedId }) => !ledgerAfter.entries.has(sourcedId) && !refused.has(sourcedId),
  );
  const [first] = nodes;
  if (!first) return [];
  return [
    problem('identity/not-in-ledger', {
      detail: `${ledgerAfter.where} lacks ${listed(nodes)}.`,
      hint: 'Run `timeback-catalog fmt` and commit the ledger.',
      span: first.span,
      ...allOf(nodes),
    }),
  ];
}
