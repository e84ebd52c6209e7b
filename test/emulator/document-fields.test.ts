// What the OpenAPI document forbids in a field is refused, and what it allows is taken: value by value, of every
// field of every record that can be posted, and of what is in them.
import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { isObject, isSameJson, type Json, type JsonObject } from '../../src/model/json.ts';
import { documents } from '../support/openapi.ts';
import { gradebook, link, rostering, setUp, startForApp } from './sdk-app.ts';

/** Of each kind of value one or more: what a field takes is told by some of them. */
const values: readonly Json[] = [
  ...[null, true, 0, 1.5, '', 'x', 'true', '2026-01-01', '2026-01-01T00:00:00Z', 'a@example.org'],
  ...[[], [null], [true], [0], [''], ['x'], [[]], [{}], {}],
];

/** Values that are taken or refused otherwise than the document has it, and why. */
const otherwise: readonly {
  readonly place: RegExp;
  /** Absent: any. */
  readonly value?: Json;
  readonly why: string;
}[] = [
  {
    place: /^sourcedId$/,
    value: '',
    why: 'most ids have a least length of 1 in the document, and no path leads to an empty one',
  },
  {
    place: /^grades$/,
    value: [0],
    why: 'the official SDK sends whole numbers: a row of docs/emulator.md, with a quirk',
  },
  {
    place: /^metadata\.onboarding$/,
    why: 'what the platform keeps there of people is not played: metadata is kept as it was sent',
  },
];

function at(value: Json | undefined, ...path: readonly string[]): Json {
  return path.reduce<Json>(
    (inside, key) => (isObject(inside) && inside[key]) || null,
    value ?? null,
  );
}

/** A field, by its place in a record, and what makes a record of a value in it. */
interface Field {
  readonly place: string;
  readonly schema: Json;
  readonly around: (value: Json) => JsonObject;
}

/** The fields of a record, and those of the objects in them. */
function fieldsIn(schema: Json, root: JsonObject): Field[] {
  return Object.entries(at(resolved(schema, root), 'properties') ?? {}).flatMap(([name, of]) => {
    const whole = resolved(of, root);
    const field: Field = { place: name, schema: of, around: (value) => ({ [name]: value }) };
    const items = at(whole, 'items');
    const [inner, held] =
      items === null
        ? ([whole, (value: JsonObject): Json => value] as const)
        : ([items, (value: JsonObject): Json => [value]] as const);
    const below = fieldsIn(inner, root).map(
      ({ place, schema: own, around }): Field => ({
        place: `${name}.${place}`,
        schema: own,
        around: (value) => ({ [name]: held(around(value)) }),
      }),
    );
    return [field, ...below];
  });
}

/** The schema that a reference leads to. */
function resolved(schema: Json, root: JsonObject): Json {
  const reference = at(schema, '$ref');
  return typeof reference === 'string' ? at(root, ...reference.split('/').slice(1)) : schema;
}

/** Each field of each record that is posted to a list. */
function postedFields(root: JsonObject) {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  ajv.addSchema({ $id: 'document', components: root['components'] ?? {} });
  const compile = (schema: Json): ValidateFunction =>
    ajv.compile(
      JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components')),
    );
  return Object.entries(at(root, 'paths') ?? {}).flatMap(([path, item]) => {
    if (path.includes('{')) return [];
    const body = at(item, 'post', 'requestBody', 'content', 'application/json', 'schema');
    return Object.entries(at(resolved(body, root), 'properties') ?? {}).flatMap(([key, record]) =>
      fieldsIn(record, root).map(({ place, schema, around }) => ({
        ...{ path, place, takes: compile(schema) },
        bodyOf: (value: Json) => ({ [key]: around(value) }),
      })),
    );
  });
}

/** Whether an answer refuses a value, for any reason or not only for leading to no record. */
function isRefused(body: Json, place: string, why: 'any' | 'its form' = 'its form'): boolean {
  const details = at(body, 'imsx_error_details');
  return (Array.isArray(details) ? details : []).some((one) => {
    const field = String(at(one, 'field'));
    const isHere = [`${field}.`, `${place}.`].some(
      (longer) => longer.startsWith(`${place}.`) && longer.startsWith(`${field}.`),
    );
    return isHere && (why === 'any' || !String(at(one, 'message')).includes('there is no such'));
  });
}

