import { type Address, parseAddress } from '../../model/address.ts';
import { plainNumber } from '../../model/exact-number.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';

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
