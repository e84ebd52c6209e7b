import { isUuid } from '../../identity/content.ts';
import { type Catalog, fieldSpan } from '../../model/catalog.ts';
import type { DialectName } from '../../model/destination.ts';
import { isObject, plainNumber } from '../../model/json.ts';
import { addressOf } from '../../model/node.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { Dialect, RemoteCollection } from './dialect.ts';
import { type FactTable, type FactValues, none, type recordFacts, rowsInForce } from './facts.ts';
import { proposeCorrections, type RecordStructure, recordFindings } from './findings.ts';
import type { RecordShape } from './record.ts';

/** Rows that every table has. */
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

/** The rows that hold the rules of comparing, by rule. */
const compareRows = {
  setLike: 'compare.sets',
  asText: 'compare.texts',
  trimmed: 'compare.blanks',
  caseless: 'compare.letters',
  asMoment: 'compare.dates',
  ignored: 'compare.ignored',
} as const satisfies Dialect['compareRows'];

/** The row that lists the zero values of which the platform keeps nothing. */
export const droppedRow = 'values.dropped';

/** What tells one dialect from another, beside its functions. */
interface DialectData {
  readonly name: DialectName;
  readonly table: FactTable;
  /** Values of the rows in force. */
  readonly facts: SharedFacts;
  readonly lessonNamesCourse: boolean;
  /** Collections by name, in the order in which they are read, each with the word for several. */
  readonly called: Readonly<Record<string, string>>;
  readonly structure: RecordStructure;
  /** The rows that say where records keep standards. */
  readonly standardsRows: Dialect['standards'];
  /** Further keys under which a standard may have its identifier, with or without its envelope; absent: none. */
  readonly standardIds?: readonly string[];
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
    check: (catalog) => [
      ...idsNotTaken(catalog, facts),
      ...standardsNotTaken(catalog, standards, standardsRows),
    ],
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

/** The collection of a name; throws if the dialect has none. */
export function collectionNamed(
  name: string,
  { collections }: Pick<Dialect, 'collections'>,
): RemoteCollection {
  const found = collections.find((collection) => collection.name === name);
  if (!found) throw new Error(`the dialect has no collection ${name}`);
  return found;
}

/** A collection whose answers wrap records in the usual way: under a plural, and under a singular. */
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
      const records = answer[keys.plural];
      const total = plainNumber(answer[keys.total]);
      const limit = plainNumber(answer['limit']);
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

/** The ids of a catalog that the platform is known not to take. */
function idsNotTaken(
  { nodes }: Catalog,
  { 'id.form': form, 'id.most': most }: Pick<SharedFacts, 'id.form' | 'id.most'>,
): Problem[] {
  return [...nodes.values()].flatMap(({ entity: { kind, sourcedId }, source }) => {
    const isOther = form === 'uuid' && !isUuid(sourcedId);
    if (!isOther && sourcedId.length <= most) return [];
    return [
      problem('dialect/id', {
        detail: isOther
          ? `The ${kind} has the id ${sourcedId}, but the platform accepts only UUIDs (row id.form).`
          : `The id of this ${kind} has ${sourcedId.length} characters, but the platform accepts at most ${most} (row id.most).`,
        hint: 'If the platform has it already, the row is wrong: correct it under `facts` of the environment. Give new nodes no id, and `timeback-catalog fmt` generates one.',
        span: source,
        address: addressOf(kind, sourcedId),
      }),
    ];
  });
}

/** Standards of a catalog that the platform takes none of, once a kind. */
function standardsNotTaken(
  { nodes }: Catalog,
  paths: Dialect['standards'],
  rows: Dialect['standards'],
): Problem[] {
  return (['lesson', 'resource'] as const).flatMap((kind) => {
    if (paths[kind] !== '') return [];
    const listing = [...nodes.values()].filter(({ entity }) => {
      const standards = entity.kind === kind ? entity.fields['standards'] : undefined;
      return Array.isArray(standards) && standards.length > 0;
    });
    const [first] = listing;
    if (!first) return [];
    const { entity, source } = first;
    const number = listing.length === 1 ? `1 ${kind} lists` : `${listing.length} ${kind}s list`;
    return [
      problem('standards/not-taken', {
        detail: `${number} standards. No document says that this platform accepts standards of a ${kind}, so they are not sent.`,
        hint: `If it does, name the key that holds them, under \`facts\` of the environment: \`${rows[kind]}: metadata.learningObjectiveSet\`.`,
        span: fieldSpan(source, 'standards'),
        address: addressOf(entity.kind, entity.sourcedId),
      }),
    ];
  });
}
