import type { Snapshot, SnapshotNode } from '../model/snapshot.ts';
import { likeness } from './likeness.ts';
import { stateOf } from './state.ts';

/** Further nodes with an id that a state holds already, by that id. */
export type Copies = ReadonlyMap<string, readonly SnapshotNode[]>;

/**
 * A state in which an id was at several nodes, with the one for each that the other state knows: of an
 * original and its copies the one that kept the id. So none of them counts as the content that went to
 * another id, whichever stood first.
 */
export function withOriginals(before: Snapshot, copies: Copies, after: Snapshot): Snapshot {
  if (copies.size === 0) return before;
  const comparison = { before: stateOf(before), after: stateOf(after), counterparts: new Map() };
  return new Map(
    [...before].map(([id, first]) => {
      const now = after.get(id);
      const all = [first, ...(copies.get(id) ?? [])];
      if (!now || all.length === 1) return [id, first];
      const scores = all.map((node) => likeness(node, now, comparison).score);
      return [id, all[scores.indexOf(Math.max(...scores))] ?? first];
    }),
  );
}

/** Which of two nodes with one id the base knows: `both` where each is as like it as can be asked. */
export type Original = 'first' | 'second' | 'both' | undefined;

/** As much as this of a node that was edited is found again. */
const same = 0.8;
/** A lead that decides. */
const lead = 0.1;

/** Held against the node that had the id at the base. */
export function originalOf(
  was: SnapshotNode,
  [first, second]: readonly [SnapshotNode, SnapshotNode],
  states: { readonly before: Snapshot; readonly after: Snapshot },
): Original {
  const before = stateOf(states.before);
  const after = stateOf(states.after);
  const [a, b] = [first, second].map((node) => {
    const { score, parts } = likeness(was, node, { before, after, counterparts: new Map() });
    // Where it stands says little: it may have been moved by one and copied by the other.
    const contents = [parts.title, parts.text].filter((part) => part !== undefined);
    return { score, content: contents.reduce((sum, part) => sum + part, 0) / contents.length };
  });
  if (!a || !b) return undefined;
  if (a.content >= same && b.content >= same) return 'both';
  if (Math.abs(a.score - b.score) < lead) return undefined;
  return a.score > b.score ? 'first' : 'second';
}
