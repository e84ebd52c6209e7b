import type { Catalog } from '../../model/catalog.ts';
import type { Ledger } from '../../model/ledger.ts';
import { idIn, nodeKey } from '../../model/node.ts';
import type { Checked } from '../../model/problem.ts';
import { addressesIn } from '../../run/catalog/target.ts';
import type { Workspace } from '../../run/catalog/workspace.ts';
import {
  hasNodeWithId,
  type Nameable,
  nameables,
  nameablesWith,
  nodeMeant,
  nodesNamed,
} from '../../run/naming.ts';
import type { Past } from './past.ts';

/** The node that a name means. A title may also be that of a node that is no longer in the manifests. */
export function whichNode(
  name: string,
  { config: { environments } }: Workspace,
  known: {
    readonly catalog: Catalog;
    readonly ledger: Ledger | undefined;
    readonly past: Past;
  },
): Checked<Nameable> {
  const { catalog, ledger } = known;
  const by = 'part';
  const named = (nodes: readonly Nameable[]) => nodes.map((one) => withIdsIn(environments, one));
  const here = named(nameables(catalog));
  const isTitle =
    !hasNodeWithId(name, catalog) &&
    !here.some((one) => one.courseCode === name || one.otherIds?.includes(name));
  const all = isTitle ? [...here, ...formerNodes(name, known)] : here;
  return nodesNamed(name, all, { by }).length > 0
    ? nodeMeant(name, all, { by })
    : nodeMeant(name, named(nameablesWith(catalog, ledger)), { by, among: 'ledger too' });
}

/** The node with the ids that environments give it, by which people know it there. */
function withIdsIn(environments: Workspace['config']['environments'], node: Nameable): Nameable {
  const all = [...environments.values()].flatMap((one) => addressesIn(one, node).map(idIn));
  const otherIds = [...new Set(all)].filter((id) => id !== node.sourcedId);
  return otherIds.length === 0 ? node : { ...node, otherIds };
}

/** The most commits that are read: each means reading two states of the catalog. */
const mostCommits = 20;

/**
 * Nodes with a title that are no longer in the manifests. The ledger has their ids but no titles, so the
 * title comes from the commits that wrote or removed it. Empty outside of git.
 */
function formerNodes(
  title: string,
  { catalog, ledger, past }: Parameters<typeof whichNode>[2],
): readonly Nameable[] {
  const written = new Set(nameables(catalog).map(nodeKey));
  const gone = [...(ledger?.entries.values() ?? [])]
    .map(nodeKey)
    .filter((key) => !written.has(key));
  const commits = gone.length === 0 ? undefined : past.commitsOf(title, mostCommits, 'changing');
  if (!commits?.ok) return [];
  const states = new Set(commits.value.flatMap(({ id, parents }) => [id, ...parents.slice(0, 1)]));
  const found = new Map<string, Nameable>();
  for (const commit of states) {
    if (found.size === gone.length) break;
    const { nodes: state } = past.at(commit);
    for (const key of gone) {
      const node = found.has(key) ? undefined : state.get(key);
      if (!node) continue;
      const { kind, sourcedId, title: titled } = node;
      const one = { kind, sourcedId, title: titled };
      if (nodesNamed(title, [one], { by: 'whole' }).length > 0) found.set(key, one);
    }
  }
  return [...found.values()];
}
