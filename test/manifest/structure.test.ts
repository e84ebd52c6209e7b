import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { childLists, fieldOrder, referenceLists } from '../../src/manifest/manifest.ts';
import { kinds } from '../../src/model/node.ts';

const folder = join(import.meta.dirname, '../../schemas');

function schemaOf(kind: string) {
  return JSON.parse(readFileSync(join(folder, `${kind}.schema.json`), 'utf8'));
}

test.each(kinds)('%s: the order of fields is the schema’s, and complete', (kind) => {
  const schema = schemaOf(kind);
  const { properties } = schema.properties ? schema : Object.values(schema.definitions)[0];
  expect(Object.keys(properties)).toEqual(fieldOrder[kind]);
  for (const list of Object.keys({ ...childLists[kind], ...referenceLists[kind] })) {
    expect(fieldOrder[kind]).toContain(list);
  }
});

test('additional fields may be none that this tool manages', () => {
  const { Additional } = schemaOf('node').definitions;
  const refused: string[] = Additional.propertyNames.not.enum;
  // Written there before they were fields of courses, and another field elsewhere.
  const also = ['primaryApp', 'level'];
  const fields = Object.values(fieldOrder).flat();
  const others = fields.filter((field) => !also.includes(field));
  expect(refused).toEqual(expect.arrayContaining([...new Set(others)]));
  const identity = ['status', 'dateLastModified', 'course', 'unit', 'parent', 'sortOrder'];
  expect(refused).toEqual(expect.arrayContaining(identity));
});
