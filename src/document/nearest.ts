import { closestMatch } from 'leven';

/** Two names farther apart than this have nothing to do with each other, however long they are. */
const farthest = 4;

/** Names that are compared have so many characters at most. */
const longest = 1024;

/** Guessing takes time, and when more names than this are wrong it was no slip of the pen. */
export const mostGuesses = 20;

/**
 * The known name that a misspelt one most likely means, for "Did you mean …?". A third of the
 * letters may be wrong, so that no far-fetched guess is shown.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  return guesser(() => known)(name);
}

/**
 * Guesses as `nearest` does, for names that are looked up among the same ones. The first few that
 * are wrong get a guess and the others none; what is known is asked for once, at the first of them.
 */
export function guesser(
  known: () => Iterable<string>,
  most: number = mostGuesses,
): (name: string) => string | undefined {
  let byLowerCase: ReadonlyMap<string, string> | undefined;
  let left = most;
  return (name) => {
    // A name as long as a page is no slip of the pen.
    if (left === 0 || name.length > longest) return undefined;
    left -= 1;
    byLowerCase ??= new Map([...known()].map((candidate) => [candidate.toLowerCase(), candidate]));
    const maxDistance = Math.min(Math.ceil(name.length / 3), farthest);
    const match = closestMatch(name.toLowerCase(), [...byLowerCase.keys()], { maxDistance });
    return match === undefined ? undefined : byLowerCase.get(match);
  };
}
