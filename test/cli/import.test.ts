// The built command: streams, exit codes, files.
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { cartridge, olx, zipOf } from '../support/exports.ts';
import { credentials, serveCatalog } from '../support/served-catalog.ts';

const table =
  'Course,Unit,Lesson ID,Lesson,Mood\nReading,Main ideas,idea,Finding,\nReading,Main ideas,more,Details,\n';

test('remote: an empty folder becomes a catalog whose plan is empty', async () => {
  const { url, around } = await serveCatalog({ lessons: 35 });
  expect((await cli(['apply', '--env', 'test', '--yes'], around)).code).toBe(0);
  const cwd = folderWith({
    'timeback-catalog.yaml': `environments:\n  test:\n    baseUrl: ${url}\n    org: partner-sandbox\n`,
  });
  const run = (...args: string[]) => cli([...args, '--env', 'test'], { cwd, env: credentials });
  const { code, stdout } = await run('import', 'remote');
  expect(code).toBe(0);
  expect(stdout).toBe(`wrote catalog/reading.yaml
wrote catalog.ids
New: 1 course, 2 units, 35 lessons.
Compared with the platform: a plan would change nothing.
`);
  expect((await run('plan', '--detailed-exitcode')).code).toBe(0);
  expect((await cli(['fmt', '--check'], { cwd })).code).toBe(0);
  expect((await run('import', 'remote')).stdout).toContain(
    'Nothing to do: the manifests already have all 38 nodes',
  );
});

test('remote: the row that would settle the plan is named, and what it says ends in an empty plan', async () => {
  const { url, around } = await serveCatalog({ lessons: 3, quirks: ['order-named-position'] });
  const named = (facts: string) =>
    `environments:\n  test:\n    baseUrl: ${url}\n    org: partner-sandbox\n${facts}`;
  const known = '    facts:\n      sortOrder.key: position\n';
  const config = 'timeback-catalog.yaml';
  writeFileSync(join(around.cwd, config), named(known));
  expect(await cli(['apply', '--env', 'test', '--yes'], around)).toMatchObject({ code: 0 });
  const cwd = folderWith({ [config]: named('') });
  const run = (...args: string[]) => cli([...args, '--env', 'test'], { cwd, env: credentials });
  const { stdout } = await run('import', 'remote');
  expect(stdout).toContain('  sortOrder.key: ');
  expect(stdout).toContain('run: timeback-catalog probe --env test\n');
  const [, lines = ''] = stdout.split('import again:\n');
  expect(lines.replaceAll(/^ {2}/gm, '')).toBe(`environments:\n  test:\n${known}`);
  writeFileSync(join(cwd, config), named(known));
  expect((await run('import', 'remote')).stdout).toContain('a plan would change nothing');
  // What the probe measures is the same row.
  expect(await run('probe', '--yes')).toMatchObject({ code: 0 });
  expect(readFileSync(join(cwd, 'platform.facts.yaml'), 'utf8')).toMatch(
    /sortOrder\.key[\s\S]{0,200}position/,
  );
});

test('remote: without a config one is started, with the org that the courses have', async () => {
  const { url, around } = await serveCatalog({ lessons: 2 });
  await cli(['apply', '--env', 'test', '--yes'], around);
  const cwd = folderWith();
  const env = { ...credentials, TIMEBACK_BASE_URL: url };
  const { code, stderr } = await cli(['import', 'remote', '--env', 'nowhere'], { cwd, env });
  expect(code).toBe(1);
  expect(stderr).toContain('nowhere');
  expect(readdirSync(cwd)).toEqual([]);
});

test('remote: without credentials it is exit 3, and nothing is written', async () => {
  const { folder } = await serveCatalog();
  const before = readdirSync(folder).sort();
  expect((await cli(['import', 'remote', '--env', 'test'], { cwd: folder })).code).toBe(3);
  expect(readdirSync(folder).sort()).toEqual(before);
});

