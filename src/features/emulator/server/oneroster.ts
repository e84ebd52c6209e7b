import { sdkEvents } from '../../../caliper/documented.ts';
import type { JsonObject } from '../../../model/json.ts';
import { absentParts } from './absent.ts';
import { type EmulatorDialect, type Endpoint, notThere, ownEntry } from './api.ts';
import type { Page, Scope } from './collection.ts';
import { caliperEndpoints } from './events/caliper.ts';
import { edubridgeEndpoints } from './events/edubridge.ts';
import { imsxRefusal } from './fields.ts';
import { contentCollections, standardsCollections } from './oneroster/content.ts';
import { exportEndpoint } from './oneroster/export.ts';
import { gradebookCollections } from './oneroster/gradebook.ts';
import { nestedLists } from './oneroster/nested.ts';
import { rosterCollections } from './oneroster/roster.ts';

/**
 * `POST /powerpath/lessonPlans/course/:course/sync`: the only request of PowerPath that publishing may send.
 * No student here has a lesson plan, so none is changed.
 */
const lessonPlanSync: Endpoint = {
  paths: ['/powerpath/lessonPlans/course/:course/sync'],
  method: 'POST',
  right: 'write',
  answer: ({ client }, { api, param }) =>
    ownEntry('course', param('course'), { client }, api)
      ? { status: 200, body: { lessonPlansAffected: [] } }
      : notThere('course', param('course'), api),
};

/** The BeyondAI OneRoster API as its OpenAPI document describes it, with related services. */
export const emulatedOneroster: EmulatorDialect = {
  name: 'oneroster',
  events: sdkEvents,
  tokenPath: '/oauth2/token',
  scopes: [
    scope('or/v1p1', 'roster.readonly', 'read'),
    scope('or/v1p1', 'roster.createput', 'write'),
    scope('or/v1p1', 'roster.delete', 'write'),
    scope('or/v1p1', 'resource.readonly', 'read'),
    scope('or/v1p1', 'resource.createput', 'write'),
    scope('or/v1p1', 'resource.delete', 'write'),
    scope('or/v1p1', 'gradebook.readonly', 'read gradebook'),
    scope('or/v1p1', 'gradebook.createput', 'write'),
    scope('or/v1p1', 'gradebook.delete', 'write'),
    scope('or/v1p1', 'admin', 'read', 'write', 'read gradebook'),
    scope('caliper/v1p2', 'events.write', 'send events'),
    scope('caliper/v1p2', 'events.readonly', 'read events'),
    scope('case/v1p1', 'case.readonly', 'read standards'),
  ],
  collections: [
    ...contentCollections,
    ...rosterCollections,
    ...gradebookCollections,
    ...standardsCollections,
  ],
  nested: nestedLists,
  endpoints: [exportEndpoint, lessonPlanSync, ...caliperEndpoints, ...edubridgeEndpoints],
  absent: absentParts,
  pageSize: { usual: 100, most: 3000 },
  longestId: 300,
  largestBodyBytes: 10 * 1024 * 1024,
  unknownFields: 'ignored',
  counts: counted,
  listHeaders: (url, page) => ({ 'x-total-count': String(page.total), ...linksTo(url, page) }),
  // For a body that cannot be read, the document has only 400.
  refusal: (status, ...said) =>
    imsxRefusal(status === 413 || status === 415 ? 400 : status, ...said),
};

function scope(service: string, name: string, ...grants: Scope['grants']): Scope {
  return { name: `https://purl.imsglobal.org/spec/${service}/scope/${name}`, grants };
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

/** Links to the other pages, which official clients follow. */
function linksTo(url: URL, { offset, limit, total }: Page): { readonly link?: string } {
  const last = Math.max(0, Math.ceil(total / limit) - 1) * limit;
  const pages: readonly (readonly [string, number, boolean])[] = [
    ['next', offset + limit, offset + limit < total],
    ['last', last, total > 0],
    ['first', 0, total > 0],
    ['prev', Math.max(0, offset - limit), offset > 0],
  ];
  const links = pages
    .filter(([, , isThere]) => isThere)
    .map(([rel, at]) => {
      const page = new URL(url);
      page.searchParams.set('limit', String(limit));
      page.searchParams.set('offset', String(at));
      return `<${page.href}>; rel="${rel}"`;
    });
  return links.length === 0 ? {} : { link: links.join(', ') };
}
