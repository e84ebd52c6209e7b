import { closestMatch } from 'leven';

/** Two names farther apart than this have nothing to do with each other, however long they are. */
const farthest = 4;

/** Guessing takes time, and when more names than this are wrong it was no slip of the pen. */
export const mostGuesses = 20;

/**
 * The known name that a misspelt one most likely means, for "Did you mean …?". A third of the
 * letters may be wrong, so that no far-fetched guess is shown.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const maxDistance = Math.min(Math.ceil(name.length / 3), farthest);
  const byLowerCase = new Map(known.map((candidate) => [candidate.toLowerCase(), candidate]));
  const match = closestMatch(name.toLowerCase(), [...byLowerCase.keys()], { maxDistance });
  return match === undefined ? undefined : byLowerCase.get(match);
}
