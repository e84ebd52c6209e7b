import { nearest } from '../document/nearest.ts';
import { type Address, addressOf, parseAddress } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import { kinds } from '../model/kind.ts';
import { type Problem, problem } from '../model/problem.ts';

/** The node that a person names by its address or by its sourcedId alone. */
export function findNode(name: string, { nodes }: Catalog): Address | undefined {
  const parsed = parseAddress(name);
  const candidates = [
    ...(parsed ? [addressOf(parsed.kind, parsed.sourcedId)] : []),
    ...kinds.map((kind) => addressOf(kind, name)),
  ];
  return candidates.find((address) => nodes.has(address));
}

export function unknownNode(name: string, { nodes }: Catalog): Problem {
  const ids = [...nodes.values()].map(({ entity }) => entity.sourcedId);
  const near = nearest(name.slice(name.indexOf('/') + 1), ids);
  return problem('reference/missing', {
    detail: `No node of the manifests has the sourcedId or address "${name}".`,
    ...(near && { hint: `Did you mean "${near}"?` }),
  });
}
