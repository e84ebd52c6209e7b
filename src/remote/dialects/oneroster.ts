import type { CatalogNode } from '../../model/catalog.ts';
import { canonicalJson, type JsonObject } from '../../model/json.ts';
import { type Address, type Kind, kinds, withFields } from '../../model/node.ts';
import { placedFields } from '../../model/placements.ts';
import type { RemoteEntity } from '../../model/remote.ts';
import { collectionNamed, commonParts, shapeOf } from './common.ts';
import type { Dialect, ListLink, NodeRecord, Records, Write, WrittenRecord } from './dialect.ts';
import { type FactValues, recordFacts, rowsFrom, unverified } from './facts.ts';
import type { RecordStructure } from './findings.ts';
import { placedInUnits, placedTwice } from './placement-checks.ts';
import {
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
import {
  decodeRecord,
  encodeRecord,
  gistOf,
  linkedId,
  one,
  type RecordShape,
  without,
} from './record.ts';
import { sdkEventFacts, sdkEventForms } from './sdk-events.ts';

const documented = rowsFrom('OpenAPI document');
const observed = rowsFrom('reported by a client');

const courses = '/ims/oneroster/rostering/v1p2/courses';
const listKey = 'Key of the records in a list answer.';
const wrapper = 'Key that wraps one record.';

/**
 * All assumptions of this tool about the BeyondAI OneRoster API, one row each. Rows marked `unverified`
 * are starting values, not knowledge. Each row can be corrected under `facts` of an environment.
 */
export const onerosterFacts = {
  'token.path': unverified.fact(
    '/oauth2/token',
    'Where a token comes from. The documents name hosts for tokens alone, and not always the same: set `tokenUrl`.',
  ),
  'token.auth': documented.choice(
    ['body', 'basic'],
    'How the client id and secret are sent; its example has them in the body.',
  ),
  'token.scope': unverified.fact(
    '',
    'Scopes to ask for, separated by blanks; empty asks for none in particular.',
  ),

  'course.path': documented.fact(`${courses}/`, 'List of courses, with its slash at the end.'),
  'courseComponent.path': documented.fact(
    `${courses}/components`,
    'List of course components: units, and lessons below them.',
  ),
  'componentResource.path': documented.addOn(
    `${courses}/component-resources`,
    'List of component resources: each places a resource in a component.',
  ),
  'resource.path': documented.addOn(
    '/ims/oneroster/resources/v1p2/resources/',
    'List of resources, with its slash at the end: without it a POST is reported to be refused.',
  ),

  'list.limit': documented.fact(
    3000,
    'The most records asked for on one page. A server that gives fewer is accepted.',
  ),
  'list.filter': documented.choice(
    [true, false],
    "Whether a list can be asked for some ids, `sourcedId='a' OR sourcedId='b'`. An answer that does not fit is not used.",
  ),
  'list.filterReferences': observed.choice(
    [true, false],
    "Whether a list can be asked for the records of some others, `course.sourcedId='a'`: how the part of a platform is read that `scope` names. The document says no, clients do it. An answer that does not fit is not used, and the whole list is read.",
  ),
  'list.total': documented.fact('totalCount', 'Key of the number of all records in a list answer.'),
  'course.plural': documented.fact('courses', listKey),
  'courseComponent.plural': documented.fact('courseComponents', listKey),
  'componentResource.plural': documented.fact('componentResources', listKey),
  'resource.plural': documented.fact('resources', listKey),
  'course.envelope': documented.fact('course', wrapper),
  'courseComponent.envelope': documented.fact('courseComponent', wrapper),
  'componentResource.envelope': documented.fact('componentResource', wrapper),
  'resource.envelope': documented.fact('resource', wrapper),

  'create.method': documented.choice(
    ['POST', 'PUT'],
    'How a new record is made. What exists is written by PUT, always.',
  ),
  'course.org': documented.fact('org', 'Key of the reference to the org.'),
  'courseComponent.course': documented.fact(
    'course',
    'Key of the reference from a unit or lesson to its course.',
  ),
  'courseComponent.parent': documented.fact(
    'parent',
    'Key of the reference from a lesson to its unit. A component without one is a unit.',
  ),
  'courseComponent.parentAgain': observed.fact(
    'courseComponent',
    'Another key for the same reference, which a server that is sent only that one does not copy to the first: both are sent. Empty: only the first.',
  ),
  'componentResource.component': documented.fact(
    'courseComponent',
    'Key of the reference from a placement to its lesson.',
  ),
  'componentResource.resource': documented.fact(
    'resource',
    'Key of the reference from a placement to its resource.',
  ),
  'componentResource.title': unverified.choice(
    ['resource', 'lesson'],
    'Whose title a placement has that has none of its own in the manifests; the documents require one, and the official SDK takes it for the name of the lesson. In a unit, `lesson` is the unit.',
  ),
  'componentResource.titleLater': unverified.choice(
    ['follow', 'leave'],
    'Whether the title of a placement follows when that title changes. leave: only a new placement gets it, and one that is there keeps what it has.',
  ),
  'componentResource.lessonType': rowsFrom('official SDK; OpenAPI document').choice(
    ['both', 'top', 'metadata'],
    'Where the type of a placement is written. The document has it at the top of the record, and the official SDK reads `metadata.lessonType` alone.',
  ),
  'componentResource.inUnit': observed.choice(
    ['unclear', 'shown', 'hidden'],
    'Whether students see what is placed in a unit itself: of six clients four place so, and two report that nothing shows. unclear: `plan` warns of it. hidden: it is refused.',
  ),

  'courseComponent.standards': unverified.fact(
    '',
    'Key under which a lesson keeps its standards as a learningObjectiveSet; empty: it takes none. The documents name none.',
  ),
  'resource.standards': rowsFrom('Resources Metadata document').fact(
    'metadata.learningObjectiveSet',
    'The same for a resource: [{ "source": "CASE", "learningObjectiveIds": […] }].',
  ),

  'standard.path': rowsFrom('OpenAPI document of CASE').addOn(
    '/ims/case/v1p1/CFItems',
    'What an identifier follows where the platform is asked for a standard.',
  ),
  'standard.envelope': unverified.fact(
    '',
    'Key that wraps one standard in an answer; empty: none does.',
  ),
  'standard.id': unverified.fact(
    'identifier',
    'Key of a standard that holds its identifier; so in the CFPackages of CASE.',
  ),

  'sortOrder.key': documented.fact('sortOrder', 'Key of the number that orders siblings.'),
  'status.active': documented.fact('active', 'The status of a live record.'),
  'status.retired': documented.fact(
    'tobedeleted',
    'The status of a retired record. That a PUT may set it is documented for all but resources, whose PUT lists no status.',
  ),
  'dateLastModified.sent': unverified.choice(
    [false, true],
    'Whether the client sends dateLastModified; the document allows it.',
  ),

  'put.body': unverified.choice(
    ['record', 'managed'],
    'record: what was read with the managed fields laid over, right whether PUT replaces or merges; reports contradict each other. managed: the managed fields only.',
  ),
  ...{ ...recordFacts, ...sdkEventFacts },
} as const;

export type OnerosterFacts = FactValues<typeof onerosterFacts>;

/** The rows about references. */
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

/** The collection in which a node of each kind has its record. */
const collectionFor: Readonly<Record<Kind, keyof typeof called>> = {
  course: 'course',
  unit: 'courseComponent',
  lesson: 'courseComponent',
  resource: 'resource',
};

/** How records and nodes become each other. */
interface Terms {
  readonly facts: OnerosterFacts;
  readonly shape: RecordShape;
  /** The id of the placement of a resource in a lesson or unit. */
  readonly idOf: (place: string, resource: string) => string;
}

/**
 * The BeyondAI OneRoster API as the rows of its table in force describe it. `given`: the id that the
 * placement of a resource in a lesson has already.
 */
export function onerosterDialect(
  facts: OnerosterFacts,
  given: (lesson: string, resource: string) => string | undefined,
): Omit<Dialect, 'given'> {
  const standardsRows = { lesson: 'courseComponent.standards', resource: 'resource.standards' };
  const common = commonParts({
    ...{ name: 'oneroster', table: onerosterFacts, facts, called },
    ...{ structure, standardsRows, lessonNamesCourse: true },
  });
  const all = [...common.collections, ...common.lacking];
  const idOf = (lesson: string, resource: string) =>
    given(lesson, resource) ?? placementId(lesson, resource);
  const terms = { facts, shape: onerosterShape(facts), idOf };
  return {
    ...common,
    proposeCorrections: (group, recordOf) => [
      ...common.proposeCorrections(group, recordOf),
      ...otherTypePlace(group),
    ],
    rules: { ...common.rules, apart: [...placedFields], ...titleRule(facts) },
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
    check: (catalog) => [
      ...common.check(catalog),
      ...placedTwice(catalog),
      ...placedInUnits(catalog, facts['componentResource.inUnit']),
    ],
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

/** The keys that say which component a component hangs under. */
function nestingKeys(facts: OnerosterFacts): readonly string[] {
  const keys = [facts['courseComponent.parent'], facts['courseComponent.parentAgain']];
  return keys.filter((key) => key !== '');
}

/** Components become units and lessons; the placements in each become part of its record. */
function compose(records: Records, facts: OnerosterFacts): NodeRecord[] {
  const of = (name: keyof typeof called) => records.get(name) ?? [];
  const placed = Map.groupBy(of(placements), (each) =>
    linkedId(each[facts['componentResource.component']]),
  );
  const components = of('courseComponent').map((record): NodeRecord => {
    const held = placed.get(linkedId(record['sourcedId'])) ?? [];
    if (isNested(record, facts))
      return { kind: 'lesson', record: { ...record, [placementsKey]: held } };
    return {
      kind: 'unit',
      record: held.length > 0 ? { ...record, [placementsKey]: held } : record,
    };
  });
  return [
    ...of('course').map((record): NodeRecord => ({ kind: 'course', record })),
    ...components,
    ...of('resource').map((record): NodeRecord => ({ kind: 'resource', record })),
  ];
}

/** The kind of the node that a record is; undefined for a placement, which is a part of a node. */
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
  const fields = { ...node.entity.fields, ...decodePlacements(record, terms) };
  return { ...node, entity: withFields(node.entity, fields), record };
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
  // If only placements differ there is nothing to write of the node itself.
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

/** Whether a node's record holds already what would be written, except its date. */
function isWritten(record: JsonObject, base: JsonObject, facts: OnerosterFacts): boolean {
  const owned = [...facts['record.serverOwned'], 'dateLastModified', placementsKey];
  return canonicalJson(without(record, owned)) === canonicalJson(without(base, owned));
}
