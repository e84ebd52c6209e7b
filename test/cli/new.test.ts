import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { configFor } from '../support/served-catalog.ts';
import { hasTerminal, startOnTerminal } from '../support/terminal.ts';

const read = (cwd: string, file: string) => readFileSync(join(cwd, file), 'utf8');

test('a lesson stands behind its sibling, in the ledger, and nothing else changed', async () => {
  const cwd = folderWith(catalogFiles(2));
  const before = read(cwd, 'catalog/course.yaml');
  const { code, stdout, stderr } = await cli(
    ['new', 'lesson', 'Between: us', '--after', 'lesson-1'],
    { cwd },
  );
  expect([code, stderr]).toEqual([0, '']);
  const after = read(cwd, 'catalog/course.yaml');
  const [block, id = ''] =
    / {6}- sourcedId: ([-\da-f]{36})\n {8}title: "Between: us"\n/.exec(after) ?? [];
  expect(after.replace(block ?? '?', '')).toBe(before);
  expect(after.indexOf(id)).toBeGreaterThan(after.indexOf('lesson-1'));
  expect(after.indexOf(id)).toBeLessThan(after.indexOf('lesson-2'));
  expect(read(cwd, 'catalog.ids')).toContain(`${id} lesson live\n`);
  expect(stdout).toBe(`wrote catalog.ids
changed catalog/course.yaml
  catalog/course.yaml:10 lesson "Between: us" ${id}
Next: timeback-catalog plan
`);
});

