import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { serveCatalog } from '../support/served-catalog.ts';
import { hasTerminal, startOnTerminal } from '../support/terminal.ts';

const id = {
  course: '0d6f3c0e-6f2b-4a56-9a53-1f6b6b1d7a11',
  unit: 'c60de279-eb33-4e7a-bf75-cf737d993416',
  plot: '9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10',
  people: '9f41c0de-17be-4190-8acb-533f253fb114',
  deep: '5b0e2f0c-52a5-4b0f-8f3e-0c1f3f9a7d21',
} as const;

const files = {
  'timeback-catalog.yaml': '{}\n',
  'catalog/reading.yaml': `kind: course
sourcedId: ${id.course}
title: Middle-School Reading
courseCode: MSR
units:
  - sourcedId: ${id.unit}
    title: Stories
    lessons:
      - sourcedId: ${id.plot}
        title: Plot
      - sourcedId: ${id.people}
        title: Characters
      - sourcedId: ${id.deep}
        title: Characters in depth
`,
};

const manifest = (cwd: string) => readFileSync(join(cwd, 'catalog/reading.yaml'), 'utf8');

describe('commands that read take', () => {
  test.each([
    { name: 'an address', what: `lesson/${id.plot}`, means: `lesson/${id.plot}` },
    { name: 'an id', what: id.plot, means: `lesson/${id.plot}` },
    { name: 'a course code', what: 'MSR', means: `course/${id.course}` },
    {
      name: 'a whole title, though others begin alike',
      what: 'Characters',
      means: `lesson/${id.people}`,
    },
    { name: 'a title in other capitals', what: 'characters', means: `lesson/${id.people}` },
    { name: 'a title with its kind', what: 'lesson/Characters', means: `lesson/${id.people}` },
    { name: 'a part of a title', what: 'depth', means: `lesson/${id.deep}` },
    { name: 'the first characters of an id', what: '5b0e', means: `lesson/${id.deep}` },
    { name: 'the same with the kind', what: 'unit/c60d', means: `unit/${id.unit}` },
  ])('$name', async ({ what, means }) => {
    const cwd = folderWith(files);
    const shown = await cli(['show', what, '-f', 'json'], { cwd });
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(shown.stdout)).toMatchObject({ address: means });
    const explained = await cli(['explain', what, '-f', 'json'], { cwd });
    expect(JSON.parse(explained.stdout)).toMatchObject({ address: means });
    const tree = await cli(['tree', what, '-f', 'json'], { cwd });
    expect(JSON.parse(tree.stdout)).toMatchObject({ tree: [{ address: means }] });
  });

  test.each([
    { name: 'a part of two titles', what: 'char', fits: [id.people, id.deep] },
    { name: 'the beginning of two ids', what: '9f41', fits: [id.plot, id.people] },
  ])('$name lists the candidates', async ({ what, fits }) => {
    const ended = await cli(['show', what], { cwd: folderWith(files) });
    expect(ended).toMatchObject({ code: 64, stdout: '' });
    expect(ended.stderr).toContain(`"${what}" matches 2 nodes.`);
    for (const one of fits) expect(ended.stderr).toMatch(new RegExp(`lesson/${one} +"\\w`));
  });

  test('three characters of an id are none', async () => {
    const ended = await cli(['show', '5b0'], { cwd: folderWith(files) });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain(
      'No node of the manifests has the id, the address, the title or the course code "5b0".',
    );
  });

  test.each(['Charakters in depth', 'lesson/Charakters in depth'])(
    '%s: did you mean',
    async (what) => {
      const ended = await cli(['show', what], { cwd: folderWith(files) });
      expect(ended.code).toBe(1);
      expect(ended.stderr).toContain('Did you mean "Characters in depth"?');
    },
  );
});

