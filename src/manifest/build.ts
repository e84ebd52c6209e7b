import { quoteShort } from '../document/place.ts';
import { nearest } from '../document/validate.ts';
import {
  type Catalog,
  type CatalogNode,
  type Defaults,
  defaulted,
  type NodeSource,
  type Unnamed,
} from '../model/catalog.ts';
import { copiesBelow, copyCure } from '../model/id-commands.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { gradesAsTexts } from '../model/json-values.ts';
import {
  type Address,
  addressOf,
  type Entity,
  type IdKey,
  idKey,
  type Kind,
  kinds,
  titleIn,
} from '../model/node.ts';
import { fromEntries } from '../model/placements.ts';
import {
  type Checked,
  checked,
  failure,
  inReadingOrder,
  type Point,
  type Problem,
  problem,
  type Span,
} from '../model/problem.ts';
import { type SourcedIdFault, sourcedIdFault } from '../model/sourced-id.ts';
import { checkFileNames } from './file-names.ts';
import {
  childLists,
  fieldOrder,
  type ManifestReading,
  pointIn,
  spanIn,
  type WrittenNode,
  writtenIdOf,
  writtenTitleOf,
} from './manifest.ts';
import { type ManifestSet, readOutline } from './outline.ts';
import { checkReferences } from './references.ts';
import { checkTexts } from './texts.ts';

/**
 * Builds a catalog from the texts of manifests, or gives all problems in them, in reading order. The order
 * of the files has no effect. A pure function.
 */
export function buildCatalog(set: ManifestSet): Checked<Catalog> {
  if (set.files.length === 0) {
    return failure('catalog/no-files', { detail: `No file is matched by ${set.globs}.` });
  }
  const { catalog, problems } = readNodes(set);
  return checked(catalog, problems);
}

/**
 * Builds a catalog despite errors: all nodes that could be read, and every problem. If nodes have the same
 * address, the first one counts. References may lead nowhere.
 */
export function readNodes(set: ManifestSet): {
  readonly catalog: Catalog;
  readonly problems: readonly Problem[];
} {
  const { readings, isWhole, nodes, detached, problems } = readOutline(set);
  const all = [...nodes, ...detached];
  const found = [
    ...readings.flatMap((reading) => reading.problems),
    ...problems,
    ...checkFileNames(readings.map(({ file }) => file)),
    ...[...oneOfEachCopy(faultyIds(all)).values()].flatMap(({ problem }) => problem ?? []),
    ...checkTexts(all),
    ...checkCourseCodes(all),
    // A reference may name a node in a file that cannot be read.
    ...checkReferences(all, isWhole ? nodes : undefined),
  ];
  // A missing file may include the detached nodes.
  return { catalog: catalogOf(isWhole ? nodes : all), problems: inReadingOrder(found) };
}

export type { ManifestSet };

/** The nodes that have an id, as a catalog. `idOf` gives the id to use. */
function catalogOf(
  written: readonly WrittenNode[],
  idOf: (node: WrittenNode) => string | undefined = writtenIdOf,
): Catalog {
  const nodes = new Map<Address, CatalogNode>();
  // A text that is made again for each child would be hashed again, too.
  const addresses = new Map<WrittenNode, Address>();
  for (const node of written) {
    const { kind, value, parent } = node;
    const sourcedId = idOf(node);
    if (sourcedId === undefined) continue;
    const address = addressOf(kind, sourcedId);
    addresses.set(node, address);
    if (nodes.has(address)) continue;
    const above = parent && addresses.get(parent);
    const fields = fieldsOf(node);
    const title = titleIn(fields);
    const isBelow = above && kind !== 'resource';
    // Spreads would take most of the time of this loop, which every node of every run passes.
    const entity: Entity = isBelow
      ? { kind, sourcedId, title, parent: above, fields }
      : { kind, sourcedId, title, fields };
    const source = new SourceInManifest(node.manifest.file, () => node);
    if (kind === 'course') {
      const freeze = value['freeze'] === true && { freeze: true as const };
      const defaults = isObject(value['defaults']) && { defaults: defaultsIn(value['defaults']) };
      nodes.set(address, { entity, source, ...freeze, ...defaults });
    } else
      nodes.set(
        address,
        above && !isBelow ? { entity, source, within: above } : { entity, source },
      );
  }
  return { nodes };
}

