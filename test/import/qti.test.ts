// Packages of QTI: tests and items become resources of the lesson that names them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importQti } from '../../src/features/import/sources.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { zipOf } from '../support/exports.ts';
import { filesIn, isFormatted } from '../support/import-folder.ts';
import {
  banksAlone,
  firstOfBlackboard,
  firstOfCanvas,
  itemsAlone,
  qti2,
  qti3,
} from '../support/qti-packages.ts';
import { manifestOf } from '../support/systems.ts';

type Package = Readonly<Record<string, string>>;

async function imported(files: Package) {
  const folder = folderWith();
  writeFileSync(join(folder, 'in.zip'), zipOf(files));
  const all = { file: 'in.zip', dryRun: false, adopt: false, repeated: 'leave-out' } as const;
  const result = await importQti(all, nodeWorld({ cwd: folder }));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  expect(isFormatted(folder)).toBe(true);
  return { folder, ...result.value };
}

/** The course, with the number of resources in place of their ids. */
const courseIn = (folder: string) =>
  (Object.entries(filesIn(folder)).find(([file]) => file.startsWith('catalog/'))?.[1] ?? '')
    .replace(/^#.*\n/, '')
    .replace(/sourcedId: .*/g, 'sourcedId: ID')
    .replace(
      /resources:\s*\[([^\]]*)\]/g,
      (_, list: string) => `resources: ${list.trim().split(',').length}`,
    );

test('QTI 2: a test is a lesson with the test and its items, in its order, with titles, identifiers and standards', async () => {
  const { folder, leftOut } = await imported(qti2);
  expect(courseIn(folder)).toBe(`kind: course
sourcedId: ID
title: Final test
units:
  - sourcedId: ID
    title: Final test
    lessons:
      - sourcedId: ID
        title: Final test
        resources: 3
resources:
  - sourcedId: ID
    title: Final test
    vendorResourceId: t
    metadata:
      type: qti
      subType: qti-test
      identifier: TEST-1
      path: tests/test.xml
  - sourcedId: ID
    title: Main idea
    vendorResourceId: i1
    standards: [0c9e4a52-7d1b-4e0f-8c6a-2b5f9d3e1a71]
    metadata:
      type: qti
      subType: qti-question
      identifier: ITEM-1
      path: items/one.xml
  - sourcedId: ID
    title: Details
    vendorResourceId: i2
    metadata:
      type: qti
      subType: qti-question
      identifier: ITEM-2
      path: items/two.xml
`);
  const why = (part: string) => leftOut.find(({ what }) => what.includes(part))?.why;
  expect(why('"items/one.xml"')).toMatch(/a catalog refers to content but does not store it/);
  expect(why('"items/three.xml" (qti)')).toBe(
    'no test and no organization of the package refers to it',
  );
  expect(why('the standard "R.3.2"')).toBe('it has no identifier of CASE');
});

test('QTI 3: the test and its items stand in the lesson of the organization', async () => {
  const { folder } = await imported(qti3);
  const text = courseIn(folder);
  expect(text).toContain('        title: Lesson with a test\n        resources: 2\n');
  expect(text).toContain('    title: Test of QTI 3\n');
  expect(text).toContain('    title: Item of QTI 3\n');
});

test('items alone are one lesson, whatever one of their files holds', async () => {
  const { folder } = await imported(itemsAlone);
  const text = courseIn(folder);
  expect(text).toContain('        title: Item bank\n        resources: 2\n');
  expect(text).toContain('    title: One\n');
});

test('QTI 1: each test is a lesson; a bank is none beside tests', async () => {
  const { folder, leftOut, account } = await imported(firstOfCanvas);
  expect(courseIn(folder)).toBe(`kind: course
sourcedId: ID
title: Tests of the course
units:
  - sourcedId: ID
    title: Tests of the course
    lessons:
      - sourcedId: ID
        title: Rivers
        resources: 1
      - sourcedId: ID
        title: Lakes
        resources: 1
resources:
  - sourcedId: ID
    title: Rivers
    vendorResourceId: g1
    metadata:
      cartridgeType: assessment
      path: g1/g1.xml
  - sourcedId: ID
    title: Lakes
    vendorResourceId: g2
    metadata:
      cartridgeType: assessment
      path: g2/g2.xml
`);
  expect(leftOut.map(({ what }) => what)).toContain(
    'the resource "g3.xml" (question bank) at resource g3',
  );
  expect(account?.merged.map(({ what }) => what)).toContain(
    'the resource "g1/assessment_meta.xml" (associatedcontent)',
  );
});

