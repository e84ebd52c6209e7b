import { type Catalog, type CatalogNode, fieldSpan } from '../../model/catalog.ts';
import { canonicalJson, type JsonObject } from '../../model/json.ts';
import { type Address, type Entity, idIn, type Kind, kinds, withFields } from '../../model/node.ts';
import {
  placedFields,
  placementName,
  placementsIn,
  resourcesListed,
} from '../../model/placements.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { RemoteEntity } from '../../model/remote.ts';
import { completionPlacement } from '../../model/sdk/values.ts';
import { collectionNamed, commonParts, shapeOf } from './common.ts';
import type {
  Dialect,
  ListLink,
  NodeRecord,
  PlacementIds,
  Records,
  Write,
  WrittenRecord,
} from './dialect.ts';
import type { RecordStructure } from './findings.ts';
import { type OnerosterFacts, onerosterFacts } from './oneroster-facts.ts';
import {
  currentId,
  decodePlacements,
  encodePlacements,
  entryOf,
  otherTypePlace,
  placementEntries,
  placementId,
  placementRecords,
  placements,
  placementsAmong,
  placementsKey,
  placementsToWrite,
  titleRule,
} from './placements.ts';
import { checkReaders } from './reader-checks.ts';
import {
  decodeRecord,
  encodeRecord,
  gistOf,
  linkedId,
  one,
  type RecordShape,
  without,
} from './record.ts';
import { sdkEventForms } from './sdk-events.ts';

/** The rows of the table that name references between records. */
const structure: RecordStructure = {
  references: [
    { row: 'course.org', in: 'course', isRequired: true, explains: ['course org'] },
    {
      ...{ row: 'courseComponent.course', in: 'courseComponent', to: 'course', isRequired: true },
      explains: ['unit parent'],
    },
    {
      ...{ row: 'courseComponent.parent', in: 'courseComponent', to: 'courseComponent' },
      explains: ['lesson parent'],
    },
    {
      ...{ row: 'componentResource.component', in: placements, to: 'courseComponent' },
      isRequired: true,
    },
    { row: 'componentResource.resource', in: placements, to: 'resource', isRequired: true },
  ],
  forms: [],
  ordered: ['courseComponent'],
};

const called = {
  course: 'courses',
  courseComponent: 'components',
  [placements]: 'placements',
  resource: 'resources',
} as const;

const collectionFor: Readonly<Record<Kind, keyof typeof called>> = {
  course: 'course',
  unit: 'courseComponent',
  lesson: 'courseComponent',
  resource: 'resource',
};

/** What the conversion between records and nodes depends on. */
interface Terms {
  readonly facts: OnerosterFacts;
  readonly shape: RecordShape;
  readonly given: PlacementIds;
}

/** The BeyondAI OneRoster API as the rows in force describe it. */
export function onerosterDialect(
  facts: OnerosterFacts,
  given: PlacementIds,
): Omit<Dialect, 'given'> {
  const standardsRows = { lesson: 'courseComponent.standards', resource: 'resource.standards' };
  const common = commonParts({
    ...{ name: 'oneroster', table: onerosterFacts, facts, called },
    ...{ structure, standardsRows, lessonNamesCourse: true, standardIds: ['identifier'] },
  });
  const all = [...common.collections, ...common.lacking];
  const terms = { facts, shape: onerosterShape(facts), given };
  return {
    ...common,
    proposeCorrections: (group, recordOf) => [
      ...common.proposeCorrections(group, recordOf),
      ...otherTypePlace(group),
    ],
    rules: {
      ...{ ...common.rules, apart: [...placedFields], ...titleRule(facts) },
      placementId: (parent, resource) => currentId(parent, resource, given),
    },
    collectionOf: (kind) => collectionNamed(collectionFor[kind], { collections: all }),
    gist: (name, record) => {
      const kind = kindOf(name, record, facts);
      return kind && gistOf(kind, record, terms.shape);
    },
    partOf: (name, record) =>
      name === placements ? linkedId(record[facts['componentResource.component']]) : undefined,
    links: linksOf(facts),
    compose: (records) => compose(records, facts),
    partsOf: ({ record }) =>
      placementRecords(record).map((placement) => ({
        collection: placements,
        sourcedId: String(placement['sourcedId']),
        record: placement,
      })),
    placementsOf: (node) => placementEntries(node, terms),
    placementsIn: (records) => placementsAmong(records.get(placements) ?? [], facts),
    decode: (kind, record) => decode(kind, record, terms),
    encode: (write, now) => encode(write, now, terms),
    ...{ placementTitle: facts['componentResource.title'], events: sdkEventForms(facts) },
    entryOf: (said) => entryOf(said, facts),
    placing: ({ nodes }) => ({
      nodes: new Map(
        [...nodes].map(([address, node]): [Address, CatalogNode] => {
          const entity = withFields(node.entity, placementsToWrite(node.entity, terms));
          return [address, entity === node.entity ? node : { ...node, entity }];
        }),
      ),
    }),
    check: (catalog) => [...common.check(catalog), ...checkRecords(catalog, facts)],
  };
}

