import type { Content } from './content.ts';

/** A content before, or one after, and what its own id holds on the other side. */
export interface Changed {
  readonly content: Content;
  /** Absent where the id is gone, or new. */
  readonly counterpart?: Content;
}

/** What is lost or gained in so many places tells nothing, and comparing all would take too long. */
const mostComparisons = 900;
const mostByWord = 25;

/** Less in common than this is chance: a word that a few gained counts for its share of them. */
const leastInCommon = 0.3;

/** So many of those that have most in common are weighed. */
const mostWeighed = 4;

/** Something that a content has and its own id has not on the other side. */
interface Mark {
  readonly name: string;
  readonly isWord: boolean;
}

/**
 * Pairs of a content before and one after that are worth weighing against what their own ids hold:
 * something went from the one id and came to the other. What stayed with its id takes no part, so an
 * edit that takes nothing from elsewhere costs next to nothing.
 */
export function candidates(
  before: readonly Changed[],
  after: readonly Changed[],
): readonly (readonly [number, number])[] {
  const met = new Map<string, { isWord: boolean; lost: number[]; gained: number[] }>();
  before.forEach((each, index) => {
    for (const { name, isWord } of marksOf(each)) {
      const place = met.get(name);
      if (place) place.lost.push(index);
      else met.set(name, { isWord, lost: [index], gained: [] });
    }
  });
  after.forEach((each, index) => {
    for (const { name } of marksOf(each)) met.get(name)?.gained.push(index);
  });
  const votes = new Map<number, Vote>();
  for (const { isWord, lost, gained } of met.values()) {
    const size = lost.length * gained.length;
    if (size === 0 || size > (isWord ? mostByWord : mostComparisons)) continue;
    for (const row of lost) {
      for (const column of gained) {
        const key = row * after.length + column;
        const vote = votes.get(key) ?? { row, column, count: 0 };
        vote.count += (isWord ? 1 : 4) / size;
        votes.set(key, vote);
      }
    }
  }
  return foremost([...votes.values()].filter(({ count }) => count >= leastInCommon));
}

interface Vote {
  readonly row: number;
  readonly column: number;
  count: number;
}

/** The best of each content, seen from either side, so that it is the same from both. */
function foremost(votes: readonly Vote[]): readonly (readonly [number, number])[] {
  const best = new Set<Vote>();
  for (const side of ['row', 'column'] as const) {
    for (const group of Map.groupBy(votes, (vote) => vote[side]).values()) {
      const first = group.length <= mostWeighed ? group : mostVoted(group);
      for (const vote of first) best.add(vote);
    }
  }
  return [...best].map(({ row, column }) => [row, column]);
}

function mostVoted(votes: readonly Vote[]): readonly Vote[] {
  return [...votes].sort((a, b) => b.count - a.count).slice(0, mostWeighed);
}

function marksOf({ content, counterpart }: Changed): Mark[] {
  const marks: Mark[] = [];
  const put = (name: string, isWord: boolean) => marks.push({ name, isWord });
  // As a whole, since a text that is not there is a mark beside a title that is.
  put(`content ${content.title}\n${content.text}`, false);
  if (content.title !== '' && content.title !== counterpart?.title) {
    put(`title ${content.title}`, false);
    for (const term of content.titleTerms) {
      if (!counterpart?.titleTerms.has(term)) put(`word ${term}`, true);
    }
  }
  for (const [path, value] of content.names) {
    if (value !== counterpart?.names.get(path)) put(`name ${path} ${value}`, false);
  }
  if (content.text !== '' && content.text !== counterpart?.text) {
    put(`text ${content.text}`, false);
    const own = counterpart && !isGrown(content.text, counterpart.text) ? counterpart : undefined;
    for (const term of own || !counterpart ? content.textTerms : []) {
      if (!own?.textTerms.has(term)) put(`term ${term}`, true);
    }
  }
  for (const child of content.children) {
    if (!counterpart?.children.has(child)) put(`child ${child}`, false);
  }
  return marks;
}

/** Whether one text is the other with something put in at one place: then nothing of it went elsewhere. */
function isGrown(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short === '') return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  return long.endsWith(short.slice(start));
}