test('QTI 1 without a title of the package has that of its test; banks alone are one lesson', async () => {
  const blackboard = courseIn((await imported(firstOfBlackboard)).folder);
  expect(blackboard).toContain('title: Seas\nunits:');
  expect(blackboard).toContain('        title: Seas\n        resources: 1\n');
  const banks = courseIn((await imported(banksAlone)).folder);
  expect(banks).toContain('        title: Banks\n        resources: 1\n');
  expect(banks).toContain('    title: b1\n');
});

test.each([
  { what: 'QTI 2', files: qti2, counts: { resources: 5, files: 7, standards: 2 } },
  { what: 'QTI 3', files: qti3, counts: { resources: 2, files: 3, organizations: 1, items: 2 } },
  { what: 'items', files: itemsAlone, counts: { resources: 2, files: 3 } },
  {
    what: 'QTI 1',
    files: firstOfCanvas,
    counts: { resources: 4, files: 5, organizations: 1, items: 1 },
  },
])('$what: everything is accounted for', async ({ files, counts }) => {
  const sums = (await imported(files)).account?.sums ?? [];
  expect(Object.fromEntries(sums.map(({ sort, total }) => [sort, total]))).toEqual(counts);
  for (const { total, placed, merged, leftOut } of sums)
    expect(placed + merged + leftOut).toBe(total);
});

/** A test of sections, each in a file that names the next one. */
function chained(count: number): Package {
  const section = (at: number) =>
    `<assessmentSection><assessmentSectionRef href="s${at + 1}.xml"/><assessmentItemRef href="i.xml"/></assessmentSection>`;
  return {
    'imsmanifest.xml': manifestOf({
      title: 'Chain',
      organizations: '',
      resources: `<resource identifier="t" type="imsqti_test_xmlv2p1" href="t.xml"/><resource identifier="i" type="imsqti_item_xmlv2p1" href="i.xml"/>`,
    }),
    't.xml': '<assessmentTest title="Chain"><assessmentSectionRef href="s0.xml"/></assessmentTest>',
    'i.xml': '<assessmentItem identifier="I" title="One"/>',
    ...Object.fromEntries(Array.from({ length: count }, (_, at) => [`s${at}.xml`, section(at)])),
  };
}

test('sections that name each other in a long row are gone through', async () => {
  const { folder } = await imported(chained(10_000));
  expect(courseIn(folder)).toContain('        title: Chain\n        resources: 2\n');
});

test('a small package whose lessons place very much is refused before that is worked out', async () => {
  const count = 1500;
  const numbers = Array.from({ length: count }, (_, at) => at);
  const items = numbers.map(
    (at) => `<item identifier="l${at}" identifierref="t"><title>L</title></item>`,
  );
  const needs = numbers.map((at) => `<dependency identifierref="i${at}"/>`);
  const files = {
    'imsmanifest.xml': manifestOf({
      organizations: `<organization identifier="o"><item identifier="u"><title>U</title>${items.join('')}</item></organization>`,
      resources: `<resource identifier="t" type="imsqti_test_xmlv2p1" href="t.xml">${needs.join('')}</resource>${numbers.map((at) => `<resource identifier="i${at}" type="imsqti_item_xmlv2p1"/>`).join('')}`,
    }),
    't.xml': '<assessmentTest title="T"/>',
  };
  await expect(imported(files)).rejects.toThrow(/place more than 500,000 entries/);
});

test('on the command line, twice', async () => {
  const cwd = folderWith();
  writeFileSync(join(cwd, 'tests.zip'), zipOf(qti2));
  const first = await cli(['import', 'qti', 'tests.zip'], { cwd });
  expect([first.code, first.stdout]).toEqual([
    0,
    expect.stringContaining('New: 1 course, 1 unit, 1 lesson, 3 resources.\n'),
  ]);
  const again = await cli(['import', 'qti', 'tests.zip'], { cwd });
  expect(again.stdout).toContain('Nothing to do');
  expect((await cli(['check'], { cwd })).code).toBe(0);
});
