import { partnerEvents } from '../../caliper/documented.ts';
import { nodeWithId } from '../../document/place.ts';
import type { Catalog, CatalogNode } from '../../model/catalog.ts';
import { isObject, type Json, textsIn } from '../../model/json.ts';
import { type Address, kindIn, kinds, plural, withFields } from '../../model/node.ts';
import { placedFields, resourceOfName } from '../../model/placements.ts';
import { problem } from '../../model/problem.ts';
import { collectionNamed, commonParts, type NodeLimit, shapeOf } from './common.ts';
import type { Dialect, ListLink } from './dialect.ts';
import { type FactValues, recordFacts, rowsFrom, unverified } from './facts.ts';
import type { RecordStructure } from './findings.ts';
import { eventFacts, guide, overview } from './partner-events.ts';
import { decodeRecord, encodeRecord, gistOf, many, one, single } from './record.ts';
import { eventForms } from './sdk-events.ts';

const curriculum = rowsFrom('Partner API curriculum page');
const both = rowsFrom(`${guide.source}; ${overview.source}`);
const units = rowsFrom(`${curriculum.source} (units)`);
const listKey = 'Key of the records in a list answer; units document the form.';
const wrapper = 'Key that wraps one record, in answers and in PUT bodies.';

/**
 * All assumptions of this tool about the Partner API, one row each. A row marked `unverified` has a starting
 * value that no public document confirms. Each row can be corrected under `facts` of an environment.
 */
export const partnerFacts = {
  'token.path': guide.fact('/auth/1.0/token', 'Where a token comes from.'),
  'token.auth': guide.choice(
    ['basic', 'body'],
    'How the client id and secret are sent; the guide allows both.',
  ),
  'token.scope': unverified.fact(
    '',
    'Scopes to request, separated by spaces; empty requests no particular scope.',
  ),

  'course.path': both.fact('/rostering/1.0/courses', 'Collection of courses.'),
  'unit.path': rowsFrom(`${overview.source}; ${curriculum.source}`).fact(
    '/rostering/1.0/units',
    'Collection of units.',
  ),
  'lesson.path': overview.fact('/rostering/1.0/lessons', 'Collection of lessons.'),
  'resource.path': overview.addOn(
    '/rostering/1.0/resources',
    'Collection of resources, which are an add-on.',
  ),

  'list.limit': curriculum.fact(
    1000,
    'The most records asked for on one page. A server that gives fewer is accepted.',
  ),
  'list.filter': unverified.choice(
    [true, false],
    "Whether a list can be asked for some ids, `sourcedId='a' OR sourcedId='b'`. The grammar is documented; of which fields is not. An answer that does not fit is not used.",
  ),
  'list.filterReferences': rowsFrom(`${guide.source} (students, classes)`).choice(
    [true, false],
    "Whether a list can be asked for the records of some others, `course.sourcedId='a'`: how the part of a platform is read that `scope` names. An answer that does not fit is not used, and the whole list is read.",
  ),
  'list.total': curriculum.fact('total', 'Key of the number of all records in a list answer.'),
  'course.plural': unverified.fact('courses', listKey),
  'unit.plural': curriculum.fact('units', 'Key of the records in a list answer.'),
  'lesson.plural': unverified.fact('lessons', listKey),
  'resource.plural': unverified.fact('resources', listKey),

  'course.envelope': unverified.fact('course', wrapper),
  'unit.envelope': rowsFrom(`${curriculum.source} (GET)`).fact(
    'unit',
    'Key that wraps one record; for PUT bodies it is not documented.',
  ),
  'lesson.envelope': unverified.fact('lesson', wrapper),
  'resource.envelope': unverified.fact('resource', wrapper),

  'course.org': unverified.fact(
    'org',
    'Key of the reference to the org; documented for the sibling platform API.',
  ),
  'unit.course': curriculum.fact('course', 'Key of the reference from a unit to its course.'),
  'unit.prerequisites': unverified.choice(
    ['ids', 'references'],
    'Whether prerequisites are plain ids or references.',
  ),
  'lesson.course': unverified.fact(
    'course',
    'Key of the reference from a lesson to its course; empty if lessons name no course.',
  ),
  'lesson.unit': unverified.fact('unit', 'Key of the reference from a lesson to its unit.'),
  'lesson.resources': unverified.fact('resource', 'Key of the resources that a lesson places.'),
  'lesson.resources.shape': unverified.choice(
    ['one', 'list'],
    'Whether that key holds one reference or a list of them.',
  ),
  'lesson.standards': unverified.fact(
    '',
    'Key under which a lesson keeps its standards as a learningObjectiveSet, such as metadata.learningObjectiveSet; empty: it takes none.',
  ),
  'resource.standards': unverified.fact(
    '',
    'The same for a resource. Of the sibling platform API, metadata.learningObjectiveSet is documented.',
  ),
  'standard.path': unverified.addOn(
    '/standards/1.0/objectives',
    'What an identifier follows if the platform is asked for a standard. Documented is only that a client may read frameworks and objectives below /standards/1.0.',
  ),
  'standard.envelope': unverified.fact(
    'objective',
    'Key that wraps one standard in an answer; empty: none does.',
  ),
  'standard.id': unverified.fact(
    'sourcedId',
    'Key of a standard that holds its identifier; `identifier` in CASE.',
  ),
  'reference.shape': unverified.choice(
    ['id', 'typed'],
    'References as { sourcedId } or as { sourcedId, type }.',
  ),

  'sortOrder.key': units.fact(
    'sortOrder',
    'Key of the number that orders siblings; for lessons unverified.',
  ),
  'status.active': rowsFrom('Partner API rostering page (users)').fact(
    'active',
    'The status of a live record; of what is in a catalog, from the sibling APIs.',
  ),
  'status.retired': unverified.fact(
    'tobedeleted',
    'The status of a retired record; from the sibling APIs.',
  ),
  'dateLastModified.sent': units.choice(
    [true, false],
    'Whether the client sends dateLastModified; for the other kinds unverified.',
  ),

  'put.body': unverified.choice(
    ['record', 'managed'],
    'record: what was read with the managed fields laid over, right whether PUT replaces or merges. managed: the managed fields only, for a server that rejects its own read-only fields.',
  ),
  ...recordFacts,
  ...eventFacts,
} as const;

