import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

test('generated files are current', () => {
  const run = () =>
    execFileSync(process.execPath, ['scripts/generate.ts', '--check'], { cwd: root });
  expect(run).not.toThrow();
});

test('the validators need no package', () => {
  const code = readFileSync(join(root, 'src/document/generated/validators.js'), 'utf8');
  expect(code).not.toMatch(/^import |\bfrom ["']/m);
});

const schemas = readdirSync(join(root, 'schemas')).filter((file) =>
  /^(course|unit|lesson|resource|config)\./.test(file),
);

test.each(schemas)('every field of %s has a description for the editor', (file) => {
  const schema: unknown = JSON.parse(readFileSync(join(root, 'schemas', file), 'utf8'));
  expect(undescribed(schema, '')).toEqual([]);
});

function undescribed(schema: unknown, at: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.entries(schema.properties ?? {}) : [];
  const bare = own.filter(([, field]) => !('description' in field || '$ref' in field));
  const inner = Object.entries(schema).flatMap(([key, value]) =>
    undescribed(value, `${at}/${key}`),
  );
  return [...bare.map(([name]) => `${at}/${name}`), ...inner];
}