test.each(['- five degrees', '-x and y', "-5 o'clock"])(
  'a title that begins with a hyphen, %s, is added as the message says',
  async (title) => {
    const cwd = folderWith(catalogFiles(1));
    const refused = await cli(['new', 'lesson', title], { cwd });
    expect(refused.code).toBe(64);
    const [, command = ''] = /`(-- [^`]+)`/.exec(refused.stderr.replaceAll(/\s+/g, ' ')) ?? [];
    const words = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
    const ended = await cli(['new', 'lesson', ...words.split('\0').slice(0, -1)], { cwd });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect((await cli(['tree'], { cwd })).stdout).toContain(title);
  },
);

test('a ledger that becomes a folder is told to have moved', async () => {
  const cwd = folderWith(catalogFiles(1));
  expect((await cli(['fmt'], { cwd })).code).toBe(0);
  const { stdout } = await cli(['new', 'course', 'Maths'], { cwd });
  expect(stdout).toMatch(
    /^catalog\.ids moved to ids\/catalog\.ids\nwrote catalog\/maths\.yaml\nwrote ids\/maths\//,
  );
  expect(stdout.match(/ids\/catalog\.ids/g)).toHaveLength(1);
});

test('each kind has its place', async () => {
  const cwd = folderWith(catalogFiles(1));
  for (const args of [
    ['unit', 'Second'],
    ['resource', 'Film', '--vendor-resource-id', 'v-1'],
    ['lesson', 'Deep', '--in', 'unit/unit-1'],
    ['course', 'Maths', '--course-code', 'M'],
  ]) {
    expect((await cli(['new', ...args], { cwd })).code).toBe(0);
  }
  expect((await cli(['check'], { cwd })).stdout).toBe(
    'Checked 2 files: 2 courses, 2 units, 2 lessons, 1 resource. No errors.\n',
  );
  expect(read(cwd, 'catalog/maths.yaml')).toMatch(
    /^kind: course\nsourcedId: \S+\ntitle: Maths\ncourseCode: M\n$/,
  );
  // The ledger gets the ids of the nodes that were there, and with two courses its folder.
  expect((await cli(['fmt'], { cwd })).stdout).toMatch(
    /^catalog\.ids moved to ids\/catalog\.ids\nids\/course\/[\da-f]{8}\.ids\n2 of 4 files changed, 0 new ids\.\n$/,
  );
});

describe('if the neighbours are files, so is the new node', () => {
  const course = 'kind: course\nsourcedId: c\ntitle: C\nunits:\n';
  const unit = (id: string) => `kind: unit\nsourcedId: ${id}\ntitle: ${id.toUpperCase()}\n`;

  test('named by an include behind that of its sibling', async () => {
    const cwd = folderWith({
      'timeback-catalog.yaml': '{}\n',
      'catalog/c.yaml': `${course}  - include: units/a.yaml # first\n  - include: units/b.yaml\n`,
      'catalog/units/a.yaml': unit('a'),
      'catalog/units/b.yaml': unit('b'),
    });
    expect((await cli(['new', 'unit', 'Between', '--after', 'a'], { cwd })).code).toBe(0);
    expect(read(cwd, 'catalog/c.yaml')).toBe(
      `${course}  - include: units/a.yaml # first\n  - include: units/between.yaml\n  - include: units/b.yaml\n`,
    );
    expect(read(cwd, 'catalog/units/between.yaml')).toMatch(/^kind: unit\n/);
  });

  test('numbered where the title leaves nothing for a name', async () => {
    const cwd = folderWith({
      'timeback-catalog.yaml': '{}\n',
      'catalog/c.yaml': `${course}  - include: units/a.yaml\n`,
      'catalog/units/a.yaml': unit('a'),
    });
    for (const title of ['مرحبا', '数学', '+']) {
      expect(await cli(['new', 'unit', title], { cwd })).toMatchObject({ code: 0 });
    }
    const files = readdirSync(join(cwd, 'catalog/units'));
    expect(files.sort()).toEqual(['a.yaml', 'unit-2.yaml', 'unit-3.yaml', 'unit.yaml']);
    expect(read(cwd, 'catalog/units/unit-2.yaml')).toContain('数学');
  });

  test('taken in by a glob, under a name that puts it where it is wanted', async () => {
    const cwd = folderWith({
      'timeback-catalog.yaml': '{}\n',
      'catalog/c.yaml': `${course}  - include: units/*.yaml\n`,
      'catalog/units/01.yaml': unit('a'),
      'catalog/units/02.yaml': unit('b'),
    });
    const refused = await cli(['new', 'unit', 'Between', '--after', 'a'], { cwd });
    expect(refused.code).toBe(64);
    expect(refused.stderr).toContain('--file PATH');
    const named = ['new', 'unit', 'Between', '--after', 'a', '--file', 'catalog/units/01b.yaml'];
    expect((await cli(named, { cwd })).code).toBe(0);
    expect(readdirSync(join(cwd, 'catalog/units'))).toEqual(['01.yaml', '01b.yaml', '02.yaml']);
  });
});

describe('a lesson below a lesson', () => {
  const args = ['new', 'lesson', 'Deeper', '--in', 'lesson-1'];

  test('is written where an environment speaks OneRoster, which has such lessons', async () => {
    const config = configFor('http://127.0.0.1:9', 'oneroster');
    const cwd = folderWith({ ...catalogFiles(1), 'timeback-catalog.yaml': config });
    expect(await cli(args, { cwd })).toMatchObject({ code: 0 });
    const second = ['new', 'lesson', 'Behind', '--after', 'Deeper'];
    expect(await cli(second, { cwd })).toMatchObject({ code: 0 });
    const { stdout } = await cli(['tree'], { cwd });
    expect(stdout).toMatch(/Lesson 1.*\n.*Deeper.*\n.*Behind/);
  });

  test('is refused if all platforms have none', async () => {
    const cwd = folderWith(catalogFiles(1));
    const { code, stderr } = await cli(args, { cwd });
    expect(code).toBe(64);
    expect(stderr).toContain('is a lesson, but a unit is expected here');
  });
});

