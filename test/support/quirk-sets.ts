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
