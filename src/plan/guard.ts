import { type Address, addressOf } from '../model/address.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../model/catalog.ts';
import { kinds } from '../model/kind.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';

/** What on the platform forbids planning at all, node by node. */
export function checkAgainstRemote(
  catalog: Catalog,
  remote: RemoteState,
  restore: ReadonlySet<Address>,
): Problem[] {
  return [...catalog.nodes].flatMap(([address, node]) => [
    ...otherKind(node, remote),
    ...(restore.has(address) ? [] : retired(address, node, remote)),
  ]);
}

function otherKind({ entity, source }: CatalogNode, remote: RemoteState): Problem[] {
  const taken = kinds.find(
    (kind) => kind !== entity.kind && remote.entities.has(addressOf(kind, entity.sourcedId)),
  );
  if (!taken) return [];
  return [
    problem('remote/other-kind', {
      detail: `"${entity.sourcedId}" is a ${entity.kind} in the manifests and a ${taken} on ${remote.platform.name}. Events refer to it as what it was published as.`,
      hint: `Make it a ${taken} again, or remove its sourcedId and run \`timeback-catalog fmt\` to give the ${entity.kind} a new one.`,
      span: fieldSpan(source, 'sourcedId'),
      address: addressOf(entity.kind, entity.sourcedId),
    }),
  ];
}

function retired(
  address: Address,
  { entity, source }: CatalogNode,
  remote: RemoteState,
): Problem[] {
  if (remote.entities.get(address)?.status !== 'tobedeleted') return [];
  return [
    problem('remote/retired', {
      detail: `The ${entity.kind} "${entity.sourcedId}" has the status "tobedeleted" on ${remote.platform.name}. Publishing it would revive it, or fail, and the documents do not say which.`,
      hint: `Decide: \`--restore ${address}\` makes it live again by a PUT, \`timeback-catalog retire ${entity.sourcedId} --reason "…"\` retires it in the manifests too.`,
      span: fieldSpan(source, 'sourcedId'),
      address,
    }),
  ];
}
