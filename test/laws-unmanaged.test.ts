// "No field of the server that the author does not manage is ever lost", whatever a record holds.

import { describe, expect, test } from 'vitest';
import { canonicalJson, isObject, type Json, type JsonObject } from '../src/model/json.ts';
import { kinds } from '../src/model/node.ts';
import { dialectNames } from './support/dialects.ts';
import { fc, runs } from './support/laws.ts';
import { openPlatform, serverNames, servers } from './support/platforms.ts';
import { catalogFolders, publish } from './support/published-folder.ts';

/** Few names, so that manifest and record meet; among them what every JavaScript object has. */
const common = ['a', 'b', 'a.b', '', '\u00e9', 'toString', 'valueOf', 'hasOwnProperty'];
/** What only a platform can hold: manifests refuse these. */
const odd = ['__proto__', 'constructor', 'prototype'];

const text = fc.string({ unit: 'grapheme', maxLength: 6 });
const scalar = fc.oneof(
  text,
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
);

function maps(names: readonly string[], depth: number): fc.Arbitrary<JsonObject> {
  const list = fc.array(scalar, { maxLength: 3 });
  const value: fc.Arbitrary<Json> =
    depth === 0
      ? fc.oneof(scalar, list)
      : fc.oneof(scalar, list, fc.array(maps(names, 0), { maxLength: 2 }), maps(names, depth - 1));
  const entry = fc.tuple(fc.constantFrom(...names), value);
  return fc.array(entry, { maxLength: 4 }).map((entries) => Object.fromEntries(entries));
}

const held = fc.record({
  fields: maps([...common, ...odd], 2),
  metadata: maps([...common, ...odd], 2),
});
const written = fc.record({ additional: maps(common, 2), metadata: maps(common, 2) });

const titles = { course: 'Rivers', unit: 'Springs', lesson: 'Amazon', resource: 'Film' } as const;
const places = {
  course: { grades: ['6', '5'], subjects: ['Reading'] },
  unit: { course: { sourcedId: 'course-0' }, prerequisites: ['unit-0'] },
  lesson: { course: { sourcedId: 'course-0' }, unit: { sourcedId: 'unit-0' } },
  resource: { vendorResourceId: 'v', roles: ['secondary', 'primary'] },
};

interface Case {
  readonly records: Readonly<Record<string, { fields: JsonObject; metadata: JsonObject }>>;
  readonly manifests: Readonly<Record<string, { additional: JsonObject; metadata: JsonObject }>>;
}

const ids = ['course-0', 'unit-0', 'lesson-0', 'lesson-1', 'resource-0'] as const;
const each = <T>(one: fc.Arbitrary<T>) =>
  fc.record(Object.fromEntries(ids.map((id) => [id, one])) as Record<string, fc.Arbitrary<T>>);
const anyCase: fc.Arbitrary<Case> = fc.record({ records: each(held), manifests: each(written) });

const kindOf = (id: string) => kinds.find((kind) => id.startsWith(kind)) ?? 'course';

function recordOf(id: string, { records }: Case): JsonObject {
  const kind = kindOf(id);
  const { fields, metadata } = records[id] ?? { fields: {}, metadata: {} };
  const own = { sourcedId: id, status: 'active', title: titles[kind], ...places[kind], metadata };
  return { ...fields, ...own };
}

/** Lesson 1 is in the ledger only, retired. */
function stateOf({ manifests }: Case) {
  const node = (id: string, more: JsonObject) => ({
    sourcedId: id,
    title: `${titles[kindOf(id)]} again`,
    ...manifests[id],
    ...more,
  });
  const lessons = [node('lesson-0', {})];
  const units = [node('unit-0', { lessons })];
  const resources = [node('resource-0', { vendorResourceId: 'v' })];
  return {
    manifests: [{ kind: 'course', ...node('course-0', { units, resources }) }],
    ledger: ids.map((id) => `${id} ${kindOf(id)} ${id === 'lesson-1' ? 'retired old' : 'live'}`),
  };
}

/** What an author manages of a record, as one map. */
function managedOf(id: string, { manifests }: Case): JsonObject {
  const always = { sourcedId: id, status: '', title: '', dateLastModified: '', org: '' };
  const place = { course: '', unit: '', sortOrder: '', courseComponent: '', vendorResourceId: '' };
  if (id === 'lesson-1') return { status: '', dateLastModified: '', sortOrder: '' };
  const { additional = {}, metadata = {} } = manifests[id] ?? {};
  return { ...additional, metadata, ...always, ...place };
}

/** All texts, numbers and lists of a record that are not managed, each by the way to it. */
function unmanaged(record: Json, managed: Json | undefined, path: string): Map<string, Json> {
  if (managed !== undefined && !isObject(managed)) return new Map();
  if (isObject(record)) {
    const inner = Object.entries(record).flatMap(([key, value]) => {
      const own = managed && Object.hasOwn(managed, key) ? managed[key] : undefined;
      return [...unmanaged(value, own, `${path}/${JSON.stringify(key.normalize('NFC'))}`)];
    });
    return new Map(inner);
  }
  // If the manifest has a map, a text gives way. Null says no more than a missing key.
  const isUnmanaged = managed === undefined && record !== null;
  return new Map(isUnmanaged ? [[path, same(record, path)]] : []);
}

/** The same for all that quirks may make of a value on its way to us and back. */
function same(value: Json, path: string): Json {
  const isSet = /^\/"(grades|subjects|roles)"$/.test(path);
  if (isSet && Array.isArray(value)) return value.map(String).sort();
  return JSON.parse(canonicalJson(value).normalize('NFC'));
}

/** The platform shows a key in another Unicode form than it stores; the author sets it to null. */
const aKeyInTwoForms: Case = {
  records: { 'unit-0': { fields: {}, metadata: { '\u00e9': [{}] } } },
  manifests: { 'unit-0': { additional: {}, metadata: { '\u00e9': null } } },
};
const aPlatformOfTwoForms = { quirks: ['texts-decomposed', 'drops-nulls', 'put-merges'] } as const;

describe.each(dialectNames)('%s', (dialect) => {
  const folderWith = catalogFolders(dialect);
  test.each(serverNames)('what a manifest does not write stays as it is: %s', async (server) => {
    await fc.assert(
      fc.asyncProperty(anyCase, servers[server], async (given, drawn) => {
        const platform = await openPlatform(dialect, drawn);
        const stored = (id: string) => platform.record(kindOf(id), id) ?? {};
        try {
          platform.seed(ids.map((id) => ({ kind: kindOf(id), record: recordOf(id, given) })));
          await publish(platform, folderWith({ ...stateOf(given), ...platform.environment }));
          for (const id of ids) {
            const managed = managedOf(id, given);
            const before = unmanaged(recordOf(id, given), managed, '');
            const after = unmanaged(stored(id), managed, '');
            for (const [path, value] of before) {
              expect([id, path, after.get(path)]).toEqual([id, path, value]);
            }
            expect(stored(id)['status']).toBe(id === 'lesson-1' ? 'tobedeleted' : 'active');
          }
        } finally {
          await platform.close();
        }
      }),
      {
        ...runs(server === 'emulator' ? (dialect === 'partner' ? 80 : 40) : 25),
        examples: server === 'emulator' ? [[aKeyInTwoForms, aPlatformOfTwoForms]] : [],
      },
    );
  });
});
