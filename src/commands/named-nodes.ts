import { type Address, addressOf, nodeNamed } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Ledger, LedgerEntry } from '../model/ledger.ts';
import type { Problem } from '../model/problem.ts';
import { findNode, unknownNode } from './find-node.ts';

/** The nodes that the options of a run name. */
export interface NamedNodes {
  readonly restore: ReadonlySet<Address>;
  readonly target: ReadonlySet<Address>;
  readonly exclude: ReadonlySet<Address>;
  /** Names that are no node. */
  readonly problems: readonly Problem[];
}

interface Known {
  readonly catalog: Catalog;
  readonly ledger?: Ledger;
}

/** Finds the nodes of `--restore`, `--target` and `--exclude`, by address or sourcedId. */
export function nameNodes(
  options: {
    readonly restore?: readonly string[];
    readonly target?: readonly string[];
    readonly exclude?: readonly string[];
  },
  known: Known,
): NamedNodes {
  const { restore = [], target = [], exclude = [] } = options;
  // What is retired left the manifests and is in a plan all the same.
  const find = (name: string) => findNode(name, known.catalog) ?? findRetired(name, known.ledger);
  const found = (names: readonly string[]) => new Set(names.flatMap((name) => find(name) ?? []));
  const problems = [
    ...restore.filter((name) => !findNode(name, known.catalog)),
    ...[...target, ...exclude].filter((name) => !find(name)),
  ].map((name) => unknownNode(name, known.catalog));
  return { restore: found(restore), target: found(target), exclude: found(exclude), problems };
}

function findRetired(name: string, ledger: Ledger | undefined): Address | undefined {
  const { kind, sourcedId } = nodeNamed(name);
  const entry: LedgerEntry | undefined = ledger?.entries.get(sourcedId);
  if (entry?.state !== 'retired' || entry.kind !== (kind ?? entry.kind)) return undefined;
  return addressOf(entry.kind, entry.sourcedId);
}
