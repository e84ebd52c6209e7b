import type { Catalog } from '../model/catalog.ts';
import type { Unnamed } from '../model/snapshot.ts';
import { joinedNodes, type ManifestSet } from './build.ts';
import { catalogNode } from './catalog-node.ts';
import { faultyIds } from './identity.ts';
import { sourcedIdOf, spanIn, type WrittenNode } from './node.ts';

/** A catalog whose nodes are all known, though not all by their ids. */
export interface Provisional {
  /** Those of `unnamed` go by a name that no sourcedId can be. */
  readonly catalog: Catalog;
  /** By these names. */
  readonly unnamed: ReadonlyMap<string, Unnamed>;
}

/**
 * What the manifests say, for who has to know what became of nodes without a usable id as well. Of
 * nodes with one id the first has it.
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

/** With blanks, which no id has; and by its place, which no two nodes share. */
function provisionalName(node: WrittenNode): string {
  const { file, start } = spanIn(node, []);
  return `no id at ${file} ${start.line} ${start.column}`;
}
