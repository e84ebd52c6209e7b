import { partnerEvents } from '../../../caliper/documented.ts';
import { kinds, plural } from '../../../model/node.ts';
import {
  type EmulatorDialect,
  type EndpointContext,
  notThere,
  ownEntry,
  type Visit,
} from './api.ts';
import { type Collection, collectionAt, keptAs } from './collection.ts';
import { eventEndpoints } from './events/endpoints.ts';
import { type FieldRules, imsxRefusal, isReference } from './fields.ts';
import type { EmulatorAnswer } from './http.ts';
import { liveAsFiltered, peopleAsFiltered } from './oneroster/roster.ts';

/**
 * `PUT /students/:student/agents/:agent`: links a guardian to a student. Only the path is
 * documented, so any body is accepted and ignored.
 */
function answerAgent({ client }: Visit, { api, param }: EndpointContext): EmulatorAnswer {
  const { store } = api;
  const [student, agent] = [param('student'), param('agent')];
  const entry = ownEntry('user', student, { client }, api);
  if (!entry) return notThere('user', student, api);
  if (!ownEntry('user', agent, { client }, api)) return notThere('user', agent, api);
  const { agents } = entry.record;
  const linked = Array.isArray(agents) ? agents.filter(isReference) : [];
  const isNew = !linked.some(({ sourcedId }) => sourcedId === agent);
  const all = isNew ? [...linked, { sourcedId: agent }] : linked;
  store.put({ ...entry, record: { ...entry.record, agents: all } });
  return { status: isNew ? 201 : 200, body: {} };
}

/** Fields of people, who need no status: the only body in the guide has none. */
const fieldsRostered = {
  sourcedId: { is: 'name', required: true },
  status: { is: 'word', words: ['active', 'tobedeleted'] },
  dateLastModified: { is: 'dateTime' },
  metadata: { is: 'object' },
} as const satisfies FieldRules;

/** Fields of every kind, required by the documents or, if these say nothing, by the sibling APIs. */
const common = {
  ...fieldsRostered,
  status: { ...fieldsRostered.status, required: true },
  title: { is: 'name', required: true },
} as const satisfies FieldRules;

/**
 * The unit and the user are documented; other fields follow the sibling API's records of the same name (F2,
 * F3).
 */
const partnerFields = {
  course: {
    ...common,
    courseCode: { is: 'name' },
    org: { is: 'reference', to: 'org' },
    subjects: { is: 'texts' },
    grades: { is: 'texts' },
    subjectCodes: { is: 'texts' },
    level: { is: 'name' },
    primaryApp: { is: 'name' },
    gradingScheme: { is: 'name' },
    resources: { is: 'references', to: 'resource' },
  },
  unit: {
    ...common,
    dateLastModified: { is: 'dateTime', required: true },
    course: { is: 'reference', to: 'course', required: true },
    parent: { is: 'reference', to: 'unit' },
    courseComponent: { is: 'reference', to: 'unit' },
    sortOrder: { is: 'number' },
    prerequisites: { is: 'list' },
    prerequisiteCriteria: { is: 'name' },
    unlockDate: { is: 'name' },
  },
  lesson: {
    ...common,
    course: { is: 'reference', to: 'course', required: true },
    unit: { is: 'reference', to: 'unit', required: true },
    sortOrder: { is: 'number' },
    resource: { is: 'reference', to: 'resource' },
    resources: { is: 'references', to: 'resource' },
    lessonType: { is: 'name' },
  },
  resource: {
    ...common,
    vendorResourceId: { is: 'name', required: true },
    vendorId: { is: 'name' },
    applicationId: { is: 'name' },
    roles: { is: 'texts' },
    importance: { is: 'name' },
  },
  user: {
    ...fieldsRostered,
    enabledUser: { is: 'truth', required: true },
    givenName: { is: 'name', required: true },
    familyName: { is: 'name', required: true },
    roles: { is: 'list', required: true },
    email: { is: 'name' },
    grades: { is: 'texts' },
    primaryOrg: { is: 'reference', to: 'org' },
    agents: { is: 'references', to: 'user' },
  },
  class: {
    ...fieldsRostered,
    title: { is: 'name', required: true },
    course: { is: 'reference', to: 'course', required: true },
    school: { is: 'reference', to: 'org' },
    org: { is: 'reference', to: 'org' },
    terms: { is: 'list' },
    classCode: { is: 'name' },
    classType: { is: 'word', words: ['homeroom', 'scheduled'] },
    grades: { is: 'texts' },
    subjects: { is: 'texts' },
  },
  enrollment: {
    ...fieldsRostered,
    role: {
      is: 'word',
      words: ['administrator', 'proctor', 'student', 'teacher'],
      required: true,
    },
    user: { is: 'reference', to: 'user', required: true },
    class: { is: 'reference', to: 'class', required: true },
    school: { is: 'reference', to: 'org' },
    primary: { is: 'truth' },
    beginDate: { is: 'name' },
    endDate: { is: 'name' },
  },
  assessmentResult: {
    ...fieldsRostered,
    student: { is: 'reference', to: 'user' },
    assessmentLineItem: { is: 'reference', to: 'lesson' },
    course: { is: 'reference', to: 'course' },
    score: { is: 'number' },
    scoreDate: { is: 'dateTime' },
    scoreStatus: { is: 'name' },
  },
  framework: { ...fieldsRostered, title: { is: 'name' } },
  objective: {
    ...fieldsRostered,
    title: { is: 'name' },
    framework: { is: 'reference', to: 'framework' },
  },
  org: {
    ...common,
    name: { is: 'name' },
    type: { is: 'name' },
    identifier: { is: 'name' },
  },
  term: { ...common, type: { is: 'name' }, org: { is: 'reference', to: 'org' } },
} as const satisfies Record<string, FieldRules>;