export type PartnerFacts = FactValues<typeof partnerFacts>;

/** The rows about references between records and about forms of values. */
const structure: RecordStructure = {
  references: [
    { row: 'course.org', in: 'course', explains: ['course org'] },
    { row: 'unit.course', in: 'unit', to: 'course', isRequired: true, explains: ['unit parent'] },
    {
      ...{ row: 'lesson.course', in: 'lesson', to: 'course', isRequired: true, mayBeEmpty: true },
      explains: ['lesson course'],
    },
    { row: 'lesson.unit', in: 'lesson', to: 'unit', isRequired: true, explains: ['lesson parent'] },
    {
      ...{ row: 'lesson.resources', in: 'lesson', to: 'resource' },
      shapeRow: 'lesson.resources.shape',
      explains: ['lesson resources'],
    },
  ],
  forms: [
    {
      ...{ row: 'lesson.resources.shape', in: 'lesson', key: 'lesson.resources' },
      formsOf: (value) => (value === null ? [] : [Array.isArray(value) ? 'list' : 'one']),
    },
    {
      ...{ row: 'unit.prerequisites', in: 'unit', key: 'prerequisites' },
      formsOf: (value) =>
        Array.isArray(value)
          ? value.map((item) => (typeof item === 'string' ? 'ids' : 'references'))
          : [],
      explains: ['unit prerequisites', 'references'],
    },
  ],
  ordered: ['unit', 'lesson'],
};

/** The Partner API as the rows in force describe it. */
export function partnerDialect(facts: PartnerFacts): Omit<Dialect, 'given'> {
  const standardsRows = { lesson: 'lesson.standards', resource: 'resource.standards' };
  const common = commonParts({
    ...{ name: 'partner', table: partnerFacts, facts, called: plural },
    ...{ structure, standardsRows, lessonNamesCourse: facts['lesson.course'] !== '' },
    limits: limitsOf(facts),
  });
  const [all, shape] = [[...common.collections, ...common.lacking], partnerShape(facts)];
  return {
    ...common,
    collectionOf: (kind) => collectionNamed(kind, { collections: all }),
    kindIn: (collection) => kinds.find((kind) => kind === collection),
    gist: (collection, record) => {
      const kind = kinds.find((each) => each === collection);
      return kind && gistOf(kind, record, shape);
    },
    links: linksOf(facts),
    compose: (records) =>
      kinds.flatMap((kind) => (records.get(kind) ?? []).map((record) => ({ kind, record }))),
    partsOf: () => [],
    placementsOf: () => [],
    decode: (kind, record) => decodeRecord(kind, record, shape),
    encode: (write, now) => {
      const { kind, sourcedId } = write.entity;
      const record = encodeRecord(write, now, shape);
      return [{ method: 'PUT', collection: kind, sourcedId, record }];
    },
    placementTitle: 'resource',
    entryOf: (said) => said,
    placing: resourcesAlone,
    events: eventForms(facts, partnerEvents),
  };
}

function linksOf(facts: PartnerFacts): readonly ListLink[] {
  const unit = { key: facts['lesson.unit'], to: 'unit' };
  return [
    { collection: 'course' },
    { collection: 'unit', belongsBy: { key: facts['unit.course'], to: 'course' } },
    // Lessons are linked by their units, since they may name no course.
    { collection: 'lesson', belongsBy: unit },
    {
      collection: 'resource',
      namedBy: { key: facts['lesson.resources'], collection: 'lesson' },
    },
  ];
}

