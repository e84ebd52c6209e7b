import { type FactValues, recordFacts, rowsFrom, unverified } from './facts.ts';
import { readerFacts } from './reader-checks.ts';
import { sdkEventFacts } from './sdk-events.ts';

const documented = rowsFrom('OpenAPI document');
const observed = rowsFrom('reported by a client');
const sdk = rowsFrom('official SDK');
const sdkToo = rowsFrom(`${documented.source}; ${sdk.source}`);

const courses = '/ims/oneroster/rostering/v1p2/courses';

const listKey = 'Key of the records in a list answer.';
const wrapper = 'Key that wraps one record.';

/**
 * All assumptions of this tool about the BeyondAI OneRoster API, one row each. A row marked `unverified` has
 * a starting value that no document confirms. Each row can be corrected under `facts` of an environment.
 */
export const onerosterFacts = {
  'token.path': sdk.fact(
    '/oauth2/token',
    'Where a token comes from, on a host of its own: `tokenUrl`. The documents name such hosts, and not always the same; the addresses of the SDK all end so.',
  ),
  'token.auth': documented.choice(
    ['body', 'basic'],
    'How the client id and secret are sent; its example has them in the body. The official SDK sends them as Basic.',
  ),
  'token.scope': sdk.fact(
    '',
    'Scopes to request, separated by spaces; empty requests no particular scope, as the SDK does.',
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
    'List of resources, with its slash at the end. A client reports that a POST without it is refused; the official SDK has none.',
  ),

  'list.limit': documented.fact(
    3000,
    'The most records asked for on one page. A server that gives fewer is accepted.',
  ),
  'list.filter': documented.choice(
    [true, false],
    "Whether a list can be asked for some ids, `sourcedId='a' OR sourcedId='b'`. An answer that does not fit is not used.",
  ),
  'list.filterReferences': rowsFrom(`${sdk.source}; ${observed.source}`).choice(
    [true, false],
    "Whether a list can be asked for the records of some others, `course.sourcedId='a'`: how the part of a platform is read that `scope` names. The document says no; the SDK and other clients do it. An answer that does not fit is not used, and the whole list is read.",
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

  'create.method': sdkToo.choice(
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
    'Another key for the same reference, which a server that is sent only that one does not copy to the first: both are sent. Empty: only the first, as the official SDK does.',
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
  'componentResource.lessonType': rowsFrom(`${sdk.source}; ${documented.source}`).choice(
    ['both', 'top', 'metadata'],
    'Where the type of a placement is written. The document has it at the top of the record, and the official SDK reads `metadata.lessonType` alone.',
  ),
  'componentResource.inUnit': observed.choice(
    ['unclear', 'shown', 'hidden'],
    'Whether students see what is placed in a unit itself: of six clients four place so, and two report that nothing shows. unclear: `plan` warns of it. hidden: it is refused.',
  ),

  'courseComponent.standards': sdk.fact(
    '',
    'Key under which a lesson keeps its standards as a learningObjectiveSet; empty: it takes none. The SDK forbids other keys of a component, and the documents name none.',
  ),
  'resource.standards': rowsFrom(`Resources Metadata document; ${sdk.source}`).fact(
    'metadata.learningObjectiveSet',
    'The same for a resource: [{ "source": "CASE", "learningObjectiveIds": […] }].',
  ),

  'standard.path': rowsFrom('OpenAPI document of CASE').addOn(
    '/ims/case/v1p1/CFItems',
    'What an identifier follows if the platform is asked for a standard.',
  ),
  'standard.envelope': sdk.fact(
    'CFItem',
    'Key that wraps one standard in an answer; without it an answer is read as well.',
  ),
  'standard.id': sdk.fact(
    'sourcedId',
    'Key of a standard that holds its identifier; `identifier`, as CASE has it, is read as well.',
  ),

  'sortOrder.key': documented.fact('sortOrder', 'Key of the number that orders siblings.'),
  'status.active': documented.fact('active', 'The status of a live record.'),
  'status.retired': sdkToo.fact(
    'tobedeleted',
    'The status of a retired record. That a PUT may set it is documented for all but resources; the SDK may set it there as well.',
  ),
  'dateLastModified.sent': sdk.choice(
    [false, true],
    'Whether the client sends dateLastModified. The document allows it, and the SDK forbids it in what it writes.',
  ),

  'put.body': unverified.choice(
    ['record', 'managed'],
    'record: what was read with the managed fields laid over, right whether PUT replaces or merges: the official SDK says that it replaces, and a client that metadata merges. managed: the managed fields only.',
  ),
  ...{ ...readerFacts, ...recordFacts, ...sdkEventFacts },
  'record.serverOwned': { ...recordFacts['record.serverOwned'], source: sdk.source },
  'compare.texts': { ...recordFacts['compare.texts'], source: sdk.source },
} as const;

export type OnerosterFacts = FactValues<typeof onerosterFacts>;
