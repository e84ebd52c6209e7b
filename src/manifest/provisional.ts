import type { Catalog } from '../model/catalog.ts';
import type { Unnamed } from '../model/snapshot.ts';
import { joinedNodes, type ManifestSet } from './build.ts';
import { catalogNode } from './catalog-node.ts';
import { faultyIds } from './identity.ts';
import { sourcedIdOf, spanIn, type WrittenNode } from './node.ts';

/** A catalog that includes nodes without a usable id. */
export interface Provisional {
  /** Nodes of `unnamed` have a name here that no sourcedId can be. */
  readonly catalog: Catalog;
  /** Nodes without a usable id, by their names in `catalog`. */
  readonly unnamed: ReadonlyMap<string, Unnamed>;
}

/**
 * Builds a catalog that includes nodes without a usable id. Of nodes with one id, the first keeps
 * it.
 */
export function provisionalCatalog(set: ManifestSet): Provisional {
  const nodes = joinedNodes(set);
  const faulty = new Map(faultyIds(nodes).map(({ node, problem }) => [node, problem]));
  const names = new Map([...faulty.keys()].map((node) => [node, provisionalName(node)]));
  const idOf = (node: WrittenNode) => names.get(node) ?? sourcedIdOf(node);
  const unnamed = new Map(
    [...faulty].map(([node, problem]): [string, Unnamed] => {
      const written = sourcedIdOf(node);
      return [names.get(node) ?? '', { problem, ...(written !== undefined && { written }) }];
    }),
  );
  return { catalog: { nodes: new Map(nodes.flatMap((node) => catalogNode(node, idOf))) }, unnamed };
}

/** A unique name from the node's place, with blanks, which no id has. */
function provisionalName(node: WrittenNode): string {
  const { file, start } = spanIn(node, []);
  return `no id at ${file} ${start.line} ${start.column}`;
}
