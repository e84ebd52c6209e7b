import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { schemaNames } from '../../src/text/json/schema-names.ts';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { cli, commandLine } from '../support/command-line.ts';

async function validatorOf(name: string) {
  const { stdout } = await commandLine(['schema', name], { cwd: folderWith() });
  expect(stdout).not.toContain('.schema.json');
  // Nothing is added: a reference to another file could not be resolved.
  return new Ajv({ strict: false }).compile(JSON.parse(stdout));
}

test.each(schemaNames)('the schema of a %s needs no other file', async (name) => {
  expect(await validatorOf(name)).toBeInstanceOf(Function);
});

test('every schema of the package is offered, but for the parts that others are made of', () => {
  const files = readdirSync(join(import.meta.dirname, '../../schemas'));
  const names = files.map((file) => file.replace('.schema.json', ''));
  expect(names.sort()).toEqual([...schemaNames, 'metadata', 'node'].sort());
});

describe('says the same as the schemas it is made of', () => {
  const lesson = { sourcedId: 'l', title: 'L' };
  const course = { kind: 'course', title: 'C', units: [{ title: 'U', lessons: [lesson] }] };

  test.each([
    { name: 'course', fits: course, breaks: { ...course, units: [{ title: 'U', lesons: [] }] } },
    {
      name: 'config',
      fits: { environments: { test: { overrides: { course: { grades: ['6'] } } } } },
      breaks: { environments: { test: { overrides: { course: { grades: 6 } } } } },
    },
  ])('$name', async ({ name, fits, breaks }) => {
    const valid = await validatorOf(name);
    expect(valid(fits)).toBe(true);
    expect(valid(breaks)).toBe(false);
  });

  test('plan, and several plans', async () => {
    const cwd = folderWith(catalogFiles());
    const planned = await cli(['plan', '--format', 'json'], { cwd });
    expect((await validatorOf('plan'))(JSON.parse(planned.stdout))).toBe(true);
    const several = await validatorOf('plans');
    expect(several(JSON.parse(planned.stdout))).toBe(false);
  });
});

test('what has no schema', async () => {
  const { code, stdout, stderr } = await cli(['schema', 'lessons'], { cwd: folderWith() });
  expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain('course, unit, lesson');
});
