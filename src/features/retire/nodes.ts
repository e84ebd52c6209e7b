import { nodeWithId } from '../../document/place.ts';
import { mostGuesses } from '../../document/validate.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../../model/catalog.ts';
import { shellWord } from '../../model/id-commands.ts';
import type { Ledger } from '../../model/ledger.ts';
import {
  type Address,
  addressOf,
  type IdKey,
  type Kind,
  keyOfAddress,
  nodeKey,
  parseAddress,
} from '../../model/node.ts';
import { resourcesListed } from '../../model/placements.ts';
import {
  type Checked,
  checked,
  failure,
  type Problem,
  problem,
  wrongUsage,
} from '../../model/problem.ts';
import { readCommit } from '../../run/catalog/base.ts';
import type { ReadCatalog } from '../../run/catalog/catalog-files.ts';
import type { Workspace } from '../../run/catalog/workspace.ts';
import {
  eachMeant,
  type Nameable,
  nameablesWith,
  nearName,
  nodeMeant,
  nodesNamed,
} from '../../run/naming.ts';

/** What happens to the ids of removed nodes: retired with a reason, forgotten, or live again. */
export type Retirement =
  | { readonly type: 'retire'; readonly reason: string; readonly children: boolean }
  /** Removes the id from the ledger too: it was never published. */
  | { readonly type: 'never-published' }
  /** Makes the id live again: its retirement was not published. */
  | { readonly type: 'undo' };

export interface RetireOptions {
  /** The nodes, by id, address or whole title. */
  readonly nodes: readonly string[];
  readonly retirement: Retirement;
  /** A commit that must not know an id that was never published, or its retirement. */
  readonly base?: string;
  /** A platform that must not know it either. */
  readonly env?: string;
  /** Whether `http:` addresses of the platform are accepted; see `PlatformOptions`. */
  readonly insecureHttp?: boolean;
}

/** A chosen node, whether a manifest still holds it or not. */
export interface Chosen {
  readonly kind: Kind;
  readonly sourcedId: string;
}

const onPlatform =
  'To retire a node that is only on a platform, write its address, such as lesson/ID.';
const tooManyElsewhere = `Name at most ${mostGuesses} nodes in one command that neither the manifests nor the ledger have.`;
const retiredHint =
  'A retired node is no longer in the manifests with its title: name it by its id, which the ledger has on a line with `retired`.';

/** The named nodes, with everything below them if wanted, here or at the last commit. */
export function chooseNodes(
  { nodes, retirement }: RetireOptions,
  catalog: Catalog,
  { ledger, earlier }: { readonly ledger: Ledger | undefined; readonly earlier?: Catalog },
): Checked<readonly Chosen[]> {
  const { chosen, problems } = nodesMeant(
    { nodes, children: retirement.type === 'retire' && retirement.children },
    catalog,
    {
      ...{ ledger, earlier, takesLost: retirement.type === 'retire' },
      otherwise: retirement.type === 'undo' ? retiredHint : onPlatform,
    },
  );
  const hanging =
    retirement.type === 'undo' ? [] : leftBehind(new Set(chosen.map(nodeKey)), catalog);
  return checked(chosen, [...problems, ...hanging]);
}

/** What names may mean beside the nodes of the manifests. */
interface Known {
  readonly ledger: Ledger | undefined;
  readonly earlier?: Catalog | undefined;
  /** The hint if no name is similar. */
  readonly otherwise?: string;
  /** Whether an address may name a node that neither manifests nor ledger have. */
  readonly takesLost?: boolean;
}

