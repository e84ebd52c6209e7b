import { quoteShort } from '../document/place.ts';
import type { SnapshotNode } from '../model/catalog.ts';
import { shellWord } from '../model/id-commands.ts';
import type { LedgerEntry } from '../model/ledger.ts';
import { addressOf } from '../model/node.ts';
import type { Concerned, Span } from '../model/problem.ts';
import { firstFew } from '../model/text.ts';
import type { LedgerEdit } from './ledger/compare.ts';
import { type LedgerFact, writeLedgerLine } from './ledger/line.ts';

/** A node as the subject of a sentence: `lesson "Fractions"`. */
export function nodeText({ kind, title }: Pick<SnapshotNode, 'kind' | 'title'>): string {
  return `${kind} ${quoteShort(title)}`;
}

/** Entries of the ledger in words: `lesson les-1 and 3 more`. */
export function entriesText([first, ...others]: readonly LedgerEntry[]): string {
  return `${first?.kind} ${first?.sourcedId}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}

/** A place as text: `catalog/a.yaml:12`. */
export function placeInFile({ file, start }: Span): string {
  return `${file}:${start.line}`;
}

/** The advice that gives a node the id that it has on the platform of one environment only. */
export function idOfEnvironment(
  { kind, sourcedId }: Pick<SnapshotNode, 'kind' | 'sourcedId'>,
  there: string,
  environment: string,
): string {
  const address = addressOf(kind, sourcedId);
  const ids = `\`environments.${environment}.ids\` in the config`;
  return there === sourcedId
    ? `remove ${address} from ${ids}`
    : `write \`${address}: ${there}\` in ${ids}`;
}

/** The command that applies the certain cures. */
export function fixCommand({ baseName = 'REF' }: { readonly baseName?: string }): string {
  return `\`timeback-catalog check --base ${shellWord(baseName)} --fix\``;
}

/** The most places that one message names. The others are counted. */
const most = 3;

/** The first few nodes with their ids and places: `les-1 (catalog/a.yaml:3), les-2 (…) and 7 more`. */
export function listNodes(nodes: readonly SnapshotNode[]): string {
  const names = nodes.map(({ sourcedId, span }) =>
    // A node with a provisional name has no id to show.
    sourcedId.includes(' ') ? placeInFile(span) : `${sourcedId} (${placeInFile(span)})`,
  );
  return firstFew(names, most);
}

/** All nodes, for a problem whose detail names them with `listNodes`. Empty if the detail names them all. */
export function concernedNodes(nodes: readonly SnapshotNode[]): {
  readonly all?: readonly Concerned[];
} {
  if (nodes.length <= most) return {};
  return {
    all: nodes.map(({ kind, sourcedId, span }) => ({ address: addressOf(kind, sourcedId), span })),
  };
}

/** The sentence that tells how to see the nodes that `listNodes` only counts; empty if it names all. */
export function whereListedInFull(nodes: readonly SnapshotNode[]): string {
  return nodes.length > most
    ? ` \`timeback-catalog check --format json\` names all ${nodes.length}.`
    : '';
}

/** The step that restores a line which changed. */
export function restoreLine({ about }: LedgerEdit): string {
  return `restore the line of the base: \`${writeLedgerLine(about)}\``;
}

/** What became of a line: `The id les-1 was removed from the ledger`. */
export function editText(edit: LedgerEdit): string {
  return `${subjectOf(edit.about)} ${doneTo(edit)}`;
}

function subjectOf(fact: LedgerFact): string {
  switch (fact.says) {
    case 'placement':
      return `The id ${fact.sourcedId} of the resource ${fact.resource} in ${fact.parent}`;
    case 'replaces':
      return `The line that ${fact.sourcedId} replaces ${fact.replaced}`;
    case 'changes':
      return `The line that confirms a change of the ${fact.field} of ${fact.sourcedId}`;
    default:
      return `The id ${fact.sourcedId}`;
  }
}

function doneTo({ about, was, now }: LedgerEdit): string {
  switch (was) {
    case 'removed':
      return now ? `is no longer ${about.says} in the ledger` : 'was removed from the ledger';
    case 'kind':
      return 'changed its kind in the ledger';
    case 'revived':
      return `was retired at the base and is ${now?.says} in the ledger now`;
    case 'placement':
      return 'belongs to another placement in the ledger now';
  }
}
