import { type Kind, kinds, plural } from '../../model/kind.ts';
import type { Collection, Dialect } from '../dialect.ts';
import { imsxRefusal } from '../refusal.ts';
import { partnerFields } from './fields.ts';

/** The Partner API as its documents describe it, and as its siblings behave where they are silent. */
export const partner: Dialect = {
  name: 'partner',
  tokenPath: '/auth/1.0/token',
  scopes: [
    { name: 'roster.readonly', grants: ['read'] },
    { name: 'roster.createput', grants: ['write'] },
  ],
  collections: [...kinds.map(collectionOf), orgs()],
  pageSize: { usual: 100, most: 1000 },
  // The longest id that a sibling API was seen to accept.
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
