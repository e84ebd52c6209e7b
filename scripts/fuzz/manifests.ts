import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { checkIdentity } from '../../src/identity/check-identity.ts';
import { snapshotOf } from '../../src/identity/compared-snapshot.ts';
import { buildCatalog } from '../../src/manifest/build.ts';
import { removeNodes } from '../../src/manifest/edit.ts';
import { formatManifest, idsInFiles } from '../../src/manifest/format.ts';
import type { Json } from '../../src/model/json.ts';
import { area } from './area.ts';
import { expectChecked, expectProblems } from './expect.ts';
import { mutated, textOf } from './mutate-json.ts';
import { bytesOf, damaged, soup } from './mutate-text.ts';

/** Pieces of YAML, of manifests, and of unusual texts. */
export const yamlPiece = fc.constantFrom(
  ...['kind: course\n', 'kind: unit\n', 'kind: lesson\n', 'title: ', 'sourcedId: a\n', 'units:\n'],
  ...['lessons:\n', 'resources: ', 'prerequisites: ', 'additional: ', 'metadata: ', 'include: '],
  ...['*.yaml', '**', '{a,b}', '+(', '(a*)*', '[!a]', '../', '__proto__: ', '  ', '    ', '- '],
  ...['\n', '\n\n', ': ', '"', "'", '[', ']', '{', '}', ',', '# c\n', '|\n', '>-\n', '&a ', '*a'],
  ...['<<: ', '!!str ', '!!binary ', '? ', '---\n', '...\n', '%YAML 1.1\n', '~', 'x', '08', 'no'],
  ...['1.10', '2026-01-01', '0x1f', '1e3', '.inf', 'null', '\t', '\r\n', '\r', '\0', '\ufeff'],
  ...['\u2028', '@', '\\', '\\x', '\\ud800', 'é', '😀', '{{id}}', '-', ' ', 'a'],
);

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', '00000000-0000-4000-8000-000000000001');
const text = fc.constantFrom('Fractions', 'Lesson 1', 'Lesson 2', '08', 'no', 'a: b', '# x', '😀');
const metadata = fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean()), {
  maxKeys: 3,
  noNullPrototype: true,
});
const lesson = fc.oneof(
  fc.record(
    { title: text, sourcedId: id, resources: fc.array(id, { maxLength: 2 }), metadata },
    { requiredKeys: ['title'], noNullPrototype: true },
  ),
  fc.record({ include: fc.constantFrom('x.yaml', '*.yaml', '../catalog/x.yaml') }),
);
const unit = fc.record(
  {
    title: text,
    sourcedId: id,
    prerequisites: fc.array(id, { maxLength: 2 }),
    lessons: fc.array(lesson, { maxLength: 3 }),
    metadata,
  },
  { requiredKeys: ['title', 'sourcedId'], noNullPrototype: true },
);
const course = fc.record(
  {
    kind: fc.constant('course'),
    title: text,
    sourcedId: id,
    courseCode: text,
    grades: fc.array(fc.constantFrom('1', '2'), { maxLength: 2 }),
    units: fc.array(unit, { maxLength: 3 }),
    metadata,
  },
  { requiredKeys: ['kind', 'title', 'sourcedId'], noNullPrototype: true },
);

/** Manifests that are valid, or nearly. */
const structured = fc
  .tuple(mutated(course as fc.Arbitrary<Json>), fc.boolean())
  .map(([json, isFlow]) => (isFlow ? textOf(json) : stringify(json)));

const written = fc.oneof(
  soup(yamlPiece),
  soup(yamlPiece).map((pieces) => `kind: course\ntitle: x\n${pieces}`),
  structured,
  damaged(structured, yamlPiece),
);
const bytes = fc.oneof(
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  { weight: 6, arbitrary: written.map(bytesOf) },
);

/** Manifests: any bytes give a catalog or problems, and so does every operation on a catalog. */
export const manifests = area('manifests', fc.tuple(bytes, bytes), ([one, other]) => {
  const files = [
    { file: 'catalog/a.yaml', bytes: one },
    { file: 'catalog/x.yaml', bytes: other },
  ];
  const built = buildCatalog({ files, globs: 'catalog/**' });
  expectChecked(built);
  for (const file of files) expectChecked(formatManifest(file, () => 'minted'));
  expectChecked(
    removeNodes(
      files,
      new Set<'course/a' | 'component/a' | 'resource/a'>(['course/a', 'component/a', 'resource/a']),
    ),
  );
  assert.ok(Array.isArray(idsInFiles(files)));
  if (!built.ok) return;
  const after = snapshotOf(built.value);
  expectProblems(checkIdentity({ before: new Map(), after }).problems);
});
