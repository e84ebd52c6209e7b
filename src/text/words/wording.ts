import { type Address, type Kind, kinds, plural } from '../../model/node.ts';
import {
  type Action,
  type Change,
  type ComparedCommit,
  type Plan,
  tallyOf,
} from '../../model/plan.ts';
import type { Platform } from '../../model/remote.ts';
import { plainText, type Text } from '../document.ts';
import { arrow, ellipsis, type Look } from '../look.ts';
import { nameOf } from './names.ts';
import type { Fold } from './outline.ts';

/** The groups of changes with the words for planned changes. */
export const groupWords = [
  ['create', 'to add'],
  ['update', 'to change'],
  ['move', 'to move'],
  ['retire', 'to retire'],
] as const;

/** The words for actions that are done. */
export const done = {
  create: 'added',
  update: 'changed',
  move: 'moved',
  reorder: 're-ordered',
  retire: 'retired',
} as const satisfies Record<Action, string>;

/** A number with its noun: `1 object`, `2 objects`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** A platform in words: `production (https://…), dialect partner`. */
export function platformText({ name, url, dialect }: Platform): string {
  return `${name} (${url}), dialect ${dialect}`;
}

/** The beginning of a plan hash, long enough for `apply --plan-hash`. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12);
}

/** A commit that was compared with: `main (0123456789ab)`. */
export function againstText({ ref, commit }: ComparedCommit): string {
  return ref === commit ? ref.slice(0, 12) : `${ref} (${commit.slice(0, 12)})`;
}

/** A sentence about what a plan against git shows and does not show. */
export function againstLine(against: ComparedCommit): string {
  return `Compared with the manifests at ${againstText(against)}. No platform was read: this plan cannot be applied.`;
}

/** A line about what the run leaves alone. It is always shown, since readers worry about it. */
export function untouchedLine({
  unchanged,
  unmanaged,
  unmanagedPlacements = 0,
  against,
}: Plan): string {
  if (against) return `${count(unchanged, 'node')} unchanged.`;
  const there =
    unmanagedPlacements > 0
      ? `${count(unmanaged.length, 'node')} and ${count(unmanagedPlacements, 'placement')}`
      : unmanaged.length;
  return `${count(unchanged, 'node')} unchanged, ${there} unmanaged on the platform (left untouched).`;
}

/** The last line of a plan: `Plan: 3 to add, …`, or that nothing changes. */
export function tallyLine({ changes, partial, held, against, undoes }: Plan): string {
  if (changes.length === 0) {
    if (undoes !== undefined) return `Nothing to undo: nothing is left of ${undoes}.`;
    if (held.length > 0) return `Nothing to publish: ${count(held.length, 'change')} held back.`;
    if (against) return 'No changes. The manifests are the same as in that commit.';
    return partial
      ? 'No changes in this part of the catalog.'
      : 'No changes. The platform matches your manifests.';
  }
  const { create, update, move, reorder, retire } = tallyOf(changes);
  return `Plan: ${create} to add, ${update} to change, ${move + reorder} to move, ${retire} to retire.`;
}

/** One change in words, without its fields: `lesson "X" moves: unit "A" #3 → unit "B" #1`. */
export function changeText(
  change: Change,
  nameOfAddress: (address: Address) => string,
  look: Look,
): string {
  const note = changeNote(change, nameOfAddress, look);
  const name = nameOf(change.address, change.title);
  return note === undefined ? name : `${name} ${plainText(note)}`;
}

/** The words after the name of a changed node; undefined if its sign or fields say everything. */
export function changeNote(
  change: Change,
  nameOfAddress: (address: Address) => string,
  look: Look,
): Text | undefined {
  switch (change.action) {
    case 'create':
    case 'update':
      return undefined;
    case 'retire':
      return change.reason === undefined ? 'will be retired' : `will be retired (${change.reason})`;
    case 'move': {
      const { address, from, to } = change;
      const text = `${nameOfAddress(from.parent)} #${from.position}`;
      const there = `${nameOfAddress(to.parent)} #${to.position}`;
      return ['moves: ', { text, leadsTo: { address, end: 'from' } }, ` ${arrow(look)} ${there}`];
    }
    case 'reorder': {
      const [from, to] = [change.from.position, change.to.position];
      if (change.makesRoom) return 'renumbered to make room';
      if (from === to) return `re-ordered, stays #${to}`;
      return `re-ordered: #${from} ${arrow(look)} #${to}`;
    }
  }
}

/** The number of nodes of each kind: `1 course`, `2 units`. */
export function kindCounts(of: readonly Kind[], more = ''): string[] {
  return kinds.flatMap((kind) => {
    const number = of.filter((one) => one === kind).length;
    return number === 0 ? [] : [countOf(number, kind, more)];
  });
}

/**
 * The text of counted siblings: `… and 4 more units with 95 lessons`; if the units exist, `… and 95 lessons
 * in 4 more units`.
 */
export function foldText({ kind, siblings, of, below }: Fold, look: Look): string {
  if (of === 'renumbered') {
    return `${ellipsis(look)} and ${countOf(siblings, kind)} renumbered to make room`;
  }
  const more = countOf(siblings, kind, ' more');
  const within = kindCounts(below).join(' and ');
  const counts =
    of === 'created' ? [more, within].filter(Boolean).join(' with ') : `${within} in ${more}`;
  return `${ellipsis(look)} and ${counts}`;
}

/** A number of nodes of one kind: `1 course`, `2 more units`. */
export function countOf(number: number, kind: Kind, more = ''): string {
  return `${number}${more} ${number === 1 ? kind : plural[kind]}`;
}