/** The nodes that names mean, with everything below them if wanted. */
function nodesMeant(
  { nodes, children }: HandoverRequest,
  catalog: Catalog,
  { ledger, earlier, otherwise, takesLost }: Known,
) {
  const known = nameablesWith(catalog, ledger);
  let elsewhere = 0;
  const found = eachMeant(nodes, (name, guesses): Checked<Chosen> => {
    const isElsewhere =
      takesLost && parseAddress(name) && nodesNamed(name, known, { by: 'whole' }).length === 0;
    if (isElsewhere) elsewhere += 1;
    if (elsewhere > mostGuesses) {
      // Each of them is held against all nodes, since it may be a typing error.
      return chosenBy(name, known, { guesses: false, otherwise: tooManyElsewhere });
    }
    const address = isElsewhere ? addressElsewhere(name, known) : undefined;
    if (address) return checked(address, []);
    return chosenBy(name, known, { guesses, ...(otherwise && { otherwise }) });
  });
  const named = found.flatMap((one) => (one.ok ? [one.value] : []));
  const chosen = children
    ? subtreeOf(named, catalog, earlier && { catalog: earlier, ledger })
    : unique(named);
  return { chosen, problems: found.flatMap(({ problems }) => problems) };
}

/**
 * The node of an address that neither manifests nor ledger have, since a ledger may have lost a line that the
 * platform still holds. Undefined if the name may be a typing error.
 */
function addressElsewhere(name: string, known: readonly Nameable[]): Chosen | undefined {
  const address = parseAddress(name);
  const isKnown = () =>
    nodesNamed(name, known, { by: 'part' }).length > 0 || nearName(name, known) !== undefined;
  return address && !isKnown() ? address : undefined;
}

/** The one node that a name means. `otherwise`: the hint if no name is similar. */
function chosenBy(
  name: string,
  known: readonly Nameable[],
  search: { readonly guesses: boolean; readonly otherwise?: string },
): Checked<Chosen> {
  const meant = nodeMeant(name, known, { by: 'whole', among: 'ledger too', ...search });
  if (!meant.ok) return meant;
  const { kind, sourcedId } = meant.value;
  return checked({ kind, sourcedId }, []);
}

function unique(nodes: readonly Chosen[]): readonly Chosen[] {
  return [...new Map(nodes.map((node) => [nodeKey(node), node])).values()];
}

/**
 * The nodes with everything below them in the present manifests and, if they are live and in no manifest now,
 * in earlier ones. A resource in the manifest of a course belongs to the course.
 */
function subtreeOf(
  named: readonly Chosen[],
  { nodes }: Catalog,
  earlier?: { readonly catalog: Catalog; readonly ledger: Ledger | undefined },
): readonly Chosen[] {
  const all = new Map(named.map((node) => [nodeKey(node), node]));
  const above = parentsIn(nodes);
  // Parents come before their children, so one pass finds every descendant.
  for (const [address, { entity }] of nodes) {
    const parent = above(address);
    if (!parent || !all.has(keyOfAddress(parent))) continue;
    all.set(nodeKey(entity), { kind: entity.kind, sourcedId: entity.sourcedId });
  }
  if (!earlier) return [...all.values()];
  const here = new Set([...nodes.values()].map(({ entity }) => nodeKey(entity)));
  const isLeft = (node: Chosen) => {
    const key = nodeKey(node);
    return !here.has(key) && earlier.ledger?.entries.get(key)?.state === 'live';
  };
  return unique([...all.values(), ...subtreeOf(named, earlier.catalog).filter(isLeft)]);
}

/** The parent of each node; for a resource in the manifest of a course, the course. */
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

/** The words for how nodes leave the manifests. */
const leaving = { retire: 'would retire', release: 'would be released' } as const;
type Leaving = keyof typeof leaving;

/** Problems of nodes that would lose something: children that stay, and nodes that refer to removed ones. */
export function leftBehind(
  leave: ReadonlySet<IdKey>,
  { nodes }: Catalog,
  as: Leaving = 'retire',
): Problem[] {
  const staying = [...nodes].filter(([, { entity }]) => !leave.has(nodeKey(entity)));
  const above = parentsIn(nodes);
  const inWords = (address: Address) => {
    const entity = nodes.get(address)?.entity;
    return entity ? nodeWithId(entity) : address;
  };
  const orphans = Map.groupBy(
    staying.filter(([address]) => leave.has(keyOfAddress(above(address) ?? address))),
    ([address]) => above(address),
  );
  return [
    ...[...orphans].flatMap(([parent, children]) =>
      parent ? [orphaned([parent, nodes.get(parent)], children, as)] : [],
    ),
    ...staying.flatMap(([address, node]) =>
      named(node).flatMap(([field, target]) =>
        leave.has(keyOfAddress(target))
          ? [stillNamed(address, node, { field, target: inWords(target), as })]
          : [],
      ),
    ),
  ];
}

