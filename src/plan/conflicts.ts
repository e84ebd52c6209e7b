import { type Catalog, type CatalogNode, fieldSpan } from '../model/catalog.ts';
import { retiring, shellWord } from '../model/id-commands.ts';
import { type Address, addressOf, type Kind } from '../model/node.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';

/** What on the platform forbids planning at all, node by node. */
export function checkAgainstRemote(
  catalog: Catalog,
  remote: RemoteState,
  restore: ReadonlySet<Address>,
): Problem[] {
  const others = otherKinds(catalog, remote);
  const gone = new Set<Address>();
  remote.entities.forEach(({ status }, address) => {
    if (status === 'tobedeleted' && !restore.has(address)) gone.add(address);
  });
  if (others.size + gone.size === 0) return [];
  return [...catalog.nodes].flatMap(([address, node]) => {
    const kind = others.get(node.entity.sourcedId);
    return [
      ...(kind ? [isAnother(node, kind, remote)] : []),
      ...(gone.has(address) ? [retired(address, node, remote)] : []),
    ];
  });
}

/**
 * The kinds that the platform holds ids as, where they are not what the manifests say. Where it holds
 * an id as that kind as well, the other record is somebody else's affair.
 */
function otherKinds({ nodes }: Catalog, { entities }: RemoteState): ReadonlyMap<string, Kind> {
  const kinds = new Map<string, Kind>();
  for (const { entity } of nodes.values()) kinds.set(entity.sourcedId, entity.kind);
  const others = new Map<string, Kind>();
  for (const { entity } of entities.values()) {
    const { sourcedId, kind } = entity;
    const ours = kinds.get(sourcedId) ?? kind;
    if (ours !== kind && !entities.has(addressOf(ours, sourcedId))) others.set(sourcedId, kind);
  }
  return others;
}

function isAnother({ entity, source }: CatalogNode, taken: Kind, remote: RemoteState): Problem {
  return problem('remote/other-kind', {
    detail: `"${entity.sourcedId}" is a ${entity.kind} in the manifests and a ${taken} on ${remote.platform.name}. Events refer to it as what it was published as.`,
    hint: `Make it a ${taken} again. If the ${entity.kind} is another node, restore the ${taken} with its id, and write the ${entity.kind} without one: \`timeback-catalog fmt\` mints it.`,
    span: fieldSpan(source, 'sourcedId'),
    address: addressOf(entity.kind, entity.sourcedId),
  });
}

function retired(
  address: Address,
  { entity, source }: CatalogNode,
  { platform }: RemoteState,
): Problem {
  return problem('remote/retired', {
    detail: `The ${entity.kind} "${entity.sourcedId}" has the status "tobedeleted" on ${platform.name}. Publishing it would revive it, or fail, and the documents do not say which.`,
    hint: `Decide: \`--restore ${shellWord(address)}\` makes it live again by a PUT, ${retiring([entity.sourcedId])} retires it in the manifests too.`,
    span: fieldSpan(source, 'sourcedId'),
    address,
  });
}
