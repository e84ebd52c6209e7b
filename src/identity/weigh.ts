import type { SnapshotNode } from '../model/catalog.ts';
import type { Kind } from '../model/node.ts';
import type { ComparedSnapshot } from './compared-snapshot.ts';
import {
  contentOf,
  differInNumberOnly,
  type NodeContent,
  overlap,
  titleLikeness,
} from './content.ts';

/**
 * The greatest weight of each part of a content. A name outlives the title, and a title the texts. A place
 * is no content and only supports it.
 */
const weights = { names: 8, title: 4, text: 3, children: 4, place: 2 } as const;

/** One content, and the two contents of which one may be the same. */
interface ContentChoice {
  readonly content: NodeContent;
  /** The content under another id. */
  readonly other: NodeContent;
  /** The content under its own id. */
  readonly own: NodeContent;
  /** What the other id has in the same state as `content`: a part that stayed with it did not move. */
  readonly otherNow?: NodeContent | undefined;
  /** How well the place of each fits, from 0 to 1. */
  readonly places: { readonly other: number; readonly own: number };
}

/**
 * Which of two contents a content is. Only parts in which the two differ count, so words that both have,
 * such as "In this lesson we will learn", have no weight.
 */
export interface ContentWeight {
  /** From `-weight` (all for its own id) to `weight` (all for the other id). */
  readonly toward: number;
  /** The weight of all parts in which the two differ, including places. */
  readonly weight: number;
  /** `toward` and `weight` without places. */
  readonly content: number;
  readonly contentWeight: number;
  /** The parts that differ only in running numbers, as titles do after an insertion. They are kept apart. */
  readonly counted: { readonly toward: number; readonly weight: number };
}

/**
 * One part of the contents. `apart`, from 0 to 1: how much the two differ. `lean`, from -1 to 1: which one
 * it is.
 */
interface Part {
  readonly weight: number;
  readonly apart: number;
  readonly lean: number;
  readonly isNumber?: boolean;
}

/** Weighs whether a content is that of its own id or that of another. */
export function weighContent(choice: ContentChoice, rarity: Rarity): ContentWeight {
  const parts = [...nameParts(choice), ...titlePart(choice, rarity), ...textPart(choice, rarity)];
  const all = [...parts, ...childrenPart(choice)];
  const [numbers, words] = [all.filter(isCounting), all.filter((part) => !isCounting(part))];
  const { other, own } = choice.places;
  const place = weights.place * (other - own);
  const contentWeight = sum(words, worth);
  const content = sum(words, (part) => worth(part) * part.lean);
  return {
    toward: content + place,
    weight: contentWeight + Math.abs(place),
    content,
    contentWeight: contentWeight,
    counted: {
      toward: sum(numbers, (part) => worth(part) * part.lean),
      weight: sum(numbers, worth),
    },
  };
}

const isCounting = ({ isNumber }: Part) => isNumber === true;
const worth = ({ weight, apart }: Part) => weight * apart;

function sum(parts: readonly Part[], value: (part: Part) => number): number {
  return parts.reduce((total, part) => total + value(part), 0);
}

/**
 * The weight of names. A name that neither content has says nothing: names may be new, but are rarely the
 * same by chance.
 */
function nameParts({ content: seen, other, own, otherNow: held }: ContentChoice): Part[] {
  const found = [...seen.names].flatMap(([path, value]): Part[] => {
    const [theirs, ours] = [other.names.get(path), own.names.get(path)];
    if (theirs === ours || (value !== theirs && value !== ours)) return [];
    if (value === theirs && held?.names.get(path) === theirs) return [];
    const isNumber = theirs !== undefined && ours !== undefined && countOn(theirs, ours);
    return [{ weight: weights.names, apart: 1, lean: value === theirs ? 1 : -1, isNumber }];
  });
  // Two names of one node count as one.
  return found.map((part) => ({ ...part, weight: part.weight / found.length }));
}

/** The most digits of a running number. A longer number has another meaning: `m65732`. */
const longestCount = 3;