/** The references of a node, as pairs of a field and an address. */
function named({ entity: { kind, fields } }: CatalogNode): (readonly [string, Address])[] {
  const { prerequisites } = fields;
  const before = Array.isArray(prerequisites) ? prerequisites.map(String) : [];
  return [
    ...resourcesListed(fields['resources']).map(
      (id) => ['resources', addressOf('resource', id)] as const,
    ),
    ...before.map((id) => ['prerequisites', addressOf(kind, id)] as const),
  ];
}

function orphaned(
  [parent, above]: readonly [Address, CatalogNode | undefined],
  [first, ...others]: readonly (readonly [Address, CatalogNode])[],
  as: Leaving,
): Problem {
  const hanging = others.length === 0 ? 'is' : `and ${others.length} more are`;
  return problem('retire/live-children', {
    detail: `The ${first ? nodeWithId(first[1].entity) : 'node'} ${hanging} under the ${above ? nodeWithId(above.entity) : parent}, which ${leaving[as]}.`,
    hint: `Add --children to ${as} everything below as well, or move the children first.`,
    ...(first && { span: fieldSpan(first[1].source, 'sourcedId') }),
    address: parent,
  });
}

function stillNamed(
  address: Address,
  { entity, source }: CatalogNode,
  { field, target, as }: { readonly field: string; readonly target: string; readonly as: Leaving },
): Problem {
  return problem('retire/still-named', {
    detail: `The ${nodeWithId(entity)} names the ${target}, which ${leaving[as]}, in its ${field}.`,
    hint: 'Remove it there first.',
    span: fieldSpan(source, field),
    address,
  });
}

/** The nodes that a handover names. */
export interface HandoverRequest {
  /** The nodes, by id, address or whole title. */
  readonly nodes: readonly string[];
  /** Whether everything below them is included. */
  readonly children: boolean;
}

/** The named nodes, whether manifests hold them or only the ledger knows them. */
export function nodesToHandOver(
  request: HandoverRequest,
  catalog: Catalog,
  known: Known,
): Checked<readonly Chosen[]> {
  const { chosen, problems } = nodesMeant(request, catalog, known);
  return checked(chosen, problems);
}

/**
 * The manifests of the last commit, which may hold a course that was moved away already; undefined if git
 * does not know them.
 */
export function catalogAtHead(workspace: Workspace, read: ReadCatalog): Catalog | undefined {
  const head = readCommit(workspace, 'HEAD', read);
  return head.ok ? head.value.catalog : undefined;
}

/** Checks the name of a catalog: it is one word of a line of the ledger, which is read on every system. */
export function checkCatalogName(option: '--to' | '--from', name: string): Checked<string> {
  if (/^(?:[/\\]|[a-z]:[/\\])/i.test(name)) {
    return wrongUsage(
      `${option} ${name} is a path on this machine, and the ledger goes into every clone.`,
      `Name the other catalog by its path from the folder of this one, such as \`${option} ../maths\`.`,
    );
  }
  if (name.includes('\\')) {
    return wrongUsage(
      `${option} ${name} has backslashes, which part folders on Windows alone, and the ledger goes into every clone.`,
      `Write it with slashes: \`${option} ${shellWord(name.replaceAll(/\\+/g, '/'))}\`.`,
    );
  }
  if (/^[^\s\p{Cc}#][^\s\p{Cc}]*$/u.test(name) && name.isWellFormed() && name.length <= longest) {
    return checked(name, []);
  }
  return failure('usage/wrong', {
    detail: `${option} names a catalog in one word without spaces: its relative path, or a name.`,
  });
}

const longest = 255;