/** The defaults of a course with the names of fields that catalog nodes use. */
function defaultsIn(written: JsonObject): Defaults {
  const entries = defaulted.flatMap((one) => {
    const value = written[one];
    // A placement has no field that a resource writes otherwise.
    const kind = one === 'placement' ? 'resource' : one;
    return isObject(value) ? [[one, fieldsOf({ kind, value })] as const] : [];
  });
  return Object.fromEntries(entries);
}

/**
 * The positions of a node in its manifest. They are looked up on demand, since few nodes have a problem.
 * This is a class because an object with its own getters takes several times as long to create.
 */
export class SourceInManifest implements NodeSource {
  readonly file: string;
  readonly #written: () => WrittenNode;
  #start: Point | undefined;
  #fields: ReadonlyMap<string, Point> | undefined;

  constructor(file: string, written: () => WrittenNode) {
    this.file = file;
    this.#written = written;
  }

  get start(): Point {
    this.#start ??= pointIn(this.#written(), []);
    return this.#start;
  }

  get fields(): ReadonlyMap<string, Point> {
    this.#fields ??= pointsOf(this.#written());
    return this.#fields;
  }
}

/** The keys of a node, by kind, that are not fields about the node itself. */
const apart: ReadonlyMap<Kind, ReadonlySet<string>> = new Map(
  kinds.map((kind) => {
    const ofCourses = kind === 'course' ? ['freeze', 'defaults'] : [];
    const lists = Object.keys(childLists[kind]);
    return [kind, new Set(['kind', 'sourcedId', 'additional', ...ofCourses, ...lists])];
  }),
);

/** The fields that an author wrote about the node itself, without identity and children. */
function fieldsOf({ kind, value }: Pick<WrittenNode, 'kind' | 'value'>): JsonObject {
  const left = apart.get(kind);
  const own: [string, Json][] = [];
  for (const field of Object.keys(value)) {
    if (left?.has(field)) continue;
    const content = value[field] ?? null;
    own.push([field, field === 'grades' ? gradesAsTexts(content) : content]);
  }
  const fields = fromEntries(Object.fromEntries(own));
  const { additional } = value;
  // A field that is also written outside of `additional` counts there.
  return isObject(additional) ? { ...additional, ...fields } : fields;
}

/** The positions of all keys. A key inside of `additional` has its own name. */
function pointsOf(node: WrittenNode): ReadonlyMap<string, Point> {
  const { additional } = node.value;
  const keys = Object.keys(node.value).map((key) => [key, pointIn(node, [key])] as const);
  const further = isObject(additional)
    ? Object.keys(additional).map((key) => [key, pointIn(node, ['additional', key])] as const)
    : [];
  return new Map([...further, ...keys]);
}

/** The nodes with a missing, invalid or repeated id. */
function faultyIds(nodes: readonly WrittenNode[]): FaultyId[] {
  const first = new Map<IdKey, WrittenNode>();
  return nodes.flatMap((node) => {
    const id = writtenIdOf(node);
    // The schema reports an id of another type.
    if (id === undefined) {
      return 'sourcedId' in node.value ? [] : [{ node, problem: missing(node) }];
    }
    // The schema reports an empty text, which is nobody's id.
    if (id === '') return [];
    const fault = sourcedIdFault(id);
    if (fault) return [{ node, problem: unusable(node, id, fault) }];
    const key = idKey(node.kind, id);
    const earlier = first.get(key);
    if (earlier) return [{ node, problem: duplicate(node, earlier), copyOf: earlier }];
    first.set(key, node);
    return [];
  });
}

