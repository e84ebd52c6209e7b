import type { ConstantName } from '../model/constant-name.ts';
import { type Kind, kinds } from '../model/kind.ts';
import type { Snapshot, SnapshotNode } from '../model/snapshot.ts';
import { nameOfTitle } from './name-of-title.ts';

/**
 * Names for the nodes that have none yet. A name is unique among those of its kind, so that a lesson
 * keeps it wherever it moves. Nodes are taken in the order of the ledger, by code unit of the id:
 * the order of the manifests plays no part. Names that are there are never touched or given again.
 */
export function mintNames(
  nodes: Snapshot,
  known: ReadonlyMap<string, ConstantName>,
): readonly ConstantName[] {
  const all = new Map(known);
  return kinds.flatMap((kind) => {
    const minted = mintKind(kind, nodes, all);
    // Units are told apart by the names of their courses, lessons by those of their units.
    for (const one of minted) all.set(one.sourcedId, one);
    return minted;
  });
}

function mintKind(
  kind: Kind,
  nodes: Snapshot,
  known: ReadonlyMap<string, ConstantName>,
): ConstantName[] {
  const unnamed = [...nodes.values()]
    .filter((node) => node.kind === kind && !known.has(node.sourcedId))
    .sort((a, b) => (a.sourcedId < b.sourcedId ? -1 : 1));
  const taken = new Set(
    [...known.values()].flatMap((one) => (one.kind === kind ? [one.name] : [])),
  );
  const short = unnamed.map(({ title, sourcedId }) => nameOfTitle(title, kind, sourcedId));
  const times = counted(short);
  const numbered = numbering(taken);
  return unnamed.map((node, at) => {
    const own = short[at] ?? '';
    // All that share a title are told apart by their parent, not all but the first.
    const wanted = times.get(own) === 1 && !taken.has(own) ? own : qualified(own, node, known);
    return { sourcedId: node.sourcedId, kind, name: numbered(wanted) };
  });
}

function qualified(
  own: string,
  { parent }: SnapshotNode,
  known: ReadonlyMap<string, ConstantName>,
): string {
  const above = parent === undefined ? undefined : known.get(parent);
  return above ? `${above.name}_${own}` : own;
}

/** Gives names that are not taken yet, and takes them. */
function numbering(taken: Set<string>): (wanted: string) => string {
  const last = new Map<string, number>();
  return (wanted) => {
    let number = last.get(wanted) ?? 1;
    let name = number === 1 ? wanted : `${wanted}_${number}`;
    while (taken.has(name)) {
      number += 1;
      name = `${wanted}_${number}`;
    }
    last.set(wanted, number);
    taken.add(name);
    return name;
  };
}

function counted(texts: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
  return times;
}