test('outline: the columns of XP and standards are known by their names', async () => {
  const text = 'Course,Unit,Lesson,XP,Standards\nReading,Ideas,Main idea,12,RL.6.1\n';
  const cwd = folderWith({ 'lessons.csv': text });
  const { code, stdout } = await cli(['import', 'outline', 'lessons.csv'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain('column "XP" is lesson.metadata.xp\n');
  expect(stdout).toContain('column "Standards" is lesson.standards\n');
  const manifest = readFileSync(join(cwd, 'catalog/reading.yaml'), 'utf8');
  expect(manifest).toMatch(/title: Main idea\n +standards: \[RL\.6\.1\]\n +metadata:\n +xp: 12\n/);
});

test('outline: a column of an exported table needs no word, unless it is skipped', async () => {
  const cwd = folderWith({ 'lessons.csv': table });
  await cli(['import', 'outline', 'lessons.csv'], { cwd });
  await cli(['export', 'outline', '-o', 'out.csv'], { cwd });
  const { code, stdout } = await cli(['import', 'outline', 'out.csv'], { cwd });
  expect({ code, columns: stdout.match(/^column .*/gm) }).toEqual({ code: 0, columns: null });
  expect(stdout).toContain('Nothing to do');
});

test('outline: a table in an empty folder; a dry run first', async () => {
  const cwd = folderWith({ 'lessons.csv': table });
  const dry = await cli(['import', 'outline', 'lessons.csv', '--dry-run'], { cwd });
  expect([dry.code, readdirSync(cwd)]).toEqual([0, ['lessons.csv']]);
  expect(dry.stdout).toContain('would write catalog/reading.yaml\n');
  const { code, stdout, stderr } = await cli(['import', 'outline', 'lessons.csv'], { cwd });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(`column "Course" is course.title
column "Unit" is unit.title
column "Lesson ID" is lesson.key
column "Lesson" is lesson.title
column "Mood" is skipped
wrote timeback-catalog.yaml
wrote schemas/ (7 files)
wrote .vscode/extensions.json
wrote .vscode/settings.json
wrote .gitattributes
wrote .gitignore
wrote catalog/reading.yaml
wrote catalog.keys
wrote catalog.ids
New: 1 course, 1 unit, 2 lessons.
Of 5 columns: 4 imported, 0 merged, 1 skipped.
Of 2 rows: 2 imported, 0 merged, 0 skipped.
Of 8 cells: 6 imported, 2 merged, 0 skipped.
Skipped:
  it has no mapping; map it with \`--map "Column=lesson.metadata.name"\`:
    the column "Mood" at line 1
Next: timeback-catalog plan
`);
  expect((await cli(['check'], { cwd })).code).toBe(0);
  expect((await cli(['plan'], { cwd })).stdout).toContain('Plan: 4 to add');
});

test('outline: known nodes are none that are new, if the ledger has another name than the file of keys', async () => {
  const cwd = folderWith({ 'lessons.csv': table });
  await cli(['import', 'outline', 'lessons.csv'], { cwd });
  const config = readFileSync(join(cwd, 'timeback-catalog.yaml'), 'utf8');
  writeFileSync(join(cwd, 'timeback-catalog.yaml'), `ids: all.ids\n${config}`);
  renameSync(join(cwd, 'catalog.ids'), join(cwd, 'all.ids'));
  writeFileSync(join(cwd, 'lessons.csv'), table.replace('Finding', 'Found'));
  const { code, stderr } = await cli(['import', 'outline', 'lessons.csv'], { cwd });
  expect(code).toBe(5);
  const [, from = '', to = ''] = /Rename (\S+) to (\S+)\./.exec(stderr) ?? [];
  renameSync(join(cwd, from), join(cwd, to));
  const { stdout } = await cli(['import', 'outline', 'lessons.csv'], { cwd });
  expect(stdout).not.toContain('New:');
  expect(readFileSync(join(cwd, 'all.keys'), 'utf8')).toContain('"idea"');
});

test('outline: what a later file says is told, and what it says no more stays', async () => {
  const cwd = folderWith({ 'lessons.csv': table });
  await cli(['import', 'outline', 'lessons.csv'], { cwd });
  writeFileSync(
    join(cwd, 'lessons.csv'),
    table.replace('Finding', 'Found').replace(/Reading.*Details.*\n/, ''),
  );
  const { stdout } = await cli(['import', 'outline', 'lessons.csv'], { cwd });
  expect(stdout).toMatch(
    /^changed catalog\/reading\.yaml\nEdited: 1 lesson\.\n {2}lesson "Found" \(title\) {2}catalog/m,
  );
  expect(stdout).toMatch(/^No longer in the source[^\n]*\n {2}lesson "Details" /m);
  expect(readFileSync(join(cwd, 'catalog/reading.yaml'), 'utf8')).toContain('title: Details');
});

test('outline: what would give known nodes new ids is exit 5', async () => {
  const plain = table.replaceAll(/,(?:idea|more),/g, ',').replace('Lesson ID,', '');
  const cwd = folderWith({ 'lessons.csv': plain });
  await cli(['import', 'outline', 'lessons.csv'], { cwd });
  writeFileSync(join(cwd, 'lessons.csv'), plain.replace('Finding', 'Findings'));
  const { code, stdout, stderr } = await cli(['import', 'outline', 'lessons.csv'], { cwd });
  expect([code, stdout]).toEqual([5, '']);
  expect(stderr).toContain('--rekey');
  expect((await cli(['import', 'outline', 'lessons.csv', '--rekey'], { cwd })).code).toBe(0);
});

test('cartridge and olx', async () => {
  const cwd = folderWith();
  writeFileSync(join(cwd, 'a.imscc'), zipOf(cartridge));
  writeFileSync(join(cwd, 'b.zip'), zipOf(olx));
  const first = await cli(['import', 'cartridge', 'a.imscc'], { cwd });
  expect(first.stdout).toContain('New: 1 course, 2 units, 4 lessons, 4 resources.\n');
  const second = await cli(['import', 'olx', 'b.zip'], { cwd });
  expect(second.stdout).toContain('New: 1 course, 1 unit, 2 lessons.\n');
  expect((await cli(['check'], { cwd })).stdout).toContain(
    'Checked 2 files: 2 courses, 3 units, 6 lessons, 4 resources.',
  );
});

test('what students do not see in a source is named, in JSON too, and can be left out', async () => {
  const bytes = zipOf({
    'course.xml':
      '<course url_name="r" org="O" course="C" display_name="C"><chapter url_name="w" display_name="W"><sequential url_name="a" display_name="Open"/><sequential url_name="b" display_name="Key" visible_to_staff_only="true"/></chapter></course>',
  });
  const cwd = folderWith();
  writeFileSync(join(cwd, 'in.zip'), bytes);
  const dry = await cli(['import', 'olx', 'in.zip', '--dry-run'], { cwd });
  expect(
    dry.stdout,
  ).toContain(`Hidden in the source, but imported (\`--hidden leave-out\` skips them):
  hidden from students: visible to staff only:
    the lesson "Key"
`);
  const json = await cli(['import', 'olx', 'in.zip', '--dry-run', '--format', 'json'], { cwd });
  expect(JSON.parse(json.stdout).hidden).toEqual([
    {
      what: 'the lesson "Key"',
      at: 'sequential b',
      why: 'hidden from students: visible to staff only',
      below: 0,
    },
  ]);
  const { stdout } = await cli(['import', 'olx', 'in.zip', '--hidden', 'leave-out'], { cwd });
  expect(stdout).toContain('New: 1 course, 1 unit, 1 lesson.\n');
  expect(stdout).toContain('the sequential "Key" at sequential b');
});

test('of several courses one is chosen', async () => {
  const one = (title: string) =>
    `<course url_name="r" org="O" course="${title}" display_name="${title}"><chapter url_name="w" display_name="W"/></course>`;
  const cwd = folderWith();
  writeFileSync(join(cwd, 'in.zip'), zipOf({ 'a/course.xml': one('A'), 'b/course.xml': one('B') }));
  const wrong = await cli(['import', 'olx', 'in.zip', '--course', 'x'], { cwd });
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('--course O-A-r')]);
  const right = await cli(['import', 'olx', 'in.zip', '--course', 'O-A-r'], { cwd });
  expect(right.stdout).toContain('New: 1 course, 1 unit.\n');
});

