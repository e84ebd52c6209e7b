import { nearest } from '../../document/nearest.ts';
import type { Catalog } from '../../model/catalog.ts';
import type { Ledger, LedgerEntry } from '../../model/ledger.ts';
import { type Address, addressOf, kinds, nodeNamed, parseAddress } from '../../model/node.ts';
import { type Problem, problem } from '../../model/problem.ts';

/** The nodes that the options of a run name. */
interface NamedNodes {
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

/** The node that a person names by its address or by its sourcedId alone. */
export function findNode(name: string, { nodes }: Catalog): Address | undefined {
  const parsed = parseAddress(name);
  const candidates = [
    ...(parsed ? [addressOf(parsed.kind, parsed.sourcedId)] : []),
    ...kinds.map((kind) => addressOf(kind, name)),
  ];
  return candidates.find((address) => nodes.has(address));
}

export function unknownNode(name: string, { nodes }: Catalog): Problem {
  const ids = [...nodes.values()].map(({ entity }) => entity.sourcedId);
  const near = nearest(name.slice(name.indexOf('/') + 1), ids);
  return problem('reference/missing', {
    detail: `No node of the manifests has the sourcedId or address "${name}".`,
    ...(near && { hint: `Did you mean "${near}"?` }),
  });
}
