import { describe, expect, test } from 'vitest';
import { buildCatalog } from '../../src/manifest/build.ts';
import { openDialect } from '../../src/remote/dialects/open-dialect.ts';

const catalogOf = (id: string) => {
  const bytes = new TextEncoder().encode(`kind: course\nsourcedId: ${id}\ntitle: Math\n`);
  const built = buildCatalog({ files: [{ file: 'catalog/a.yaml', bytes }], globs: '**' });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.value;
};

const uuid = '9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10';

describe.each(['partner', 'oneroster'] as const)('ids in the dialect %s', (name) => {
  test.each([
    { facts: {}, id: 'math', told: [] },
    { facts: {}, id: 'm'.repeat(255), told: [] },
    { facts: { 'id.form': 'uuid' }, id: uuid, told: [] },
    { facts: { 'id.form': 'uuid' }, id: 'math', told: ['dialect/id'] },
    { facts: { 'id.most': 36 }, id: uuid, told: [] },
    { facts: { 'id.most': 36 }, id: `${uuid}0`, told: ['dialect/id'] },
  ])('$facts and $id: $told', ({ facts, id, told }) => {
    const span = { file: 'timeback-catalog.yaml', start: { line: 1, column: 1 } };
    const rows = Object.entries(facts).map(([row, value]) => [row, { value, span }] as const);
    const dialect = openDialect(name, new Map(rows));
    const found = dialect.ok ? dialect.value.check(catalogOf(id)) : dialect.problems;
    expect(found.map(({ code }) => code)).toEqual(told);
  });
});
