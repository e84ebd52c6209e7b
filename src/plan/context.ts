import type { Address } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Change, ContextNode, Held } from '../model/plan.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { titleOf } from './change.ts';

/** What a reader needs to place changes: ancestors, parents that moved nodes leave, what holds. */
export function contextOf(
  { changes, held }: { readonly changes: readonly Change[]; readonly held: readonly Held[] },
  { catalog, remote }: { readonly catalog: Catalog; readonly remote: RemoteState },
): ContextNode[] {
  const changing = new Set(changes.map(({ address }) => address));
  const context = new Map<Address, ContextNode>();
  const add = (address: Address | undefined): void => {
    if (!address || changing.has(address) || context.has(address)) return;
    const entity = (catalog.nodes.get(address) ?? remote.entities.get(address))?.entity;
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

export function contextNode(address: Address, entity: RemoteEntity['entity']): ContextNode {
  const { parent, fields } = entity;
  return { address, title: titleOf(fields), ...(parent && { parent }) };
}
