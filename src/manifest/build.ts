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
import { canonicalJson, isObject, type Json, type JsonObject } from '../model/json.ts';
import { type Address, addressOf, type IdKey, idKey, titleIn } from '../model/node.ts';
import { fromEntries } from '../model/placements.ts';
import {
  type Checked,
  checked,
  inReadingOrder,
  type Point,
  type Problem,
  problem,
} from '../model/problem.ts';
import { sourcedIdFault } from '../model/sourced-id.ts';
import { type FaultyId, oneOfEachCopy } from './copies.ts';
import { checkSimilarFileNames, naturalOrder } from './include.ts';
import {
  childLists,
  fieldOrder,
  type ManifestReading,
  type ManifestReadings,
  pointIn,
  readingOf,
  type SourceFile,
  spanIn,
  type WrittenNode,
  writtenIdOf,
  writtenTitleOf,
} from './manifest.ts';
import { buildOutline } from './outline.ts';
import { checkPrerequisites, checkReferences, checkTitles } from './references.ts';

export interface ManifestSet {
  readonly files: readonly SourceFile[];
  /** The `catalog` globs of the config, for messages. */
  readonly globs: string;
  /** Readings shared with another state of the catalog. New ones are added. */
  readonly readings?: ManifestReadings;
}

/**
 * Makes a catalog of the texts of manifests, or returns all problems in them, in reading order. The order
 * of the files has no effect. A pure function.
 */
export function buildCatalog(set: ManifestSet): Checked<Catalog> {
  if (set.files.length === 0) return { ok: false, problems: [noFiles(set.globs)] };
  const { catalog, problems } = readNodes(set);
  return checked(catalog, problems);
}

/**
 * Builds a catalog despite errors: what could be read, and every problem. Of nodes with one address
 * the first counts. References may lead nowhere.
 */
export function readNodes({ files, globs, readings: known = new WeakMap() }: ManifestSet): {
  readonly catalog: Catalog;
  readonly problems: readonly Problem[];
} {
  const readings = [...files]
    .sort((a, b) => naturalOrder(a.file, b.file))
    .map((file) => readingOf(file, known));
  const { nodes, problems } = assemble(readings, globs);
  const all = [...readings.flatMap((reading) => reading.problems), ...problems];
  return { catalog: { nodes }, problems: inReadingOrder(all) };
}

/** All nodes below courses, and resources, as written and unchecked. */
function joinedNodes({
  files,
  globs,
  readings: known = new WeakMap(),
}: ManifestSet): readonly WrittenNode[] {
  const readings = [...files]
    .sort((a, b) => naturalOrder(a.file, b.file))
    .map((file) => readingOf(file, known));
  return outlineOf(readings, globs).nodes;
}

function outlineOf(readings: readonly ManifestReading[], globs: string) {
  const manifests = new Map(
    readings.flatMap(({ file, manifest }) => (manifest ? [[file, manifest] as const] : [])),
  );
  const names = new Set(readings.map(({ file }) => file));
  // A reference may name a node in a file that cannot be read.
  return { ...buildOutline({ manifests, names, globs }), isWhole: manifests.size === names.size };
}

/** Joins what was read, and checks what goes beyond one file. */
function assemble(
  readings: readonly ManifestReading[],
  globs: string,
): { nodes: Catalog['nodes']; problems: readonly Problem[] } {
  const { isWhole, ...outline } = outlineOf(readings, globs);
  const all = [...outline.nodes, ...outline.detached];
  const problems = [
    ...outline.problems,
    ...checkSimilarFileNames(readings.map(({ file }) => file)),
    ...checkSourcedIds(all),
    ...checkTitles(all),
    ...(isWhole ? checkReferences(all, outline.nodes) : []),
    ...checkPrerequisites(all),
    ...checkCourseCodes(all),
  ];
  // A missing file may include the detached nodes.
  const entries = (isWhole ? outline.nodes : all).flatMap((node) => catalogNode(node));
  return { nodes: firstOfEach(entries), problems };
}

