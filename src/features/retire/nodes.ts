import { nearest } from '../../document/validate.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../../model/catalog.ts';
import type { Ledger } from '../../model/ledger.ts';
import {
  type Address,
  addressOf,
  idIn,
  type Kind,
  nodeNamed,
  parseAddress,
} from '../../model/node.ts';
import { resourcesIn } from '../../model/placements.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { readCommit } from '../../run/catalog/base.ts';
import type { ReadCatalog } from '../../run/catalog/catalog-files.ts';
import type { Workspace } from '../../run/catalog/workspace.ts';

/** What is to become of the nodes. */
export type Retirement =
  | { readonly type: 'retire'; readonly reason: string; readonly children: boolean }
  /** Out of the ledger too: the id never left this repository. */
  | { readonly type: 'never-published' }
  /** Live again, for a retirement that was not published. */
  | { readonly type: 'undo' };

export interface RetireOptions {
  /** By sourcedId or address. */
  readonly nodes: readonly string[];
  readonly retirement: Retirement;
  /** A commit that must not know what was never published, or retired. */
  readonly base?: string;
  /** A platform that must not either. */
  readonly env?: string;
  /** As in `PlatformOptions`. */
  readonly insecureHttp?: boolean;
}

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
  const named = nodes.map((name) => nodeNamed(name).sourcedId);
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
function unknownId(name: string, kinds: ReadonlyMap<string, Kind>, otherwise?: string): Problem {
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

/**
 * The ids and those of all nodes below them: here, and below them earlier if they are live and nowhere
 * now. A resource that is written in the manifest of a course goes with it.
 */
function subtreeOf(
  ids: readonly string[],
  { nodes }: Catalog,
  earlier?: { readonly catalog: Catalog; readonly ledger: Ledger | undefined },
): readonly string[] {
  const all = new Set(ids);
  const above = parentsIn(nodes);
  // A parent stands before its children, so one pass finds every descendant.
  for (const [address, { entity }] of nodes) {
    const parent = above(address);
    if (parent && all.has(idIn(parent))) all.add(entity.sourcedId);
  }
  if (!earlier) return [...all];
  const here = new Set([...nodes.values()].map(({ entity }) => entity.sourcedId));
  const isLeft = (id: string) => !here.has(id) && earlier.ledger?.entries.get(id)?.state === 'live';
  return [...new Set([...all, ...subtreeOf(ids, earlier.catalog).filter(isLeft)])];
}

/** What each node hangs under; a resource in the manifest of a course hangs under the course. */
function parentsIn(nodes: Catalog['nodes']): (address: Address) => Address | undefined {
  const courses = new Map(
    [...nodes].flatMap(([address, { entity, source }]) =>
      entity.kind === 'course' ? [[source.file, address] as const] : [],
    ),
  );
  return (address) => {
    const node = nodes.get(address);
    if (node?.entity.kind !== 'resource') return node?.entity.parent;
    return courses.get(node.source.file);
  };
}

/** How nodes leave the manifests, and how it is said of them. */
const leaving = { retire: 'would retire', release: 'would be released' } as const;
type Leaving = keyof typeof leaving;

/** What would hang in the air: children that stay, and nodes that name what goes. */
export function leftBehind(
  ids: ReadonlySet<string>,
  { nodes }: Catalog,
  as: Leaving = 'retire',
): Problem[] {
  const staying = [...nodes].filter(([, { entity }]) => !ids.has(entity.sourcedId));
  const above = parentsIn(nodes);
  const orphans = Map.groupBy(
    staying.filter(([address]) => ids.has(idIn(above(address) ?? address))),
    ([address]) => above(address),
  );
  return [
    ...[...orphans].flatMap(([parent, children]) =>
      parent ? [orphaned(parent, children, as)] : [],
    ),
    ...staying.flatMap(([address, node]) =>
      named(node).flatMap(([field, target]) =>
        ids.has(idIn(target)) ? [stillNamed(address, node, { field, target, as })] : [],
      ),
    ),
  ];
}

/** The fields of a node that name others, each with a node that it names. */
function named({ entity: { kind, fields } }: CatalogNode): (readonly [string, Address])[] {
  const { prerequisites } = fields;
  const before = Array.isArray(prerequisites) ? prerequisites.map(String) : [];
  return [
    ...resourcesIn(fields).map((id) => ['resources', addressOf('resource', id)] as const),
    ...before.map((id) => ['prerequisites', addressOf(kind, id)] as const),
  ];
}

function orphaned(
  parent: Address,
  [first, ...others]: readonly (readonly [Address, CatalogNode])[],
  as: Leaving,
): Problem {
  const hanging = others.length === 0 ? 'hangs' : `and ${others.length} more hang`;
  return problem('retire/live-children', {
    detail: `"${first?.[0]}" ${hanging} under "${parent}", which ${leaving[as]}.`,
    hint: `Add --children to ${as} everything below as well, or move the children first.`,
    ...(first && { span: fieldSpan(first[1].source, 'sourcedId') }),
    address: parent,
  });
}

function stillNamed(
  address: Address,
  { source }: CatalogNode,
  { field, target, as }: { readonly field: string; readonly target: Address; readonly as: Leaving },
): Problem {
  return problem('retire/still-named', {
    detail: `"${address}" names "${target}", which ${leaving[as]}, in its ${field}.`,
    hint: 'Take it out there first.',
    span: fieldSpan(source, field),
    address,
  });
}

/** What a command that hands over names. */
export interface HandoverRequest {
  /** By sourcedId or address. */
  readonly nodes: readonly string[];
  /** Everything below them as well. */
  readonly children: boolean;
}

/** The nodes that are named, whether manifests hold them or only the ledger knows them. */
export function nodesToHandOver(
  { nodes, children }: HandoverRequest,
  catalog: Catalog,
  known: {
    readonly ledger: Ledger | undefined;
    readonly earlier?: Catalog;
    readonly otherwise?: string;
  },
): Checked<readonly Chosen[]> {
  const kinds = kindsOf(catalog, known.ledger);
  const named = nodes.map((name) => nodeNamed(name).sourcedId);
  const problems = nodes.flatMap((name) => {
    const { kind, sourcedId } = nodeNamed(name);
    const found = kinds.get(sourcedId);
    return found && found === (kind ?? found) ? [] : [unknownId(name, kinds, known.otherwise)];
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
export function checkCatalogName(option: '--to' | '--from', name: string): Checked<string> {
  if (/^[^\s\p{Cc}#][^\s\p{Cc}]*$/u.test(name) && name.isWellFormed() && name.length <= longest) {
    return checked(name, []);
  }
  const wrong = problem('usage/wrong', {
    detail: `${option} names a catalog, in one word without blanks: its path from here, or what people call it.`,
  });
  return { ok: false, problems: [wrong] };
}

const longest = 255;
