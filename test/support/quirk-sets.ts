import fc from 'fast-check';
import {
  checkQuirks,
  correctableQuirks,
  type QuirkName,
  quirkNames,
} from '../../src/emulator/quirks.ts';

/** The quirks under which publishing converges as the dialect table starts out. */
export const absorbedQuirks = quirkNames.filter((name) => !correctableQuirks.includes(name));

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
export const anyQuirks = fc.shuffledSubarray(absorbedQuirks).map((names) => {
  const kept: QuirkName[] = [];
  for (const name of names) if (canHold([...kept, name])) kept.push(name);
  return kept;
});
