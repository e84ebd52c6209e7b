import { isObject, type Json, type JsonObject } from './json.ts';

/** What stands under keys, each inside the one before; undefined if it is not there. */
export function valueUnder(value: Json | undefined, ...keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), value);
}

/** The object there; empty if there is none. */
export function objectUnder(value: Json | undefined, ...keys: readonly string[]): JsonObject {
  const found = valueUnder(value, ...keys);
  return isObject(found) ? found : {};
}

/** The text there; undefined if there is none. */
export function textUnder(value: Json | undefined, ...keys: readonly string[]): string | undefined {
  const found = valueUnder(value, ...keys);
  return typeof found === 'string' ? found : undefined;
}

/** An object without the properties that are undefined: what is optional is absent then. */
export function defined<T extends object>(
  parts: T,
): { readonly [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const held = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(held) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}