describe('without a terminal nothing is asked, and nothing is written in vain', () => {
  test.each([
    { args: ['lesson'], code: 64, said: 'needs a title' },
    { args: ['lesson', ' '], code: 64, said: 'needs a title' },
    { args: ['lesson', 'X', '--after', 'lesson-9'], code: 1, said: 'lesson-9' },
    { args: ['lesson', 'X', '--after', 'unit-1'], code: 64, said: 'a lesson is expected' },
    { args: ['lesson', 'X', '--in', 'course-1'], code: 64, said: 'a unit is expected' },
    { args: ['resource', 'X'], code: 64, said: 'vendor' },
    { args: ['unit', 'X', '--course-code', 'c'], code: 64, said: 'belongs to a course' },
    { args: ['course', 'X', '--in', 'course-1'], code: 64, said: 'has no parent' },
    { args: ['course', 'X', '--file', '../x.yaml'], code: 1, said: 'import/nowhere' },
    { args: ['course', 'X', '--file', 'catalog/course.yaml'], code: 64, said: 'exists already' },
    { args: ['lessn', 'X'], code: 64, said: 'It must be one of: course, unit, lesson, resource.' },
  ])('$args', async ({ args, code, said }) => {
    const cwd = folderWith(catalogFiles(1));
    const ended = await cli(['new', ...args], { cwd });
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toContain(said);
    expect(readdirSync(cwd).sort()).toEqual(['catalog', 'timeback-catalog.yaml']);
    expect(readdirSync(join(cwd, 'catalog'))).toEqual(['course.yaml']);
  });

  test('with several parents it says how to name one', async () => {
    const cwd = folderWith(catalogFiles(31));
    const { code, stderr } = await cli(['new', 'lesson', 'X'], { cwd });
    expect(code).toBe(64);
    expect(stderr).toContain('There are 2 units');
    expect(stderr).toContain('--in unit-1  "Unit 1"');
  });

  test('--in and --after of different parents contradict each other', async () => {
    const cwd = folderWith(catalogFiles(31));
    const asked = ['new', 'lesson', 'X', '--after', 'lesson-1', '--in'];
    const { code, stderr } = await cli([...asked, 'unit-2'], { cwd });
    expect([code, stderr]).toEqual([64, expect.stringContaining('is not in "unit-2"')]);
    expect((await cli([...asked, 'unit-1'], { cwd })).code).toBe(0);
  });

  test('if there is no catalog it starts none', async () => {
    const cwd = folderWith();
    const { code, stderr } = await cli(['new', 'course', 'X'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('timeback-catalog init');
    expect(readdirSync(cwd)).toEqual([]);
  });
});

test.skipIf(!hasTerminal())('on a terminal it asks for what is missing', async () => {
  const cwd = folderWith(catalogFiles(31));
  const run = startOnTerminal(['new', 'lesson'], { cwd });
  await run.until(({ stdout }) => stdout.includes('Title of the lesson: '));
  run.type('Asked for\n');
  await run.until(({ stdout }) => stdout.includes('Enter its number'));
  run.type('1\n');
  const { code, stdout } = await run.ended;
  expect(code).toBe(0);
  expect(stdout).toContain('1  "Unit 1"');
  const text = read(cwd, 'catalog/course.yaml');
  expect(text.indexOf('Asked for')).toBeLessThan(text.indexOf('unit-2'));
});

test('letters of any language make the same names as in the sources', async () => {
  const cwd = folderWith({ 'timeback-catalog.yaml': 'org: partner-sandbox\n' });
  for (const title of ['Straße in Łódź', "Don't stop", 'Smørrebrød og æbler', 'かな カナ']) {
    expect((await cli(['new', 'course', title, '--course-code', 'X'], { cwd })).code).toBe(0);
  }
  expect(
    readdirSync(join(cwd, 'catalog'))
      .filter((name) => !/^course/.test(name))
      .sort(),
  ).toEqual(
    expect.arrayContaining([
      'don-t-stop.yaml',
      'smorrebrod-og-aebler.yaml',
      'strasse-in-lodz.yaml',
    ]),
  );
  const { stdout } = await cli(['ids', 'export', '-f', 'csv'], { cwd });
  expect([...stdout.matchAll(/^course,([A-Z_]+),/gm)].map(([, name]) => name)).toEqual(
    expect.arrayContaining(['DONT_STOP', 'STRASSE_IN_LODZ']),
  );
});
