import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inputLimits } from '../../src/model/input-limits.ts';
import { folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';

const manifest = `\
kind: course
sourcedId: c1
title: Reading
units:
  - sourcedId: u1
    title: Main ideas
    lessons:
      - sourcedId: l1
        title: Finding the main idea
        standards: [std-1, std-2]
resources:
  - sourcedId: r1
    title: The film
    vendorResourceId: film
    standards: [std-1]
    metadata: { language: en }
`;
const framework = {
  CFDocument: { identifier: 'doc', title: 'Standards' },
  CFItems: [
    { identifier: 'std-1', humanCodingScheme: 'RL.6.1' },
    { identifier: 'std-2', humanCodingScheme: 'RL.6.2' },
  ],
};
const config = (rest = '') => `org: partner-sandbox
standards: standards/*.json
environments:
  local: { emulator: true }
  other: { emulator: true, dialect: oneroster }
${rest}`;
const folder = (course = manifest, known: unknown = framework) =>
  folderWith({
    'timeback-catalog.yaml': config(),
    'catalog/course.yaml': course,
    'standards/framework.json': JSON.stringify(known),
  });
const check = (cwd: string) => commandLine(['check'], { cwd });

describe('held against CFPackage files', () => {
  test.each([
    { form: 'a package', known: framework },
    { form: 'in the envelope of an answer', known: { CFPackage: framework } },
    { form: 'a page of items', known: { CFItems: framework.CFItems } },
    {
      form: 'a package of the service that the official SDK reads',
      known: {
        CFItems: framework.CFItems.map(({ identifier, ...item }) => ({
          ...item,
          sourcedId: identifier,
        })),
      },
    },
    { form: 'pages in a list', known: framework.CFItems.map((item) => ({ CFItems: [item] })) },
    {
      form: 'packages in a list',
      known: [{ CFPackage: framework }, { ...framework, CFItems: [] }],
    },
  ])('all are known: $form', async ({ known }) => {
    expect(await check(folder(manifest, known))).toMatchObject({ code: 0 });
  });

  test.each([
    { id: 'std-3', says: 'Did you mean "std-1"?' },
    { id: 'RL.6.2', says: 'Did you mean "std-2"?' },
    { id: 'something-else-entirely', says: 'add its framework' },
  ])('$id is none', async ({ id, says }) => {
    const { code, stderr } = await check(folder(manifest.replace('std-1, std-2', id)));
    expect(code).toBe(1);
    expect(stderr).toContain('[standards/unknown]');
    expect(stderr).toContain('catalog/course.yaml:10:');
    expect(stderr).toContain(says);
  });

  const other = { identifier: 'AB-2', humanCodingScheme: 'RL.6.2', uri: 'https://cf.test/uri/2' };
  const long = { identifier: 'long', humanCodingScheme: 'CCSS.ELA-Literacy.W.6.1' };
  const further = { identifier: 'further', humanCodingScheme: 'CCSS.ELA-Literacy.W.7.1' };

  test.each([
    { id: 'rl.6.1', says: 'the code of a standard', hint: 'Did you mean "std-1"?' },
    {
      id: 'RL.6.2',
      says: 'the code of 2 standards',
      hint: '"std-2" of standards/framework.json or "AB-2" of standards/other.json',
    },
    { id: 'ab-2', says: 'other capitals', hint: 'Did you mean "AB-2"?' },
    { id: 'https://cf.test/uri/2', says: 'the address of a standard', hint: '"AB-2"' },
    { id: 'W.6.1', says: 'the end of the code of a standard', hint: 'Did you mean "long"?' },
    { id: 'ELA-Literacy.W.7.1', says: 'the end of the code', hint: 'Did you mean "further"?' },
    { id: '6.1', says: 'the end of the code of 2 standards', hint: '"std-1"' },
    { id: '1', says: 'has a standard with the identifier "1"', hint: 'add its framework' },
  ])('$id is another name', async ({ id, says, hint }) => {
    const cwd = folder(manifest.replace('std-1, std-2', `"${id}"`));
    put(cwd, 'standards/other.json', JSON.stringify({ CFItems: [other, long, further] }));
    const { code, stderr } = await check(cwd);
    const told = stderr.replace(/\s+/g, ' ');
    expect(code).toBe(1);
    expect(told).toContain(says);
    expect(told).toContain(hint);
  });

  test.each([
    { what: 'a page that asks to sign in', text: '<!DOCTYPE html>', says: 'is not JSON' },
    { what: 'half a file', text: JSON.stringify(framework).slice(0, -9), says: 'is not JSON' },
    {
      what: 'a list of frameworks',
      text: JSON.stringify({ CFDocuments: [framework.CFDocument] }),
      says: 'it has no list CFItems, but CFDocuments.',
    },
    {
      what: 'another collection of standards',
      text: JSON.stringify({ data: { standards: { ABC: { statementNotation: 'RL.6.1' } } } }),
      says: 'it has no list CFItems, but data.',
    },
    {
      what: 'the answer of a server that refuses',
      text: JSON.stringify({ imsx_codeMajor: 'failure' }),
      says: 'it has no list CFItems, but imsx_codeMajor.',
    },
    {
      what: 'items without identifiers',
      text: JSON.stringify({ CFItems: [...framework.CFItems, 'std-3', { uri: 'x' }] }),
      says: '2 of its 4 CFItems have no identifier',
    },
  ])('$what is refused with its reason', async ({ text, says }) => {
    const cwd = folder();
    put(cwd, 'standards/framework.json', text);
    const { code, stderr } = await check(cwd);
    expect(code).toBe(1);
    expect(stderr).toContain('[standards/package]');
    expect(stderr.replace(/\s+/g, ' ')).toContain(says);
  });

  test('a framework may be larger than a manifest, up to a limit of its own', async () => {
    const notes = 'x'.repeat(inputLimits.manifest.most);
    expect(await check(folder(manifest, { ...framework, notes }))).toMatchObject({ code: 0 });
    const cwd = folder();
    truncateSync(join(cwd, 'standards/framework.json'), inputLimits.standards.most + 1);
    const { stderr } = await check(cwd);
    expect(stderr).toContain('[file/too-large]');
    expect(stderr).toContain('all but `CFItems`');
  });

  test.each([
    { what: 'no JSON', text: 'x' },
    { what: 'no package', text: '{"CFDocument":{}}' },
    { what: 'a list', text: '[]' },
    { what: 'a nest', text: '['.repeat(100_000) },
    { what: 'NUL bytes', text: '\u0000' },
  ])('$what is named', async ({ text }) => {
    const cwd = folder();
    put(cwd, 'standards/framework.json', text);
    const { code, stderr } = await check(cwd);
    expect(code).toBe(1);
    expect(stderr).toContain('standards/framework.json');
  });

  test('globs that match nothing, or lead away', async () => {
    const cwd = folder();
    put(cwd, 'timeback-catalog.yaml', config().replace('standards/*', 'nowhere/*'));
    expect((await check(cwd)).stderr).toContain('[standards/package]');
    put(cwd, 'timeback-catalog.yaml', config().replace('standards/*', '../*'));
    expect((await check(cwd)).stderr).toContain('[include/outside]');
  });
});

test('a learningObjectiveSet beside them is refused', async () => {
  const both = manifest.replace('{ language: en }', '{ learningObjectiveSet: [] }');
  expect((await check(folder(both))).stderr).toContain('[standards/twice]');
});

const planned = async (cwd: string, ...args: string[]) => {
  const { code, stdout, stderr } = await commandLine(['plan', '-f', 'json', ...args], { cwd });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout);
};