/** One record of each list that is accepted as it is. */
const day = '2026-01-01';
const time = `${day}T00:00:00Z`;
const status = 'active';
const session = { status, title: 'S', startDate: day, endDate: day, schoolYear: '2026' };
const graded = { status, score: 1, scoreDate: time, scoreStatus: 'submitted', student: link('s') };
const complete: readonly (readonly [path: string, key: string, record: JsonObject])[] = [
  ...setUp,
  [`${rostering}/orgs/`, 'org', { name: 'Org', type: 'school' }],
  [`${rostering}/demographics/`, 'demographics', {}],
  [
    `${rostering}/academicSessions/`,
    'academicSession',
    { ...session, type: 'term', org: link('school-1') },
  ],
  [
    `${rostering}/gradingPeriods/`,
    'academicSession',
    { ...session, type: 'gradingPeriod', org: link('school-1') },
  ],
  [`${gradebook}/categories/`, 'category', { sourcedId: 'g', status, title: 'G' }],
  [
    `${gradebook}/assessmentLineItems/`,
    'assessmentLineItem',
    { sourcedId: 'a', status, title: 'A' },
  ],
  [
    `${gradebook}/assessmentResults/`,
    'assessmentResult',
    { ...graded, assessmentLineItem: link('a') },
  ],
  [
    `${gradebook}/lineItems/`,
    'lineItem',
    {
      ...{ sourcedId: 'i', title: 'I', assignDate: time, dueDate: time },
      ...{ class: link('k'), school: link('school-1'), category: link('g') },
    },
  ],
  [`${gradebook}/results/`, 'result', { ...graded, lineItem: link('i') }],
  [
    `${gradebook}/scoreScales/`,
    'scoreScale',
    {
      ...{ status, title: 'S', type: 'x', class: link('k') },
      scoreScaleValue: [{ itemValueLHS: 'a', itemValueRHS: 'b' }],
    },
  ],
];

describe.each(documents)('$name', (document) => {
  const root: JsonObject = JSON.parse(readFileSync(document.file(), 'utf8'));

  test('what it has in a field is taken, and nothing else', async () => {
    const { ask } = await startForApp();
    const fields = postedFields(root);
    expect(fields.length).toBeGreaterThan(20);
    const found: string[] = [];
    for (const { path, place, takes, bodyOf } of fields) {
      for (const value of values) {
        const { status, body } = await ask(path, 'POST', bodyOf(value));
        if (status === 501) continue;
        const refused = isRefused(body, place);
        const isKnown = otherwise.some(
          (row) =>
            row.place.test(place) && (row.value === undefined || isSameJson(row.value, value)),
        );
        if (refused === takes(value) && !isKnown) {
          const what = refused ? 'refused' : 'taken';
          found.push(`${path} ${place}: ${JSON.stringify(value)} is ${what}`);
        }
      }
    }
    expect(found).toEqual([]);
  });

  test('what is taken by POST and by PUT is answered in its form', async () => {
    const { ask } = await startForApp();
    const fields = postedFields(root).filter(({ place }) => !/^sourcedId$|\./.test(place));
    const made = new Map<string, number>();
    for (const [path, key, record] of complete.slice(setUp.length)) {
      if (record['sourcedId'] !== undefined) await ask(path, 'POST', { [key]: record });
    }
    for (const [path, key, record] of complete) {
      const ofList = fields.filter((one) => one.path === path);
      if (ofList.length === 0) continue;
      for (const [turn] of values.entries()) {
        const sourcedId = `${key}-${path.length}-${turn}`;
        const drawn = Object.fromEntries(
          ofList.map(({ place, takes }) => {
            const possible = values.filter((value) => takes(value));
            return [place, possible[turn % Math.max(possible.length, 1)] ?? null];
          }),
        );
        const whole = (left: JsonObject) => ({ [key]: { ...left, ...record, sourcedId } });
        const { body } = await ask(path, 'POST', whole(drawn));
        // What leads to no record is left out.
        const left = Object.entries(drawn).filter(([place]) => !isRefused(body, place, 'any'));
        const sent = whole(Object.fromEntries(left));
        const one = `${path.replace(/\/$/, '')}/${sourcedId}`;
        if (isObject(body) && !('sourcedIdPairs' in body)) await ask(path, 'POST', sent);
        // Each answer is held against the document as well.
        const put = await ask(one, 'PUT', sent);
        const got = await ask(one);
        expect([one, put.status, got.status]).toEqual([one, expect.toBeOneOf([200, 201]), 200]);
        made.set(path, (made.get(path) ?? 0) + 1);
      }
      expect([path, (await ask(`${path}?limit=100`)).status]).toEqual([path, 200]);
    }
    expect(made.size).toBeGreaterThan(4);
  });
});
