import { deepestJson, ExactNumber, type Json } from '../model/json.ts';

/** A value of a JSON text, with its position. Its keys never lead to inherited properties. */
export interface JsonNode {
  /** The offset of the first character. */
  readonly at: number;
  readonly value:
    | null
    | boolean
    | number
    | string
    | readonly JsonNode[]
    | ReadonlyMap<string, JsonNode>;
}

/** A fault of a JSON text: its reason and its offset. */
export interface JsonFault {
  readonly at: number;
  /** The offset of the outermost value around the fault. */
  readonly start: number;
  readonly detail: string;
}

/** The values that could be read from a text, and the faults of the others. */
export interface JsonNodes {
  readonly nodes: readonly JsonNode[];
  readonly faults: readonly JsonFault[];
}

/**
 * Reads the values of a text: one JSON document, one value on each line, or values in a row. After a broken
 * value, reading goes on at the next line that begins with a list or an object.
 */
export function readJsonNodes(text: string): JsonNodes {
  const nodes: JsonNode[] = [];
  const faults: JsonFault[] = [];
  const reader = new Reader(text);
  while (reader.findValue(faults.length > 0)) {
    const start = reader.at;
    try {
      nodes.push(reader.value(deepestJson));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push({ at: error.at, start, detail: error.message });
      reader.at = nextLineOfValue(text, start);
    }
  }
  return { nodes, faults };
}

class Fault extends Error {
  readonly at: number;

  constructor(at: number, detail: string) {
    super(detail);
    this.at = at;
  }
}

/** The offset behind the string that begins at `start`; if nothing closes it, the end of its line. */
export function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
    else if (text[at] === '\n') return at;
  }
  return text.length;
}

function nextLineOfValue(text: string, from: number): number {
  const lineStart = /\n(?=[{[])/g;
  lineStart.lastIndex = from;
  const found = lineStart.exec(text);
  return found ? found.index + 1 : text.length;
}

const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const blank = /[ \t\r\n]*/y;
/** Parts of a list that may be left between its values if its beginning could not be read. */
const debris = /[ \t\r\n,\]}]*/y;

class Reader {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Moves to the next value; false at the end of the text. */
  findValue(isBroken: boolean): boolean {
    this.#take(isBroken ? debris : blank);
    return this.at < this.#text.length;
  }

  value(levels: number): JsonNode {
    const at = this.at;
    switch (this.#text[at]) {
      case '{':
        return { at, value: this.#members(this.#deeper(levels)) };
      case '[':
        return { at, value: this.#items(this.#deeper(levels)) };
      case '"':
        return { at, value: this.#string() };
      default:
        return { at, value: this.#scalar() };
    }
  }

  #deeper(levels: number): number {
    if (levels > 0) return levels - 1;
    throw new Fault(this.at, `Values are nested more than ${deepestJson} times.`);
  }

  #members(levels: number): ReadonlyMap<string, JsonNode> {
    const members = new Map<string, JsonNode>();
    this.#listed('}', () => {
      if (this.#text[this.at] !== '"') throw this.#fault('a key in double quotes');
      const key = this.#string();
      this.#expect(':');
      // The last of equal keys counts, as in JSON.parse.
      members.set(key, this.value(levels));
    });
    return members;
  }

  #items(levels: number): readonly JsonNode[] {
    const items: JsonNode[] = [];
    this.#listed(']', () => items.push(this.value(levels)));
    return items;
  }

  #listed(end: '}' | ']', one: () => void): void {
    this.at += 1;
    this.#take(blank);
    if (this.#text[this.at] === end) {
      this.at += 1;
      return;
    }
    for (;;) {
      one();
      this.#take(blank);
      const next = this.#text[this.at];
      if (next !== ',' && next !== end) throw this.#fault(`a comma or ${end}`);
      this.at += 1;
      if (next === end) return;
      this.#take(blank);
    }
  }

  #expect(sign: string): void {
    this.#take(blank);
    if (this.#text[this.at] !== sign) throw this.#fault(sign);
    this.at += 1;
    this.#take(blank);
  }

  #string(): string {
    const { at } = this;
    try {
      this.at = endOfText(this.#text, at);
      return JSON.parse(this.#text.slice(at, this.at));
    } catch {
      throw new Fault(
        at,
        'The string that begins here does not end on its line, or has a wrong escape.',
      );
    }
  }

  #scalar(): null | boolean | number {
    const { at } = this;
    const word = this.#take(scalar);
    if (word === '') throw this.#fault('a value');
    const value: null | boolean | number = JSON.parse(word);
    if (typeof value !== 'number' || Number.isFinite(value)) return value;
    throw new Fault(at, 'The number is too large.');
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.at += found.length;
    return found;
  }

  #fault(wanted: string): Fault {
    const found = this.at < this.#text.length ? 'something else' : 'the end of the text';
    return new Fault(this.at, `JSON needs ${wanted} here, but there is ${found}.`);
  }
}

/** A JSON value that comes from no text, as a node. Its offsets are 0, and its numbers are plain. */
export function jsonNodeOf(json: Json): JsonNode {
  if (json instanceof ExactNumber) return { at: 0, value: Number(String(json)) };
  if (typeof json !== 'object' || json === null) return { at: 0, value: json };
  if (Array.isArray(json)) return { at: 0, value: json.map(jsonNodeOf) };
  const members = Object.entries(json).map(([key, value]) => [key, jsonNodeOf(value)] as const);
  return { at: 0, value: new Map(members) };
}

/** The node at a path of keys; undefined if a key is missing. */
export function nodeAt(
  node: JsonNode | undefined,
  ...path: readonly string[]
): JsonNode | undefined {
  return path.reduce<JsonNode | undefined>(
    (inner, key) => (inner?.value instanceof Map ? inner.value.get(key) : undefined),
    node,
  );
}

/** The text at a path of keys; undefined if there is no text. */
export function textAt(node: JsonNode | undefined, ...path: readonly string[]): string | undefined {
  const value = nodeAt(node, ...path)?.value;
  return typeof value === 'string' ? value : undefined;
}
