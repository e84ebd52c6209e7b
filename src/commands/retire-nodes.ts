import { nearest } from '../document/nearest.ts';
import { addressOf, parseAddress } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Kind } from '../model/kind.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { RetireOptions } from './retire.ts';
import { leftBehind, subtreeOf } from './retire-checks.ts';

/** A node that is meant, whether a manifest still holds it or not. */
export interface Chosen {
  readonly kind: Kind;
  readonly sourcedId: string;
}

const onPlatform = 'To retire what only a platform knows, write its address, such as lesson/ID.';

/** The nodes that are named, with all below them if that is wanted, here or at the last commit. */
export function chooseNodes(
  { nodes, retirement }: RetireOptions,
  catalog: Catalog,
  { ledger, earlier }: { readonly ledger: Ledger | undefined; readonly earlier?: Catalog },
): Checked<readonly Chosen[]> {
  const kinds = kindsOf(catalog, ledger);
  const problems: Problem[] = [];
  for (const name of nodes) {
    const address = parseAddress(name);
    const id = address?.sourcedId ?? name;
    // A ledger may have lost a line that the platform still holds: the address says all it takes,
    // unless it is a slip of the pen.
    const isElsewhere = address && retirement.type === 'retire' && !kinds.has(id);
    if (isElsewhere && nearest(id, [...kinds.keys()]) === undefined) kinds.set(id, address.kind);
    const kind = kinds.get(id);
    if (!kind || (address && address.kind !== kind))
      problems.push(unknownId(name, kinds, onPlatform));
  }
  const named = nodes.map((name) => parseAddress(name)?.sourcedId ?? name);
  const children = retirement.type === 'retire' && retirement.children;
  const ids = new Set(
    children ? subtreeOf(named, catalog, earlier && { catalog: earlier, ledger }) : named,
  );
  const hanging = retirement.type === 'undo' ? [] : leftBehind(ids, catalog);
  const chosen = [...ids].flatMap((sourcedId) => {
    const kind = kinds.get(sourcedId);
    return kind ? [{ kind, sourcedId }] : [];
  });
  return checked(chosen, [...problems, ...hanging]);
}

/** All ids that manifests or the ledger know; the manifests count. */
export function kindsOf({ nodes }: Catalog, ledger: Ledger | undefined): Map<string, Kind> {
  const recorded = [...(ledger?.entries.values() ?? [])];
  const written = [...nodes.values()].map(({ entity }) => entity);
  return new Map([...recorded, ...written].map(({ sourcedId, kind }) => [sourcedId, kind]));
}

/** `otherwise`: what to do if nothing is spelled like it. */
export function unknownId(
  name: string,
  kinds: ReadonlyMap<string, Kind>,
  otherwise?: string,
): Problem {
  const address = parseAddress(name);
  const near = nearest(address?.sourcedId ?? name, [...kinds.keys()]);
  const kind = near === undefined ? undefined : kinds.get(near);
  const meant = near !== undefined && kind && (address ? addressOf(kind, near) : near);
  const hint = meant ? `Did you mean "${meant}"?` : otherwise;
  return problem('reference/missing', {
    detail: `Neither the manifests nor the ledger know "${name}".`,
    ...(hint !== undefined && { hint }),
  });
}
