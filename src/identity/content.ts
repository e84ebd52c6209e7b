import type { SnapshotNode } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import { nodeKey } from '../model/node.ts';
import { isAscii } from '../model/text.ts';
import { type ComparedSnapshot, type Leaf, leavesOf } from './compared-snapshot.ts';

/** The features by which people recognise a node, whatever its id and place are. */
export interface NodeContent extends Written {
  readonly title: string;
  readonly titleTerms: ReadonlySet<string>;
  readonly children: ReadonlySet<string>;
}

/** The values that an author writes into a node, except for its title. */
interface Written {
  /** The names that the content has outside of this catalog, by their paths, such as `metadata.slug`. */
  readonly names: ReadonlyMap<string, string>;
  /** All other values in one text, sorted by path, so that the order of fields does not count. */
  readonly text: string;
  /** The words of this text, each with the path of its field. */
  readonly textTerms: ReadonlySet<string>;
}

const name = /(?:^|\.)(?:slug|key|path|url|href|code|vendorResourceId)$/i;

/** Whether a value is a name that a program or a person gave the content outside of this catalog. */
export function isName({ path }: Leaf): boolean {
  return name.test(path);
}

/** The content of a node in one state. Each part is computed when it is needed: mostly that is the title. */
export function contentOf(node: SnapshotNode, state: ComparedSnapshot): NodeContent {
  const read = readingOf(node);
  let children: ReadonlySet<string> | undefined;
  return {
    title: node.title,
    get titleTerms() {
      return read.titleTerms;
    },
    get names() {
      return read.names;
    },
    get text() {
      return read.text;
    },
    get textTerms() {
      return read.textTerms;
    },
    get children() {
      children ??= new Set(state.children.get(nodeKey(node)));
      return children;
    },
  };
}

function readingOf({ fields, title }: SnapshotNode): FieldsRead {
  const known = readings.get(fields);
  if (known?.title === title) return known;
  const read = new FieldsRead(title, fields);
  readings.set(fields, read);
  return read;
}

/** Results by the fields of a node. A file that did not change gives the same fields before and after. */
const readings = new WeakMap<JsonObject, FieldsRead>();

class FieldsRead implements Written {
  readonly title: string;
  readonly #fields: JsonObject;
  #leaves: readonly Leaf[] | undefined;
  #titleTerms: ReadonlySet<string> | undefined;
  #names: ReadonlyMap<string, string> | undefined;
  #text: string | undefined;
  #textTerms: ReadonlySet<string> | undefined;

  constructor(title: string, fields: JsonObject) {
    this.title = title;
    this.#fields = fields;
  }

  get titleTerms(): ReadonlySet<string> {
    this.#titleTerms ??= new Set(termsOf(this.title));
    return this.#titleTerms;
  }

  get names(): ReadonlyMap<string, string> {
    this.#names ??= new Map(this.#all.filter(isName).map(({ path, value }) => [path, value]));
    return this.#names;
  }

  get text(): string {
    this.#text ??= this.#others.map(({ path, value }) => `${path} ${value}`).join('\n');
    return this.#text;
  }

  get textTerms(): ReadonlySet<string> {
    this.#textTerms ??= new Set(this.#others.flatMap(termsOfLeaf));
    return this.#textTerms;
  }

  get #all(): readonly Leaf[] {
    this.#leaves ??= leavesOf({ fields: this.#fields });
    return this.#leaves;
  }

  get #others(): readonly Leaf[] {
    return this.#all
      .filter((leaf) => !isName(leaf))
      .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  }
}

function termsOfLeaf({ path, value }: Leaf): readonly string[] {
  const text = value.startsWith('"') ? String(JSON.parse(value)) : value;
  return (isUuid(text) ? [text] : termsOf(text)).map((term) => `${path} ${term}`);
}

/**
 * A title as a reader sees it: Unicode form, case, spaces and punctuation do not count. Signs such as `+`
 * and `#` count, since C, C++ and C# are three subjects.
 */
export function normalTitle(title: string): string {
  return splitWords(title).join(' ');
}

/** The words of a text in lower case, without punctuation; if there are none, its other characters. */
export function splitWords(text: string): readonly string[] {
  const folded = text.normalize('NFKC').toLowerCase();
  const word = isAscii(folded) ? /[a-z\d$+<=>^`|~#]+/g : /[\p{L}\p{M}\p{N}\p{S}#]+/gu;
  return folded.match(word) ?? folded.match(/\S+/gu) ?? [];
}

/** Scripts that put no spaces between words. */
const withoutBlanks =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;

/**
 * The words of a text. If its script puts no spaces between words, each pair of neighbouring letters counts
 * as a word: a dictionary would differ with each version of the language data.
 */
export function termsOf(text: string): readonly string[] {
  const words = splitWords(text);
  return isAscii(text) ? words : words.flatMap(inTerms);
}

function inTerms(word: string): readonly string[] {
  if (word.search(withoutBlanks) < 0) return [word];
  const others = word.split(withoutBlanks).filter((each) => each !== '');
  return [...others, ...(word.match(withoutBlanks) ?? []).flatMap(inPairs)];
}

function inPairs(run: string): readonly string[] {
  const letters = [...run];
  const pairs = letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
  return pairs.length > 0 ? pairs : letters;
}

/** The share of words that two texts have in common, from 0 to 1. The order of the words does not count. */
export function wordLikeness(a: string, b: string): number {
  return overlap(new Set(termsOf(a)), new Set(termsOf(b)));
}

/** Twice the number of common elements over the sizes of both sets: from 0 to 1, and 0 if both are empty. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 0;
  const shared = [...a].filter((each) => b.has(each)).length;
  return (2 * shared) / (a.size + b.size);
}

/**
 * Like `wordLikeness`, for titles: a word with another ending is the same ("ratio", "ratios"), and an
 * apostrophe does not split a word ("Pascal's", "Pascals").
 */
export function titleLikeness(a: string, b: string): number {
  const [ours, theirs] = [titleWords(a), titleWords(b)];
  if (ours.size + theirs.size === 0) return 0;
  const known = [...ours].filter((each) => theirs.has(each));
  const left = [...theirs].filter((each) => !ours.has(each));
  const inflected = [...ours].filter((each) => {
    if (theirs.has(each)) return false;
    const at = left.findIndex((other) => differInEndingOnly(each, other));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return (2 * (known.length + inflected.length)) / (ours.size + theirs.size);
}

function titleWords(title: string): ReadonlySet<string> {
  return new Set(termsOf(title.replace(/(?<=\p{L})['’ʼ](?=\p{L})/gu, '')));
}

/** A common beginning that is shorter than this is chance. */
const shortestStem = 4;
const longestEnding = 2;

function differInEndingOnly(a: string, b: string): boolean {
  let stem = 0;
  while (stem < a.length && a[stem] === b[stem]) stem += 1;
  const endings = [a.slice(stem), b.slice(stem)];
  return (
    stem >= shortestStem &&
    endings.every((ending) => ending.length <= longestEnding && !/\p{N}/u.test(ending))
  );
}

/** Whether two titles differ only in a number ("Lesson 3", "Lesson 4"), as after an insertion before them. */
export function differInNumberOnly(a: string, b: string): boolean {
  const numberless = (title: string) => normalTitle(title).replace(/\p{N}+/gu, '');
  return numberless(a) === numberless(b);
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether an id is a UUID of any version. */
export function isUuid(id: string): boolean {
  return uuid.test(id);
}
