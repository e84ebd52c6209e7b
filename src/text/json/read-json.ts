import { isObject, type Json, type JsonObject, plainNumber } from '../../model/json.ts';
import { type Address, parseAddress } from '../../model/node.ts';
import { withoutCiCommands } from '../escape.ts';

/** Thrown by the readers of this file where JSON is not what it must be. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}

type Read<T> = (json: Json | undefined) => T;

/** What `read` gives, or undefined where the JSON does not have the form. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/** Each reader gives the value, or throws `Unreadable` where the JSON holds something else. */
export function objectFrom(json: Json | undefined): JsonObject {
  if (!isObject(json)) throw new Unreadable('not an object');
  return json;
}

/** A string. */
export function textFrom(json: Json | undefined): string {
  if (typeof json !== 'string') throw new Unreadable('not a text');
  return json;
}

/** A number. */
export function numberFrom(json: Json | undefined): number {
  const number = plainNumber(json);
  if (number === undefined) throw new Unreadable('not a number');
  return number;
}

/** Any value, but one. */
export function valueFrom(json: Json | undefined): Json {
  if (json === undefined) throw new Unreadable('no value');
  return json;
}

/** A list, each item read by `read`. */
export function listFrom<T>(json: Json | undefined, read: Read<T>): T[] {
  if (!Array.isArray(json)) throw new Unreadable('not a list');
  return json.map(read);
}

/** One of the allowed strings. */
export function oneOf<const T extends string>(json: Json | undefined, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === json);
  if (found === undefined) throw new Unreadable('not one of the allowed texts');
  return found;
}

/** Undefined where the key is absent. */
export function optional<T>(json: Json | undefined, read: Read<T>): T | undefined {
  return json === undefined ? undefined : read(json);
}

/** `kind/sourcedId` of a known kind. */
export function addressFrom(json: Json | undefined): Address {
  const parts = parseAddress(textFrom(json));
  if (!parts) throw new Unreadable('not an address');
  return `${parts.kind}/${parts.sourcedId}`;
}

/**
 * What `JSON.stringify` lets through and a terminal would obey or hide. The line break is its own
 * layout; all others can stand only inside strings, where an escape means the same.
 */
const unseen = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

/** JSON for people and programs: indented by two, ending with a line break, safe on any screen. */
export function jsonText(json: Json): string {
  return harmless(`${JSON.stringify(json, undefined, 2)}\n`);
}

/** An object some of whose lists are made while they are written. */
type LongJson = Readonly<Record<string, Json | Iterable<Json>>>;

/**
 * `jsonText` of a long object, item by item of its lists: neither all of them nor several copies of a
 * hundred megabytes of text are there at once.
 */
export function longJsonText(json: LongJson): string {
  return [...piecesOf(json)].join('');
}

function* piecesOf(json: LongJson): Generator<string> {
  let start = '{\n  ';
  for (const [name, value] of Object.entries(json)) {
    yield `${start}${harmless(JSON.stringify(name))}: `;
    if (isList(value)) yield* listPieces(value);
    else yield indented(value, '  ');
    start = ',\n  ';
  }
  yield start.startsWith('{') ? '{}\n' : '\n}\n';
}

function* listPieces(items: Iterable<Json>): Generator<string> {
  let start = '[\n    ';
  for (const item of items) {
    yield `${start}${indented(item, '    ')}`;
    start = ',\n    ';
  }
  yield start.startsWith('[') ? '[]' : '\n  ]';
}

function isList(value: Json | Iterable<Json>): value is Iterable<Json> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function indented(json: Json, indent: string): string {
  return harmless(JSON.stringify(json, undefined, 2).replaceAll('\n', `\n${indent}`));
}

/** JSON on one line, else as above. */
export function jsonLine(json: Json): string {
  return harmless(`${JSON.stringify(json)}\n`);
}

/** Takes the line break with the rest: put behind a long text, it would have all of it copied. */
function harmless(json: string): string {
  const text = json.replace(unseen, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
  return withoutCiCommands(text);
}

type Leaf = readonly [path: readonly string[], value: Json];

/** Values with the ways to them, as one object. */
export function nest(leaves: readonly Leaf[]): JsonObject {
  return leaves.reduce<JsonObject>((object, [path, value]) => put(object, path, value), {});
}

function put(object: JsonObject, [key, ...rest]: readonly string[], value: Json): JsonObject {
  if (key === undefined) return object;
  const there = object[key];
  const below = isObject(there) ? there : {};
  return { ...object, [key]: rest.length === 0 ? value : put(below, rest, value) };
}
