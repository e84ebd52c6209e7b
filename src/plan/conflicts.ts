import { nodeWithId } from '../document/place.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../model/catalog.ts';
import { retiring, shellWord } from '../model/id-commands.ts';
import { type Address, addressOf, idKey, type Kind, kinds, nodeKey } from '../model/node.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';

interface Compared {
  readonly catalog: Catalog;
  readonly remote: RemoteState;
  readonly restore?: ReadonlySet<Address>;
  /** Whether the nodes are copies under derived ids (a draft). */
  readonly isDraft?: boolean;
}

/**
 * The problems of nodes that forbid planning: the platform holds the id as another kind, or as retired.
 * `restore` names retired nodes that the run makes live again, `among` the nodes that may have problems:
 * absent, all.
 */
export function checkAgainstRemote(
  { catalog, remote, restore, isDraft }: Compared,
  among: Iterable<Address> = catalog.nodes.keys(),
): Problem[] {
  const problems: Problem[] = [];
  for (const address of among) {
    const node = catalog.nodes.get(address);
    const there = remote.entities.get(address);
    if (!node) continue;
    if (there) {
      const isGone = there.status === 'tobedeleted' && !restore?.has(address);
      if (isGone) problems.push(retired(address, node, remote, isDraft));
      continue;
    }
    // An id in another collection is no conflict: the other record belongs to somebody else.
    const { sourcedId } = node.entity;
    const taken = kinds.find(
      (kind) =>
        idKey(kind, sourcedId) === nodeKey(node.entity) &&
        remote.entities.has(addressOf(kind, sourcedId)),
    );
    if (taken) problems.push(isAnother(node, taken, remote));
  }
  return problems;
}

function isAnother({ entity, source }: CatalogNode, taken: Kind, remote: RemoteState): Problem {
  return problem('remote/other-kind', {
    detail: `The ${nodeWithId(entity)} is a ${entity.kind} in the manifests and a ${taken} on ${remote.platform.name}. Events refer to the published kind.`,
    hint: `Make it a ${taken} again. If the ${entity.kind} is another node, restore the ${taken} with its id, and write the ${entity.kind} without one: \`timeback-catalog fmt\` generates it.`,
    span: fieldSpan(source, 'sourcedId'),
    address: addressOf(entity.kind, entity.sourcedId),
  });
}

function retired(
  address: Address,
  { entity, source, writtenId = entity.sourcedId }: CatalogNode,
  { platform }: RemoteState,
  isDraft = false,
): Problem {
  const other = isDraft
    ? 'or publish the draft under another prefix'
    : `${retiring([addressOf(entity.kind, writtenId)])} retires it in the manifests too`;
  return problem('remote/retired', {
    detail: `The ${nodeWithId(entity)} has the status "tobedeleted" on ${platform.name}. Publishing would revive it or fail; the documents do not say which.`,
    hint: `Decide: \`--restore ${shellWord(address)}\` makes it live again with a PUT; ${other}.`,
    span: fieldSpan(source, 'sourcedId'),
    address,
  });
}
