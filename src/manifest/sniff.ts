import { nearest } from '../document/nearest.ts';
import { isObject, parseJson } from '../model/json.ts';
import { type Kind, kinds } from '../model/kind.ts';
import { isKind } from './structure.ts';

/** The field of a map that begins in the first column. */
const written = /^["']?kind["']?[ \t]*:[ \t]*["']?([\w-]{1,40})/m;
/** A file says early what it holds; manifests may be long. */
const looked = 64 * 1024;

function kindIn(bytes: Uint8Array): string | undefined {
  const start = decoder.decode(bytes.subarray(0, looked));
  // Braces hold fields in any order, and maps with fields of their own.
  return start.trimStart().startsWith('{') ? kindInJson(bytes) : written.exec(start)?.[1];
}

const decoder = new TextDecoder();

function kindInJson(bytes: Uint8Array): string | undefined {
  const text = decoder.decode(bytes);
  const value = text.includes('"kind"') ? parseJson(text) : undefined;
  const kind = value !== undefined && isObject(value) ? value['kind'] : undefined;
  return typeof kind === 'string' ? kind : undefined;
}

/** The kind that a file says it holds, without reading it as a whole; undefined for one that is no manifest. */
export function kindSaid(bytes: Uint8Array): Kind | undefined {
  const said = kindIn(bytes);
  return isKind(said) ? said : undefined;
}

/** Whether a file was meant as a manifest: it says a kind, or what nearly is one. */
export function isMeantAsManifest(bytes: Uint8Array): boolean {
  const said = kindIn(bytes);
  return said !== undefined && (isKind(said) || nearest(said, kinds) !== undefined);
}
