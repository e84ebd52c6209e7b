import { type Kind, kinds } from './kind.ts';

/**
 * The name of a node, equal on both sides: `lesson/9f41…`. Identity is the sourcedId alone; the
 * kind is there for readers and for `--target`.
 */
export type Address = `${Kind}/${string}`;

export function addressOf(kind: Kind, sourcedId: string): Address {
  return `${kind}/${sourcedId}`;
}

/** The sourcedId of an address. */
export function idIn(address: Address): string {
  return address.slice(address.indexOf('/') + 1);
}

export function parseAddress(text: string): { kind: Kind; sourcedId: string } | undefined {
  const kind = kinds.find((candidate) => text.startsWith(`${candidate}/`));
  const sourcedId = kind && text.slice(kind.length + 1);
  return kind && sourcedId ? { kind, sourcedId } : undefined;
}
