// Null is refused where the OpenAPI document has none, and taken where it has: field by field, of every record that
// can be posted.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { documents } from '../support/openapi.ts';
import { startForApp } from './sdk-app.ts';

/** The parts of a schema that one value may follow. */
function alternativesOf(schema: Json, root: JsonObject): JsonObject[] {
  if (!isObject(schema)) return [];
  const { $ref: reference, anyOf, oneOf, allOf } = schema;
  if (typeof reference === 'string') {
    const keys = reference.split('/').slice(1);
    return alternativesOf(
      keys.reduce<Json>((at, key) => (isObject(at) && at[key]) || null, root),
      root,
    );
  }
  const parts = [anyOf, oneOf, allOf].flatMap((list) => (Array.isArray(list) ? list : []));
  return [schema, ...parts.flatMap((part) => alternativesOf(part, root))];
}

function takesNull(schema: Json, root: JsonObject): boolean {
  return alternativesOf(schema, root).some(({ type, nullable, enum: words, ...more }) => {
    const types: readonly Json[] = Array.isArray(type) ? type : [type ?? null];
    const isAny = type === undefined && words === undefined && Object.keys(more).length === 0;
    return (
      isAny ||
      types.includes('null') ||
      nullable === true ||
      (Array.isArray(words) && words.includes(null))
    );
  });
}

function at(value: Json | undefined, ...path: readonly string[]): Json {
  return path.reduce<Json>(
    (inside, key) => (isObject(inside) && inside[key]) || null,
    value ?? null,
  );
}

function propertiesOf(schema: Json, root: JsonObject): [string, Json][] {
  return alternativesOf(schema, root).flatMap(({ properties }) =>
    Object.entries(isObject(properties) ? properties : {}),
  );
}

/** Each field of each record that is posted to a list: whether the document has null there. */
function postedFields(root: JsonObject) {
  return Object.entries(at(root, 'paths') ?? {}).flatMap(([path, item]) => {
    if (path.includes('{')) return [];
    const body = at(item, 'post', 'requestBody', 'content', 'application/json', 'schema');
    const [key, schema] = propertiesOf(body, root)[0] ?? ['', null];
    const fields = propertiesOf(schema, root);
    return fields.map(([field, of]) => ({ path, key, field, isTaken: takesNull(of, root) }));
  });
}

describe.each(documents)('$name', (document) => {
  const text = readFileSync(document.file(), 'utf8');
  const root: Json = text.startsWith('{') ? JSON.parse(text) : parse(text);

  test('null is taken where it has null, and nowhere else', async () => {
    const { ask } = await startForApp();
    const fields = isObject(root) ? postedFields(root) : [];
    expect(fields.length).toBeGreaterThan(20);
    const otherwise: string[] = [];
    for (const { path, key, field, isTaken } of fields) {
      const { status, body } = await ask(path, 'POST', { [key]: { [field]: null } });
      if (status === 501) continue;
      const details = at(body, 'imsx_error_details');
      const told = Array.isArray(details) ? details : [];
      const isRefused = told.some((one) => at(one, 'field') === field);
      if (isRefused === isTaken)
        otherwise.push(`${path} ${field}: ${isTaken ? 'refused' : 'taken'}`);
    }
    expect(otherwise).toEqual([]);
  });
});
