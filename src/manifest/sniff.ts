import { nearest } from '../document/nearest.ts';
import { isObject, parseJson } from '../model/json.ts';
import { type Kind, kinds } from '../model/kind.ts';
import { isKind } from './structure.ts';

/** The field `kind` in the first column. */
const written = /^["']?kind["']?[ \t]*:[ \t]*["']?([\w-]{1,40})/m;
/** Bytes to search for the kind, which stands near the start of a file. */
const looked = 64 * 1024;

function kindIn(bytes: Uint8Array): string | undefined {
  const start = decoder.decode(bytes.subarray(0, looked));
  // In braces, fields have any order and nested maps may have the same key.
  return start.trimStart().startsWith('{') ? kindInJson(bytes) : written.exec(start)?.[1];
}

const decoder = new TextDecoder();

function kindInJson(bytes: Uint8Array): string | undefined {
  const text = decoder.decode(bytes);
  const value = text.includes('"kind"') ? parseJson(text) : undefined;
  const kind = value !== undefined && isObject(value) ? value['kind'] : undefined;
  return typeof kind === 'string' ? kind : undefined;
}

/** The kind that a file states, without reading all of it; undefined if it states none. */
export function kindSaid(bytes: Uint8Array): Kind | undefined {
  const said = kindIn(bytes);
  return isKind(said) ? said : undefined;
}

/** Whether a file is meant as a manifest: it states a kind or a misspelt one. */
export function isMeantAsManifest(bytes: Uint8Array): boolean {
  const said = kindIn(bytes);
  return said !== undefined && (isKind(said) || nearest(said, kinds) !== undefined);
}
