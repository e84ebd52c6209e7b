// Two catalogs on one platform: what one has published is not the other's, whatever its ledger says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createEmulator, type Emulator } from '../../src/features/emulator/server/emulator.ts';
import { courseManifest, folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import type { DialectName } from '../support/dialects.ts';
import { configFor, credentials } from '../support/served-catalog.ts';

type Fetch = Emulator['fetch'];

const titles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  b: {
    Reading: 'Geometry',
    Unit: 'Circle',
    Lesson: 'Radius',
    'The film': 'Drawing an arc',
    'The map': 'Angles by hand',
  },
};

/** The folder of a catalog whose ids all begin with a letter, with its ledger. */
async function catalogOf(letter: string, dialect: DialectName): Promise<string> {
  const manifest = courseManifest(2, dialect === 'oneroster' ? 1 : 0)
    .replaceAll(/(course|unit|lesson)-\d/g, `${letter}-$&`)
    .replaceAll(/\b(?<!The )(film|map)\b/g, `${letter}-$&`)
    // Alike, they would be taken for each other under new ids.
    .replaceAll(/Reading|Unit|Lesson|The film|The map/g, (word) => titles[letter]?.[word] ?? word);
  const cwd = folderWith({
    'timeback-catalog.yaml': configFor('https://timeback.test', dialect),
    'catalog/course.yaml': manifest,
  });
  expect(await commandLine(['fmt'], { cwd })).toMatchObject({ code: 0 });
  return cwd;
}

function start(): { emulator: Emulator; run: (cwd: string, command: string, by?: Fetch) => Ran } {
  const emulator = createEmulator();
  onTestFinished(emulator.close);
  const run = (cwd: string, command: string, by: Fetch = emulator.fetch) =>
    commandLine([...command.split(' '), '--env', 'test'], { cwd, env: credentials }, { fetch: by });
  return { emulator, run };
}
type Ran = ReturnType<typeof commandLine>;

const ledger = (cwd: string) => readFileSync(join(cwd, 'catalog.ids'), 'utf8');
/** The ledger with another id for the placement of a resource. */
const giving = (cwd: string, sourcedId: string) =>
  ledger(cwd).replace(/^\S+ (placement live b-lesson-1 b-film)$/m, `${sourcedId} $1`);

async function twoCatalogs() {
  const { emulator, run } = start();
  const [a, b] = [await catalogOf('a', 'oneroster'), await catalogOf('b', 'oneroster')];
  expect((await run(a, 'apply --yes')).code).toBe(0);
  const [placed] = emulator.records('componentResource');
  return { emulator, run, a, b, placed: String(placed?.['sourcedId']) };
}

describe('a ledger that gives a placement the id of', () => {
  test.each(['a-course-1', 'a-map'])(
    'the %s of another catalog: it is another collection, and both stay',
    async (id) => {
      const { emulator, run, a, b } = await twoCatalogs();
      put(b, 'catalog.ids', giving(b, id));
      expect((await run(b, 'apply --yes')).code).toBe(0);
      expect(emulator.records('componentResource').map(({ sourcedId }) => sourcedId)).toContain(id);
      for (const cwd of [a, b]) expect((await run(cwd, 'plan')).stdout).toContain('No changes.');
    },
  );

  test('a placement of another catalog: nothing is sent, and what the message says to do works', async () => {
    const { emulator, run, a, b, placed } = await twoCatalogs();
    const before = emulator.records('componentResource');
    put(b, 'catalog.ids', giving(b, placed));
    for (const command of ['plan', 'apply --yes']) {
      const { code, stderr } = await run(b, command);
      expect(code).toBe(5);
      expect(stderr).toContain('remote/taken');
      expect(stderr).toContain(placed);
    }
    expect(emulator.records('componentResource')).toEqual(before);

    const lines = ledger(b).split('\n');
    const without = lines.filter((line) => !line.startsWith(`${placed} placement`));
    put(b, 'catalog.ids', without.join('\n'));
    expect((await commandLine(['fmt'], { cwd: b })).code).toBe(0);
    expect((await run(b, 'apply --yes')).code).toBe(0);
    expect(emulator.records('componentResource')).toEqual(expect.arrayContaining([...before]));
    expect((await run(a, 'plan')).stdout).toContain('No changes.');
  });
});

