import type { Kind } from './kind.ts';

/** The name of a node in programs. It never changes, even if title or place do. */
export interface ConstantName {
  readonly sourcedId: string;
  readonly kind: Kind;
  readonly name: string;
}

/**
 * Whether a text consists of ASCII capitals, digits and underscores: a valid identifier in
 * TypeScript and Python, and never a reserved word.
 */
export function isConstantName(text: string): boolean {
  return text.length <= longest && /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/.test(text);
}

/** Room for three short names with numbers. */
const longest = 200;

/** All names ever given in a catalog, committed beside its ledger. Lines are only added. */
export interface ConstantNames {
  /** Relative to the folder of the config. */
  readonly file: string;
  /** By sourcedId. */
  readonly entries: ReadonlyMap<string, ConstantName>;
}
