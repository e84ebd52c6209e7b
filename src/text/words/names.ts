import { type Address, parseAddress } from '../../model/address.ts';
import type { Kind } from '../../model/kind.ts';
import type { Plan } from '../../model/plan.ts';
import type { Span } from '../../model/span.ts';
import { longestTitle, quoted, shorten } from './value.ts';

/** The kind and the id in an address. Every address that was made or read by our code has both. */
export function partsOf(address: Address): { readonly kind: Kind; readonly sourcedId: string } {
  const parts = parseAddress(address);
  if (!parts) throw new Error(`not an address: ${address}`);
  return parts;
}

/** A node as people call it: `lesson "Finding the main idea"`. */
export function nameOf(address: Address, title: string): string {
  return `${partsOf(address).kind} ${quoted(shorten(title, longestTitle))}`;
}

/** The names of all nodes that a plan knows; the address stands for any other. */
export function namesIn(plan: Plan): (address: Address) => string {
  return namesOf([...plan.unmanaged, ...plan.context, ...plan.held, ...plan.changes]);
}

/** The names of these nodes, of two with one address the later; the address stands for any other. */
export function namesOf(
  nodes: readonly { readonly address: Address; readonly title: string }[],
): (address: Address) => string {
  const titles = new Map(nodes.map(({ address, title }) => [address, title]));
  return (address) => {
    const title = titles.get(address);
    return title === undefined ? address : nameOf(address, title);
  };
}

/** `catalog/a.yaml:12`, which editors and terminals turn into a link. */
export function placeOf({ file, start }: Span): string {
  return `${file}:${start.line}`;
}

/** `catalog/a.yaml:12:5` */
export function pointText({ file, start }: Span): string {
  return `${file}:${start.line}:${start.column}`;
}
