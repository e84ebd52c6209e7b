// The official SDK reads the timeback.config.json that `ids export` writes, on both of its platforms; what the
// tool refuses, it refuses, and what the tool says of grades is what its models say.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, put } from '../../support/catalog-folder.ts';
import { commandLine } from '../../support/command-line.ts';
import { run } from '../../support/program.ts';
import { root, seen, witnessOf } from '../../support/witness.ts';

const sdk = 'timeback-sdk';
const python = witnessOf(sdk)?.path;
const file = 'timeback.config.json';

const course = `\
kind: course
sourcedId: math
title: Math 3
courseCode: MATH-3
subjects: [Math]
grades: ["3rd grade"]
metadata: { goals: { dailyXp: 10 }, metrics: { totalXp: 100 } }
units:
  - sourcedId: fractions
    title: Fractions
    lessons:
      - { sourcedId: halves, title: Halves }
`;
const config = `\
org: partner-sandbox
environments:
  staging:
    baseUrl: https://staging.example.org
    dialect: oneroster
    ids: { course/math: math-there }
    overrides: { course: { metadata: { metrics: { totalXp: 7 } } } }
`;

async function readBySdk(folder: string) {
  const script = join(root, 'scripts/witnesses/python/sdk_config.py');
  const ended = await run(python ?? '', [script, join(folder, file)], { cwd: folder });
  if (ended.code !== 0) throw new Error(ended.stderr);
  return JSON.parse(ended.stdout);
}

describe.skipIf(python === undefined)('timeback.config.json', () => {
  test('is read on both platforms', async () => {
    const cwd = folderWith({ 'timeback-catalog.yaml': config, 'catalog/math.yaml': course });
    const args = ['ids', 'export', '--out', file, '--sensor', 'https://app.example.org'];
    expect(await commandLine(args, { cwd })).toMatchObject({ code: 0 });
    const { staging, production } = await readBySdk(cwd);
    const common = { subject: 'Math', grade: 3, course_code: 'MATH-3' };
    const ids = { staging: 'math-there', production: 'math' };
    expect(staging.courses).toMatchObject([
      {
        ...common,
        ids,
        metadata: { goals: { dailyXp: 10 }, metrics: { totalXp: 7, totalLessons: 1 } },
      },
    ]);
    expect(production.courses).toMatchObject([
      { ...common, ids, metadata: { metrics: { totalXp: 100, totalLessons: 1 } } },
    ]);
    seen(sdk, 'timeback.config.json of ids export: read for staging and production');
  });

  test.each([
    ['no sensor', { name: 'A', courses: [{ courseCode: 'A' }] }, 'sensor'],
    [
      'neither code nor grade',
      { sensor: 'https://a.example', courses: [{ subject: 'Math' }] },
      'must have',
    ],
    [
      'a code twice',
      { sensor: 'https://a.example', courses: [{ courseCode: 'A' }, { courseCode: 'A' }] },
      'Duplicate',
    ],
    [
      'subject and grade twice',
      { sensor: 'https://a.example', courses: [{ grade: 3 }, { grade: '3' }] },
      'Duplicate',
    ],
    [
      'goals that are no map',
      {
        sensor: 'https://a.example',
        courses: [
          {
            courseCode: 'A',
            metadata: { goals: { dailyXp: 1 } },
            overrides: { staging: { metadata: { goals: null } } },
          },
        ],
      },
      'mapping',
    ],
  ])('that the tool would not write is refused: %s', async (_, value, words) => {
    const cwd = folderWith({});
    put(cwd, file, JSON.stringify(value));
    const { staging } = await readBySdk(cwd);
    expect(staging.refused).toContain(words);
  });
});