function firstOfEach<K, V>(entries: readonly (readonly [K, V])[]): ReadonlyMap<K, V> {
  const first = new Map<K, V>();
  for (const [key, value] of entries) if (!first.has(key)) first.set(key, value);
  return first;
}

function noFiles(globs: string): Problem {
  return problem('catalog/no-files', { detail: `No file is matched by ${globs}.` });
}

export type { SourceFile };

/** A checked node as a catalog entry; nothing if it has no id. `idOf` gives the id to use. */
function catalogNode(
  node: WrittenNode,
  idOf: (node: WrittenNode) => string | undefined = writtenIdOf,
): (readonly [Address, CatalogNode])[] {
  const sourcedId = idOf(node);
  const parent = node.kind === 'resource' ? undefined : node.parent;
  const parentId = parent && idOf(parent);
  if (sourcedId === undefined) return [];
  const fields = fieldsOf(node);
  const entity = {
    kind: node.kind,
    sourcedId,
    title: titleIn(fields),
    ...(parent && parentId !== undefined && { parent: addressOf(parent.kind, parentId) }),
    fields,
  };
  const source = new SourceInManifest(node.manifest.file, () => node);
  return [[addressOf(node.kind, sourcedId), { entity, source, ...besides(node, idOf) }]];
}

/** What the manifests say of a node that is no field of it. */
function besides(
  node: WrittenNode,
  idOf: (node: WrittenNode) => string | undefined,
): Pick<CatalogNode, 'freeze' | 'within' | 'defaults'> {
  const { kind, value, parent } = node;
  if (kind === 'resource') {
    const course = parent && idOf(parent);
    return course === undefined ? {} : { within: addressOf('course', course) };
  }
  if (kind !== 'course') return {};
  return {
    ...(value['freeze'] === true && { freeze: true }),
    ...(isObject(value['defaults']) && { defaults: defaultsIn(value['defaults']) }),
  };
}

/** Defaults under the names that nodes of a catalog use. */
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
 * Positions are looked up on demand, since few nodes have a problem. It is a class because an
 * object with its own getters takes several times as long to create.
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

/** Fields that an author wrote about the node itself, without identity and children. */
function fieldsOf({ kind, value }: Pick<WrittenNode, 'kind' | 'value'>): JsonObject {
  const { additional, ...written } = value;
  const apart =
    kind === 'course' ? ['kind', 'sourcedId', 'freeze', 'defaults'] : ['kind', 'sourcedId'];
  const own = Object.entries(written).filter(
    ([field]) => !apart.includes(field) && !Object.hasOwn(childLists[kind], field),
  );
  const fields = own.map(([field, content]) => [
    field,
    field === 'grades' ? asTexts(content) : content,
  ]);
  // A field that has a place of its own counts there.
  return {
    ...(isObject(additional) && additional),
    ...fromEntries(Object.fromEntries(fields)),
  };
}

/** The platform expects grades as texts; authors write `6`. */
function asTexts(grades: Json): Json {
  if (!Array.isArray(grades)) return grades;
  return grades.map((grade: Json) => (typeof grade === 'string' ? grade : canonicalJson(grade)));
}

/** Positions of all keys, including those inside `additional` under their own names. */
function pointsOf(node: WrittenNode): ReadonlyMap<string, Point> {
  const { additional } = node.value;
  const keys = Object.keys(node.value).map((key) => [key, pointIn(node, [key])] as const);
  const further = isObject(additional)
    ? Object.keys(additional).map((key) => [key, pointIn(node, ['additional', key])] as const)
    : [];
  return new Map([...further, ...keys]);
}

/** Problems of ids: each node must have a valid id, and each id only one node. */
function checkSourcedIds(nodes: readonly WrittenNode[]): Problem[] {
  return [...oneOfEachCopy(faultyIds(nodes)).values()].flatMap((problem) => problem ?? []);
}

