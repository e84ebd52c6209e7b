import type { Classified, Fine } from '../identity/classified.ts';
import { type Address, addressOf } from '../model/address.ts';
import type { Change, Plan } from '../model/plan.ts';
import type { SnapshotNode } from '../model/snapshot.ts';
import type { GoneNode, TreeMark } from '../model/tree.ts';

/** The differences of a catalog, by node; and what it does not have any more. */
export interface Marks {
  readonly of: ReadonlyMap<Address, TreeMark>;
  readonly gone: readonly GoneNode[];
}

export const noMarks: Marks = { of: new Map(), gone: [] };

/** What publishing would do. */
export function marksOfPlan({ changes }: Plan): Marks {
  const mark = (change: Change) => ({ action: change.action, what: whatOf(change) });
  const retiring = changes.filter(({ action }) => action === 'retire');
  return {
    of: new Map(changes.map((change) => [change.address, mark(change)])),
    gone: retiring.map((change) => {
      const { address, title } = change;
      return { address, title, mark: mark(change) };
    }),
  };
}

function whatOf(change: Change): string[] {
  switch (change.action) {
    case 'create':
      return [];
    case 'retire':
      return change.reason === undefined ? [] : [change.reason];
    case 'update':
      return fieldsOf(change);
    case 'move':
      return [`moves from ${change.from.parent}`, ...fieldsOf(change)];
    case 'reorder':
      return [
        change.makesRoom
          ? 'renumbered to make room'
          : `#${change.from.position} to #${change.to.position}`,
        ...fieldsOf(change),
      ];
  }
}

function fieldsOf({ fields }: Exclude<Change, { readonly action: 'create' }>): string[] {
  return fields.map(({ path }) => path.join('.'));
}

/** What became of the nodes since a commit. */
export function marksOfBase(classified: readonly Classified[]): Marks {
  const of = new Map<Address, TreeMark>();
  const gone: GoneNode[] = [];
  for (const { fine, refused, was, now } of classified) {
    const mark = {
      action: refused ? ('refused' as const) : actionOf(fine),
      what: refused ? [refused] : fine.filter((each) => each !== 'added'),
    };
    if (now) of.set(addressOfNode(now), mark);
    // Where an id was lost, the node that took its content over has a mark of its own.
    if (was && was.sourcedId !== now?.sourcedId) {
      gone.push({ address: addressOfNode(was), title: was.title, mark });
    }
  }
  return { of, gone };
}

function addressOfNode({ kind, sourcedId }: SnapshotNode): Address {
  return addressOf(kind, sourcedId);
}

/** The sign of what says most about a node. */
const actions = [
  ['added', 'create'],
  ['taken', 'create'],
  ['released', 'released'],
  ['retired', 'retire'],
  ['moved', 'move'],
  ['renamed', 'update'],
  ['edited', 'update'],
  ['re-ordered', 'reorder'],
] as const satisfies readonly (readonly [Fine, TreeMark['action']])[];

function actionOf(fine: readonly Fine[]): TreeMark['action'] {
  return actions.find(([name]) => fine.includes(name))?.[1] ?? 'update';
}