function partnerShape(facts: PartnerFacts) {
  const typesReferences = facts['reference.shape'] === 'typed';
  const typed = (type: string) => (typesReferences ? type : undefined);
  const placed = facts['lesson.resources.shape'] === 'list' ? many : single;
  const course = facts['lesson.course'];
  return shapeOf(facts, {
    typesReferences,
    of: {
      course: { parentKeys: [], codecs: [one('org', facts['course.org'], typed('org'))] },
      unit: {
        parentKeys: [facts['unit.course']],
        codecs:
          facts['unit.prerequisites'] === 'references'
            ? [many('prerequisites', 'prerequisites', typed('unit'))]
            : [],
      },
      lesson: {
        parentKeys: [facts['lesson.unit']],
        codecs: [
          placed('resources', facts['lesson.resources'], typed('resource')),
          ...(course ? [one('course', course, typed('course'))] : []),
        ],
      },
      resource: { parentKeys: [], codecs: [] },
    },
  });
}

/** Limits for what authors can write and this API cannot hold. */
function limitsOf(facts: PartnerFacts): readonly NodeLimit[] {
  const isList = facts['lesson.resources.shape'] === 'list';
  const tooMany: NodeLimit = {
    kind: 'lesson',
    field: 'resources',
    isOver: ({ fields }) => textsIn(fields['resources']).length > 1,
    says: 'each',
    problem: (_, { fields }, at) =>
      problem('dialect/one-resource', {
        detail: `The lesson places ${textsIn(fields['resources']).length} resources. The documents only say that lessons place resources, and this tool assumes one each.`,
        hint: 'If the platform accepts a list, write under the environment in the config:\n  facts: { lesson.resources: resources, lesson.resources.shape: list }',
        ...at,
      }),
  };
  const nested: NodeLimit = {
    kind: 'lesson',
    isOver: ({ parent }) => parent !== undefined && kindIn(parent) === 'lesson',
    says: 'each',
    problem: (_, lesson, at, above) =>
      problem('dialect/nesting', {
        detail: `The ${nodeWithId(lesson)} is below the ${nodeWithId(above ?? lesson)}. In the Partner API a lesson belongs to a unit, and nothing is below a lesson.`,
        hint: 'Move it into the `lessons` of the unit, or publish to an environment with `dialect: oneroster`.',
        ...at,
      }),
  };
  return [...(isList ? [] : [tooMany]), nested, ...notTaken];
}

/** Content that no document of this API has; each entry makes one problem for all nodes together. */
const things: readonly (Pick<NodeLimit, 'kind' | 'isOver' | 'field'> & { what: string })[] = [
  {
    what: 'more of a placement than its resource',
    ...{ kind: 'lesson', field: 'resources' },
    isOver: ({ fields }) => isObject(fields['placements']),
  },
  {
    what: 'resources in a unit itself',
    ...{ kind: 'unit', field: 'resources' },
  },
  { what: 'prerequisites of a lesson', kind: 'lesson', field: 'prerequisites' },
];

const notTaken = things.map(
  ({ what, ...limit }): NodeLimit => ({
    ...limit,
    says: 'once',
    problem: (number, _, at) =>
      problem('dialect/not-taken', {
        detail: `${number === 1 ? 'One node has' : `${number} nodes have`} ${what}. No document of the Partner API has that, so it is not sent.`,
        hint: 'It is published in environments with `dialect: oneroster`.',
        ...at,
      }),
  }),
);

/** The catalog as this API holds placements: lessons name resources by id alone, and units place nothing. */
function resourcesAlone(catalog: Catalog): Catalog {
  const reduced: [Address, CatalogNode][] = [];
  catalog.nodes.forEach((node, address) => {
    const { kind, fields } = node.entity;
    if (kind !== 'unit' && kind !== 'lesson') return;
    const unknown: readonly string[] = kind === 'unit' ? placedFields : unknownOfLessons;
    const isKnown = unknown.every((field) => fields[field] === undefined);
    if (isKnown && fields['resources'] === undefined) return;
    const kept = Object.entries(fields).filter(([field]) => !unknown.includes(field));
    const alone = kept.map(([field, value]): [string, Json] => {
      const isList = field === 'resources' && Array.isArray(value);
      return [field, isList ? value.map((name) => resourceOfName(String(name))) : value];
    });
    const entity = withFields(node.entity, Object.fromEntries(alone));
    reduced.push([address, { ...node, entity }]);
  });
  return reduced.length === 0 ? catalog : { nodes: new Map([...catalog.nodes, ...reduced]) };
}

/** The fields of a lesson that this API does not know. */
const unknownOfLessons: readonly string[] = ['placements', 'prerequisites'];