function countOn(a: string, b: string): boolean {
  const isCount = (text: string) =>
    (text.match(/\p{N}+/gu) ?? []).every((digits) => digits.length <= longestCount);
  return isCount(a) && isCount(b) && differInNumberOnly(a, b);
}

/** The least difference of two titles or texts: they are never so similar that the choice says nothing. */
const leastApart = 0.1;
/** The least weight of an identical text, however similar all texts are. */
const verySame = 0.3;

function titlePart(
  { content: seen, other, own, otherNow: held }: ContentChoice,
  rarity: Rarity,
): Part[] {
  if (other.title === own.title || seen.title === '') return [];
  const parts = [
    {
      weight: weights.title * rarity.ofTitle(seen.title),
      apart: Math.max(leastApart, 1 - titleLikeness(other.title, own.title)),
      lean: nearer(
        { exact: seen.title, terms: seen.titleTerms },
        { exact: other.title, terms: other.titleTerms },
        { exact: own.title, terms: own.titleTerms },
        rarity,
      ),
      isNumber: differInNumberOnly(other.title, own.title),
    },
  ];
  return held?.title === other.title ? parts.filter(isAgainst) : parts;
}

/** A part that stayed with the other id may only speak for the own id. */
const isAgainst = (part: Part) => part.lean <= 0;

function textPart(
  { content: seen, other, own, otherNow: held }: ContentChoice,
  rarity: Rarity,
): Part[] {
  if (other.text === own.text || seen.text === '') return [];
  const [a, b] = [weightOf(other.textTerms, rarity), weightOf(own.textTerms, rarity)];
  const unlike = [
    ...without(other.textTerms, own.textTerms),
    ...without(own.textTerms, other.textTerms),
  ];
  const apart = weightOf(unlike, rarity) / (a + b || 1);
  const isVerySame = seen.text === other.text || seen.text === own.text;
  const parts = [
    {
      weight: weights.text * rarity.ofText(seen.text),
      apart: Math.max(isVerySame ? verySame : leastApart, apart),
      lean: nearer(
        { exact: seen.text, terms: seen.textTerms },
        { exact: other.text, terms: other.textTerms },
        { exact: own.text, terms: own.textTerms },
        rarity,
      ),
      isNumber: unlike.length > 0 && unlike.every((term) => /\s\p{N}{1,3}$/u.test(term)),
    },
  ];
  return held?.text === other.text ? parts.filter(isAgainst) : parts;
}

interface Words {
  /** The text as it is written. */
  readonly exact: string;
  readonly terms: ReadonlySet<string>;
}

/**
 * How near a text is to the other (1) or to its own (-1), by the words that only one of them has; 0 if it
 * has both or neither.
 */
function nearer(seen: Words, other: Words, own: Words, rarity: Rarity): number {
  if (seen.exact === other.exact) return 1;
  if (seen.exact === own.exact) return -1;
  const share = (of: Words, against: Words) => {
    const apart = without(of.terms, against.terms);
    const known = weightOf(
      apart.filter((term) => seen.terms.has(term)),
      rarity,
    );
    // A longer text still has all words of the old one, and a shortened text has only words of it.
    const least = Math.min(weightOf(apart, rarity), weightOf(seen.terms, rarity));
    return least === 0 ? 0 : (known / least) * Math.sqrt(shared(seen.terms, of.terms, rarity));
  };
  return share(other, own) - share(own, other);
}

/**
 * The weight of children. If neither content has any of them, that says nothing: they may have lost their
 * ids as well.
 */
function childrenPart({ content: seen, other, own }: ContentChoice): Part[] {
  const [a, b] = [without(other.children, own.children), without(own.children, other.children)];
  const share = (ids: readonly string[]) =>
    ids.length === 0 ? 0 : ids.filter((id) => seen.children.has(id)).length / ids.length;
  const [theirs, ours] = [share(a), share(b)];
  if (theirs === 0 && ours === 0) return [];
  const apart = (a.length + b.length) / (other.children.size + own.children.size);
  return [{ weight: weights.children, apart, lean: theirs - ours }];
}

