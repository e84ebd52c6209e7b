// --target, --exclude and frozen courses, as a user meets them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { courseManifest, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { serveCatalog } from '../support/served-catalog.ts';

/** 40 lessons are published; then lessons of two units are renamed. */
async function renamed() {
  const catalog = await serveCatalog({ lessons: 40 });
  await cli(['apply', '--env', 'test', '-y'], catalog.around);
  const manifest = courseManifest(40)
    .replace('title: Lesson 1\n', 'title: First\n')
    .replace('title: Lesson 40', 'title: Last');
  put(catalog.folder, 'catalog/course.yaml', manifest);
  const before = catalog.writes().length;
  return { ...catalog, written: () => catalog.writes().slice(before) };
}

describe('--target', () => {
  test('plans and applies a subtree alone, and says that this is a part', async () => {
    const { around, written } = await renamed();
    const planned = await cli(['plan', '--env', 'test', '--target', 'unit/unit-2'], around);
    expect(planned.stdout).toMatch(/^Partial plan [\da-f]{12} for test/);
    expect(planned.stdout).toContain('Partial: only unit "Unit 2"; 1 change elsewhere is left.');
    expect(planned.stdout).not.toContain('First');
    const args = ['apply', '--env', 'test', '-y', '--target', 'unit-2'];
    const { code, stdout } = await cli(args, around);
    expect(code).toBe(0);
    expect(stdout).toContain('Partial: only unit "Unit 2"');
    expect(written()).toEqual([expect.stringMatching(/\/lessons\/lesson-40$/)]);
    const again = await cli([...args, '--format', 'json'], around);
    expect(JSON.parse(again.stdout)).toMatchObject({
      partial: { target: ['unit/unit-2'], exclude: [], brought: [], outside: 1 },
      resource_changes: [],
    });
  });

  test('without changes names the node, and does not claim that everything matches', async () => {
    const { around } = await renamed();
    const { stdout } = await cli(['plan', '--env', 'test', '--target', 'lesson-2'], around);
    expect(stdout).toContain('No changes in this part of the catalog.');
    expect(stdout).toContain('Partial: only lesson "Lesson 2"; 2 changes elsewhere are left.');
    expect(stdout).not.toContain('matches your manifests');
  });

  test.each(['--target', '--exclude'])('%s of what is no node: what was meant', async (option) => {
    const { around, written } = await renamed();
    const { code, stderr } = await cli(
      ['apply', '-y', '--env', 'test', option, 'lesson-41'],
      around,
    );
    expect(code).toBe(1);
    expect(stderr).toContain('"lesson-41"');
    expect(stderr).toContain('Did you mean "lesson-');
    expect(written()).toEqual([]);
  });
});

test('--exclude leaves a subtree and names it, in Markdown too', async () => {
  const { around, written } = await renamed();
  const args = ['--env', 'test', '--exclude', 'unit-1'];
  const { stdout } = await cli(['plan', ...args, '-f', 'markdown'], around);
  expect(stdout).toContain('### Partial plan for test');
  expect(stdout).toContain('- unit "Unit 1" is excluded: 1 change left.');
  await cli(['apply', '-y', ...args], around);
  expect(written()).toEqual([expect.stringMatching(/\/lessons\/lesson-40$/)]);
});

test('a saved plan knows its part: nothing is said twice, and nothing else can be said', async () => {
  const { around, folder, written } = await renamed();
  const args = ['--env', 'test', '--target', 'unit-2', '-o', 'plan.json'];
  await cli(['plan', ...args], around);
  const saved = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8'));
  expect(saved.partial.target).toEqual(['unit/unit-2']);
  const other = await cli(['apply', 'plan.json', '--target', 'unit-1'], around);
  expect(other.code).toBe(64);
  const { code } = await cli(['apply', 'plan.json'], around);
  expect(code).toBe(0);
  expect(written()).toEqual([expect.stringMatching(/\/lessons\/lesson-40$/)]);
});

test('the digest of a part approves that part only', async () => {
  const { around, written } = await renamed();
  const part = ['--env', 'test', '--target', 'course-1'];
  const { stdout } = await cli(['plan', ...part, '-f', 'json'], around);
  const { digest } = JSON.parse(stdout);
  const whole = await cli(['apply', '--env', 'test', '--plan-hash', digest], around);
  expect(whole.code).toBe(6);
  expect(written()).toEqual([]);
  expect((await cli(['apply', ...part, '--plan-hash', digest], around)).code).toBe(0);
  expect(written()).toHaveLength(2);
});

describe('a frozen course', () => {
  test('is named by plan, respected by apply, and no change for --detailed-exitcode', async () => {
    const { around, folder, written } = await renamed();
    const manifest = readFileSync(join(folder, 'catalog/course.yaml'), 'utf8');
    put(
      folder,
      'catalog/course.yaml',
      manifest.replace('kind: course', 'kind: course\nfreeze: true'),
    );
    const planned = await cli(['plan', '--env', 'test', '--detailed-exitcode'], around);
    expect(planned.code).toBe(0);
    expect(planned.stdout).toContain('course "Reading" is frozen: 2 changes held back.');
    expect(planned.stdout).toContain('Nothing to publish: 2 changes held back.');
    const { code, stdout } = await cli(['apply', '--env', 'test', '-y'], around);
    expect(code).toBe(0);
    expect(stdout).toContain('course "Reading" is frozen: 2 changes held back.');
    expect(written()).toEqual([]);
  });

  test('freeze is no field of the platform', async () => {
    const { around, folder, emulator } = await serveCatalog();
    const frozen = courseManifest(2).replace('kind: course', 'kind: course\nfreeze: false');
    put(folder, 'catalog/course.yaml', frozen);
    await cli(['apply', '--env', 'test', '-y'], around);
    expect(emulator.records('course')[0]).not.toHaveProperty('freeze');
  });

  test('freeze takes true or false', async () => {
    const { around, folder } = await serveCatalog();
    const odd = courseManifest(2).replace('kind: course', 'kind: course\nfreeze: "yes"');
    put(folder, 'catalog/course.yaml', odd);
    const { code, stderr } = await cli(['check'], around);
    expect(code).toBe(1);
    expect(stderr).toContain('[schema/wrong-type]');
    expect(stderr).toContain('catalog/course.yaml:2:');
  });
});
