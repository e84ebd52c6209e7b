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
  readonly schema: JsonObject;
}

const courses = '/ims/oneroster/rostering/v1p2/courses';

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
    schema: object(
      {
        ...base,
        vendorResourceId: text,
        vendorId: textOrNull,
        applicationId: textOrNull,
        roles: { type: 'array', items: importance },
        importance,
      },
      ['title', 'vendorResourceId'],
    ),
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

function pathsOf({ path, one, many, schema }: Record): readonly (readonly [string, Json])[] {
  const list = object({ [many]: { type: 'array', items: schema }, ...paging }, [
    many,
    ...Object.keys(paging),
  ]);
  const whole = object({ [one]: schema }, [one]);
  const requestBody = { required: true, ...json('What is written', whole) };
  const of = (responses: JsonObject) => ({ ...responses, ...refusals });
  return [
    [
      path,
      {
        get: { parameters: listing, responses: of({ 200: json('A page', list) }) },
        post: { requestBody, responses: of({ 201: json('Made', pairs) }) },
      },
    ],
    [
      `${path.replace(/\/$/, '')}/{sourcedId}`,
      {
        get: { parameters: byId, responses: of({ 200: json('One', whole) }) },
        put: {
          parameters: byId,
          requestBody,
          responses: of({
            200: json('Changed', { type: 'object' }),
            201: json('The same', { type: 'object' }),
          }),
        },
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
