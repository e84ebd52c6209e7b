import fc from 'fast-check';
import type { Json } from '../../src/model/json.ts';
import { mutated, textOf, unusual } from './mutate-json.ts';
import { damaged } from './mutate-text.ts';

/** An answer of a platform, as bytes that may break off. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | string;
  /** Whether the connection breaks after the body. */
  readonly breaks: boolean;
}

const status = fc.oneof(
  { weight: 8, arbitrary: fc.constant(200) },
  { weight: 1, arbitrary: fc.constantFrom(201, 202, 206, 204, 205, 301, 302, 304, 307) },
  { weight: 1, arbitrary: fc.constantFrom(400, 401, 403, 404, 408, 409, 413, 422, 429) },
  { weight: 1, arbitrary: fc.constantFrom(500, 501, 502, 503, 504, 599) },
);
const time = fc.constantFrom(
  '0',
  '1',
  '-1',
  '1e9',
  '99999999999',
  'soon',
  'Fri, 32 Foo',
  '',
  '0x1',
);
const header = fc.oneof(
  fc.tuple(fc.constant('retry-after'), time),
  fc.tuple(fc.constant('date'), time),
  fc.tuple(fc.constant('location'), fc.constantFrom('https://other.example', '//x', '', ':')),
  fc.tuple(
    fc.constant('content-type'),
    fc.constantFrom('application/json', 'text/html', 'x', 'text/plain; charset=utf-16'),
  ),
);

const page = '<!doctype html><title>Sign in</title>' as const;
const piece = fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '1e999', '\ufeff', '\0', page);

/** Answers that vary a correct one. */
export function answersAround(right: fc.Arbitrary<Json>): fc.Arbitrary<Answer> {
  const text = right.map(textOf);
  const body = fc.oneof(
    { weight: 3, arbitrary: text },
    { weight: 5, arbitrary: mutated(right).map(textOf) },
    { weight: 2, arbitrary: damaged(text, piece) },
    { weight: 1, arbitrary: unusual.map(textOf) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    { weight: 1, arbitrary: fc.constantFrom('', ' ', 'null', page) },
  );
  const breaks = fc.oneof({ weight: 20, arbitrary: fc.constant(false) }, fc.constant(true));
  return fc.record({ status, headers: fc.array(header, { maxLength: 2 }), body, breaks });
}

const bodiless = [204, 205, 304];

/** The answer as `fetch` gives it. */
export function responseOf({ status: code, headers, body, breaks }: Answer): Response {
  const init = {
    status: code,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
  };
  if (bodiless.includes(code)) return new Response(null, init);
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(bytes);
      // The error that undici gives.
      if (breaks) controller.error(new TypeError('terminated'));
      else controller.close();
    },
  });
  return new Response(stream, init);
}

const id = fc.constantFrom('a', 'b', 'c', 'd');
const link = fc.oneof(
  id.map((sourcedId): Json => ({ sourcedId })),
  id.map((sourcedId): Json => ({ sourcedId, type: 'course', href: 'x' })),
  id,
  fc.constant(null),
);
const record = fc.record(
  {
    sourcedId: id,
    status: fc.constantFrom('active', 'tobedeleted', 'other'),
    title: fc.constantFrom('A', 'Fractions', '08'),
    sortOrder: fc.oneof(fc.integer(), fc.constantFrom('1', '1.0', null)),
    dateLastModified: fc.constant('2026-01-01T00:00:00.000Z'),
    org: link,
    course: link,
    unit: link,
    prerequisites: fc.array(fc.oneof(link, id), { maxLength: 2 }),
    resources: fc.array(link, { maxLength: 2 }),
    resource: link,
    grades: fc.array(fc.oneof(fc.constant('1'), fc.integer()), { maxLength: 2 }),
    metadata: fc.dictionary(id, fc.oneof(id, fc.integer()), { noNullPrototype: true, maxKeys: 2 }),
  },
  { requiredKeys: ['sourcedId', 'status'], noNullPrototype: true },
) as fc.Arbitrary<Json>;

export const token: fc.Arbitrary<Json> = fc.record({
  access_token: fc.constant('t'),
  expires_in: fc.constantFrom<Json>(3600, '3600', 0, -1, 1e308, null),
});

/** A page of a list under the plural of its records. */
export function list(plural: string): fc.Arbitrary<Json> {
  return fc
    .tuple(
      fc.uniqueArray(record, { selector: (one) => JSON.stringify(one), maxLength: 3 }),
      fc.option(fc.constantFrom(0, 1, 100, -5, 1.5), { nil: undefined }),
      fc.option(fc.integer({ min: -2, max: 6 }), { nil: undefined, freq: 3 }),
    )
    .map(([records, limit, total = records.length]) => ({
      [plural]: records,
      total,
      ...(limit !== undefined && { limit }),
    }));
}

export function single(envelope: string): fc.Arbitrary<Json> {
  return record.map((one) => ({ [envelope]: one }));
}

export const refusal: fc.Arbitrary<Json> = fc.record(
  {
    imsx_codeMajor: fc.constant('failure'),
    imsx_description: fc.constantFrom('no', 'The title is wrong.'),
    imsx_error_details: fc.array(fc.record({ field: id, message: id }), { maxLength: 2 }),
    error: unusual,
    errors: unusual,
    message: unusual,
  },
  { requiredKeys: [], noNullPrototype: true },
);
