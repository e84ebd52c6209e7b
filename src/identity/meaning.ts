import type { Snapshot, SnapshotNode } from '../model/snapshot.ts';
import { isUuid } from './shape.ts';
import { wordsOf } from './words.ts';

/** `2024-05-17`, `20240517`, or a year that stands alone. */
const date = /(?<!\d)(?:19|20)\d\d(?:([-_.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01]))?(?!\d)/;

export function isDated({ sourcedId }: SnapshotNode): boolean {
  return !isUuid(sourcedId) && date.test(sourcedId);
}

const numbered =
  /(?<![a-z])(?:course|unit|lesson|les|module|chapter|section|part|week|day|topic|u|l)[-_.]?0*(\d+)(?!\d)/gi;

/** A number after such a word counts only where it is the position of the node or of one above it. */
export function isPositioned(node: SnapshotNode, all: Snapshot): boolean {
  const numbers = [...node.sourcedId.matchAll(numbered)].map(([, digits]) => Number(digits));
  if (numbers.length === 0) return false;
  const positions = new Set<number>();
  const above = new Set<SnapshotNode>();
  for (let at: SnapshotNode | undefined = node; at && !above.has(at); ) {
    above.add(at);
    positions.add(at.position);
    at = at.parent === undefined ? undefined : all.get(at.parent);
  }
  return numbers.some((number) => positions.has(number));
}

/** A shorter title is in an id by chance. */
const shortestTitle = 8;

export function isTitled({ sourcedId, title }: SnapshotNode): boolean {
  // What a UUID spells it spells by chance.
  if (isUuid(sourcedId)) return false;
  const words = wordsOf(title);
  const slug = words.join('-');
  const id = wordsOf(sourcedId.replaceAll('_', '-')).join('-');
  return words.length > 1 && slug.length >= shortestTitle && `-${id}-`.includes(`-${slug}-`);
}
