import { type Kind, kinds } from './kind.ts';

/**
 * The name of a node, equal on both sides: `lesson/9f41…`. Identity is the sourcedId alone; the
 * kind stands in front so that a person and `--target` can tell what is meant. It is the key of
 * every map of nodes, and only this file knows how it is written.
 */
export type Address = `${Kind}/${string}`;

/** A node as a text names it. */
export interface NodeName {
  /** Absent if the text is a sourcedId alone. */
  readonly kind?: Kind;
  readonly sourcedId: string;
}

export function addressOf(kind: Kind, sourcedId: string): Address {
  return `${kind}/${sourcedId}`;
}

/** The sourcedId of an address. */
export function idIn(address: Address): string {
  return address.slice(address.indexOf('/') + 1);
}

/** The kind of an address. */
export function kindIn(address: Address): Kind {
  const kind = kinds.find((one) => address.startsWith(`${one}/`));
  if (!kind) throw new Error(`not an address: ${address}`);
  return kind;
}

/** The parts of a text that comes from outside; undefined if it is no address. */
export function parseAddress(text: string): Required<NodeName> | undefined {
  const kind = kinds.find((candidate) => text.startsWith(`${candidate}/`));
  const sourcedId = kind && text.slice(kind.length + 1);
  return kind && sourcedId ? { kind, sourcedId } : undefined;
}

/** What a person means by an argument: a node by its address, or by its sourcedId alone. */
export function nodeNamed(text: string): NodeName {
  return parseAddress(text) ?? { sourcedId: text };
}
