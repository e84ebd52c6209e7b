import { type Address, kindIn } from '../model/address.ts';
import type { ServerDefault } from '../model/drift.ts';
import type { ContextNode } from '../model/plan.ts';
import type { RemoteState } from '../model/remote.ts';
import type { LastApplied } from './last-applied.ts';

type Path = ServerDefault['path'];

/** Fields that no manifest writes, by kind and path, in the order in which they come. */
export function foldDefaults(
  defaults: Iterable<readonly [Address, readonly Path[]]>,
): readonly ServerDefault[] {
  const folded = new Map<string, Omit<ServerDefault, 'addresses'> & Holders>();
  for (const [address, paths] of defaults) {
    const kind = kindIn(address);
    for (const path of paths) {
      const key = JSON.stringify([kind, ...path]);
      const known = folded.get(key);
      if (known) known.addresses.push(address);
      else folded.set(key, { kind, path, addresses: [address] });
    }
  }
  return [...folded.values()];
}

interface Holders {
  readonly addresses: [Address, ...Address[]];
}

/** What is live on the server and known to no manifest and no ledger; what was released is known. */
export function strangersIn(
  head: LastApplied,
  { entities }: RemoteState,
): { readonly strangers: readonly ContextNode[]; readonly elsewhere: number } {
  const unknown = [...entities].filter(
    ([address, { status }]) =>
      status !== 'tobedeleted' &&
      !head.nodes.has(address) &&
      !head.retired.has(address) &&
      !head.released?.has(address),
  );
  const isBelowOurs = (address: Address | undefined, seen: readonly Address[] = []): boolean => {
    if (!address || seen.includes(address)) return false;
    const parent = entities.get(address)?.entity.parent;
    return head.nodes.has(address) || isBelowOurs(parent, [...seen, address]);
  };
  const strangers = unknown.flatMap(([address, { entity }]): ContextNode[] => {
    const { title, parent } = entity;
    return parent && isBelowOurs(parent) ? [{ address, title, parent }] : [];
  });
  return { strangers, elsewhere: unknown.length - strangers.length };
}
