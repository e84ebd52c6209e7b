import { describe, expect, test } from 'vitest';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';

const second =
  'lesson "Lesson 2"\n  lesson/lesson-2\n  catalog/course.yaml:10, in unit "Unit 1", 2 of 2\n';

describe('a node of the manifests', () => {
  test.each(['lesson-2', 'lesson/lesson-2'])('by %s', async (what) => {
    const { code, stdout, stderr } = await cli(['show', what], { cwd: folderWith(catalogFiles()) });
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout.startsWith(second)).toBe(true);
    expect(stdout).toContain('title: "Lesson 2"\n');
  });

  test('as JSON, with what hangs under it', async () => {
    const { stdout } = await cli(['show', 'course-1', '--format', 'json'], {
      cwd: folderWith(catalogFiles()),
    });
    expect(JSON.parse(stdout)).toMatchObject({
      address: 'course/course-1',
      fields: { title: 'Reading', org: 'partner-sandbox' },
      children: ['unit/unit-1'],
    });
  });

  test('is not written to a file', async () => {
    const cwd = folderWith(catalogFiles());
    const { code, stdout } = await cli(['show', 'lesson-2', '-o', 'a.md'], { cwd });
    expect(code).toBe(64);
    expect(stdout).toBe('');
  });

  test.each([
    { what: 'lesson-22', meant: 'lesson-2' },
    { what: 'unit/lesson-2', meant: 'lesson/lesson-2' },
  ])('$what is not there: did you mean $meant', async ({ what, meant }) => {
    const { code, stdout, stderr } = await cli(['show', what], { cwd: folderWith(catalogFiles()) });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(`Did you mean "${meant}"?`);
  });
});

describe('a saved plan', () => {
  test.each([
    { format: 'human', starts: 'Plan ' },
    { format: 'markdown', starts: '### Plan for local' },
    { format: 'html', starts: '<!doctype html>' },
  ])('in $format, as plan itself shows it', async ({ format, starts }) => {
    const cwd = folderWith(catalogFiles());
    const planned = await cli(['plan', '-o', 'plan.json', '--format', format], { cwd });
    const { code, stdout } = await cli(['show', 'plan.json', '--format', format], { cwd });
    expect(code).toBe(0);
    expect(stdout).toBe(planned.stdout);
    expect(stdout.startsWith(starts)).toBe(true);
  });

  test('that is not there', async () => {
    const { code, stderr } = await cli(['show', 'nope.json'], { cwd: folderWith(catalogFiles()) });
    expect(code).toBe(1);
    expect(stderr).toContain('[plan/file]');
  });
});
