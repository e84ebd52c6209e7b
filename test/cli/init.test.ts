import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { actionOfPackage } from '../../src/features/init/init.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { cloneOf, hasGit, newRepository } from '../support/repository.ts';

const reading = ['init', '--title', 'Middle-School Reading', '--course-code', 'MSR'];
const manifest = 'catalog/middle-school-reading.yaml';

test('without a terminal it needs a title, and writes nothing without one', async () => {
  const cwd = folderWith();
  const { code, stderr } = await cli(['init'], { cwd });
  expect(code).toBe(64);
  expect(stderr).toContain('init --title');
  expect(readdirSync(cwd)).toEqual([]);
});

test('writes a config, a course with real ids, and the schemas for editors', async () => {
  const cwd = folderWith();
  const { code, stdout } = await cli(reading, { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain(`wrote ${manifest}\n`);
  expect(readdirSync(cwd).sort()).toEqual([
    '.gitattributes',
    '.gitignore',
    '.vscode',
    'catalog',
    'catalog.ids',
    'schemas',
    'timeback-catalog.yaml',
  ]);
  const text = readFileSync(join(cwd, manifest), 'utf8');
  const ids = [...text.matchAll(/sourcedId: (\S+)/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-/);
  const [, schema = ''] = /\$schema=(\S+)/.exec(text) ?? [];
  expect(existsSync(join(cwd, 'catalog', schema))).toBe(true);
});

test('what it writes can be checked and planned at once', async () => {
  const cwd = folderWith();
  await cli(reading, { cwd });
  expect(await cli(['check'], { cwd })).toMatchObject({
    code: 0,
    stdout: 'Checked 1 file: 1 course, 1 unit, 1 lesson. No errors.\n',
    stderr: '',
  });
  expect((await cli(['fmt', '--check'], { cwd })).code).toBe(0);
  const { code, stdout } = await cli(['plan'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain('Plan: 3 to add, 0 to change, 0 to move, 0 to retire.\n');
});

test('a second init refuses and changes nothing', async () => {
  const cwd = folderWith();
  await cli(reading, { cwd });
  const before = readFileSync(join(cwd, manifest), 'utf8');
  const { code, stderr } = await cli(reading, { cwd });
  expect(code).toBe(64);
  expect(stderr).toContain('timeback-catalog.yaml');
  expect(readFileSync(join(cwd, manifest), 'utf8')).toBe(before);
});

test.each([
  { where: 'catalog', args: reading },
  { where: 'catalog/new/deep', args: reading },
  { where: 'catalog', args: ['init', '--no-course'] },
])(
  'in a folder of the manifests of another catalog ($where) it refuses: $args',
  async ({ where, args }) => {
    const top = folderWith();
    await cli(reading, { cwd: top });
    const cwd = join(top, where);
    mkdirSync(cwd, { recursive: true });
    const before = readdirSync(cwd);
    const { code, stderr } = await cli(args, { cwd });
    expect(code).toBe(64);
    expect(readdirSync(cwd)).toEqual(before);
    const [, option = ''] = /add\s+`(--chdir [^`]+)`/.exec(stderr) ?? [];
    const action = ['--action', 'the-org/timeback-catalog@v1'];
    const followed = ['init', '--no-course', ...action, ...option.split(' ')];
    expect((await cli(followed, { cwd })).stdout).toContain('kept  timeback-catalog.yaml\n');
    expect((await cli(['check'], { cwd })).code).toBe(0);
  },
);

test('beside the manifests of another catalog it starts one', async () => {
  const top = folderWith({ 'courses/maths/readme.txt': '' });
  await cli(reading, { cwd: top });
  const cwd = join(top, 'courses/maths');
  expect((await cli(['init', '--title', 'Maths'], { cwd })).code).toBe(0);
  expect((await cli(['check'], { cwd })).code).toBe(0);
  expect((await cli(['check'], { cwd: top })).code).toBe(0);
});

test('a file that is there stays as it is', async () => {
  const mine = 'mine: true\n';
  const cwd = folderWith({ [manifest]: mine, 'schemas/unit.schema.json': '{}' });
  const { code, stdout } = await cli(reading, { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain(`kept  ${manifest}\n`);
  expect(readFileSync(join(cwd, manifest), 'utf8')).toBe(mine);
  expect(readFileSync(join(cwd, 'schemas/unit.schema.json'), 'utf8')).toBe('{}');
});

const ignored = `\
# Local data of timeback-catalog, saved plans, and credentials.
.timeback-catalog/
/plan.json
/plan.html
/plan.md
.env
`;

test('what it writes around the catalog: workflows of the examples, settings of editors, lines for git', async () => {
  const cwd = folderWith();
  const action = `the-org/timeback-catalog@${'0123456789'.repeat(4)}`;
  const { stdout } = await cli([...reading, '--action', action], { cwd });
  const read = (file: string) => readFileSync(join(cwd, file), 'utf8');
  expect(read('.gitignore')).toBe(ignored);
  expect(read('.gitattributes')).toContain('catalog.ids merge=union\n');
  expect(JSON.parse(read('.vscode/extensions.json'))).toEqual({
    recommendations: ['redhat.vscode-yaml'],
  });
  expect(JSON.parse(read('.vscode/settings.json'))).toMatchObject({ 'yaml.format.enable': false });
  const workflows = readdirSync('examples/workflows');
  expect(workflows).toContain('catalog-merge.yml');
  for (const name of workflows) {
    const text = readFileSync(join('examples/workflows', name), 'utf8');
    const written = read(`.github/workflows/${name}`);
    expect(written).toBe(text.replaceAll('timeback-catalog@init', action));
    expect(written.split('\n').filter((line) => line.includes(`uses: ${action}`))).toHaveLength(1);
  }
  expect(stdout).toContain('wrote .github/workflows/ (4 files)\n');
  expect(stdout).not.toContain('No workflows');
});

/** A clone of a repository with this default branch, and perhaps another branch that is checked out. */
function cloneWith(branch: string) {
  const origin = newRepository();
  origin.git('switch', '-q', '--orphan', branch);
  origin.commit({ 'README.md': 'An app\n' });
  const clone = cloneOf(origin);
  clone.git('switch', '-qc', 'add-catalog');
  return clone;
}

// A workflow for another branch would never run, and nothing would say so.
test.skipIf(!hasGit).each([
  { what: 'that the remote names', branch: 'trunk', make: () => cloneWith('trunk') },
  { what: 'in a folder', branch: 'release/next', make: () => cloneWith('release/next') },
  { what: 'that YAML would misread: main', branch: 'main', make: () => cloneWith('off') },
  { what: 'without a remote: main', branch: 'main', make: newRepository },
])('the workflows publish the branch $what', async ({ branch, make }) => {
  const { folder: cwd } = make();
  const { code } = await cli([...reading, '--action', 'the-org/timeback-catalog@v1'], { cwd });
  expect(code).toBe(0);
  const text = readFileSync(join(cwd, '.github/workflows/catalog-merge.yml'), 'utf8');
  const workflow = parse(text);
  expect(workflow.on.push.branches).toEqual([branch]);
  expect(workflow.jobs.apply.if).toBe(`github.ref == 'refs/heads/${branch}'`);
});

test('a version that is no release writes no workflows without --action, and says how to get them', async () => {
  const cwd = folderWith();
  const { code, stdout } = await cli(reading, { cwd });
  expect(code).toBe(0);
  expect(existsSync(join(cwd, '.github'))).toBe(false);
  expect(stdout).toContain('No workflows: this version is not a release');
  const [, cure = ''] = /^ {2}timeback-catalog (init .*)$/m.exec(stdout) ?? [];
  expect((await cli(cure.split(' '), { cwd })).stdout).toContain(
    'wrote .github/workflows/ (4 files)',
  );
});

test.each([
  ['timeback-catalog', '64: no owner'],
  ['the-org/timeback-catalog', '64: no ref'],
  ['./the-org@v1', '64: a folder'],
  ['the-org/timeback-catalog@v1 # main', '64: more than a name'],
  ['docker://the-org/timeback@v1', '64: another kind'],
])('--action %s is refused: %s', async (action) => {
  const cwd = folderWith();
  const { code, stderr } = await cli([...reading, '--action', action], { cwd });
  expect(code).toBe(64);
  expect(stderr).toContain('an Action is named OWNER/REPO@REF');
  expect(readdirSync(cwd)).toEqual([]);
});

test.each([
  [
    { repository: { type: 'git', url: 'git+https://github.com/the-org/timeback-catalog.git' } },
    true,
  ],
  [{ repository: 'github:the-org/timeback-catalog' }, true],
  [{ repository: 'https://github.com/the-org/timeback-catalog' }, true],
  [{ repository: 'git@github.com:the-org/timeback-catalog.git' }, true],
  [{ repository: 'https://gitlab.com/the-org/timeback-catalog' }, false],
  [{ repository: 'github:OWNER/timeback-catalog' }, false],
  [{ repository: { type: 'git' } }, false],
  [{}, false],
])('the Action of a package with %j', (json, isRelease) => {
  const packageFolder = folderWith({
    'package.json': JSON.stringify({ name: 'timeback-catalog', version: '1.2.3', ...json }),
  });
  expect(actionOfPackage({ packageFolder })).toBe(
    isRelease ? 'the-org/timeback-catalog@v1.2.3' : undefined,
  );
});

const lists = [
  { what: 'nothing', before: '', after: ignored },
  { what: 'other lines', before: 'node_modules/\n', after: `node_modules/\n\n${ignored}` },
  { what: 'no last line break', before: 'a', after: `a\n\n${ignored}` },
  {
    what: 'line breaks of Windows',
    before: 'a\r\n',
    after: `a\r\n\r\n${ignored.replaceAll('\n', '\r\n')}`,
  },
  {
    what: 'some of the lines',
    before: '.env\n/plan.json\n',
    after: `.env\n/plan.json\n\n${ignored.replace('/plan.json\n', '').replace('.env\n', '')}`,
  },
  { what: 'all of them', before: ignored, after: ignored },
];

test.each(lists)(
  'a .gitignore with $what gets the lines that it lacks',
  async ({ before, after }) => {
    const cwd = folderWith({ '.gitignore': before });
    const { code, stdout } = await cli(reading, { cwd });
    expect(code).toBe(0);
    expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toBe(after);
    expect(stdout).toContain(
      before === after ? 'kept  .gitignore\n' : 'added lines to .gitignore\n',
    );
  },
);

test('a .gitignore that is a link is not followed', async () => {
  const cwd = folderWith({ 'elsewhere.txt': 'mine\n' });
  symlinkSync('elsewhere.txt', join(cwd, '.gitignore'));
  expect((await cli(reading, { cwd })).stdout).toContain('kept  .gitignore\n');
  expect(readFileSync(join(cwd, 'elsewhere.txt'), 'utf8')).toBe('mine\n');
});

test('--no-workflows writes none; in a folder below the top of a repository there are none', async () => {
  const cwd = folderWith({ 'courses/readme.txt': '' });
  const none = (await cli([...reading, '--no-workflows'], { cwd })).stdout;
  expect(none).not.toContain('orkflows');
  expect(existsSync(join(cwd, '.github'))).toBe(false);
  const top = folderWith({ 'courses/readme.txt': '' });
  execFileSync('git', ['init', '--quiet'], { cwd: top });
  const given = [...reading, '--action', 'the-org/timeback-catalog@v1'];
  const { code, stdout } = await cli(given, { cwd: join(top, 'courses') });
  expect(code).toBe(0);
  expect(stdout).toContain('at the top of the repository');
  expect(existsSync(join(top, 'courses/.github'))).toBe(false);
});

describe('--no-course', () => {
  test('starts a catalog without a course, which can be imported into', async () => {
    const cwd = folderWith({ 'o.csv': 'Course,Unit,Lesson\nA,B,C\n' });
    const { code, stdout } = await cli(['init', '--no-course', '--org', 'mine'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('wrote timeback-catalog.yaml\n');
    expect(existsSync(join(cwd, 'catalog'))).toBe(false);
    expect((await cli(['import', 'outline', 'o.csv'], { cwd })).code).toBe(0);
    expect((await cli(['plan'], { cwd })).stdout).toContain('Plan: 3 to add');
  });

  test('completes a catalog that is there, and touches nothing of it', async () => {
    const cwd = folderWith({ 'o.csv': 'Course,Unit,Lesson\nA,B,C\n' });
    await cli(['import', 'outline', 'o.csv'], { cwd });
    const config = readFileSync(join(cwd, 'timeback-catalog.yaml'), 'utf8');
    const others = ['--org', 'other', '--action', 'the-org/timeback-catalog@v1'];
    const { code, stdout } = await cli(['init', '--no-course', ...others], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('kept  timeback-catalog.yaml\n');
    expect(stdout).toContain('wrote .github/workflows/ (4 files)\n');
    expect(readFileSync(join(cwd, 'timeback-catalog.yaml'), 'utf8')).toBe(config);
  });

  test('takes no title', async () => {
    const cwd = folderWith();
    expect((await cli([...reading, '--no-course'], { cwd })).code).toBe(64);
    expect(readdirSync(cwd)).toEqual([]);
  });
});
