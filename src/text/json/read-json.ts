import { isObject, type Json, type JsonObject, plainNumber } from '../../model/json.ts';
import { type Address, parseAddress } from '../../model/node.ts';
import { withoutCiCommands } from '../escape.ts';

/** Thrown by the readers of this file if JSON is not what it must be. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}

/** What `read` gives, or undefined if the JSON does not have the form. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/** How a value stands in JSON, told once for both ways. `read` throws `Unreadable` for anything else. */
export interface Form<T> {
  readonly read: (json: Json | undefined) => T;
  /** Undefined: its member is left out. */
  readonly write: (value: T) => Json | undefined;
  /** The key of the member, if it is not the name of the property in snake case. */
  readonly key?: string;
}

/** Any value, but one. */
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

/** Of what JSON says a number by, which may have more digits than JavaScript keeps. */
const number: Form<number> = {
  read: (json) => {
    const value = plainNumber(json);
    if (value === undefined) throw new Unreadable('not a number');
    return value;
  },
  write: (value) => value,
};

/** True, or anything else. */
const flag: Form<boolean> = { read: (json) => json === true, write: (value) => value };

/** `kind/sourcedId` of a known kind. */
const address: Form<Address> = {
  read: (json) => {
    const parts = parseAddress(text.read(json));
    if (!parts) throw new Unreadable('not an address');
    return `${parts.kind}/${parts.sourcedId}`;
  },
  write: (value) => value,
};

/** One of the allowed strings. */
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

/** A list of one or more. */
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

/** Without a member if the value is undefined. */
function optional<T>({ read, write }: Form<T>): Form<T | undefined> {
  return {
    read: (json) => (json === undefined ? undefined : read(json)),
    write: (value) => (value === undefined ? undefined : write(value)),
  };
}

/** With null if the value is null. */
function orNull<T>({ read, write }: Form<T>): Form<T | null> {
  return {
    read: (json) => (json === null ? null : read(json)),
    write: (value) => (value === null ? null : write(value)),
  };
}

/** With null if the value is undefined. */
function known<T>(form: Form<T>): Form<T | undefined> {
  const { read, write } = orNull(form);
  return { read: (json) => read(json) ?? undefined, write: (value) => write(value ?? null) };
}

/** A member under a key of its own. */
function as<T>(key: string, { read, write }: Form<T>): Form<T> {
  return { read, write, key };
}

/** A form for each property, in the order in which they are written. */
export type MemberForms<T> = { readonly [Key in keyof T]-?: Form<T[Key]> };

/** The form of an object by those of its properties. Further keys are passed over. */
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

/** What forms are made of. */
export const form = {
  ...{ anything, map, text, number, flag, address, oneOf, object },
  ...{ list, filled, optional, orNull, known, as },
} as const;

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
