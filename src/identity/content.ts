import type { JsonObject } from '../model/json.ts';
import type { SnapshotNode } from '../model/snapshot.ts';
import { isUuid } from './shape.ts';
import { type Leaf, leavesOf, type State } from './state.ts';
import { termsOf } from './words.ts';

/** What makes a node recognisable, whatever id it has and wherever it stands. */
export interface Content extends Written {
  readonly title: string;
  readonly titleTerms: ReadonlySet<string>;
  /** The ids of what is in it. */
  readonly children: ReadonlySet<string>;
}

/** All that an author writes into a node besides its title. */
interface Written {
  /** What a program or a person calls it outside of this catalog, by the way to it: `metadata.slug`. */
  readonly names: ReadonlyMap<string, string>;
  /** All else in one text; the order of fields does not count. */
  readonly text: string;
  /** Its words, each with the way to the field. */
  readonly textTerms: ReadonlySet<string>;
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
  #children: ReadonlySet<string> | undefined;

  constructor(node: SnapshotNode, state: State) {
    this.title = node.title;
    this.#node = node;
    this.#state = state;
  }

  get titleTerms(): ReadonlySet<string> {
    return this.#fields.titleTerms;
  }

  get names(): ReadonlyMap<string, string> {
    return this.#fields.names;
  }

  get text(): string {
    return this.#fields.text;
  }

  get textTerms(): ReadonlySet<string> {
    return this.#fields.textTerms;
  }

  get children(): ReadonlySet<string> {
    this.#children ??= new Set(this.#state.children.get(this.#node.sourcedId));
    return this.#children;
  }

  get #fields(): FieldsRead {
    const { fields, title } = this.#node;
    const known = readings.get(fields);
    if (known?.title === title) return known;
    const read = new FieldsRead(title, fields);
    readings.set(fields, read);
    return read;
  }
}

/** A file that did not change gives the same fields before and after. */
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