function linksOf(facts: OnerosterFacts): readonly ListLink[] {
  const nesting = nestingKeys(facts).map((key) => ({ key, to: 'courseComponent' }));
  return [
    { collection: 'course' },
    {
      collection: 'courseComponent',
      belongsBy: { key: facts['courseComponent.course'], to: 'course' },
      above: nesting,
    },
    {
      collection: placements,
      belongsBy: { key: facts['componentResource.component'], to: 'courseComponent' },
    },
    {
      collection: 'resource',
      namedBy: { key: facts['componentResource.resource'], collection: placements },
    },
  ];
}

function onerosterShape(facts: OnerosterFacts): RecordShape {
  const course = facts['courseComponent.course'];
  return shapeOf(facts, {
    typesReferences: false,
    of: {
      course: { parentKeys: [], codecs: [one('org', facts['course.org'], undefined)] },
      unit: { parentKeys: [course], codecs: [] },
      lesson: { parentKeys: nestingKeys(facts), codecs: [one('course', course, undefined)] },
      resource: { parentKeys: [], codecs: [] },
    },
  });
}

/** The keys under which a component names the component that it belongs to. */
function nestingKeys(facts: OnerosterFacts): readonly string[] {
  const keys = [facts['courseComponent.parent'], facts['courseComponent.parentAgain']];
  return keys.filter((key) => key !== '');
}

/** Converts components to units and lessons; the placements in each become part of its record. */
function compose(records: Records, facts: OnerosterFacts): NodeRecord[] {
  const of = (name: keyof typeof called) => records.get(name) ?? [];
  const placed = Map.groupBy(of(placements), (each) =>
    linkedId(each[facts['componentResource.component']]),
  );
  const components = of('courseComponent').map((record): NodeRecord => {
    const kind = isNested(record, facts) ? 'lesson' : 'unit';
    const held = placed.get(linkedId(record['sourcedId'])) ?? [];
    const isPlacing = kind === 'lesson' || held.length > 0;
    return { kind, record: isPlacing ? { ...record, [placementsKey]: held } : record };
  });
  return [
    ...of('course').map((record): NodeRecord => ({ kind: 'course', record })),
    ...components,
    ...of('resource').map((record): NodeRecord => ({ kind: 'resource', record })),
  ];
}

/** The kind of the node that a record holds; undefined for a placement, which is a part of a node. */
function kindOf(name: string, record: JsonObject, facts: OnerosterFacts): Kind | undefined {
  if (name === 'courseComponent') return isNested(record, facts) ? 'lesson' : 'unit';
  return kinds.find((kind) => collectionFor[kind] === name);
}

function isNested(component: JsonObject, facts: OnerosterFacts): boolean {
  return nestingKeys(facts).some((key) => linkedId(component[key]) !== undefined);
}

function decode(kind: Kind, record: JsonObject, terms: Terms): RemoteEntity | undefined {
  const { shape } = terms;
  if (!places(kind)) return decodeRecord(kind, record, shape);
  const node = decodeRecord(kind, without(record, [placementsKey]), shape);
  if (!node) return undefined;
  const { placed, ended } = decodePlacements(record, terms);
  const entity = withFields(node.entity, { ...node.entity.fields, ...placed });
  return { ...node, entity, record, ...(ended.length > 0 && { ended }) };
}

function encode(write: Write, now: Date, terms: Terms): WrittenRecord[] {
  const { entity, base } = write;
  const { facts } = terms;
  const { kind, sourcedId } = entity;
  const record = encodeRecord(ownPart(write), now, terms.shape);
  const method = base ? 'PUT' : facts['create.method'];
  const own: WrittenRecord = { method, collection: collectionFor[kind], sourcedId, record };
  if (!places(kind)) return [own];
  const parts = encodePlacements(write, now, terms);
  // If only placements differ, the record of the node itself need not be written.
  const isUntouched = parts.length > 0 && base && isWritten(record, base, facts);
  return isUntouched ? parts : [own, ...parts];
}

