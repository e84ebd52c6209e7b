import { nearest } from '../document/nearest.ts';
import { type Kind, kinds } from '../model/kind.ts';
import { isKind } from './structure.ts';

/** The field of a map that begins in the first column. */
const written = /^["']?kind["']?[ \t]*:[ \t]*["']?([\w-]{1,40})/m;
/** The same in braces, behind fields with plain values. */
const inJson =
  /^\s*\{(?:\s*"[^"]*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[\w.+-]+)\s*,)*\s*"kind"\s*:\s*"([\w-]{1,40})"/;

/** A file says early what it holds; manifests may be long. */
const looked = 64 * 1024;

function kindIn(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes.subarray(0, looked));
  if (/^\s*\{/.test(text)) return inJson.exec(text)?.[1];
  return written.exec(text)?.[1];
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
