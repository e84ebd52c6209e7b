import { mangling } from '../model/mangled.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Snapshot, SnapshotNode } from '../model/snapshot.ts';
import { isDated, isPositioned, isTitled } from './meaning.ts';
import { allOf, listed, whereAll } from './said.ts';
import { hasInvisibles, isCounting, isNearlyUuid } from './shape.ts';
import { differInOneCharacter, lookAlikes } from './twins.ts';

interface Hazard {
  /** Completes "n ids …". */
  readonly what: string;
  readonly why: string;
  readonly find: (nodes: readonly SnapshotNode[], all: Snapshot) => readonly SnapshotNode[];
}

const each =
  (is: (node: SnapshotNode, all: Snapshot) => boolean): Hazard['find'] =>
  (nodes, all) =>
    nodes.filter((node) => is(node, all));

/** What makes an id easy to mistake, to mistype or to change. All of these are found in real catalogs. */
const table: readonly Hazard[] = [
  {
    what: 'as a spreadsheet writes a number or a date',
    why: 'A spreadsheet shows a long number, or a text that reads as a date, as another text: look up what it was, before it is published.',
    find: each(isMangled),
  },
  {
    what: 'nearly a UUID',
    why: 'A UUID has 32 hexadecimal digits, in groups of 8, 4, 4, 4 and 12: this was typed by hand, and a system that wants UUIDs refuses it.',
    find: each(({ sourcedId }) => isNearlyUuid(sourcedId)),
  },
  {
    what: 'repeating or counting digits',
    why: 'It was made up and not minted, so another catalog may have made up the same.',
    find: each(({ sourcedId }) => isCounting(sourcedId)),
  },
  {
    what: 'with characters that cannot be seen',
    why: 'Whoever types or compares it gets another id.',
    find: each(({ sourcedId }) => hasInvisibles(sourcedId)),
  },
  {
    what: 'looking like another id',
    why: 'Only case, Unicode form or invisible characters tell them apart, and some systems take them for one.',
    find: lookAlikes,
  },
  {
    what: 'one character away from another id',
    why: 'It seems to be copied and changed.',
    find: differInOneCharacter,
  },
  {
    what: 'with a date in it',
    why: 'Next year somebody will want to change it.',
    find: each((node) => isDated(node) && !isMangled(node)),
  },
  {
    what: 'with a position in it',
    why: 'When the order changes somebody will want to change it.',
    find: each(isPositioned),
  },
  {
    what: 'with the title in it',
    why: 'When the title changes somebody will want to change it.',
    find: each(isTitled),
  },
];

function isMangled({ sourcedId }: SnapshotNode): boolean {
  return mangling(sourcedId) !== undefined;
}

/**
 * Warnings about ids that invite mistakes, one for each hazard with the first places, and all of them for programs. Ids in
 * `refused` have worse to tell.
 */
export function hazards(all: Snapshot, refused: ReadonlySet<string> = new Set()): Problem[] {
  const nodes = [...all.values()].filter(({ sourcedId }) => !refused.has(sourcedId));
  return table.flatMap(({ what, why, find }) => {
    const found = find(nodes, all);
    const [first] = found;
    if (!first) return [];
    const count = found.length === 1 ? '1 id' : `${found.length} ids`;
    return [
      problem('identity/hazard', {
        detail: `${count} ${what}: ${listed(found)}. ${why}`,
        hint: `A published id stays as it is. Give new nodes none and run \`timeback-catalog fmt\`.${whereAll(found)}`,
        span: first.span,
        ...allOf(found),
      }),
    ];
  });
}
