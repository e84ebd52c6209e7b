import { closestMatch } from 'leven';

/** Most edits between two related names, however long they are. */
const farthest = 4;

/** Most characters of a name that is compared. */
const longest = 1024;

/** Most guesses in a run: they take time, and more wrong names are no typing errors. */
export const mostGuesses = 20;

/**
 * The known name that is most like a misspelt one, for "Did you mean …?". At most a third of the
 * letters may differ.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  return guesser(() => known)(name);
}

/**
 * Guesses like `nearest` for many names in one list, which is read at the first guess. Only the
 * first `most` wrong names get a guess.
 */
export function guesser(
  known: () => Iterable<string>,
  most: number = mostGuesses,
): (name: string) => string | undefined {
  let byLowerCase: ReadonlyMap<string, string> | undefined;
  let left = most;
  return (name) => {
    // A name as long as a page is not a typing error.
    if (left === 0 || name.length > longest) return undefined;
    left -= 1;
    byLowerCase ??= new Map([...known()].map((candidate) => [candidate.toLowerCase(), candidate]));
    const maxDistance = Math.min(Math.ceil(name.length / 3), farthest);
    const match = closestMatch(name.toLowerCase(), [...byLowerCase.keys()], { maxDistance });
    return match === undefined ? undefined : byLowerCase.get(match);
  };
}
