import { addOn, choice, type FactValues, fact, unverified } from '../fact.ts';
import { recordFacts } from '../record/facts.ts';

const document = 'OpenAPI document';
const observed = 'reported by a client';

const courses = '/ims/oneroster/rostering/v1p2/courses';

/**
 * Everything that this tool takes to be so about the BeyondAI OneRoster API, one row a fact. Rows
 * marked `unverified` are starting values, not knowledge. Each row can be corrected under `facts` of
 * an environment.
 */
export const onerosterFacts = {
  'token.path': fact(
    '/oauth2/token',
    unverified,
    'Where a token comes from. The documents name hosts for tokens alone, and not always the same: set `tokenUrl`.',
  ),
  'token.auth': choice(
    ['body', 'basic'],
    document,
    'How the client id and secret are sent; its example has them in the body.',
  ),
  'token.scope': fact(
    '',
    unverified,
    'Scopes to ask for, separated by blanks; empty asks for none in particular.',
  ),

  'course.path': fact(`${courses}/`, document, 'List of courses, with its slash at the end.'),
  'courseComponent.path': fact(
    `${courses}/components`,
    document,
    'List of course components: units, and lessons below them.',
  ),
  'componentResource.path': addOn(
    `${courses}/component-resources`,
    document,
    'List of component resources: each places a resource in a component.',
  ),
  'resource.path': addOn(
    '/ims/oneroster/resources/v1p2/resources/',
    document,
    'List of resources, with its slash at the end: without it a POST is reported to be refused.',
  ),

  'list.limit': fact(
    3000,
    document,
    'The most records asked for on one page. A server that gives fewer is accepted.',
  ),
  'list.filter': choice(
    [true, false],
    document,
    "Whether a list can be asked for some ids, `sourcedId='a' OR sourcedId='b'`. An answer that does not fit is not used.",
  ),
  'list.total': fact('totalCount', document, 'Key of the number of all records in a list answer.'),
  'course.plural': fact('courses', document, 'Key of the records in a list answer.'),
  'courseComponent.plural': fact(
    'courseComponents',
    document,
    'Key of the records in a list answer.',
  ),
  'componentResource.plural': fact(
    'componentResources',
    document,
    'Key of the records in a list answer.',
  ),
  'resource.plural': fact('resources', document, 'Key of the records in a list answer.'),
  'course.envelope': fact('course', document, 'Key that wraps one record.'),
  'courseComponent.envelope': fact('courseComponent', document, 'Key that wraps one record.'),
  'componentResource.envelope': fact('componentResource', document, 'Key that wraps one record.'),
  'resource.envelope': fact('resource', document, 'Key that wraps one record.'),

  'create.method': choice(
    ['POST', 'PUT'],
    document,
    'How a new record is made. What exists is written by PUT, always.',
  ),
  'course.org': fact('org', document, 'Key of the reference to the org.'),
  'courseComponent.course': fact(
    'course',
    document,
    'Key of the reference from a unit or lesson to its course.',
  ),
  'courseComponent.parent': fact(
    'parent',
    document,
    'Key of the reference from a lesson to its unit. A component without one is a unit.',
  ),
  'courseComponent.parentAgain': fact(
    'courseComponent',
    observed,
    'Another key for the same reference, which a server that is sent only that one does not copy to the first: both are sent. Empty: only the first.',
  ),
  'componentResource.component': fact(
    'courseComponent',
    document,
    'Key of the reference from a placement to its lesson.',
  ),
  'componentResource.resource': fact(
    'resource',
    document,
    'Key of the reference from a placement to its resource.',
  ),
  'componentResource.title': choice(
    ['resource', 'lesson'],
    unverified,
    'Whose title a new placement gets; a title is required. Later it is left alone.',
  ),

  'courseComponent.standards': fact(
    '',
    unverified,
    'Key under which a lesson keeps its standards as a learningObjectiveSet; empty: it takes none. The documents name none.',
  ),
  'resource.standards': fact(
    'metadata.learningObjectiveSet',
    'Resources Metadata document',
    'The same for a resource: [{ "source": "CASE", "learningObjectiveIds": […] }].',
  ),

  'standard.path': addOn(
    '/ims/case/v1p1/CFItems',
    'OpenAPI document of CASE',
    'What an identifier follows where the platform is asked for a standard.',
  ),
  'standard.envelope': fact(
    '',
    unverified,
    'Key that wraps one standard in an answer; empty: none does.',
  ),
  'standard.id': fact(
    'identifier',
    unverified,
    'Key of a standard that holds its identifier; so in the CFPackages of CASE.',
  ),

  'sortOrder.key': fact('sortOrder', document, 'Key of the number that orders siblings.'),
  'status.active': fact('active', document, 'The status of a live record.'),
  'status.retired': fact(
    'tobedeleted',
    document,
    'The status of a retired record. That a PUT may set it is documented for all but resources, whose PUT lists no status.',
  ),
  'dateLastModified.sent': choice(
    [false, true],
    unverified,
    'Whether the client sends dateLastModified; the document allows it.',
  ),

  'put.body': choice(
    ['record', 'managed'],
    unverified,
    'record: what was read with the managed fields laid over, right whether PUT replaces or merges; reports contradict each other. managed: the managed fields only.',
  ),
  ...recordFacts,
} as const;

export type OnerosterFacts = FactValues<typeof onerosterFacts>;