function without(of: ReadonlySet<string>, taken: ReadonlySet<string>): readonly string[] {
  return [...of].filter((each) => !taken.has(each));
}

function weightOf(terms: Iterable<string>, rarity: Rarity): number {
  let total = 0;
  for (const term of terms) total += rarity.ofTerm(term);
  return total;
}

/** How much two contents have in common, to find the best of several. */
export function likenessOf(
  was: NodeContent,
  now: NodeContent,
  place: number,
  rarity: Rarity,
): number {
  const names = [...was.names].filter(([path, value]) => now.names.get(path) === value).length;
  return (
    (weights.names * names) / Math.max(1, was.names.size, now.names.size) +
    weights.title * likeTitle(was, now) +
    weights.text * likeText(was, now, rarity) +
    weights.children * overlap(was.children, now.children) +
    weights.place * place
  );
}

/** The factor for parts that are not identical, whatever number of words they share. */
const similar = 0.9;

function likeTitle(was: NodeContent, now: NodeContent): number {
  return was.title === now.title ? 1 : similar * titleLikeness(was.title, now.title);
}

function likeText(was: NodeContent, now: NodeContent, rarity: Rarity): number {
  if (was.text === now.text) return was.text === '' ? 0 : 1;
  return similar * shared(was.textTerms, now.textTerms, rarity);
}

/** Like `overlap`, but each word counts by its rarity. */
function shared(a: ReadonlySet<string>, b: ReadonlySet<string>, rarity: Rarity): number {
  const all = weightOf(a, rarity) + weightOf(b, rarity);
  const both = [...a].filter((term) => b.has(term));
  return all === 0 ? 0 : (2 * weightOf(both, rarity)) / all;
}

/** How much it says that a node has a value: the more nodes of its kind have it, the less. */
export interface Rarity {
  /** The weight of a word in a title or text. Rarer words weigh more. */
  ofTerm(term: string): number;
  /** The weight of a title or text: 1 if no other node has it, down to a quarter if many have it. */
  ofTitle(title: string): number;
  ofText(text: string): number;
}

/** The most nodes that are counted. They show what is common; more would only take longer. */
const mostCounted = 1000;

/** The least weight of a common title: "Introduction" in every unit still differs from other titles. */
const leastAlone = 1 / 4;

/** Counts the values of nodes of a kind, in all given states; of a large catalog it takes an even sample. */
export function rarityOf(kind: Kind, states: readonly ComparedSnapshot[]): Rarity {
  const terms = new Map<string, number>();
  const titles = new Map<string, number>();
  const texts = new Map<string, number>();
  let nodes = 0;
  let scale = 1;
  for (const state of states) {
    const all = [...state.nodes.values()].filter((node) => node.kind === kind);
    const step = Math.max(1, Math.ceil(all.length / mostCounted));
    scale = Math.max(scale, step);
    for (const node of spread(all, step)) {
      nodes += 1;
      const content = contentOf(node, state);
      count(titles, content.title);
      count(texts, content.text);
      for (const term of [...content.titleTerms, ...content.textTerms]) count(terms, term);
    }
  }
  // A value that nobody changed is there twice, before and after.
  const others = (seen: number) => Math.max(0, (scale * seen) / states.length - 1);
  const alone = (seen: number) => Math.max(leastAlone, 1 / (1 + others(seen) / 2));
  const weigh = (holding: number) => Math.log(1 + (nodes - holding + 0.5) / (holding + 0.5));
  const ofTerms = new Map([...terms].map(([term, seen]) => [term, weigh(Math.min(nodes, seen))]));
  const ofOthers = weigh(0);
  return {
    ofTerm: (term) => ofTerms.get(term) ?? ofOthers,
    ofTitle: (title) => alone(titles.get(title) ?? 0),
    ofText: (text) => alone(texts.get(text) ?? 0),
  };
}

function spread(nodes: readonly SnapshotNode[], step: number): readonly SnapshotNode[] {
  return step === 1 ? nodes : nodes.filter((_, index) => index % step === 0);
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