test('the platform takes none: said once a kind, and nothing is sent', async () => {
  const plan = await planned(folder());
  const text = JSON.stringify(plan);
  // Warnings show the lines of the manifest.
  expect(JSON.stringify({ ...plan, warnings: [] })).not.toContain('std-1');
  expect(text.match(/"standards\/not-taken"/g)).toHaveLength(2);
  expect(text).toContain('lesson.standards');
});

test('sent as a learningObjectiveSet where the dialect has it, and then there is nothing left to do', async () => {
  const cwd = folder();
  const text = JSON.stringify(await planned(cwd, '-e', 'other'));
  expect(text).toContain(
    '"learningObjectiveSet":[{"source":"CASE","learningObjectiveIds":["std-1"]}]',
  );
  expect(text.match(/"standards\/not-taken"/g)).toHaveLength(1);
  const applied = await commandLine(['apply', '-e', 'other', '--auto-approve'], { cwd });
  expect(applied).toMatchObject({ code: 0 });
  expect(applied.stdout).toContain('Converged.');
  const again = await commandLine(['plan', '-e', 'other', '--detailed-exitcode'], { cwd });
  expect(again).toMatchObject({ code: 0 });
  put(cwd, 'catalog/course.yaml', manifest.replace('standards: [std-1]', 'standards: null'));
  expect(JSON.stringify(await planned(cwd, '-e', 'other'))).toContain(
    '"learningObjectiveSet":null',
  );
});
