import type { Address } from '../model/address.ts';
import type { Entity } from '../model/entity.ts';
import type { Change, ContextNode, Held } from '../model/plan.ts';

/** What a reader needs to place changes: ancestors, parents that moved nodes leave, what holds. */
export function contextOf(
  { changes, held }: { readonly changes: readonly Change[]; readonly held: readonly Held[] },
  entityOf: (address: Address) => Entity | undefined,
): ContextNode[] {
  const changing = new Set(changes.map(({ address }) => address));
  const context = new Map<Address, ContextNode>();
  const add = (address: Address | undefined): void => {
    if (!address || changing.has(address) || context.has(address)) return;
    const entity = entityOf(address);
    if (!entity) return;
    context.set(address, contextNode(address, entity));
    add(entity.parent);
  };
  for (const change of changes) {
    add(change.parent);
    if (change.action === 'move') add(change.from.parent);
  }
  for (const { on } of held) add(on);
  return [...context.values()];
}

export function contextNode(address: Address, entity: Entity): ContextNode {
  const { title, parent } = entity;
  return { address, title, ...(parent && { parent }) };
}