/** The nodes whose id is empty or no text, with the problem that the schema of their manifest reports. */
function idsThatAreNoTexts(
  nodes: readonly WrittenNode[],
  readings: readonly ManifestReading[],
): FaultyId[] {
  const placeOf = ({ file, start }: Span) => `${file} ${start.line} ${start.column}`;
  const reported = new Map(
    readings.flatMap(({ problems }) =>
      problems.flatMap((one) => (one.span ? [[placeOf(one.span), one] as const] : [])),
    ),
  );
  return nodes.flatMap((node) => {
    if (!('sourcedId' in node.value) || writtenIdOf(node)) return [];
    const problem = reported.get(placeOf(spanIn(node, ['sourcedId'], 'value')));
    return problem ? [{ node, problem }] : [];
  });
}

function missing(node: WrittenNode): Problem {
  const isUnknown = (key: string) => !fieldOrder[node.kind].includes(key);
  const unknown = Object.keys(node.value).filter(isUnknown);
  // Other tools call the key of an id `id`.
  const misspelt = nearest('sourcedId', unknown) ?? unknown.find((key) => key === 'id');
  return problem('id/missing', {
    detail: `The ${writtenTitleOf(node)} has no sourcedId, so it cannot be published.`,
    hint:
      misspelt === undefined
        ? 'Run `timeback-catalog fmt`: it writes one.'
        : `If ${quoteShort(misspelt)} holds its id, rename that key to \`sourcedId\`.`,
    span: spanIn(node, []),
  });
}

function unusable(node: WrittenNode, id: string, fault: SourcedIdFault): Problem {
  const name = writtenTitleOf(node);
  const isMalformed = fault.type === 'malformed';
  return problem(isMalformed ? 'id/malformed' : 'id/placeholder', {
    detail: isMalformed
      ? `The id of the ${name} ${fault.reason}.`
      : `${quoteShort(id)} is in the place of the id of the ${name}.`,
    hint: 'Remove the line and run `timeback-catalog fmt`: it writes an id.',
    span: spanIn(node, ['sourcedId'], 'value'),
  });
}

/**
 * Course codes that two courses have. Apps on the official SDK find a course by its code alone, so they
 * cannot tell two courses with one code apart.
 */
function checkCourseCodes(nodes: readonly WrittenNode[]): Problem[] {
  const courses = nodes.filter(({ kind }) => kind === 'course');
  const byId = Map.groupBy(courses, (node) => writtenIdOf(node) ?? node);
  // `faultyIds` reports the copies of a course. Until they are gone, nobody knows whose the code is.
  const own = courses.filter((node) => byId.get(writtenIdOf(node) ?? node)?.length === 1);
  const first = new Map<string, WrittenNode>();
  return own.flatMap((node) => {
    const { courseCode } = node.value;
    if (typeof courseCode !== 'string') return [];
    const earlier = first.get(courseCode);
    if (earlier) return [sharedCode(node, earlier)];
    first.set(courseCode, node);
    return [];
  });
}

function sharedCode(node: WrittenNode, earlier: WrittenNode): Problem {
  return problem('reference/course-code', {
    detail: `The ${writtenTitleOf(node)} has the course code of the ${writtenTitleOf(earlier)}, ${JSON.stringify(node.value['courseCode'])}.`,
    span: spanIn(node, ['courseCode'], 'value'),
    related: { span: spanIn(earlier, ['courseCode'], 'value'), note: 'first used here' },
  });
}

function duplicate(node: WrittenNode, earlier: WrittenNode): Problem {
  const span = spanIn(node, ['sourcedId'], 'value');
  const [name, other] = [writtenTitleOf(node), writtenTitleOf(earlier)];
  const whose = name === other ? `another ${other}` : `the ${other}`;
  return problem('id/duplicate', {
    detail: `The ${name} has the id of ${whose}, ${writtenIdOf(node)}.`,
    hint: 'If one is a copy of the other, remove the sourcedId of the copy and run `timeback-catalog fmt`.',
    span,
    related: { span: spanIn(earlier, ['sourcedId'], 'value'), note: 'first used here' },
  });
}