describe('a placement that somebody moved to a lesson of another catalog', () => {
  async function moved() {
    const { emulator, run, a, b, placed } = await twoCatalogs();
    expect((await run(b, 'apply --yes')).code).toBe(0);
    const record = emulator.records('componentResource').find((one) => one['sourcedId'] === placed);
    const at = (sourcedId: string) =>
      emulator.seed([
        { kind: 'componentResource', record: { ...record, courseComponent: { sourcedId } } },
      ]);
    at('b-lesson-1');
    const { code, stderr } = await run(a, 'plan');
    expect(code).toBe(5);
    const said = stderr.replaceAll(/\s+/g, ' ');
    expect(said).toContain(`has the placement ${placed} of the resource "a-film" in "b-lesson-1"`);
    expect(said).toContain('If somebody moved it by hand, move it back');
    const [, retire = ''] = /`timeback-catalog (retire placement\S+)/.exec(said) ?? [];
    return { emulator, run, a, placed, at, retire };
  }

  test('is moved back there, and nothing is left to do', async () => {
    const { run, a, at } = await moved();
    at('a-lesson-1');
    expect((await run(a, 'plan')).stdout).toContain('No changes.');
  });

  test('is given up: it stays there, and its resource gets a new placement here', async () => {
    const { emulator, run, a, placed, retire } = await moved();
    const manifest = readFileSync(join(a, 'catalog/course.yaml'), 'utf8');
    const args = [...retire.split(' '), '--reason', 'theirs'];
    expect((await commandLine(args, { cwd: a })).code).toBe(0);
    expect((await run(a, 'plan')).stdout).toContain('No changes.');
    put(a, 'catalog/course.yaml', manifest);
    expect((await commandLine(['fmt'], { cwd: a })).code).toBe(0);
    expect((await run(a, 'apply --yes')).code).toBe(0);
    expect((await run(a, 'plan')).stdout).toContain('No changes.');
    const films = emulator
      .records('componentResource')
      .filter(
        ({ resource, status }) =>
          status === 'active' && (resource as { sourcedId: string }).sourcedId === 'a-film',
      );
    expect(films).toMatchObject([
      { sourcedId: placed, courseComponent: { sourcedId: 'b-lesson-1' } },
      { courseComponent: { sourcedId: 'a-lesson-1' } },
    ]);
  });
});

test('one that no list shows is left as it is', async () => {
  const { emulator, run, a, b, placed } = await twoCatalogs();
  const [before] = emulator.records('componentResource');
  const hiding: Fetch = async (request) => {
    const isList = request.method === 'GET' && request.url.includes('component-resources?');
    return isList
      ? Response.json({ componentResources: [], totalCount: 0 })
      : emulator.fetch(request);
  };
  put(b, 'catalog.ids', giving(b, placed));
  const { code, stdout, stderr } = await run(b, 'apply --yes', hiding);
  expect({ code, stdout, stderr }).toMatchObject({ code: 4 });
  expect(stdout).toContain('remote/taken');
  expect(emulator.records('componentResource')).toContainEqual(before);
  expect((await run(a, 'plan')).stdout).toContain('No changes.');
});

test('its own, which no list shows, is written over', async () => {
  const { emulator, run } = start();
  const cwd = await catalogOf('b', 'oneroster');
  expect((await run(cwd, 'apply --yes')).code).toBe(0);
  const hiding: Fetch = async (request) => {
    const isList = request.method === 'GET' && request.url.includes('component-resources?');
    return isList
      ? Response.json({ componentResources: [], totalCount: 0 })
      : emulator.fetch(request);
  };
  const { stdout } = await run(cwd, 'apply --yes', hiding);
  expect(stdout).not.toContain('remote/taken');
  expect(emulator.records('componentResource')).toHaveLength(2);
});

describe('a lesson that the platform has in another course', () => {
  const taken = (cwd: string) =>
    put(
      cwd,
      'catalog/course.yaml',
      readFileSync(join(cwd, 'catalog/course.yaml'), 'utf8').replace('b-lesson-2', 'a-lesson-2'),
    );

  test('of which nobody here knows: a warning says so', async () => {
    const { run } = start();
    const [a, b] = [await catalogOf('a', 'partner'), await catalogOf('b', 'partner')];
    expect((await run(a, 'apply --yes')).code).toBe(0);
    expect((await run(b, 'plan')).stderr).not.toContain('kept-elsewhere');
    taken(b);
    put(b, 'catalog.ids', ledger(b).replace(/^b-lesson-2 .*\n/m, ''));
    expect((await commandLine(['fmt'], { cwd: b })).code).toBe(0);
    const { stdout, stderr } = await run(b, 'plan');
    expect(stdout).toContain('1 to move');
    expect(stdout + stderr).toMatch(/remote\/kept-elsewhere.*a-lesson-2.*a-course-1/s);
  });

  test('of the same catalog: it is a move like any other', async () => {
    const { run } = start();
    const cwd = await catalogOf('a', 'partner');
    const second = 'kind: course\nsourcedId: a-course-2\ntitle: Other\nunits:\n';
    const unit = '  - sourcedId: a-unit-9\n    title: Unit 9\n';
    put(cwd, 'catalog/other.yaml', second + unit);
    expect((await commandLine(['fmt'], { cwd })).code).toBe(0);
    expect((await run(cwd, 'apply --yes')).code).toBe(0);
    const file = join(cwd, 'catalog/course.yaml');
    const lesson = '      - sourcedId: a-lesson-2\n        title: Lesson 2\n';
    const [before = '', after = ''] = readFileSync(file, 'utf8').split(lesson);
    put(cwd, 'catalog/course.yaml', before + after);
    put(cwd, 'catalog/other.yaml', `${second + unit}    lessons:\n${lesson}`);
    const { stdout, stderr } = await run(cwd, 'plan');
    expect(stdout).toContain('1 to move');
    expect(stdout + stderr).not.toContain('kept-elsewhere');
  });
});