test.each([
  { args: ['olx', 'x', '--hidden', 'no'], code: 64, said: 'leave-out' },
  { args: ['remot'], code: 64, said: 'Did you mean remote?' },
  { args: ['remote', 'file'], code: 64, said: 'no file' },
  { args: ['outline'], code: 64, said: 'needs a file' },
  { args: ['outline', 'missing.csv'], code: 1, said: 'does not exist' },
  { args: ['outline', '.'], code: 1, said: 'is a folder, not a file' },
  { args: ['outline', 'x.csv', '--map', 'Title'], code: 64, said: 'Column=lesson.title' },
  { args: ['outline', 'x.csv', '--rekey', '--as-new'], code: 64, said: 'cannot be used with' },
  { args: ['olx', 'missing'], code: 1, said: 'does not exist' },
])('$args is refused in words', async ({ args, code, said }) => {
  const cwd = folderWith();
  const ended = await cli(['import', ...args], { cwd });
  expect([ended.code, ended.stdout, readdirSync(cwd)]).toEqual([code, '', []]);
  expect(ended.stderr).toContain(said);
});

test('texts of a source cannot pretend to be output', async () => {
  const cwd = folderWith({
    'lessons.csv': 'Course,Unit,Lesson,\u001b[31mRed\nReading,Main,"::error::x\n\u001b[2J",1\n',
  });
  const { stdout, stderr } = await cli(['import', 'outline', 'lessons.csv'], { cwd });
  expect(`${stdout}${stderr}`).not.toContain('\u001b');
});
