import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { fc } from './laws.ts';

/** Few ids, so that references meet; some are more than letters. */
const idPool = ['a', 'b', 'c', '7', 'x/y', 'é', '00000000-0000-4000-8000-000000000001'];

const ids = fc.constantFrom(...idPool);
const texts = fc.oneof(
  fc.constantFrom('', 'T', 'Reading', ' blanks ', '1', '__proto__', 'line\nend', '\u0000', '🎈'),
  fc.string({ maxLength: 12 }),
);
const anything = fc
  .jsonValue({ maxDepth: 2 })
  .map((value): Json => JSON.parse(JSON.stringify(value)));

/**
 * Values that conform to a schema of an OpenAPI document: of its words, those that describe lists of
 * records. `name` is the property that the value stands under.
 */
function conforming(schema: Json | undefined, name = ''): fc.Arbitrary<Json> {
  if (!isObject(schema)) return anything;
  const { enum: words, type, nullable } = schema;
  if (Array.isArray(words)) return fc.constantFrom(...words);
  const types = Array.isArray(type) ? type : [type, ...(nullable === true ? ['null'] : [])];
  return fc.oneof(...types.map((one) => ofType(one, schema, name)));
}

function ofType(type: Json | undefined, schema: JsonObject, name: string): fc.Arbitrary<Json> {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer();
    case 'number':
      return fc.oneof(fc.integer({ min: -3, max: 30 }), fc.constantFrom(0.5, -0.25, 1e21, 5e-324));
    case 'string':
      return textOf(schema, name);
    case 'array': {
      const item = name === 'prerequisites' ? ids : conforming(schema['items'], name);
      return fc.array(item, { maxLength: 3 }).map((list): Json => list);
    }
    case 'object':
      return objectOf(schema);
    default:
      return anything;
  }
}

function textOf({ format, minLength }: JsonObject, name: string): fc.Arbitrary<Json> {
  if (name === 'sourcedId') return ids;
  if (format === 'date-time') {
    return fc.constantFrom('2026-01-01T00:00:00.000Z', '1970-01-01T00:00:00+14:00');
  }
  if (format === 'uri') return fc.constantFrom('https://example.org/x', 'urn:x:y');
  return minLength === undefined ? texts : texts.filter((text) => text !== '');
}

function objectOf({ properties, required, additionalProperties }: JsonObject): fc.Arbitrary<Json> {
  if (!isObject(properties)) {
    const map = fc.dictionary(fc.constantFrom('xp', 'metrics', 'a.b', '__proto__x'), anything);
    return additionalProperties === false ? fc.constant({}) : map.map((one): Json => one);
  }
  const fields = Object.fromEntries(
    Object.entries(properties).map(([key, schema]) => [key, conforming(schema, key)]),
  );
  const requiredKeys = Array.isArray(required) ? required.map(String) : [];
  return fc.record(fields, { requiredKeys }).map((record): Json => ({ ...record }));
}

/** Records of a list, no id twice: the one thing that no schema says and every list keeps to. */
export function listOf(record: Json | undefined): fc.Arbitrary<readonly Json[]> {
  return fc.uniqueArray(conforming(record), {
    maxLength: 5,
    comparator: (a, b) => a !== undefined && a === b,
    selector: (one) => (isObject(one) ? one['sourcedId'] : undefined),
  });
}
