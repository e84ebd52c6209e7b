import { type Problem, problem } from '../model/problem.ts';
import type { Evidence } from './evidence.ts';
import { allOf, listed } from './said.ts';

/** The whole ledger is gone: one problem, not one a line. */
export function ledgerGone({ ledgerBefore, ledgerAfter }: Evidence): Problem[] {
  if (!ledgerBefore || ledgerAfter || ledgerBefore.entries.size === 0) return [];
  const { file, entries } = ledgerBefore;
  return [
    problem('identity/ledger-edited', {
      detail: `The base has the ledger ${file} with ${entries.size} ids, and it is gone.`,
      hint: `Restore ${file} from the base.`,
    }),
  ];
}

/** Ids that came and went on a branch: free to, but the ledger still expects them. */
export function leftOver({ before, after, ledgerBefore, ledgerAfter }: Evidence): Problem[] {
  if (!before || !ledgerAfter) return [];
  return [...ledgerAfter.entries.values()]
    .filter(
      ({ sourcedId, state }) =>
        state === 'live' &&
        !after.has(sourcedId) &&
        !before.has(sourcedId) &&
        !ledgerBefore?.entries.has(sourcedId),
    )
    .map(({ sourcedId, kind, line }) =>
      problem('identity/left-over', {
        detail: `The ${kind} ${sourcedId} is in the ledger, in no manifest, and the base does not know it.`,
        hint: `Run \`timeback-catalog retire ${sourcedId} --never-published --base …\`.`,
        span: { file: ledgerAfter.file, start: { line, column: 1 } },
      }),
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
      detail: `${ledgerAfter.file} lacks ${listed(nodes)}.`,
      hint: 'Run `timeback-catalog fmt` and commit the ledger.',
      span: first.span,
      ...allOf(nodes),
    }),
  ];
}
