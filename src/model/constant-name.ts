import type { Kind } from './kind.ts';

/** Under which name programs know a node. It never changes, whatever becomes of title and place. */
export interface ConstantName {
  readonly sourcedId: string;
  readonly kind: Kind;
  readonly name: string;
}

/**
 * Capital letters of ASCII, digits and low lines: an identifier in TypeScript and in Python, and no
 * reserved word in either, since those hold small letters.
 */
export function isConstantName(text: string): boolean {
  return text.length <= longest && /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/.test(text);
}

/** Three short names, each with a number, fit. */
const longest = 200;

/** The names ever given in a catalog, committed beside its ledger. Lines are added, never removed. */
export interface ConstantNames {
  /** Relative to the folder of the config. */
  readonly file: string;
  /** By sourcedId. */
  readonly entries: ReadonlyMap<string, ConstantName>;
}
