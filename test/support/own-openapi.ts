import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json, JsonObject } from '../../src/model/json.ts';

// What this project says of the OneRoster API, in a document of OpenAPI: of the operations that the tool
// uses, and as strict as docs/dialect-oneroster.md is. Written by hand: nothing of src is asked.

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const textOrNull = { type: ['string', 'null'] };
const orgType = {
  type: 'string',
  enum: ['department', 'school', 'district', 'local', 'state', 'national'],
};
const textsOrNull = { type: ['array', 'null'], items: text };
const link = object({ sourcedId: text }, ['sourcedId']);
const importance = { enum: ['primary', 'secondary'] };

function object(properties: JsonObject, required: readonly string[]): JsonObject {
  return { type: 'object', properties, required: [...required] };
}

const untitled = {
  sourcedId: { type: 'string', minLength: 1 },
  status: { enum: ['active', 'tobedeleted'] },
  dateLastModified: { type: 'string', format: 'date-time' },
  metadata: { type: ['object', 'null'], additionalProperties: true },
};
const base = { ...untitled, title: text };

interface Record {
  readonly path: string;
  readonly one: string;
  readonly many: string;
  /** As answers have it. */
  readonly schema: JsonObject;
  /** As POST takes it, if that differs. `none`: nobody makes, changes or removes one. */
  readonly made?: JsonObject | 'none';
  /** As PUT takes it; absent: as POST does. */
  readonly changed?: JsonObject;
}

const courses = '/ims/oneroster/rostering/v1p2/courses';

const resource = {
  ...base,
  vendorResourceId: text,
  vendorId: textOrNull,
  applicationId: textOrNull,
  roles: { type: 'array', items: importance },
  importance,
};

const texts = { type: 'array', items: text };
const linkOrNull = { ...link, type: ['object', 'null'] };
const links = { type: 'array', items: link };
const numberOrNull = { type: ['number', 'null'] };

const group = {
  ...base,
  classCode: textOrNull,
  classType: { enum: ['homeroom', 'scheduled'] },
  location: textOrNull,
  grades: texts,
  subjects: texts,
  course: link,
  terms: links,
};
const userRole = {
  enum: [
    'administrator',
    'aide',
    'guardian',
    'parent',
    'proctor',
    'relative',
    'student',
    'teacher',
  ],
};
const user = {
  ...untitled,
  username: textOrNull,
  enabledUser: { enum: [true, false, 'true', 'false'] },
  givenName: text,
  familyName: text,
  roles: {
    type: 'array',
    minItems: 1,
    items: object({ roleType: { enum: ['primary', 'secondary'] }, role: userRole, org: link }, [
      'roleType',
      'role',
      'org',
    ]),
  },
  agents: links,
  primaryOrg: link,
  email: { ...textOrNull, format: 'email' },
  grades: texts,
};
const enrollment = {
  ...untitled,
  metadata: { type: 'object' },
  role: { enum: ['administrator', 'proctor', 'student', 'teacher'] },
  primary: { enum: [true, false, 'true', 'false'] },
  beginDate: text,
  endDate: text,
  user: link,
  class: link,
  school: link,
};
const lineItem = {
  ...base,
  description: textOrNull,
  class: linkOrNull,
  parentAssessmentLineItem: linkOrNull,
  resultValueMin: numberOrNull,
  resultValueMax: numberOrNull,
  component: linkOrNull,
  componentResource: linkOrNull,
};
const result = {
  ...untitled,
  assessmentLineItem: link,
  student: link,
  score: numberOrNull,
  textScore: textOrNull,
  scoreDate: { type: 'string', format: 'date-time' },
  scoreStatus: {
    enum: ['exempt', 'fully graded', 'not submitted', 'partially graded', 'submitted'],
  },
  comment: textOrNull,
};

