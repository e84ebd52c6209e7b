import type { Environment } from '../../config/environment.ts';
import { nodeText } from '../../identity/messages.ts';
import type { Catalog, CatalogNode } from '../../model/catalog.ts';
import { type Address, idIn } from '../../model/node.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { addressIn } from './target.ts';

type Environments = ReadonlyMap<string, Environment>;

/** The manifests and the environments of a config, at one time. */
interface Holding {
  readonly catalog: Catalog;
  readonly environments: Environments;
}

/**
 * Warns of ids of an environment that belonged to one node and belong to another now, while the first one
 * still exists. It is a warning, since a wrong line that was never published is corrected in the same way.
 */
export function idsHandedOn(before: Holding, after: Holding, file: string): Problem[] {
  return [...after.environments].flatMap(([name, environment]) => {
    const then = before.environments.get(name);
    if (!then || (!then.otherIds && !environment.otherIds)) return [];
    const holders = holdersIn(after.catalog, environment);
    return [...holdersIn(before.catalog, then)].flatMap(([there, { address, node: was }]) => {
      const now = holders.get(there);
      if (!now || now.address === address || !after.catalog.nodes.has(address)) return [];
      const { sourcedId } = was.entity;
      const id = idIn(there);
      const ids = `\`environments.${name}.ids\``;
      const restore =
        id === sourcedId
          ? `remove ${address} from ${ids}`
          : `write \`${address}: ${id}\` in ${ids}`;
      const at =
        environment.otherIds?.get(now.address)?.at ?? environment.otherIds?.get(address)?.at;
      return [
        problem('identity/unlike', {
          detail: `On ${name}, the id ${id} belonged to the ${nodeText(was.entity)} at the base, and belongs to the ${nodeText(now.node.entity)} now. Students' records there would count for the other one.`,
          hint: `If it was right before, ${restore}.`,
          ...(at && { span: { file, start: at } }),
          address: now.address,
        }),
      ];
    });
  });
}

interface Holder {
  readonly address: Address;
  readonly node: CatalogNode;
}

/** The nodes by the address that they have in an environment. */
function holdersIn({ nodes }: Catalog, environment: Environment): ReadonlyMap<Address, Holder> {
  return new Map(
    [...nodes].map(([address, node]) => [addressIn(environment, node.entity), { address, node }]),
  );
}