const standards = { made: 'by nobody', isShared: true, right: 'read standards' } as const;

const sandbox = {
  sourcedId: 'partner-sandbox',
  status: 'active',
  dateLastModified: '2026-01-01T00:00:00.000Z',
  name: 'Partner sandbox',
  type: 'local',
};

/**
 * The Partner API as documented, and like its sibling APIs on points that its documents leave open.
 */
export const emulatedPartner: EmulatorDialect = {
  name: 'partner',
  events: partnerEvents,
  tokenPath: '/auth/1.0/token',
  scopes: [
    { name: 'roster.readonly', grants: ['read'] },
    { name: 'roster.createput', grants: ['write'] },
    { name: 'events.write', grants: ['send events'] },
    { name: 'events.readonly', grants: ['read events'] },
    { name: 'gradebook.readonly', grants: ['read gradebook'] },
    { name: 'standards.read', grants: ['read standards'] },
  ],
  collections: [
    ...kinds.map((kind) => made(kind, `/rostering/1.0/${plural[kind]}`)),
    // People, classes and enrollments belong to the platform. Clients write them only for tests.
    made('user', '/rostering/1.0/users', { asFiltered: peopleAsFiltered }),
    made('class', '/rostering/1.0/classes', { asFiltered: liveAsFiltered }),
    made('enrollment', '/rostering/1.0/enrollments', { asFiltered: liveAsFiltered }),
    made('org', '/rostering/1.0/orgs', { made: 'by nobody', isShared: true, fixed: [sandbox] }),
    // The rostering page mentions terms but shows no form of them.
    made('term', '/rostering/1.0/terms', {
      ...{ made: 'by nobody', isShared: true, holds: ({ type }) => type === 'term' },
      view: keptAs('academicSession'),
    }),
    // The path of results is documented; the fields are those of the sibling API.
    made('assessmentResult', '/gradebook/1.0/assessment-results', {
      envelope: { one: 'assessmentResult', many: 'assessmentResults' },
      ...{ isDerived: true, made: 'by nobody', right: 'read gradebook' },
    }),
    // About standards, the documents only say that a client may "read frameworks and objectives".
    made('framework', '/standards/1.0/frameworks', standards),
    made('objective', '/standards/1.0/objectives', standards),
  ],
  endpoints: [
    {
      paths: ['/rostering/1.0/students/:student/agents/:agent'],
      method: 'PUT',
      right: 'write',
      answer: answerAgent,
    },
    ...eventEndpoints,
  ],
  pageSize: { usual: 100, most: 1000 },
  // The longest id that a sibling API accepted.
  longestId: 300,
  largestBodyBytes: 10 * 1024 * 1024,
  unknownFields: 'refused',
  counts: ({ offset, limit, total }) => ({ offset, limit, total }),
  refusal: imsxRefusal,
};

function made(
  name: keyof typeof partnerFields,
  path: string,
  more: Partial<Collection> = {},
): Collection {
  return collectionAt(path, name, { rules: partnerFields[name], ...more });
}