const records: readonly Record[] = [
  {
    path: `${courses}/`,
    one: 'course',
    many: 'courses',
    schema: object(
      {
        ...base,
        org: link,
        courseCode: textOrNull,
        grades: textsOrNull,
        subjects: textsOrNull,
      },
      ['status', 'title', 'org'],
    ),
  },
  {
    path: `${courses}/components`,
    one: 'courseComponent',
    many: 'courseComponents',
    schema: object(
      {
        ...base,
        course: link,
        parent: { ...link, type: ['object', 'null'] },
        sortOrder: { type: 'number' },
        prerequisites: textsOrNull,
        unlockDate: text,
      },
      ['status', 'title', 'course'],
    ),
  },
  {
    path: `${courses}/component-resources`,
    one: 'componentResource',
    many: 'componentResources',
    schema: object(
      { ...base, courseComponent: link, resource: link, sortOrder: { type: 'number' } },
      ['sourcedId', 'status', 'title', 'courseComponent', 'resource'],
    ),
  },
  {
    path: '/ims/oneroster/resources/v1p2/resources/',
    one: 'resource',
    many: 'resources',
    schema: object(resource, ['title', 'vendorResourceId']),
    changed: object(resource, []),
  },
  {
    path: '/ims/oneroster/rostering/v1p2/classes/',
    one: 'class',
    many: 'classes',
    schema: object({ ...group, course: linkOrNull, school: linkOrNull }, [
      'sourcedId',
      'status',
      'title',
      'course',
    ]),
    made: object({ ...group, org: link }, ['title', 'course', 'org', 'terms']),
    changed: object(group, []),
  },
  {
    path: '/ims/oneroster/rostering/v1p2/users/',
    one: 'user',
    many: 'users',
    schema: object(user, [
      'sourcedId',
      'status',
      'enabledUser',
      'givenName',
      'familyName',
      'roles',
    ]),
    made: object(user, ['enabledUser', 'givenName', 'familyName', 'roles']),
  },
  {
    path: '/ims/oneroster/rostering/v1p2/enrollments/',
    one: 'enrollment',
    many: 'enrollments',
    schema: object(
      {
        ...{ ...enrollment, primary: { enum: ['true', 'false', null] } },
        ...{ beginDate: textOrNull, endDate: textOrNull },
      },
      ['sourcedId', 'status', 'role', 'user', 'class'],
    ),
    made: object(enrollment, ['role', 'user', 'class']),
  },
  {
    path: '/ims/oneroster/rostering/v1p2/terms/',
    one: 'term',
    many: 'terms',
    schema: object({ ...base, startDate: text, endDate: text, org: link }, [
      'sourcedId',
      'status',
      'title',
      'startDate',
      'endDate',
      'org',
    ]),
    made: 'none',
  },
  {
    path: '/ims/oneroster/gradebook/v1p2/assessmentLineItems/',
    one: 'assessmentLineItem',
    many: 'assessmentLineItems',
    schema: object(lineItem, ['status', 'title']),
  },
  {
    path: '/ims/oneroster/gradebook/v1p2/assessmentResults/',
    one: 'assessmentResult',
    many: 'assessmentResults',
    schema: object(result, ['status', 'assessmentLineItem', 'student', 'scoreDate', 'scoreStatus']),
  },
  {
    path: '/ims/oneroster/rostering/v1p2/orgs/',
    one: 'org',
    many: 'orgs',
    schema: object({ ...untitled, name: text, type: orgType, identifier: textOrNull }, [
      'name',
      'type',
    ]),
  },
];

const query = (name: string, schema: JsonObject) => ({ name, in: 'query', schema });
const listing = [
  ...['fields', 'sort', 'orderBy', 'filter', 'search'].map((name) => query(name, text)),
  query('limit', { type: 'integer', minimum: 1, maximum: 3000 }),
  query('offset', count),
];
const byId = [{ name: 'sourcedId', in: 'path', required: true, schema: text }];
const single = [...byId, query('fields', text)];

const json = (description: string, schema: JsonObject) => ({
  description,
  content: { 'application/json': { schema } },
});
const refusals = Object.fromEntries(
  ['400', '401', '403', '404', '422', '429', '500'].map((status) => [
    status,
    json('Refused', object({ imsx_codeMajor: text, imsx_description: text }, ['imsx_description'])),
  ]),
);
const pairs = object(
  {
    sourcedIdPairs: object({ suppliedSourcedId: text, allocatedSourcedId: text }, [
      'suppliedSourcedId',
      'allocatedSourcedId',
    ]),
  },
  ['sourcedIdPairs'],
);
const paging = {
  totalCount: count,
  pageCount: count,
  pageNumber: count,
  offset: count,
  limit: count,
};

const paths: JsonObject = Object.fromEntries(records.flatMap(pathsOf));

function pathsOf({
  path,
  one,
  many,
  schema,
  made = schema,
  changed,
}: Record): readonly (readonly [string, Json])[] {
  const list = object({ [many]: { type: 'array', items: schema }, ...paging }, [
    many,
    ...Object.keys(paging),
  ]);
  const whole = (of: JsonObject) => object({ [one]: of }, [one]);
  const body = (of: JsonObject) => ({
    requestBody: { required: true, ...json('What is written', whole(of)) },
  });
  const of = (responses: JsonObject) => ({ ...responses, ...refusals });
  const listed = { get: { parameters: listing, responses: of({ 200: json('A page', list) }) } };
  const read = { get: { parameters: single, responses: of({ 200: json('One', whole(schema)) }) } };
  const at = `${path.replace(/\/$/, '')}/{sourcedId}`;
  if (made === 'none') {
    return [
      [path, listed],
      [at, read],
    ];
  }
  const changes = {
    200: json('Changed', { type: 'object' }),
    201: json('The same', { type: 'object' }),
  };
  return [
    [path, { ...listed, post: { ...body(made), responses: of({ 201: json('Made', pairs) }) } }],
    [
      at,
      {
        ...read,
        put: { parameters: byId, ...body(changed ?? made), responses: of(changes) },
        delete: { parameters: byId, responses: of({ 204: { description: 'Gone' } }) },
      },
    ],
  ];
}

let written: string | undefined;

/** The file with the document, written once by each process of the tests. */
export function ownDocumentFile(): string {
  if (written === undefined) {
    written = join(mkdtempSync(join(tmpdir(), 'timeback-catalog-openapi-own-')), 'document.json');
    const info = { title: 'OneRoster, as the tool uses it', version: '1.2' };
    writeFileSync(written, JSON.stringify({ openapi: '3.1.0', info, paths, components: {} }));
  }
  return written;
}