/** Nodes with a missing, invalid or repeated id. */
function faultyIds(nodes: readonly WrittenNode[]): FaultyId[] {
  const first = new Map<IdKey, WrittenNode>();
  return nodes.flatMap((node) => {
    const id = writtenIdOf(node);
    // The schema reports an id of another type.
    if (id === undefined) {
      return 'sourcedId' in node.value ? [] : [{ node, problem: missing(node) }];
    }
    const fault = unusable(node, id);
    if (fault) return [{ node, problem: fault }];
    const key = idKey(node.kind, id);
    const earlier = first.get(key);
    if (earlier) return [{ node, problem: duplicate(node, earlier), copyOf: earlier }];
    first.set(key, node);
    return [];
  });
}

function missing(node: WrittenNode): Problem {
  const isUnknown = (key: string) => !fieldOrder[node.kind].includes(key);
  const unknown = Object.keys(node.value).filter(isUnknown);
  // Other tools call it so.
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

function unusable(node: WrittenNode, id: string): Problem | undefined {
  const fault = sourcedIdFault(id);
  // The schema reports an empty text.
  if (!fault || id === '') return undefined;
  const span = spanIn(node, ['sourcedId'], 'value');
  switch (fault.type) {
    case 'placeholder':
      return problem('id/placeholder', {
        detail: `${quoteShort(id)} is in the place of the id of the ${writtenTitleOf(node)}.`,
        hint: 'Remove the line and run `timeback-catalog fmt`: it writes an id.',
        span,
      });
    case 'malformed':
      return problem('id/malformed', {
        detail: `The id of the ${writtenTitleOf(node)} ${fault.reason}.`,
        hint: 'Remove the line and run `timeback-catalog fmt`: it writes an id.',
        span,
      });
  }
}

/** SDK apps find a course by its code alone, so two courses with one code are taken for each other. */
function checkCourseCodes(nodes: readonly WrittenNode[]): Problem[] {
  const first = new Map<Json, WrittenNode>();
  return nodes.flatMap((node) => {
    const { courseCode } = node.value;
    if (node.kind !== 'course' || typeof courseCode !== 'string') return [];
    const earlier = first.get(courseCode);
    if (!earlier) {
      first.set(courseCode, node);
      return [];
    }
    // That one is a copy of the other is said already.
    if (writtenIdOf(node) !== undefined && writtenIdOf(node) === writtenIdOf(earlier)) return [];
    return problem('reference/course-code', {
      detail: `The ${writtenTitleOf(node)} has the course code of the ${writtenTitleOf(earlier)}, ${JSON.stringify(courseCode)}.`,
      span: spanIn(node, ['courseCode'], 'value'),
      related: { span: spanIn(earlier, ['courseCode'], 'value'), note: 'first used here' },
    });
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
  /** Nodes of `unnamed` have a name here that no sourcedId can be. */
  readonly catalog: Catalog;
  /** Nodes without a usable id, by their names in `catalog`. */
  readonly unnamed: ReadonlyMap<string, Unnamed>;
}

/**
 * Builds a catalog that includes nodes without a usable id. Of nodes with one id, the first keeps
 * it.
 */
export function provisionalCatalog(set: ManifestSet): Provisional {
  const nodes = joinedNodes(set);
  const ids = faultyIds(nodes);
  const faulty = new Map(ids.map(({ node, problem }) => [node, problem]));
  const alone = oneOfEachCopy(ids);
  const names = new Map([...faulty.keys()].map((node) => [node, provisionalName(node)]));
  const idOf = (node: WrittenNode) => names.get(node) ?? writtenIdOf(node);
  const unnamed = new Map(
    [...faulty].map(([node, problem]): [string, Unnamed] => {
      const written = writtenIdOf(node);
      const known = { problem, alone: alone.get(node), ...(written !== undefined && { written }) };
      return [names.get(node) ?? '', known];
    }),
  );
  return { catalog: { nodes: new Map(nodes.flatMap((node) => catalogNode(node, idOf))) }, unnamed };
}

/** A unique name from the node's place, with blanks, which no id has. */
function provisionalName(node: WrittenNode): string {
  const { file, start } = spanIn(node, []);
  return `no id at ${file} ${start.line} ${start.column}`;
}