describe('commands that write take', () => {
  test('a whole title', async () => {
    const cwd = folderWith(files);
    const after = await cli(['new', 'lesson', 'Setting', '--after', 'Characters'], { cwd });
    expect(after.code).toBe(0);
    expect(manifest(cwd)).toMatch(
      /title: Characters\n.*\n +title: Setting\n.*\n +title: Characters in depth\n/,
    );
    const retired = await cli(['retire', 'Characters', '--reason', 'merged'], { cwd });
    expect(retired.stdout).toContain(`lesson "Characters"  ${id.people}\n`);
    expect(manifest(cwd)).not.toContain(id.people);
  });

  test.each([
    { name: 'no part of one', args: ['retire', 'depth', '--reason', 'x'] },
    { name: 'no beginning of an id', args: ['retire', '5b0e', '--reason', 'x'] },
    { name: 'no other capitals', args: ['retire', 'characters in DEPTH', '--reason', 'x'] },
    { name: 'none for what is released', args: ['release', 'depth', '--to', 'maths'] },
    { name: 'none for a sibling', args: ['new', 'lesson', 'X', '--after', 'depth'] },
    {
      name: 'none for what is confirmed',
      args: ['confirm', 'depth', '--replaces', 'lesson/x', '--reason', 'x'],
    },
    { name: 'none for what is published', args: ['apply', '--target', 'depth', '-y'] },
  ])('$name, and say which node that would be', async ({ args }) => {
    const cwd = folderWith(files);
    const ended = await cli(args, { cwd });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('This command writes, so it needs one of these. Did you mean:');
    expect(ended.stderr).toContain(`lesson/${id.deep}  "Characters in depth"`);
    expect(manifest(cwd)).toBe(files['catalog/reading.yaml']);
  });

  test('no title that two nodes have', async () => {
    const twice = files['catalog/reading.yaml'].replace('Characters in depth', 'Characters');
    const cwd = folderWith({ ...files, 'catalog/reading.yaml': twice });
    const ended = await cli(['retire', 'Characters', '--reason', 'x'], { cwd });
    expect(ended).toMatchObject({ code: 64, stdout: '' });
    expect(ended.stderr).toContain(`lesson/${id.people}  "Characters"`);
    expect(manifest(cwd)).toBe(twice);
    expect((await cli(['retire', `lesson/${id.deep}`, '--reason', 'x'], { cwd })).code).toBe(0);
  });
});

test('plan narrows by a part of a title, and the plan that it saves names the address', async () => {
  const { around } = await serveCatalog({ lessons: 12 });
  const plan = await cli(['plan', '--env', 'test', '--target', 'sson 12', '-f', 'json'], around);
  expect(plan.code).toBe(0);
  expect(JSON.parse(plan.stdout)).toMatchObject({ partial: { target: ['lesson/lesson-12'] } });
  const draft = ['plan', '--env', 'test', '--as-draft', 'D-', '-f', 'json', '--target'];
  for (const name of ['Lesson 12', 'lesson-12', 'D-lesson-12']) {
    const { stdout } = await cli([...draft, name], around);
    expect(JSON.parse(stdout)).toMatchObject({ partial: { target: ['lesson/D-lesson-12'] } });
  }
});

describe.skipIf(!hasTerminal())('on a terminal (needs `script` of util-linux)', () => {
  test('a person chooses by number', async () => {
    const cwd = folderWith(files);
    const running = startOnTerminal(['show', 'char'], { cwd });
    await running.until(({ stdout }) => stdout.includes('Which one?'));
    running.type('2\n');
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('title: "Characters in depth"');
  });

  test('no number is no choice: the candidates stay listed, and nothing happens', async () => {
    const cwd = folderWith({
      ...files,
      'catalog/reading.yaml': files['catalog/reading.yaml'].replace(' in depth', ''),
    });
    const running = startOnTerminal(['retire', 'Characters', '--reason', 'x'], { cwd });
    await running.until(({ stdout }) => stdout.includes('Which one?'));
    running.type('\n');
    expect(await running.ended).toMatchObject({ code: 64 });
    expect(manifest(cwd)).toContain(id.people);
  });

  test('Ctrl-C ends it as interrupted', async () => {
    const running = startOnTerminal(['show', 'char'], { cwd: folderWith(files) });
    await running.until(({ stdout }) => stdout.includes('Which one?'));
    running.type('\u0003');
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    expect(stdout).not.toContain('sourcedId');
  });
});
