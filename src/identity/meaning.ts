import type { Snapshot, SnapshotNode } from '../model/snapshot.ts';
import { isNearlyUuid, isUuid } from './shape.ts';
import { wordsOf } from './words.ts';

/** `2024-05-17`, `20240517`, or a year that stands alone. */
const date = /(?<!\d)(?:19|20)\d\d(?:([-_.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01]))?(?!\d)/;

export function isDated({ sourcedId }: SnapshotNode): boolean {
  if (isDrawn(sourcedId)) return false;
  const found = date.exec(sourcedId);
  return found !== null && !isDrawn(runAround(sourcedId, found.index, found[0].length));
}

const numbered =
  /(?<![a-z])(?:course|unit|lesson|les|module|chapter|section|part|week|day|topic|u|l)[-_.]?0*(\d+)(?!\d)/gi;
const word = /^(?:course|unit|lesson|les|module|chapter|section|part|week|day|topic|u|l)$/i;

/** Fewer hexadecimal digits may be a word and a number. */
const fewestDrawn = 8;
/** `u1l2` has as many; a row of more is no name, unless all of its words are known. */
const mostParts = 4;

/**
 * Whether a text was drawn by lot, so that all that it seems to say is chance: a UUID or what has its
 * shape, hexadecimal digits with letters among them, or letters and digits in turn without end.
 */
function isDrawn(text: string): boolean {
  if (isUuid(text) || isNearlyUuid(text)) return true;
  const isHexadecimal = /^[\da-f-]+$/.test(text) || /^[\dA-F-]+$/.test(text);
  if (isHexadecimal && text.length >= fewestDrawn && /\d[a-f]|[a-f]\d/i.test(text)) return true;
  const parts = /^[\da-z]+$/i.test(text) ? (text.match(/\d+|[a-z]+/gi) ?? []) : [];
  return parts.length > mostParts && parts.some((part) => !/^\d/.test(part) && !word.test(part));
}

/** Letters and digits on both sides of a part of a text, with it. */
function runAround(text: string, at: number, length: number): string {
  let [start, end] = [at, at + length];
  while (start > 0 && /^[\da-z]/i.test(text.charAt(start - 1))) start -= 1;
  while (end < text.length && /^[\da-z]/i.test(text.charAt(end))) end += 1;
  return text.slice(start, end);
}

/** A number after such a word counts only where it is the position of the node or of one above it. */
export function isPositioned(node: SnapshotNode, all: Snapshot): boolean {
  const id = node.sourcedId;
  const numbers = [...id.matchAll(numbered)]
    .filter(({ 0: found, index }) => !isDrawn(runAround(id, index, found.length)))
    .map(([, digits]) => Number(digits));
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
  if (isDrawn(sourcedId)) return false;
  const words = wordsOf(title);
  const slug = words.join('-');
  const id = wordsOf(sourcedId.replaceAll('_', '-')).join('-');
  return words.length > 1 && slug.length >= shortestTitle && `-${id}-`.includes(`-${slug}-`);
}
