import {
  absorbedQuirks,
  checkQuirks,
  type QuirkName,
} from '../../src/features/emulator/server/quirks.ts';
import { fc } from './laws.ts';

/** Whether none of these quirks contradicts another. */
export function canHold(names: readonly QuirkName[]): boolean {
  try {
    checkQuirks(names);
    return true;
  } catch {
    return false;
  }
}

/** Any set of absorbed quirks: of those that contradict each other, the first drawn is in it. */
export const anyQuirks = fc.shuffledSubarray([...absorbedQuirks]).map((names) => {
  const kept: QuirkName[] = [];
  for (const name of names) if (canHold([...kept, name])) kept.push(name);
  return kept;
});

/**
 * Sets of at most `size` quirks that hold together, with each pair that can hold in one of them at least.
 * The quirk that has most pairs to meet comes first, so that a set of five stands for seven pairs and more.
 */
export function setsOfPairs(names: readonly QuirkName[], size: number): readonly QuirkName[][] {
  const toMeet = new Map(
    names.map((one) => [
      one,
      new Set(names.filter((other) => other !== one && canHold([one, other]))),
    ]),
  );
  const pairsLeft = (name: QuirkName) => toMeet.get(name)?.size ?? 0;
  const sets: QuirkName[][] = [];
  while (names.some((name) => pairsLeft(name) > 0)) {
    const set: QuirkName[] = [];
    const met = (name: QuirkName) => set.filter((one) => toMeet.get(one)?.has(name)).length;
    while (set.length < size) {
      const [best] = names
        .filter((name) => !set.includes(name) && canHold([...set, name]))
        .filter((name) => set.length === 0 || met(name) > 0)
        .sort((a, b) => met(b) - met(a) || pairsLeft(b) - pairsLeft(a));
      if (best === undefined) break;
      set.push(best);
    }
    for (const one of set) for (const other of set) toMeet.get(one)?.delete(other);
    sets.push(set);
  }
  return sets;
}

/** Each quirk in one group of at most `size` that hold together. */
export function groupsOf(names: readonly QuirkName[], size: number): readonly QuirkName[][] {
  const groups: QuirkName[][] = [];
  for (const name of names) {
    const open = groups.find((group) => group.length < size && canHold([...group, name]));
    if (open) open.push(name);
    else groups.push([name]);
  }
  return groups;
}
