import { commitsOf, filesThatContained } from '../../files/git-history.ts';
import { snapshotOf } from '../../identity/compared-snapshot.ts';
import type { Ledger } from '../../model/ledger.ts';
import { idIn, nodeKey } from '../../model/node.ts';
import type { Checked } from '../../model/problem.ts';
import { readCommit } from '../../run/catalog/base.ts';
import type { ReadCatalog } from '../../run/catalog/catalog-files.ts';
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

/** The node that a name means. A title may also be that of a node that is no longer in the manifests. */
export function whichNode(
  name: string,
  workspace: Workspace,
  read: ReadCatalog,
  ledger: Ledger | undefined,
): Checked<Nameable> {
  const { catalog } = read;
  const by = 'part';
  const { environments } = workspace.config;
  const named = (nodes: readonly Nameable[]) => nodes.map((one) => withIdsIn(environments, one));
  const here = named(nameables(catalog));
  const isTitle =
    !hasNodeWithId(name, catalog) &&
    !here.some((one) => one.courseCode === name || one.otherIds?.includes(name));
  const former = isTitle ? formerNodes(name, workspace, { read, ledger }) : [];
  const known = [...here, ...former];
  return nodesNamed(name, known, { by }).length > 0
    ? nodeMeant(name, known, { by })
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
  workspace: Workspace,
  { read, ledger }: { readonly read: ReadCatalog; readonly ledger: Ledger | undefined },
): readonly Nameable[] {
  const written = new Set(nameables(read.catalog).map(nodeKey));
  const gone = [...(ledger?.entries.values() ?? [])]
    .map(nodeKey)
    .filter((key) => !written.has(key));
  if (gone.length === 0) return [];
  const { folder, config } = workspace;
  const { ids } = config;
  const files = filesThatContained(
    folder,
    title,
    ids.form === 'file' ? [ids.file] : [ids.file, ids.folder],
  );
  const commits = files.ok ? commitsOf(folder, files.value, mostCommits, title) : files;
  if (!commits.ok) return [];
  const states = new Set(commits.value.flatMap(({ id, parents }) => [id, ...parents.slice(0, 1)]));
  const found = new Map<string, Nameable>();
  for (const commit of states) {
    const then = readCommit(workspace, commit, read);
    if (!then.ok) continue;
    const snapshot = snapshotOf(then.value.catalog);
    for (const key of gone) {
      const node = found.has(key) ? undefined : snapshot.get(key);
      if (!node) continue;
      const { kind, sourcedId, title: titled } = node;
      const one = { kind, sourcedId, title: titled };
      if (nodesNamed(title, [one], { by: 'whole' }).length > 0) found.set(key, one);
    }
  }
  return [...found.values()];
}
