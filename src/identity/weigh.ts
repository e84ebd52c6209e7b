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
 * What each part of a content counts for at most. A name outlives the title, a title the texts;
 * a place is no content and only supports it.
 */
const weights = { names: 8, title: 4, text: 3, children: 4, place: 2 } as const;

/** One content, and two that it may have been or become. */
interface ContentChoice {
  readonly content: NodeContent;
  /** The one under another id. */
  readonly other: NodeContent;
  /** The one under its own id. */
  readonly own: NodeContent;
  /** What the other id holds on the same side as `seen`: what stayed with it came from nowhere. */
  readonly otherNow?: NodeContent | undefined;
  /** How well the place of each fits, from 0 to 1. */
  readonly places: { readonly other: number; readonly own: number };
}

/**
 * Which of two contents another one is: only what sets the two apart is asked for, so that words
 * which both have, such as "In this lesson we will learn", have no say.
 */
export interface ContentWeight {
  /** From `-heard`, all for its own id, to `heard`, all for the other. */
  readonly toward: number;
  /** How much of what sets the two apart could be asked for, places included. */
  readonly weight: number;
  /** The same two without places. */
  readonly content: number;
  readonly contentWeight: number;
  /** What differs in numbers only, as titles do that count on after an insertion: told apart. */
  readonly counted: { readonly toward: number; readonly weight: number };
}

/** One part of the contents: `apart` from 0 to 1, `lean` from -1 to 1. */
interface Part {
  readonly weight: number;
  readonly apart: number;
  readonly lean: number;
  readonly isNumber?: boolean;
}

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

/** A name that is neither of the two says nothing: names are given anew, but seldom alike. */
function nameParts({ content: seen, other, own, otherNow: held }: ContentChoice): Part[] {
  const found = [...seen.names].flatMap(([path, value]): Part[] => {
    const [theirs, ours] = [other.names.get(path), own.names.get(path)];
    if (theirs === ours || (value !== theirs && value !== ours)) return [];
    if (value === theirs && held?.names.get(path) === theirs) return [];
    const isNumber = theirs !== undefined && ours !== undefined && countOn(theirs, ours);
    return [{ weight: weights.names, apart: 1, lean: value === theirs ? 1 : -1, isNumber }];
  });
  // Two names of one node are one witness.
  return found.map((part) => ({ ...part, weight: part.weight / found.length }));
}

/** A longer number is no place in a row: `m65732`. */
const longestCount = 3;

function countOn(a: string, b: string): boolean {
  const isCount = (text: string) =>
    (text.match(/\p{N}+/gu) ?? []).every((digits) => digits.length <= longestCount);
  return isCount(a) && isCount(b) && differInNumberOnly(a, b);
}

/** Two titles are never so alike that which of them it is says nothing. */
const leastApart = 0.1;
/** A text that is the very same is a witness, however alike all of them are worded. */
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

/** What stayed where it was may speak for its own id only. */
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
  /** As it is written. */
  readonly exact: string;
  readonly terms: ReadonlySet<string>;
}

/** What sets the other apart is in it, or what sets its own apart: 1 to -1; 0 if both are, or neither. */
function nearer(seen: Words, other: Words, own: Words, rarity: Rarity): number {
  if (seen.exact === other.exact) return 1;
  if (seen.exact === own.exact) return -1;
  const share = (of: Words, against: Words) => {
    const apart = without(of.terms, against.terms);
    const known = weightOf(
      apart.filter((term) => seen.terms.has(term)),
      rarity,
    );
    // Of a text that grew all that it was is found again, and of one that was cut all that it is.
    const least = Math.min(weightOf(apart, rarity), weightOf(seen.terms, rarity));
    return least === 0 ? 0 : (known / least) * Math.sqrt(shared(seen.terms, of.terms, rarity));
  };
  return share(other, own) - share(own, other);
}

/** If none of both is known again, the children may have lost their ids as well. */
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

/** How much two contents have in common, whatever else there is: to find the best of several. */
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

/** What is not the very same counts for less, however many words are shared. */
const similar = 0.9;

function likeTitle(was: NodeContent, now: NodeContent): number {
  return was.title === now.title ? 1 : similar * titleLikeness(was.title, now.title);
}

function likeText(was: NodeContent, now: NodeContent, rarity: Rarity): number {
  if (was.text === now.text) return was.text === '' ? 0 : 1;
  return similar * shared(was.textTerms, now.textTerms, rarity);
}

/** As `overlap`, with the weights of the words. */
function shared(a: ReadonlySet<string>, b: ReadonlySet<string>, rarity: Rarity): number {
  const all = weightOf(a, rarity) + weightOf(b, rarity);
  const both = [...a].filter((term) => b.has(term));
  return all === 0 ? 0 : (2 * weightOf(both, rarity)) / all;
}

/** How much it says that a node holds something: the more of its kind hold it, the less. */
export interface Rarity {
  /** The weight of a word of a title or of a text; of two words the rarer one weighs more. */
  ofTerm(term: string): number;
  /** From 1, if no other node has this title or text, down to a quarter, the more have it. */
  ofTitle(title: string): number;
  ofText(text: string): number;
}

/** As many nodes tell what is common; more would only take longer. */
const mostCounted = 1000;

/** "Introduction" in every unit: it still tells that lesson from the one that is called otherwise. */
const leastAlone = 1 / 4;

/** Counts what the nodes of a kind hold, in both states alike, or in a part of them spread evenly. */
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
      for (const term of termsIn(content)) count(terms, term);
    }
  }
  // Each value is there twice, before and after, if nobody touched it.
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

function termsIn({ titleTerms, textTerms }: NodeContent): readonly string[] {
  return [...titleTerms, ...textTerms];
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
