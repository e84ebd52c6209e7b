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

/** What changes are counted by, and what is to be done. */
export const groupWords = [
  ['create', 'to add'],
  ['update', 'to change'],
  ['move', 'to move'],
  ['retire', 'to retire'],
] as const;

/** What was done to a node, once it is done. */
export const done = {
  create: 'added',
  update: 'changed',
  move: 'moved',
  reorder: 're-ordered',
  retire: 'retired',
} as const satisfies Record<Action, string>;

/** `1 object`, `2 objects` */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `production (https://…), dialect partner` */
export function platformText({ name, url, dialect }: Platform): string {
  return `${name} (${url}), dialect ${dialect}`;
}

/** The beginning of a digest, enough for `apply --plan-hash`. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12);
}

/** `main (0123456789ab)` */
export function againstText({ ref, commit }: ComparedCommit): string {
  return ref === commit ? ref.slice(0, 12) : `${ref} (${commit.slice(0, 12)})`;
}

/** What a plan against git is, and is not. */
export function againstLine(against: ComparedCommit): string {
  return `Compared with the manifests at ${againstText(against)}. No platform was read: this plan cannot be applied.`;
}

/** What the run leaves alone. Stated always, since it is what a reader worries about. */
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

/** `Plan: 3 to add, …`, or that nothing is to be done: the last line of a plan. */
export function tallyLine({ changes, partial, held, against, undoes }: Plan): string {
  if (changes.length === 0) {
    if (undoes !== undefined) return `Nothing to undo: nothing is left of ${undoes}.`;
    if (held.length > 0) return `Nothing to publish: ${count(held.length, 'change')} held back.`;
    if (against) return 'No changes. The manifests are the same as in that commit.';
    return partial
      ? 'No changes in this part of the catalog.'
      : 'No changes. The catalog matches your manifests.';
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

/** What is said of a node beside its name; undefined where its fields or its sign say everything. */
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

/** `1 course`, `2 units`: how many there are of each kind. */
export function kindCounts(of: readonly Kind[], more = ''): string[] {
  return kinds.flatMap((kind) => {
    const number = of.filter((one) => one === kind).length;
    return number === 0 ? [] : [countOf(number, kind, more)];
  });
}

/** `… and 4 more units with 95 lessons`; where the units exist, `… and 95 lessons in 4 more units`. */
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

/** `1 course`, `2 more units` */
export function countOf(number: number, kind: Kind, more = ''): string {
  return `${number}${more} ${number === 1 ? kind : plural[kind]}`;
}