/** Whether nodes of a kind place resources. */
function places(kind: Kind): boolean {
  return kind === 'lesson' || kind === 'unit';
}

/** The write of a node without its placements. */
function ownPart({ entity, base, ...write }: Write): Write {
  if (!places(entity.kind)) return { ...write, entity, ...(base && { base }) };
  return {
    ...write,
    entity: withFields(entity, without(entity.fields, placedFields)),
    ...(base && { base: without(base, [placementsKey]) }),
  };
}

/** Whether a record already holds everything that would be written, its date aside. */
function isWritten(record: JsonObject, base: JsonObject, facts: OnerosterFacts): boolean {
  const owned = [...facts['record.serverOwned'], 'dateLastModified', placementsKey];
  return canonicalJson(without(record, owned)) === canonicalJson(without(base, owned));
}

/** Problems of what a catalog holds and the platform would not keep, or its readers would not accept. */
function checkRecords(catalog: Catalog, facts: OnerosterFacts): Problem[] {
  return [
    ...checkReaders(catalog, facts),
    ...placedTwice(catalog),
    ...placedInUnits(catalog, facts),
  ];
}

/** Problems of resources that one lesson or unit places twice without an id for the second placement. */
function placedTwice({ nodes }: Catalog): Problem[] {
  return [...nodes].flatMap(([address, { entity, source }]) => {
    const again = (placementsIn(entity.fields) ?? []).filter(
      ({ mark, said }) => mark !== undefined && said['sourcedId'] === undefined,
    );
    const [first] = again;
    if (!first) return [];
    const { resource, mark = '' } = first;
    const id = placementId(entity.sourcedId, placementName(resource, mark));
    return [
      problem('dialect/placed-twice', {
        detail: `The ${entity.kind} places ${JSON.stringify(resource)} more than once. Each placement is a record with an id here, and results of students belong to it.`,
        hint: `Name it once, or give the second placement its own permanent id: \`- { resource: ${JSON.stringify(resource)}, sourcedId: ${id} }\`.`,
        span: fieldSpan(source, 'resources'),
        address,
      }),
    ];
  });
}

/**
 * Whether a unit places only what the official sync adds, which students are not meant to see. The id may be
 * that of the course in other environments, since all of them have the same manifest.
 */
function isCompletion({ fields, parent }: Entity, nodes: Catalog['nodes']): boolean {
  const own = parent && idIn(parent);
  const written = parent && nodes.get(parent)?.writtenId;
  const wanted = [own, written].flatMap((id) => (id ? [completionPlacement(id)] : []));
  const placed = (placementsIn(fields) ?? []).map(({ said }) => String(said['sourcedId']));
  // Besides its own a unit places those of other environments, whose ids of the course are not known here.
  const other = completionPlacement('');
  return placed.some((id) => wanted.includes(id)) && placed.every((id) => id.endsWith(other));
}

/** Problems of units that place resources directly: reports differ on whether students see them there. */
function placedInUnits(
  { nodes }: Catalog,
  { 'componentResource.inUnit': row }: OnerosterFacts,
): Problem[] {
  const placing = [...nodes].filter(
    ([, { entity }]) =>
      entity.kind === 'unit' &&
      resourcesListed(entity.fields['resources']).length > 0 &&
      !isCompletion(entity, nodes),
  );
  const [first] = placing;
  if (!first || row === 'shown') return [];
  const [address, { source }] = first;
  const number = placing.length === 1 ? '1 unit places' : `${placing.length} units place`;
  const at = { span: fieldSpan(source, 'resources'), address };
  if (row === 'hidden') {
    return [
      problem('dialect/unit-hides', {
        detail: `${number} resources directly. According to the row componentResource.inUnit, students do not see them.`,
        hint: 'Place them in a lesson of the unit, or correct the row under `facts` of the environment.',
        ...at,
      }),
    ];
  }
  return [
    problem('dialect/unit-places', {
      detail: `${number} resources directly. Reports differ on whether students see them there.`,
      hint: 'Try it with one unit, or place them in a lesson. `facts: { componentResource.inUnit: shown }` in the environment turns this warning off.',
      ...at,
    }),
  ];
}
