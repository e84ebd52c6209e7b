import type { JsonObject } from '../../model/json.ts';
import type { Collection, Dialect, Page, Scope, View } from '../dialect.ts';
import { imsxRefusal } from '../refusal.ts';
import { onerosterFields } from './fields.ts';
import { components, courses as courseView, placements } from './views.ts';

const courses = '/ims/oneroster/rostering/v1p2/courses';

/** The BeyondAI OneRoster API as its OpenAPI document describes it: courses and their content. */
export const oneroster: Dialect = {
  name: 'oneroster',
  tokenPath: '/oauth2/token',
  scopes: [
    scope('roster.readonly', 'read'),
    scope('roster.createput', 'write'),
    scope('roster.delete', 'write'),
    scope('resource.readonly', 'read'),
    scope('resource.createput', 'write'),
    scope('resource.delete', 'write'),
    scope('admin', 'read', 'write'),
  ],
  // Nested paths come before the paths that they begin with.
  collections: [
    made('courseComponent', `${courses}/components`, components),
    made('componentResource', `${courses}/component-resources`, placements),
    made('course', `${courses}/`, courseView),
    {
      ...made('resource', '/ims/oneroster/resources/v1p2/resources/'),
      mayLack: ['status', 'title', 'vendorResourceId'],
    },
    orgs(),
  ],
  pageSize: { usual: 100, most: 3000 },
  longestId: 300,
  largestBodyBytes: 10 * 1024 * 1024,
  listBody: ({ envelope }, records, page) => ({ [envelope.many]: records, ...counted(page) }),
  refusal: imsxRefusal,
};

function scope(name: string, ...grants: Scope['grants']): Scope {
  return { name: `https://purl.imsglobal.org/spec/or/v1p1/scope/${name}`, grants };
}

/**
 * The trailing slash is that of the document. Without it the API is reported to refuse resources.
 */
function made(name: keyof typeof onerosterFields, path: string, view?: View): Collection {
  const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
  return {
    name,
    path,
    ...(name !== 'resource' && { alsoAt: [other] }),
    envelope: { one: name, many: `${name}s` },
    rules: onerosterFields[name],
    isMadeByPost: true,
    ...(view && { view }),
  };
}

/** The orgs that courses name: kept by the other dialect, read-only in both. */
function orgs(): Collection {
  return {
    name: 'org',
    path: '/ims/oneroster/rostering/v1p2/orgs/',
    alsoAt: ['/ims/oneroster/rostering/v1p2/orgs'],
    envelope: { one: 'org', many: 'orgs' },
    rules: { sourcedId: { is: 'text' }, name: { is: 'text' }, type: { is: 'text' } },
    fixed: [],
  };
}

function counted({ offset, limit, total }: Page): JsonObject {
  return {
    totalCount: total,
    pageCount: Math.ceil(total / limit),
    pageNumber: Math.floor(offset / limit) + 1,
    offset,
    limit,
  };
}
