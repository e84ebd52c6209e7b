import { parseAddress } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import { readCommit } from './base.ts';
import { subtreeOf } from './retire-checks.ts';
import { type Chosen, kindsOf, unknownId } from './retire-nodes.ts';
import type { ReadCatalog, Workspace } from './workspace.ts';

/** What a command that hands over names. */
export interface Named {
  /** By sourcedId or address. */
  readonly nodes: readonly string[];
  /** Everything below them as well. */
  readonly children: boolean;
}

/** The nodes that are named, whether manifests hold them or only the ledger knows them. */
export function namedIn(
  { nodes, children }: Named,
  catalog: Catalog,
  known: {
    readonly ledger: Ledger | undefined;
    readonly earlier?: Catalog;
    readonly otherwise?: string;
  },
): Checked<readonly Chosen[]> {
  const kinds = kindsOf(catalog, known.ledger);
  const named = nodes.map((name) => parseAddress(name)?.sourcedId ?? name);
  const problems = nodes.flatMap((name) => {
    const address = parseAddress(name);
    const kind = kinds.get(address?.sourcedId ?? name);
    return kind && (!address || address.kind === kind)
      ? []
      : [unknownId(name, kinds, known.otherwise)];
  });
  const { earlier, ledger } = known;
  const ids = children ? subtreeOf(named, catalog, earlier && { catalog: earlier, ledger }) : named;
  const chosen = [...new Set(ids)].flatMap((sourcedId): Chosen[] => {
    const kind = kinds.get(sourcedId);
    return kind ? [{ kind, sourcedId }] : [];
  });
  return checked(chosen, problems);
}

/**
 * The manifests of the last commit, in which a course is that was moved away already; undefined if git
 * does not know it.
 */
export function catalogAtHead(workspace: Workspace, read: ReadCatalog): Catalog | undefined {
  const head = readCommit(workspace, 'HEAD', read);
  return head.ok ? head.value.catalog : undefined;
}

/** The name of a catalog is one word of a line of the ledger. */
export function checkName(option: '--to' | '--from', name: string): Checked<string> {
  if (/^[^\s\p{Cc}#][^\s\p{Cc}]*$/u.test(name) && name.isWellFormed() && name.length <= longest) {
    return checked(name, []);
  }
  const wrong = problem('usage/wrong', {
    detail: `${option} names a catalog, in one word without blanks: its path from here, or what people call it.`,
  });
  return { ok: false, problems: [wrong] };
}

const longest = 255;
