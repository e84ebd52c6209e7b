import { addressOf } from '../model/address.ts';
import { releasing, taking } from '../model/id-commands.ts';
import type { Ledger, LedgerEntry } from '../model/ledger.ts';
import { type Problem, problem } from '../model/problem.ts';
import { type OtherCatalog, otherCatalog } from './other-catalog.ts';
import type { Workspace } from './workspace.ts';

/**
 * What does not fit between this ledger and those of other catalogs in the same work tree: handing
 * over has two sides, and each records its own. Of a catalog in another repository nothing is said.
 */
export function handoverProblems(workspace: Workspace, ledger: Ledger): Problem[] {
  const entries = [...ledger.entries.values()];
  const names = Map.groupBy(entries, ({ to, from }) => to ?? from);
  return [...names].flatMap(([name, named]) => {
    const other = name === undefined ? undefined : otherCatalog(workspace, name);
    if (name === undefined || !other) return [];
    const there = (entry: LedgerEntry) => other.ledger.entries.get(entry.sourcedId)?.state;
    const unreleased = some(
      named.filter((entry) => entry.state === 'live' && there(entry) === 'live'),
    );
    const untaken = some(
      named.filter((entry) => entry.state === 'released' && there(entry) === undefined),
    );
    return [
      ...(unreleased ? [notReleased(name, unreleased, other)] : []),
      ...(untaken ? [notTaken(name, untaken, other)] : []),
    ];
  });
}

type Some = readonly [LedgerEntry, ...LedgerEntry[]];

function some([first, ...others]: readonly LedgerEntry[]): Some | undefined {
  return first && [first, ...others];
}

/** "lesson X and 3 more" */
function inWords([{ kind, sourcedId }, ...others]: Some): string {
  return `${kind} ${sourcedId}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}

function idsOf(some: Some): readonly string[] {
  return some.map(({ sourcedId }) => sourcedId);
}

function at(some: Some): Pick<Problem, 'span' | 'address'> {
  const [{ kind, sourcedId, file, line }] = some;
  return {
    span: { file, start: { line, column: 1 } },
    address: addressOf(kind, sourcedId),
  };
}

function notReleased(name: string, some: Some, { back }: OtherCatalog): Problem {
  return problem('identity/not-released', {
    detail: `The ${inWords(some)} came from the catalog ${name}, and its ledger has ${some.length > 1 ? 'them' : 'it'} as live: both catalogs would publish ${some.length > 1 ? 'them' : 'it'}.`,
    hint: `In the catalog ${name}, in the same change: ${releasing(idsOf(some), back)}.`,
    ...at(some),
  });
}

function notTaken(name: string, some: Some, { back }: OtherCatalog): Problem {
  return problem('identity/not-taken', {
    detail: `The ${inWords(some)} ${some.length > 1 ? 'were' : 'was'} released to the catalog ${name}, and its ledger does not know ${some.length > 1 ? 'them' : 'it'}: no catalog publishes ${some.length > 1 ? 'them' : 'it'}.`,
    hint: `In the catalog ${name}, once its manifests have ${some.length > 1 ? 'them' : 'it'}: ${taking(idsOf(some), back)}.`,
    ...at(some),
  });
}
