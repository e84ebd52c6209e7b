import { isObject, type Json, type JsonObject, plainNumber } from '../../model/json.ts';
import { type Address, parseAddress } from '../../model/node.ts';
import { withoutCiCommands } from '../escape.ts';

/** Thrown by the readers of this file if JSON does not have the required form. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}

/** The result of `read`, or undefined if it throws `Unreadable`. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/** How a value is read from and written to JSON. `read` throws `Unreadable` if the JSON has another form. */
export interface Form<T> {
  readonly read: (json: Json | undefined) => T;
  /** Writes a value; undefined leaves its member out. */
  readonly write: (value: T) => Json | undefined;
  /** The key of the member, if it is not the property's name in snake case. */
  readonly key?: string;
}

/** The form of any value except undefined. */
const anything: Form<Json> = {
  read: (json) => {
    if (json === undefined) throw new Unreadable('no value');
    return json;
  },
  write: (value) => value,
};

const map: Form<JsonObject> = {
  read: (json) => {
    if (!isObject(json)) throw new Unreadable('not an object');
    return json;
  },
  write: (value) => value,
};

const text: Form<string> = {
  read: (json) => {
    if (typeof json !== 'string') throw new Unreadable('not a text');
    return json;
  },
  write: (value) => value,
};

/** The form of a number. JSON may write it with more digits than JavaScript keeps. */
const number: Form<number> = {
  read: (json) => {
    const value = plainNumber(json);
    if (value === undefined) throw new Unreadable('not a number');
    return value;
  },
  write: (value) => value,
};

/** The form of a flag: everything but true is read as false. */
const flag: Form<boolean> = { read: (json) => json === true, write: (value) => value };

/** The form of an address: `kind/sourcedId` of a known kind. */
const address: Form<Address> = {
  read: (json) => {
    const parts = parseAddress(text.read(json));
    if (!parts) throw new Unreadable('not an address');
    return `${parts.kind}/${parts.sourcedId}`;
  },
  write: (value) => value,
};

/** The form of one of the allowed strings. */
function oneOf<const T extends string>(allowed: readonly T[]): Form<T> {
  return {
    read: (json) => {
      const found = allowed.find((each) => each === json);
      if (found === undefined) throw new Unreadable('not one of the allowed texts');
      return found;
    },
    write: (value) => value,
  };
}

function list<T>(item: Form<T>): Form<readonly T[]> {
  return {
    read: (json) => {
      if (!Array.isArray(json)) throw new Unreadable('not a list');
      return json.map((each: Json) => item.read(each));
    },
    write: (values) => values.map((value) => item.write(value) ?? null),
  };
}

/** The form of a list with at least one entry. */
function filled<T>(item: Form<T>): Form<readonly [T, ...T[]]> {
  const { read, write } = list(item);
  return {
    read: (json) => {
      const [first, ...rest] = read(json);
      if (first === undefined) throw new Unreadable('an empty list');
      return [first, ...rest];
    },
    write,
  };
}

/** The form of a value that may be undefined; its member is left out then. */
function optional<T>({ read, write }: Form<T>): Form<T | undefined> {
  return {
    read: (json) => (json === undefined ? undefined : read(json)),
    write: (value) => (value === undefined ? undefined : write(value)),
  };
}

/** The form of a value that may be null. */
function orNull<T>({ read, write }: Form<T>): Form<T | null> {
  return {
    read: (json) => (json === null ? null : read(json)),
    write: (value) => (value === null ? null : write(value)),
  };
}

/** The form of a value that may be undefined, which JSON writes as null. */
function known<T>(form: Form<T>): Form<T | undefined> {
  const { read, write } = orNull(form);
  return { read: (json) => read(json) ?? undefined, write: (value) => write(value ?? null) };
}

/** A form whose member has the given key. */
function as<T>(key: string, { read, write }: Form<T>): Form<T> {
  return { read, write, key };
}

/** A form for each property, in the order in which they are written. */
export type MemberForms<T> = { readonly [Key in keyof T]-?: Form<T[Key]> };

/** The form of an object, made from the forms of its properties. Other keys are ignored when reading. */
export interface ObjectForm<T> extends Form<T> {
  readonly write: (value: T) => JsonObject;
}

function object<T extends object>(members: MemberForms<T>): ObjectForm<T> {
  const names = Object.keys(members) as (keyof T & string)[];
  const forms = names.map((name) => {
    const { read, write, key } = members[name];
    return { name, read, write, key: key ?? name.replace(/[A-Z]/g, snaked) };
  });
  return {
    read: (json) => {
      const there = map.read(json);
      const value: { [Key in keyof T]?: T[Key] } = {};
      for (const { name, read, key } of forms) {
        const found = read(there[key]);
        if (found !== undefined) value[name] = found;
      }
      return value as T;
    },
    write: (value) => {
      const json: Record<string, Json> = {};
      for (const { name, write, key } of forms) {
        const written = write(value[name]);
        if (written !== undefined) json[key] = written;
      }
      return json;
    },
  };
}

const snaked = (letter: string) => `_${letter.toLowerCase()}`;

/** The building blocks of forms. */
export const form = {
  ...{ anything, map, text, number, flag, address, oneOf, object },
  ...{ list, filled, optional, orNull, known, as },
} as const;

/**
 * Characters that `JSON.stringify` keeps and that a terminal would obey or hide. A line break is part of the
 * layout; all others occur only in strings, where an escape means the same.
 */
const unseen = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

/** JSON for people and programs: indented by two, ending with a line break, safe on every screen. */
export function jsonText(json: Json): string {
  return harmless(`${JSON.stringify(json, undefined, 2)}\n`);
}

/** An object some of whose lists are generated while they are written. */
type LongJson = Readonly<Record<string, Json | Iterable<Json>>>;

/**
 * `jsonText` of a long object. Its lists are written item by item, so that neither all items nor several
 * copies of a long text are in memory at once.
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

/** JSON on one line, ending with a line break, safe on every screen. */
export function jsonLine(json: Json): string {
  return harmless(`${JSON.stringify(json)}\n`);
}

/**
 * Escapes what a screen would obey. The line break is already part of the text: appending it afterwards would
 * copy a long text.
 */
function harmless(json: string): string {
  const text = json.replace(unseen, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
  return withoutCiCommands(text);
}
