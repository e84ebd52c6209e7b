import { mostGuesses, nearest } from '../document/validate.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Ledger, LedgerEntry } from '../model/ledger.ts';
import { type Address, addressOf, type Kind, kinds, nodeKey, nodeNamed } from '../model/node.ts';
import { type Candidate, type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { asSeen } from '../model/text.ts';
import { longestTitle, quoted, shorten } from '../text/words/names.ts';

/** A node that a name may mean. */
export interface Nameable {
  readonly kind: Kind;
  readonly sourcedId: string;
  /** Empty if only the id is known. */
  readonly title: string;
  readonly courseCode?: string;
  /** Other ids of the node: that of the manifests, or those of environments. */
  readonly otherIds?: readonly string[];
  /** The address that the name stands for, if it is not the one of `kind` and `sourcedId`. */
  readonly address?: Address;
}

/**
 * How much of a name is needed. `part`, for commands that only read: the first characters of an id, or any
 * part of a title. `whole`, for commands that write: an id, an address or a whole title.
 */
export type Exactness = 'whole' | 'part';

interface Search {
  readonly by: Exactness;
  /** The kind that is preferred: if the name fits nodes of it, all others are left out. */
  readonly kind?: Kind;
  /** The set of nodes, for the message. Absent: those of the manifests. */
  readonly among?: 'ledger too';
  /** The advice if no node has a similar name. */
  readonly otherwise?: string;
  /** Whether a similar name is looked for if no node has this one. */
  readonly guesses?: boolean;
}

/** Finds each of the names; `guesses` is false once too many are unknown. */
export function eachMeant<Found>(
  names: readonly string[],
  find: (name: string, guesses: boolean) => Checked<Found>,
): readonly Checked<Found>[] {
  let unknown = 0;
  return names.map((name) => {
    const found = find(name, unknown < mostGuesses);
    if (!found.ok) unknown += 1;
    return found;
  });
}

/** The fewest characters of an id that count, as in git. */
const shortestPart = 4;

/** The nodes of the manifests, for name look-ups. */
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

/** The nodes of the manifests, and those of the ledger that no manifest has and that `isMeant` accepts. */
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
 * The nodes that a name fits. These meanings are tried in order, and the first with a match counts: address
 * or id, other id, course code, whole title, whole title in any case, beginning of an id, part of a title.
 * With `by: 'whole'` only address, ids and whole title are tried.
 */
export function nodesNamed(
  name: string,
  nodes: readonly Nameable[],
  { by, kind: wanted }: Pick<Search, 'by' | 'kind'>,
): readonly Nameable[] {
  for (const sense of senses[by]) {
    const found = foundBy(sense, name, nodes);
    const ofKind = found.filter(({ kind }) => kind === wanted);
    if (found.length > 0) return ofKind.length > 0 ? ofKind : found;
  }
  return [];
}

/** How a name may fit nodes: with one of their texts, or with a part of one. */
interface Sense {
  readonly textsOf: (node: Nameable) => readonly string[];
  /** The form in which texts are compared. */
  readonly as?: (text: string) => string;
  /** Absent: the name is the text. */
  readonly fits?: (text: string, asked: string) => boolean;
  /** Whether an address, `KIND/NAME`, also names the node of that kind. */
  readonly ofKind: boolean;
}

const asWritten = (text: string) => text;
const lower = (text: string) => text.toLowerCase();
const inAnyCase = (text: string) => lower(asSeen(text));

const byId: Sense = { textsOf: ({ sourcedId }) => [sourcedId], ofKind: true };
const byOtherId: Sense = { textsOf: ({ otherIds = [] }) => otherIds, ofKind: true };
const byCode: Sense = { textsOf: ({ courseCode = [] }) => [courseCode].flat(), ofKind: false };
const byTitle: Sense = { textsOf: ({ title }) => [title], as: asSeen, ofKind: true };
const byTitleInAnyCase: Sense = { ...byTitle, as: inAnyCase };
const byBeginning: Sense = {
  ...byId,
  as: lower,
  fits: (id, asked) => asked.length >= shortestPart && id.startsWith(asked),
};
const byPartOfTitle: Sense = {
  ...byTitleInAnyCase,
  fits: (title, asked) => asked !== '' && title.includes(asked),
};

const senses: Readonly<Record<Exactness, readonly Sense[]>> = {
  whole: [byId, byOtherId, byTitle],
  part: [byId, byOtherId, byCode, byTitle, byTitleInAnyCase, byBeginning, byPartOfTitle],
};

/** The nodes that a name fits in one sense, in their order. */
function foundBy(sense: Sense, name: string, nodes: readonly Nameable[]): readonly Nameable[] {
  const { as = asWritten, fits, ofKind } = sense;
  const { kind, sourcedId } = nodeNamed(name);
  const known = indexOf(sense, nodes);
  const withText = (asked: string) =>
    fits
      ? [...known].flatMap(([text, there]) => (fits(text, asked) ? there : []))
      : (known.get(asked) ?? []);
  const below =
    ofKind && kind !== undefined
      ? withText(as(sourcedId)).filter((node) => node.kind === kind)
      : [];
  const found = new Set([...withText(as(name)), ...below]);
  return found.size < 2 ? [...found] : nodes.filter((node) => found.has(node));
}

type Index = ReadonlyMap<string, readonly Nameable[]>;

/** The nodes by their texts in one sense, made once: a run may name thousands of nodes. */
const indices = new WeakMap<readonly Nameable[], Map<Sense, Index>>();

function indexOf(sense: Sense, nodes: readonly Nameable[]): Index {
  const { textsOf, as = asWritten } = sense;
  const made = indices.get(nodes) ?? new Map<Sense, Index>();
  indices.set(nodes, made);
  const known = made.get(sense);
  if (known) return known;
  const index = new Map<string, Nameable[]>();
  for (const node of nodes) {
    for (const written of textsOf(node)) {
      const text = as(written);
      // A node whose title is not known has no name in this sense.
      if (text === '') continue;
      const there = index.get(text);
      if (there) there.push(node);
      else index.set(text, [node]);
    }
  }
  made.set(sense, index);
  return index;
}

/**
 * The one node that a name means; a problem if there is none, or with the candidates if there are several.
 */
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

/** The address of the one node of the manifests that a name means; a problem if there is none, or several. */
export function addressMeant(
  name: string,
  catalog: Catalog,
  search: Pick<Search, 'by' | 'kind'>,
): Checked<Address> {
  const meant = nodeMeant(name, nameables(catalog), search);
  return meant.ok ? checked(addressOfNameable(meant.value), []) : meant;
}

/** The address that a node found by name stands for. */
export function addressOfNameable({ address, kind, sourcedId }: Nameable): Address {
  return address ?? addressOf(kind, sourcedId);
}

/** The nodes that the options of a run name. */
interface NamedNodes {
  readonly restore: ReadonlySet<Address>;
  readonly target: ReadonlySet<Address>;
  readonly exclude: ReadonlySet<Address>;
  /** The problems of names that fit no node, or more than one. */
  readonly problems: readonly Problem[];
}

/** The catalog and the ledger whose nodes can be named. */
export interface Known {
  readonly catalog: Catalog;
  readonly ledger?: Ledger | undefined;
}

/** The nodes that a run is about, each by address, id or title. */
export interface NodeOptions {
  /** Nodes that the platform has retired and that will be live again. */
  readonly restore?: readonly string[];
  /** Nodes with their subtrees: the run is about these only. */
  readonly target?: readonly string[];
  /** Nodes with their subtrees: the run leaves these out. */
  readonly exclude?: readonly string[];
}

const nothingNamed: NamedNodes = {
  restore: new Set(),
  target: new Set(),
  exclude: new Set(),
  problems: [],
};

/** Finds the nodes of `--restore`, `--target` and `--exclude`, with the rules of `nodesNamed`. */
export function nameNodes(options: NodeOptions, known: Known, by: Exactness): NamedNodes {
  const { restore = [], target = [], exclude = [] } = options;
  // Most runs name no node, and a catalog may have thousands.
  if (restore.length + target.length + exclude.length === 0) return nothingNamed;
  // Retired nodes are not in the manifests, but they are in a plan.
  const retired = ({ state }: LedgerEntry) => state === 'retired';
  const all = nameablesWith(known.catalog, known.ledger, retired);
  return nameAmong(options, { live: nameables(known.catalog), all }, by);
}

/**
 * Like `nameNodes`, in given sets of nodes: `live` for nodes that are or will be live, `all` for every node
 * that a run can name.
 */
export function nameAmong(
  options: NodeOptions,
  { live, all }: { readonly live: readonly Nameable[]; readonly all: readonly Nameable[] },
  by: Exactness,
): NamedNodes {
  const { restore = [], target = [], exclude = [] } = options;
  const find = (names: readonly string[], others: readonly Nameable[]) => {
    const found = eachMeant(names, (name, guesses) => {
      const among = nodesNamed(name, live, { by }).length > 0 ? live : others;
      return nodeMeant(name, among, { by, guesses });
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
  const { by, among, otherwise, guesses = true } = search;
  const inPart =
    by === 'whole' && guesses ? nodesNamed(name, nodes, { ...search, by: 'part' }) : [];
  if (inPart.length > 0) {
    const candidates = candidateLines(candidatesOf(inPart));
    const detail = `${quoted(name)} is no complete title, no id and no address.`;
    const hint = `This command writes, so it needs one of these. Did you mean:\n${candidates}`;
    return problem('reference/missing', { detail, hint });
  }
  const detail =
    among === undefined
      ? `No node of the manifests has the id, the address, the title or the course code ${quoted(name)}.`
      : `${quoted(name)} is neither in the manifests nor in the ledger.`;
  const near = guesses ? nearName(name, nodes) : undefined;
  const hint = near === undefined ? otherwise : `Did you mean ${quoted(near)}?`;
  return problem('reference/missing', { detail, ...(hint !== undefined && { hint }) });
}

/**
 * An id or title that is similar to a name. An id is written as an address if the name is one. Undefined if
 * there is none.
 */
export function nearName(name: string, nodes: readonly Nameable[]): string | undefined {
  const { kind, sourcedId } = nodeNamed(name);
  const ids = new Map(nodes.map((node) => [node.sourcedId, node]));
  const near = ids.get(nearest(sourcedId, [...ids.keys()]) ?? '');
  if (near) return kind === undefined ? near.sourcedId : addressOf(near.kind, near.sourcedId);
  // The name may be a title; its kind is left out.
  return nearest(
    sourcedId,
    nodes.flatMap(({ title, courseCode }) => [title, courseCode ?? '']).filter(Boolean),
  );
}

function candidatesOf(nodes: readonly Nameable[]): readonly Candidate[] {
  return nodes.map((node) => ({ address: addressOfNameable(node), title: node.title }));
}

/** The most candidates that a message lists: if there are more, a longer name helps more than the list. */
const mostNamed = 10;

function candidateLines(candidates: readonly Candidate[]): string {
  const lines = candidates
    .slice(0, mostNamed)
    .map(({ address, title }) =>
      title === '' ? `  ${address}` : `  ${address}  ${quoted(shorten(title, longestTitle))}`,
    );
  const more = candidates.length - lines.length;
  return [...lines, ...(more > 0 ? [`  … and ${more} more`] : [])].join('\n');
}