/** A catalog that includes nodes without a usable id. */
interface Provisional {
  /** In this catalog, each node of `unnamed` has a name that no sourcedId can be. */
  readonly catalog: Catalog;
  /** The nodes without a usable id, by their names in `catalog`. */
  readonly unnamed: ReadonlyMap<string, Unnamed>;
}

/** Builds a catalog that includes nodes without a usable id. If several have one id, the first keeps it. */
export function provisionalCatalog(set: ManifestSet): Provisional {
  const { nodes, readings } = readOutline(set);
  const ids = [...faultyIds(nodes), ...idsThatAreNoTexts(nodes, readings)];
  const faulty = new Map(ids.map(({ node, problem }) => [node, problem]));
  const alone = oneOfEachCopy(ids);
  const names = new Map([...faulty.keys()].map((node) => [node, provisionalName(node)]));
  const idOf = (node: WrittenNode) => names.get(node) ?? writtenIdOf(node);
  const unnamed = new Map(
    [...faulty].map(([node, problem]): [string, Unnamed] => {
      const { sourcedId } = node.value;
      const written = writtenIdOf(node) ?? (sourcedId === undefined ? undefined : '');
      const { problem: ofAlone, copyAbove } = alone.get(node) ?? {};
      const above = copyAbove && names.get(copyAbove);
      return [
        names.get(node) ?? '',
        {
          problem,
          alone: ofAlone,
          ...(above !== undefined && { copyAbove: above }),
          ...(written !== undefined && { written }),
        },
      ];
    }),
  );
  return { catalog: catalogOf(nodes, idOf), unnamed };
}

/** A unique name from the node's place. It has spaces, which no id has. */
function provisionalName(node: WrittenNode): string {
  const { file, start } = spanIn(node, []);
  return `no id at ${file} ${start.line} ${start.column}`;
}

/** A node whose id is missing, invalid or repeated, with the problem. */
interface FaultyId {
  readonly node: WrittenNode;
  readonly problem: Problem;
  /** The earlier node with the same id. */
  readonly copyOf?: WrittenNode;
}

/** What is reported of a node with an unusable id, as the manifests alone show it. */
interface Alone {
  /** Absent if the problem of a copy above covers it. */
  readonly problem?: Problem;
  /** The uppermost copy, if a unit or a file was copied with all that is below it. */
  readonly copyAbove?: WrittenNode;
}

/** The same of each node with an unusable id: of a copied branch, only the uppermost node has a problem. */
function oneOfEachCopy(faulty: readonly FaultyId[]): ReadonlyMap<WrittenNode, Alone> {
  const copies = new Map(faulty.map(({ node, copyOf }) => [node, copyOf]));
  const isBelowCopy = (node: WrittenNode) => {
    const of = copies.get(node);
    return node.parent && of?.parent && copies.get(node.parent) === of.parent;
  };
  const topOf = (node: WrittenNode): WrittenNode =>
    node.parent && isBelowCopy(node) ? topOf(node.parent) : node;
  const below = Map.groupBy(
    faulty.filter(({ node }) => isBelowCopy(node)),
    ({ node }) => topOf(node),
  );
  return new Map(
    faulty.map(({ node, problem }) => [
      node,
      isBelowCopy(node)
        ? { copyAbove: topOf(node) }
        : { problem: withCopiesBelow(problem, below.get(node)?.length ?? 0) },
    ]),
  );
}

function withCopiesBelow(problem: Problem, count: number): Problem {
  if (count === 0) return problem;
  return {
    ...problem,
    detail: `${problem.detail} ${copiesBelow(count)}.`,
    hint: copyCure,
  };
}
