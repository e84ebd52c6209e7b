import { isUuid } from '../../identity/content.ts';
import { type CatalogNode, fieldSpan } from '../../model/catalog.ts';
import type { DialectName } from '../../model/destination.ts';
import { isObject, plainNumber } from '../../model/json.ts';
import { type Address, addressOf, type Entity, type Kind, kinds } from '../../model/node.ts';
import { type Problem, problem, type Span } from '../../model/problem.ts';
import type { Dialect, RemoteCollection } from './dialect.ts';
import { type FactTable, type FactValues, none, type recordFacts, rowsInForce } from './facts.ts';
import { proposeCorrections, type RecordStructure, recordFindings } from './findings.ts';
import type { RecordShape } from './record.ts';

/** The rows that the table of every dialect has. */
export interface SharedFacts extends FactValues<typeof recordFacts> {
  readonly 'token.path': string;
  readonly 'token.auth': 'basic' | 'body';
  readonly 'token.scope': string;
  readonly 'list.limit': number;
  readonly 'list.filter': boolean;
  readonly 'list.filterReferences': boolean;
  readonly 'list.total': string;
  readonly 'standard.path': string;
  readonly 'standard.envelope': string;
  readonly 'standard.id': string;
  readonly 'sortOrder.key': string;
  readonly 'status.active': string;
  readonly 'status.retired': string;
  readonly 'dateLastModified.sent': boolean;
  readonly 'put.body': 'record' | 'managed';
}

/** The name of the row that holds each rule of comparing. */
const compareRows = {
  setLike: 'compare.sets',
  asText: 'compare.texts',
  trimmed: 'compare.blanks',
  caseless: 'compare.letters',
  asMoment: 'compare.dates',
  ignored: 'compare.ignored',
} as const satisfies Dialect['compareRows'];

/** The row that lists the zero values that the platform does not keep. */
export const droppedRow = 'values.dropped';

/** The data that makes one dialect different from another, besides its functions. */
interface DialectData {
  readonly name: DialectName;
  readonly table: FactTable;
  /** Values of the rows that are in force. */
  readonly facts: SharedFacts;
  readonly lessonNamesCourse: boolean;
  /** Collections by name, in the order in which they are read, each with its plural for people. */
  readonly called: Readonly<Record<string, string>>;
  readonly structure: RecordStructure;
  /** The rows that say where records keep standards. */
  readonly standardsRows: Dialect['standards'];
  /** Further keys of the identifier of a standard, with or without its envelope; absent: there are none. */
  readonly standardIds?: readonly string[];
  /** Further limits: content of a catalog that the dialect cannot hold. */
  readonly limits?: readonly NodeLimit[];
}

/** Content of some nodes that a dialect cannot hold. */
export interface NodeLimit {
  /** The kind of node that has this limit; absent: every kind. */
  readonly kind?: Kind;
  /** Absent: a node with any entries in the field is over the limit. */
  readonly isOver?: (entity: Entity) => boolean;
  /** Whether each node gets a problem of its own, or all nodes together get one. */
  readonly says: 'each' | 'once';
  /** Makes the problem; `number` counts the nodes that are over the limit. */
  readonly problem: (
    number: number,
    first: Entity,
    at: { readonly span: Span; readonly address: Address },
    above: Entity | undefined,
  ) => Problem;
  /** The field that the problem points at; absent: it points at the node. */
  readonly field?: string;
}

/** Checks a catalog against all limits of a dialect in one walk over its nodes. */
function checkOf(limits: readonly NodeLimit[]): Dialect['check'] {
  return ({ nodes }) => {
    const found = limits.map((limit) => ({ limit, over: [] as CatalogNode[] }));
    const ofKind = (kind: Kind) =>
      found.filter(({ limit }) => limit.kind === undefined || limit.kind === kind);
    const byKind = new Map(kinds.map((kind) => [kind, ofKind(kind)]));
    for (const node of nodes.values()) {
      const { entity } = node;
      for (const { limit, over } of byKind.get(entity.kind) ?? []) {
        if (isOver(limit, entity)) over.push(node);
      }
    }
    return found.flatMap(({ limit: { field, says, problem: make }, over }) =>
      (says === 'each' ? over : over.slice(0, 1)).map(({ entity, source }) => {
        const { kind, sourcedId, parent } = entity;
        const at = { span: fieldSpan(source, field), address: addressOf(kind, sourcedId) };
        return make(over.length, entity, at, parent && nodes.get(parent)?.entity);
      }),
    );
  };
}

function isOver({ field = '', isOver }: NodeLimit, entity: Entity): boolean {
  const list = entity.fields[field];
  return isOver?.(entity) ?? (Array.isArray(list) && list.length > 0);
}

