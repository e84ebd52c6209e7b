// `check -f` for hosts of repositories, and a plan within a size.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { config, manifest, reading } from '../support/reading-catalog.ts';

const bad = reading.replace('title: Main', 'titel: Main');

/** A catalog in a folder of a repository. */
function below(text: string): string {
  const top = folderWith({ [`courses/${manifest}`]: text, [`courses/${config}`]: 'org: a\n' });
  execFileSync('git', ['init', '--quiet'], { cwd: top });
  return join(top, 'courses');
}

describe.each([
  [
    'sarif',
    (text: string) =>
      JSON.parse(text).runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri,
  ],
  ['codeclimate', (text: string) => JSON.parse(text)[0].location.path],
  ['junit', (text: string) => /<testcase [^>]*file="([^"]*)"/.exec(text)?.[1]],
  ['github', (text: string) => /^::error file=([^,]*),line=\d+/.exec(text)?.[1]],
] as const)('check -f %s', (format, fileIn) => {
  test('names files from the top of the repository, and ends as in every format', async () => {
    const cwd = below(bad);
    const { code, stdout, stderr } = await cli(['check', '-f', format], { cwd });
    expect(code).toBe((await cli(['check'], { cwd })).code);
    expect(code).toBe(1);
    expect(fileIn(stdout)).toBe(`courses/${manifest}`);
    expect(stderr).toContain('titel');
  });

  test('is a report if there is no catalog at all', async () => {
    const { code, stdout } = await cli(['check', '-f', format], { cwd: folderWith() });
    expect(code).toBe(1);
    expect(stdout).toContain('config/');
  });
});

test('plan --max-size holds for Markdown on stdout and in files', async () => {
  const cwd = folderWith();
  const rows = Array.from({ length: 300 }, (_, at) => `A,B,Lesson number ${at}`).join('\n');
  const csv = folderWith({ 'o.csv': `Course,Unit,Lesson\n${rows}\n` });
  await cli(['init', '--no-course'], { cwd });
  await cli(['import', 'outline', join(csv, 'o.csv')], { cwd });
  const given = [
    'plan',
    '-f',
    'markdown',
    '-o',
    'plan.md',
    '-o',
    'plan.json',
    '--max-size',
    '4000',
  ];
  const { code, stdout } = await cli(given, { cwd });
  expect(code).toBe(0);
  for (const text of [stdout, readFileSync(join(cwd, 'plan.md'), 'utf8')]) {
    expect(text.length).toBeLessThanOrEqual(4000);
    expect(text).toContain('302 to add');
    expect(text).toContain('Omitted for lack of space');
  }
  expect(JSON.parse(readFileSync(join(cwd, 'plan.json'), 'utf8')).resource_changes).toHaveLength(
    302,
  );
});

test.each([
  [['plan', '--max-size', '4000']],
  [['plan', '-f', 'markdown', '--max-size', '10']],
  [['plan', '-f', 'markdown', '--max-size', 'big']],
  [['plan', '--env', 'a,b', '-f', 'markdown', '--max-size', '4000']],
])('%j is wrong usage', async (given) => {
  expect((await cli(given, { cwd: below(reading) })).code).toBe(64);
});
