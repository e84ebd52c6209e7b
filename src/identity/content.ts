import type { SnapshotNode } from '../model/snapshot.ts';
import { isUuid } from './shape.ts';
import { type Leaf, leavesOf, type State } from './state.ts';
import { termsOf } from './words.ts';

/** What makes a node recognisable, whatever id it has and wherever it stands. */
export interface Content {
  readonly title: string;
  readonly titleTerms: ReadonlySet<string>;
  /** What a program or a person calls it outside of this catalog, by the way to it: `metadata.slug`. */
  readonly names: ReadonlyMap<string, string>;
  /** All else that the author wrote, in one text; the order of fields does not count. */
  readonly text: string;
  /** Its words, each with the way to the field. */
  readonly textTerms: ReadonlySet<string>;
  /** The ids of what is in it. */
  readonly children: ReadonlySet<string>;
}

const name = /(?:^|\.)(?:slug|key|path|url|href|code|vendorResourceId)$/i;

/** Whether a value is a name that a program or a person gave the content outside of this catalog. */
export function isName({ path }: Leaf): boolean {
  return name.test(path);
}

export function contentOf(node: SnapshotNode, state: State): Content {
  return new ContentOfNode(node, state);
}

/** Each part is worked out when it is asked for: of most nodes only the title is. */
class ContentOfNode implements Content {
  readonly title: string;
  readonly #node: SnapshotNode;
  readonly #state: State;
  #leaves: readonly Leaf[] | undefined;
  #titleTerms: ReadonlySet<string> | undefined;
  #names: ReadonlyMap<string, string> | undefined;
  #text: string | undefined;
  #textTerms: ReadonlySet<string> | undefined;
  #children: ReadonlySet<string> | undefined;

  constructor(node: SnapshotNode, state: State) {
    this.title = node.title;
    this.#node = node;
    this.#state = state;
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
    this.#text ??= this.#written.map(({ path, value }) => `${path} ${value}`).join('\n');
    return this.#text;
  }

  get textTerms(): ReadonlySet<string> {
    this.#textTerms ??= new Set(this.#written.flatMap(termsOfLeaf));
    return this.#textTerms;
  }

  get children(): ReadonlySet<string> {
    this.#children ??= new Set(this.#state.children.get(this.#node.sourcedId));
    return this.#children;
  }

  get #all(): readonly Leaf[] {
    this.#leaves ??= leavesOf(this.#node);
    return this.#leaves;
  }

  get #written(): readonly Leaf[] {
    return this.#all
      .filter((leaf) => !isName(leaf))
      .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  }
}

function termsOfLeaf({ path, value }: Leaf): readonly string[] {
  const text = value.startsWith('"') ? String(JSON.parse(value)) : value;
  return (isUuid(text) ? [text] : termsOf(text)).map((term) => `${path} ${term}`);
}
