import { type Kind, kinds, plural } from '../../model/kind.ts';
import type { Collection, Dialect } from '../dialect.ts';
import { eventEndpoints } from '../events/endpoints.ts';
import { imsxRefusal } from '../refusal.ts';
import { answerAgent } from './agents.ts';
import { partnerFields } from './fields.ts';

/**
 * The Partner API as documented, and like its sibling APIs on points that its documents leave open.
 */
export const partner: Dialect = {
  name: 'partner',
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
    ...kinds.map(collectionOf),
    rostered('user', 'users'),
    rostered('class', 'classes'),
    rostered('enrollment', 'enrollments'),
    orgs(),
    results(),
    standards('framework', 'frameworks'),
    standards('objective', 'objectives'),
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
  listBody: ({ envelope }, records, { offset, limit, total }) => ({
    [envelope.many]: records,
    offset,
    limit,
    total,
  }),
  refusal: imsxRefusal,
};

function collectionOf(kind: Kind): Collection {
  return {
    name: kind,
    path: `/rostering/1.0/${plural[kind]}`,
    envelope: { one: kind, many: plural[kind] },
    rules: partnerFields[kind],
  };
}

/**
 * People, classes and enrollments, which belong to the platform. Clients write them only for tests.
 */
function rostered(name: 'user' | 'class' | 'enrollment', many: string): Collection {
  return {
    name,
    path: `/rostering/1.0/${many}`,
    envelope: { one: name, many },
    rules: partnerFields[name],
  };
}

/** Results: the path is documented, the fields are those of the sibling API. */
function results(): Collection {
  return {
    name: 'assessmentResult',
    path: '/gradebook/1.0/assessment-results',
    envelope: { one: 'assessmentResult', many: 'assessmentResults' },
    rules: partnerFields.assessmentResult,
    isDerived: true,
    right: 'read gradebook',
  };
}

/** Standards: the documents only say that a client may "read frameworks and objectives". */
function standards(name: 'framework' | 'objective', many: string): Collection {
  return {
    name,
    path: `/standards/1.0/${many}`,
    envelope: { one: name, many },
    rules: partnerFields[name],
    fixed: [],
    right: 'read standards',
  };
}

function orgs(): Collection {
  return {
    name: 'org',
    path: '/rostering/1.0/orgs',
    envelope: { one: 'org', many: 'orgs' },
    rules: partnerFields.org,
    fixed: [
      {
        sourcedId: 'partner-sandbox',
        status: 'active',
        dateLastModified: '2026-01-01T00:00:00.000Z',
        name: 'Partner sandbox',
        type: 'local',
      },
    ],
  };
}
