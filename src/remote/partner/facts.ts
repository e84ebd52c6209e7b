import { addOn, choice, type FactValues, fact, unverified } from '../fact.ts';
import { recordFacts } from '../record/facts.ts';
import { eventFacts } from './event-facts.ts';
import { curriculum, guide, overview } from './sources.ts';

/**
 * Everything that this tool takes to be so about the Partner API, one row a fact. Rows marked
 * `unverified` are starting values, not knowledge: no public document settles them. Each row can be
 * corrected under `facts` of an environment.
 */
export const partnerFacts = {
  'token.path': fact('/auth/1.0/token', guide, 'Where a token comes from.'),
  'token.auth': choice(
    ['basic', 'body'],
    guide,
    'How the client id and secret are sent; the guide allows both.',
  ),
  'token.scope': fact(
    '',
    unverified,
    'Scopes to ask for, separated by blanks; empty asks for none in particular.',
  ),

  'course.path': fact('/rostering/1.0/courses', `${guide}; ${overview}`, 'Collection of courses.'),
  'unit.path': fact('/rostering/1.0/units', `${overview}; ${curriculum}`, 'Collection of units.'),
  'lesson.path': fact('/rostering/1.0/lessons', overview, 'Collection of lessons.'),
  'resource.path': addOn(
    '/rostering/1.0/resources',
    overview,
    'Collection of resources, which are an add-on.',
  ),

  'list.limit': fact(
    1000,
    curriculum,
    'The most records asked for on one page. A server that gives fewer is accepted.',
  ),
  'list.filter': choice(
    [true, false],
    unverified,
    "Whether a list can be asked for some ids, `sourcedId='a' OR sourcedId='b'`. The grammar is documented; of which fields is not. An answer that does not fit is not used.",
  ),
  'list.total': fact('total', curriculum, 'Key of the number of all records in a list answer.'),
  'course.plural': fact(
    'courses',
    unverified,
    'Key of the records in a list answer; units document the form.',
  ),
  'unit.plural': fact('units', curriculum, 'Key of the records in a list answer.'),
  'lesson.plural': fact(
    'lessons',
    unverified,
    'Key of the records in a list answer; units document the form.',
  ),
  'resource.plural': fact(
    'resources',
    unverified,
    'Key of the records in a list answer; units document the form.',
  ),

  'course.envelope': fact(
    'course',
    unverified,
    'Key that wraps one record, in answers and in PUT bodies.',
  ),
  'unit.envelope': fact(
    'unit',
    `${curriculum} (GET)`,
    'Key that wraps one record; for PUT bodies it is not documented.',
  ),
  'lesson.envelope': fact(
    'lesson',
    unverified,
    'Key that wraps one record, in answers and in PUT bodies.',
  ),
  'resource.envelope': fact(
    'resource',
    unverified,
    'Key that wraps one record, in answers and in PUT bodies.',
  ),

  'course.org': fact(
    'org',
    unverified,
    'Key of the reference to the org; documented for the sibling platform API.',
  ),
  'unit.course': fact('course', curriculum, 'Key of the reference from a unit to its course.'),
  'unit.prerequisites': choice(
    ['ids', 'references'],
    unverified,
    'Whether prerequisites are plain ids or references.',
  ),
  'lesson.course': fact(
    'course',
    unverified,
    'Key of the reference from a lesson to its course; empty if lessons name no course.',
  ),
  'lesson.unit': fact('unit', unverified, 'Key of the reference from a lesson to its unit.'),
  'lesson.resources': fact('resource', unverified, 'Key of the resources that a lesson places.'),
  'lesson.resources.shape': choice(
    ['one', 'list'],
    unverified,
    'Whether that key holds one reference or a list of them.',
  ),
  'lesson.standards': fact(
    '',
    unverified,
    'Key under which a lesson keeps its standards as a learningObjectiveSet, such as metadata.learningObjectiveSet; empty: it takes none.',
  ),
  'resource.standards': fact(
    '',
    unverified,
    'The same for a resource. Of the sibling platform API, metadata.learningObjectiveSet is documented.',
  ),
  'standard.path': addOn(
    '/standards/1.0/objectives',
    unverified,
    'What an identifier follows where the platform is asked for a standard. Documented is only that a client may read frameworks and objectives below /standards/1.0.',
  ),
  'standard.envelope': fact(
    'objective',
    unverified,
    'Key that wraps one standard in an answer; empty: none does.',
  ),
  'standard.id': fact(
    'sourcedId',
    unverified,
    'Key of a standard that holds its identifier; `identifier` in CASE.',
  ),
  'reference.shape': choice(
    ['id', 'typed'],
    unverified,
    'References as { sourcedId } or as { sourcedId, type }.',
  ),

  'sortOrder.key': fact(
    'sortOrder',
    `${curriculum} (units)`,
    'Key of the number that orders siblings; for lessons unverified.',
  ),
  'status.active': fact(
    'active',
    unverified,
    'The status of a live record; from the sibling APIs.',
  ),
  'status.retired': fact(
    'tobedeleted',
    unverified,
    'The status of a retired record; from the sibling APIs.',
  ),
  'dateLastModified.sent': choice(
    [true, false],
    `${curriculum} (units)`,
    'Whether the client sends dateLastModified; for the other kinds unverified.',
  ),

  'put.body': choice(
    ['record', 'managed'],
    unverified,
    'record: what was read with the managed fields laid over, right whether PUT replaces or merges. managed: the managed fields only, for a server that rejects its own read-only fields.',
  ),
  ...recordFacts,
  ...eventFacts,
} as const;

export type PartnerFacts = FactValues<typeof partnerFacts>;