/** The parts of a dialect that follow from its table alone. */
export function commonParts({
  name,
  table,
  facts,
  called,
  structure,
  standardsRows,
  lessonNamesCourse,
  standardIds,
  limits,
}: DialectData) {
  const value = (row: string): string => String(Reflect.get(facts, row) ?? '');
  const all = Object.entries(called).map(([collection, plural]) => {
    const { [`${collection}.path`]: row } = table;
    const [path, isAddOn] = [value(`${collection}.path`), row?.mayBeNone === true];
    const keys = {
      plural: value(`${collection}.plural`),
      envelope: value(`${collection}.envelope`),
    };
    const about = { name: collection, plural, path, isAddOn };
    return collectionOf({ ...keys, total: facts['list.total'] }, about);
  });
  const standards = {
    lesson: value(standardsRows.lesson),
    resource: value(standardsRows.resource),
  };
  return {
    name,
    token: {
      path: facts['token.path'],
      auth: facts['token.auth'],
      scope: facts['token.scope'],
    },
    pageLimit: facts['list.limit'],
    filtersById: facts['list.filter'],
    filtersByReference: facts['list.filter'] && facts['list.filterReferences'],
    listsShow: facts['list.records'],
    serverOwned: facts['record.serverOwned'],
    rules: {
      setLike: facts['compare.sets'],
      asText: facts['compare.texts'],
      trimmed: facts['compare.blanks'],
      caseless: facts['compare.letters'],
      asMoment: facts['compare.dates'],
      ignored: facts['compare.ignored'],
      dropped: facts[droppedRow],
      lessonNamesCourse,
    },
    collections: all.filter(({ path }) => path !== none),
    lacking: all.filter(({ path }) => path === none),
    standards,
    lessonPlanPath: value('lessonPlan.path'),
    standardsService: {
      path: facts['standard.path'],
      envelope: facts['standard.envelope'],
      id: facts['standard.id'],
      ...(standardIds && { alsoRead: { ids: standardIds } }),
    },
    compareRows,
    proposeCorrections: (group, recordOf) =>
      proposeCorrections(group, recordOf, { facts, structure }),
    table: rowsInForce(table, facts),
    findings: (records) => recordFindings(records, { facts, structure, called }),
    check: checkOf([
      idLimit(facts),
      ...standardsLimits(standards, standardsRows),
      ...(limits ?? []),
    ]),
  } satisfies Partial<Dialect>;
}

/** How records hold nodes, as far as the tables of all dialects say it in the same rows. */
export function shapeOf(
  facts: SharedFacts,
  parts: Pick<RecordShape, 'typesReferences' | 'of'>,
): RecordShape {
  return {
    sortOrder: facts['sortOrder.key'],
    status: { active: facts['status.active'], retired: facts['status.retired'] },
    sendsDate: facts['dateLastModified.sent'],
    body: facts['put.body'],
    serverOwned: facts['record.serverOwned'],
    ...parts,
  };
}

/** The collection with a name; throws if the dialect has no such collection. */
export function collectionNamed(
  name: string,
  { collections }: Pick<Dialect, 'collections'>,
): RemoteCollection {
  const found = collections.find((collection) => collection.name === name);
  if (!found) throw new Error(`the dialect has no collection ${name}`);
  return found;
}

/**
 * A collection whose answers wrap records in the usual form: a list under a plural key, one record in an
 * envelope.
 */
function collectionOf(
  keys: Readonly<Record<'plural' | 'envelope' | 'total', string>>,
  about: Pick<RemoteCollection, 'name' | 'plural' | 'path' | 'isAddOn'>,
): RemoteCollection {
  const base = about.path.replace(/\/$/, '');
  return {
    ...about,
    pathOf: (sourcedId) => `${base}/${encodeURIComponent(sourcedId)}`,
    page: (answer) => {
      if (!isObject(answer)) return undefined;
      const total = plainNumber(answer[keys.total]);
      const limit = plainNumber(answer['limit']);
      const listed = answer[keys.plural];
      // Go writes a list that nobody made, such as one without records, as null, or leaves it out.
      const isAbsent = listed === undefined && !Object.values(answer).some(Array.isArray);
      const records = total === 0 && (listed === null || isAbsent) ? [] : listed;
      if (!Array.isArray(records) || total === undefined) return undefined;
      if (!Number.isInteger(total) || total < 0) return undefined;
      return { records, total, ...(limit !== undefined && { limit }) };
    },
    wrap: (record) => ({ [keys.envelope]: record }),
    unwrap: (answer) => {
      const record = isObject(answer) ? answer[keys.envelope] : undefined;
      return isObject(record) ? record : undefined;
    },
  };
}

/** Limits for ids that the platform is known to refuse. */
function idLimit({
  'id.form': form,
  'id.most': most,
}: Pick<SharedFacts, 'id.form' | 'id.most'>): NodeLimit {
  const isOther = (id: string) => form === 'uuid' && !isUuid(id);
  return {
    isOver: ({ sourcedId }) => isOther(sourcedId) || sourcedId.length > most,
    says: 'each',
    problem: (_, { kind, sourcedId }, at) =>
      problem('dialect/id', {
        detail: isOther(sourcedId)
          ? `The ${kind} has the id ${sourcedId}, but the platform accepts only UUIDs (row id.form).`
          : `The id of this ${kind} has ${sourcedId.length} characters, but the platform accepts at most ${most} (row id.most).`,
        hint: 'If the platform has it already, the row is wrong: correct it under `facts` of the environment. Give new nodes no id, and `timeback-catalog fmt` generates one.',
        ...at,
      }),
  };
}

/** Limits for standards on kinds of nodes for which the platform keeps no standards. */
function standardsLimits(
  paths: Dialect['standards'],
  rows: Dialect['standards'],
): readonly NodeLimit[] {
  const without = (['lesson', 'resource'] as const).filter((kind) => paths[kind] === '');
  return without.map((kind) => ({
    kind,
    field: 'standards',
    says: 'once',
    problem: (number, _, at) =>
      problem('standards/not-taken', {
        detail: `${number === 1 ? `1 ${kind} lists` : `${number} ${kind}s list`} standards. No document says that this platform accepts standards of a ${kind}, so they are not sent.`,
        hint: `If it does, name the key that holds them, under \`facts\` of the environment: \`${rows[kind]}: metadata.learningObjectiveSet\`.`,
        ...at,
      }),
  }));
}
