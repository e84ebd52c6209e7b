import { nearest } from '../document/validate.ts';
import type { Catalog } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import type { Ledger, LedgerEntry } from '../model/ledger.ts';
import { type Address, addressOf, type Kind, kinds, nodeKey, nodeNamed } from '../model/node.ts';
import { placementsListed, resourceOfName, saidOf } from '../model/placements.ts';
import { type Candidate, type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { asSeen } from '../model/text.ts';
import { longestTitle, quoted, shorten } from '../text/words/names.ts';

/** A node as a name can mean it. */
export interface Nameable {
  readonly kind: Kind;
  readonly sourcedId: string;
  /** Empty if nothing but the id is known any more. */
  readonly title: string;
  readonly courseCode?: string;
  /** Other ids of the node: that of the manifests, or those of environments. */
  readonly otherIds?: readonly string[];
  /** What the name is taken for, if it is not the address of this very node. */
  readonly address?: Address;
}

/**
 * How much of a name is enough. `part`, for commands that only read: the first characters of an id and
 * any part of a title. `whole`, for commands that write: an id, an address or a whole title.
 */
export type Exactness = 'whole' | 'part';

interface Search {
  readonly by: Exactness;
  /** Of nodes that the name fits the ones of this kind count, if there are any. */
  readonly kind?: Kind;
  /** Whose nodes these are, for the refusal. Absent: the manifests'. */
  readonly among?: 'ledger too';
  /** What to do if nothing is spelled like the name. */
  readonly otherwise?: string;
}

/** Fewer characters of an id say nothing; git asks for as many. */
const shortestPart = 4;

/** The nodes of the manifests. */
export function nameables({ nodes }: Catalog): readonly Nameable[] {
  return [...nodes].map(([address, { entity, writtenId }]) => {
    const { kind, sourcedId, title, fields } = entity;
    const { courseCode } = fields;
    return {
      kind,
      sourcedId,
      title,
      address,
      ...(typeof courseCode === 'string' && { courseCode }),
      ...(writtenId !== undefined && { otherIds: [writtenId] }),
    };
  });
}

/** The same with those of the ledger that no manifest holds. */
export function nameablesWith(
  catalog: Catalog,
  ledger: Ledger | undefined,
  isMeant: (entry: LedgerEntry) => boolean = () => true,
): readonly Nameable[] {
  const written = nameables(catalog);
  const keys = new Set(written.map(nodeKey));
  const left = [...(ledger?.entries.values() ?? [])].filter(
    (entry) => !keys.has(nodeKey(entry)) && isMeant(entry),
  );
  const gone = left.map(({ kind, sourcedId, writtenId }): Nameable => {
    const other = writtenId !== undefined && { otherIds: [writtenId] };
    return { kind, sourcedId, title: '', ...other };
  });
  return [...written, ...gone];
}

/**
 * The nodes that a name fits, in the first of these senses in which it fits any: address, id, id
 * elsewhere, course code, whole title, whole title in other capitals, beginning of an id, part of a title.
 */
export function nodesNamed(
  name: string,
  nodes: readonly Nameable[],
  { by, kind: wanted }: Pick<Search, 'by' | 'kind'>,
): readonly Nameable[] {
  for (const fits of senses(name, by)) {
    const found = nodes.filter(fits);
    const ofKind = found.filter(({ kind }) => kind === wanted);
    if (found.length > 0) return ofKind.length > 0 ? ofKind : found;
  }
  return [];
}

type Sense = (node: Nameable) => boolean;

function senses(name: string, by: Exactness): readonly Sense[] {
  const { kind, sourcedId: rest } = nodeNamed(name);
  const ofKind: (sense: (text: string) => Sense) => Sense = (sense) => (node) =>
    sense(name)(node) || (kind !== undefined && node.kind === kind && sense(rest)(node));
  const hasId = ofKind(
    (text) =>
      ({ sourcedId }) =>
        sourcedId === text,
  );
  const hasOtherId = ofKind(
    (text) =>
      ({ otherIds }) =>
        otherIds?.includes(text) === true,
  );
  const [whole, lower] = [(text: string) => text, (text: string) => text.toLowerCase()];
  const titled = (as: (text: string) => string) =>
    ofKind((text) => {
      const asked = as(asSeen(text));
      return ({ title }) => asked !== '' && as(asSeen(title)) === asked;
    });
  if (by === 'whole') return [hasId, hasOtherId, titled(whole)];
  const begins = ofKind(
    (text) =>
      ({ sourcedId }) =>
        text.length >= shortestPart && lower(sourcedId).startsWith(lower(text)),
  );
  const holds = ofKind((text) => {
    const asked = lower(asSeen(text));
    return ({ title }) => asked !== '' && lower(asSeen(title)).includes(asked);
  });
  const hasCode: Sense = ({ courseCode }) => courseCode === name;
  return [hasId, hasOtherId, hasCode, titled(whole), titled(lower), begins, holds];
}

/** The one node that a name means; a problem that lists the candidates if there are several. */
export function nodeMeant(
  name: string,
  nodes: readonly Nameable[],
  search: Search,
): Checked<Nameable> {
  const [meant, ...others] = nodesNamed(name, nodes, search);
  if (!meant) return { ok: false, problems: [unknownName(name, nodes, search)] };
  if (others.length === 0) return checked(meant, []);
  return { ok: false, problems: [severalMeant(name, [meant, ...others])] };
}

/** Whether a text is the id or the address of a node of the manifests. */
export function hasNodeWithId(text: string, catalog: Catalog): boolean {
  const { kind, sourcedId } = nodeNamed(text);
  const named = kind === undefined ? kinds : [kind];
  return (
    named.some((one) => catalog.nodes.has(addressOf(one, sourcedId))) ||
    kinds.some((one) => catalog.nodes.has(addressOf(one, text)))
  );
}

/** The address of the one node of the manifests that a name means. */
export function addressMeant(
  name: string,
  catalog: Catalog,
  search: Pick<Search, 'by' | 'kind'>,
): Checked<Address> {
  const meant = nodeMeant(name, nameables(catalog), search);
  return meant.ok ? checked(addressOfNameable(meant.value), []) : meant;
}

export function addressOfNameable({ address, kind, sourcedId }: Nameable): Address {
  return address ?? addressOf(kind, sourcedId);
}

/** The nodes that the options of a run name. */
interface NamedNodes {
  readonly restore: ReadonlySet<Address>;
  readonly target: ReadonlySet<Address>;
  readonly exclude: ReadonlySet<Address>;
  /** Names that are no node, or more than one. */
  readonly problems: readonly Problem[];
}

/** What has nodes to name. */
export interface Known {
  readonly catalog: Catalog;
  readonly ledger?: Ledger | undefined;
}

/** The nodes that a run is about, each by address, id or title. */
export interface NodeOptions {
  /** Those that the platform has retired and that are to be live again. */
  readonly restore?: readonly string[];
  /** Those whose subtrees alone the run is about. */
  readonly target?: readonly string[];
  /** Those whose subtrees the run leaves. */
  readonly exclude?: readonly string[];
}

const nothingNamed: NamedNodes = {
  restore: new Set(),
  target: new Set(),
  exclude: new Set(),
  problems: [],
};

/** Finds the nodes of `--restore`, `--target` and `--exclude`, as `nodesNamed` does. */
export function nameNodes(options: NodeOptions, known: Known, by: Exactness): NamedNodes {
  const { restore = [], target = [], exclude = [] } = options;
  // Most runs name none, and a catalog may have thousands that could be meant.
  if (restore.length + target.length + exclude.length === 0) return nothingNamed;
  // What is retired left the manifests and is in a plan all the same.
  const retired = ({ state }: LedgerEntry) => state === 'retired';
  const all = nameablesWith(known.catalog, known.ledger, retired);
  return nameAmong(options, { live: nameables(known.catalog), all }, by);
}

/** The same among nodes that are to be live, and among all that a run can name. */
export function nameAmong(
  options: NodeOptions,
  { live, all }: { readonly live: readonly Nameable[]; readonly all: readonly Nameable[] },
  by: Exactness,
): NamedNodes {
  const { restore = [], target = [], exclude = [] } = options;
  const find = (names: readonly string[], others: readonly Nameable[]) => {
    const found = names.map((name) => {
      const among = nodesNamed(name, live, { by }).length > 0 ? live : others;
      return nodeMeant(name, among, { by });
    });
    return {
      nodes: new Set(found.flatMap((one) => (one.ok ? [addressOfNameable(one.value)] : []))),
      problems: found.flatMap(({ problems }) => problems),
    };
  };
  const found = {
    restore: find(restore, live),
    target: find(target, all),
    exclude: find(exclude, all),
  };
  return {
    restore: found.restore.nodes,
    target: found.target.nodes,
    exclude: found.exclude.nodes,
    problems: Object.values(found).flatMap(({ problems }) => problems),
  };
}

function severalMeant(name: string, all: readonly Nameable[]): Problem {
  const candidates = candidatesOf(all);
  return problem('reference/ambiguous', {
    detail: `${quoted(name)} matches ${all.length} nodes.`,
    hint: `Name one of them by its address:\n${candidateLines(candidates)}`,
    choice: { name, candidates },
  });
}

function unknownName(name: string, nodes: readonly Nameable[], search: Search): Problem {
  const { by, among, otherwise } = search;
  const detail =
    among === undefined
      ? `No node of the manifests has the id, the address or the title ${quoted(name)}.`
      : `${quoted(name)} is neither in the manifests nor in the ledger.`;
  const inPart = by === 'whole' ? nodesNamed(name, nodes, { ...search, by: 'part' }) : [];
  if (inPart.length > 0) {
    const candidates = candidateLines(candidatesOf(inPart));
    const hint = `This command writes, so it needs a complete title, an id or an address. Did you mean:\n${candidates}`;
    return problem('reference/missing', { detail, hint });
  }
  const near = nearName(name, nodes);
  const hint = near === undefined ? otherwise : `Did you mean ${quoted(near)}?`;
  return problem('reference/missing', { detail, ...(hint !== undefined && { hint }) });
}

/** What is spelled like a name: an id, written as an address if the name is one, or a title. */
export function nearName(name: string, nodes: readonly Nameable[]): string | undefined {
  const { kind, sourcedId } = nodeNamed(name);
  const ids = new Map(nodes.map((node) => [node.sourcedId, node]));
  const near = ids.get(nearest(sourcedId, [...ids.keys()]) ?? '');
  if (near) return kind === undefined ? near.sourcedId : addressOf(near.kind, near.sourcedId);
  // As a title without its kind.
  return nearest(
    sourcedId,
    nodes.flatMap(({ title, courseCode }) => [title, courseCode ?? '']).filter(Boolean),
  );
}

function candidatesOf(nodes: readonly Nameable[]): readonly Candidate[] {
  return nodes.map((node) => ({ address: addressOfNameable(node), title: node.title }));
}

/** So many are named; if there are more, more of the name helps more than a list. */
const mostNamed = 10;

function candidateLines(candidates: readonly Candidate[]): string {
  const lines = candidates.slice(0, mostNamed).map(candidateLine);
  const more = candidates.length - lines.length;
  return [...lines, ...(more > 0 ? [`  … and ${more} more`] : [])].join('\n');
}

function candidateLine({ address, title }: Candidate): string {
  return title === '' ? `  ${address}` : `  ${address}  ${quoted(shorten(title, longestTitle))}`;
}

/** A placement of the manifests, as an id names it. */
export interface FoundPlacement {
  readonly sourcedId: string;
  /** The lesson or unit that it stands in. */
  readonly parent: Address;
  /** What it goes by among the fields of that. */
  readonly name: string;
  readonly resource: string;
  /** What the manifest says of it beyond that. */
  readonly said: JsonObject;
}

/**
 * The placement with an id, or with `placement/ID`: one that an entry of `resources` writes out, or that
 * the ledger has for a lesson or unit and a resource in it.
 */
export function findPlacement(
  text: string,
  { nodes }: Catalog,
  ledger: Ledger | undefined,
): FoundPlacement | undefined {
  const sourcedId = text.replace(/^placement\//, '');
  for (const [parent, { entity }] of nodes) {
    for (const name of placementsListed(entity.fields['resources']) ?? []) {
      const said = saidOf(name, entity.fields);
      if (said['sourcedId'] === sourcedId) {
        return { sourcedId, parent, name, resource: resourceOfName(name), said };
      }
    }
  }
  const line = ledger?.placements.get(sourcedId);
  if (!line) return undefined;
  const { parent: place, resource } = line;
  const parent = [addressOf('lesson', place), addressOf('unit', place)].find((one) =>
    nodes.has(one),
  );
  const fields = (parent && nodes.get(parent)?.entity.fields) ?? {};
  const isThere = parent && placementsListed(fields['resources'])?.includes(resource);
  const said = saidOf(resource, fields);
  // An entry with an id of its own is another placement of the same resource.
  if (!isThere || said['sourcedId'] !== undefined) return undefined;
  return { sourcedId, parent, name: resource, resource, said };
}
