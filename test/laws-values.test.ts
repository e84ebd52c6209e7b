// "Every value that came from a platform goes back as it came", to the byte: numbers of any size,
// precision and spelling, halves of characters, keys that JavaScript has itself.

import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { noSources } from '../src/document/place.ts';
import { createEmulator } from '../src/features/emulator/server/emulator.ts';
import { importRemote } from '../src/features/import/import-remote.ts';
import { undo } from '../src/features/undo/undo.ts';
import { parseJson } from '../src/model/json.ts';
import type { Checked } from '../src/model/problem.ts';
import { sealOf } from '../src/plan/digest.ts';
import { type ApplyOptions, apply } from '../src/run/apply.ts';
import { nodeWorld } from '../src/run/node-world.ts';
import { plan } from '../src/run/planning.ts';
import { readPlanFile } from '../src/run/saved-plan.ts';
import { planToJsonText } from '../src/text/json/plan-json.ts';
import { formats, type Look } from '../src/text/look.ts';
import { renderers } from '../src/text/renderers.ts';
import { type DialectName, dialectNames, emulatorFor } from './support/dialects.ts';
import { type IndependentServer, independentServer } from './support/independent/server.ts';
import { receiptsOf } from './support/interrupted.ts';
import { bent, jsonText, membersText, numberText, objectText } from './support/json-texts.ts';
import { fc, runs } from './support/laws.ts';
import { remoteTo } from './support/platform.ts';
import { catalogFolders, publish } from './support/published-folder.ts';
import { hasPython } from './support/python.ts';

let platforms: Readonly<Record<DialectName, IndependentServer>>;
let platform: IndependentServer;
let dialect: DialectName;
let folder: string;

beforeAll(async () => {
  const start = (name: DialectName) => independentServer({ dialect: name });
  platforms = { partner: await start('partner'), oneroster: await start('oneroster') };
});
afterAll(() => Promise.all(dialectNames.map((name) => platforms[name].close())));
beforeEach(() => turnTo('partner'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Members = readonly (readonly [string, string])[];

/** What follows is about the platform of this dialect. */
function turnTo(name: DialectName): void {
  dialect = name;
  platform = platforms[name];
}

const shelves = {
  partner: { unit: 'units', lesson: 'lessons', above: 'unit' },
  oneroster: { unit: 'courseComponents', lesson: 'courseComponents', above: 'parent' },
} as const;

const own = { sourcedId: '"l"', status: '"active"', title: '"Amazon"' };
const course = '{"sourcedId":"c"}';

/** Fills the platform: a course, a unit, and the lesson `l` with these members, as they are written. */
function holds(metadata: string, further: Members = []): void {
  const { unit, lesson: shelf, above } = shelves[dialect];
  platform.records.clear();
  platform.records.set('courses/c', '{"sourcedId":"c","status":"active","title":"Rivers"}');
  const springs = { sourcedId: '"u"', status: '"active"', title: '"Springs"', course };
  platform.records.set(`${unit}/u`, objectText(Object.entries({ ...springs, sortOrder: '10' })));
  const places = { course, [above]: '{"sourcedId":"u"}', sortOrder: '10' };
  const members = [...Object.entries({ ...own, ...places }), ...further, ['metadata', metadata]];
  platform.records.set(`${shelf}/l`, objectText(members as Members));
}

/** A catalog of that course; what it says of the lesson is a text as well, since YAML has JSON. */
function catalog(lesson: Readonly<Record<string, string>>): void {
  rmSync(folder ?? '', { recursive: true, force: true });
  folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-values-'));
  mkdirSync(join(folder, 'catalog'));
  const environments = { test: { baseUrl: platform.url, dialect } };
  writeFileSync(join(folder, 'timeback-catalog.yaml'), JSON.stringify({ environments }));
  const written = objectText(Object.entries({ sourcedId: '"l"', title: '"Amazon"', ...lesson }));
  const units = `[{"sourcedId":"u","title":"Springs","lessons":[${written}]}]`;
  const course = `{"kind":"course","sourcedId":"c","title":"Rivers","org":null,"units":${units}}`;
  writeFileSync(join(folder, 'catalog/c.yaml'), course);
}

const world = () =>
  nodeWorld({ cwd: folder, env: { TIMEBACK_CLIENT_ID: 'i', TIMEBACK_CLIENT_SECRET: 'secret' } });
const record = (text: string) => parseJson(text) as Record<string, never>;
const auto = { env: 'test', approval: { type: 'auto' } } as const;

function given<T>(result: Checked<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problems, undefined, 1));
  return result.value;
}

/** Publishes, and expects that it converged. */
async function published(options: Partial<ApplyOptions> = {}): Promise<void> {
  const { report } = given(await apply({ ...auto, ...options }, world()));
  expect(report.outcomes.map(({ status }) => status)).toEqual(['applied']);
  expect(report.settled).toEqual({ state: 'converged' });
}

/** The manifests, by their paths. */
const manifests = () =>
  globSync('catalog/**/*.yaml', { cwd: folder }).map((file) => join(folder, file));

const planned = async () => given(await plan({ env: 'test' }, world())).plan;
const look: Look = {
  colour: false,
  unicode: true,
  width: 200,
  detail: 'fields',
  sources: noSources,
};
const lesson = () => platform.records.get(`${shelves[dialect].lesson}/l`) ?? '';

/** Under names that no field of a record has. */
const further = fc
  .array(jsonText, { maxLength: 3 })
  .map((texts) => texts.map((text, index) => [`x${index}`, text] as const));

/** Each of the numbers that programs are known to bend, in a list and under keys. */
const known = objectText([
  ...bent.map((text, index) => [`n${index}`, text] as const),
  ['list', `[${bent.join(',')}]`],
]);
const knownMembers: Members = [['x', known]];

describe('a platform that keeps bytes', () => {
  test.each(dialectNames)('gets back every field that no manifest writes, %s', async (name) => {
    turnTo(name);
    await fc.assert(
      fc.asyncProperty(membersText, further, async (metadata, fields) => {
        holds(objectText(metadata), fields);
        catalog({ title: '"Nile"', metadata: '{"managed":true}' });
        await published();
        const after = objectText([...metadata, ['managed', 'true']]);
        const expected = objectText([...fields, ['metadata', after]]).slice(1, -1);
        expect(lesson()).toContain(expected);
        expect(lesson()).toContain('"title":"Nile"');
        expect((await planned()).changes).toEqual([]);
      }),
      { ...runs(name === 'partner' ? 40 : 20), examples: [[[['known', known]], knownMembers]] },
    );
  });

  test.each(['9007199254740993', '10.0', '1E1'])(
    'keeps its number of the order, %s',
    async (order) => {
      holds('{}');
      platform.records.set('lessons/l', lesson().replace('"sortOrder":10', `"sortOrder":${order}`));
      catalog({ title: '"Nile"' });
      await published();
      expect(lesson()).toContain(`"sortOrder":${order},`);
    },
  );

  test('a number that is the same as in the manifest is no change and keeps its text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1e6), async (number) => {
        const here = `{"a":${number}.0,"b":[${number}e0,{"c":${number}0e-1}]}`;
        holds(here);
        catalog({ metadata: `{"a":${number},"b":[${number},{"c":${number}.00}]}` });
        expect((await planned()).changes).toEqual([]);
        catalog({
          title: '"Nile"',
          metadata: `{"a":${number},"b":[${number},{"c":${number}.00}]}`,
        });
        await published();
        expect(lesson()).toContain(`"metadata":${here}`);
      }),
      runs(10),
    );
  });

  test('a number of a manifest is sent as it is written', async () => {
    await fc.assert(
      fc.asyncProperty(numberText, async (number) => {
        holds('{}');
        catalog({ metadata: `{"n":${number}}` });
        await published();
        expect(lesson()).toContain(`"metadata":{"n":${number}}`);
      }),
      { ...runs(20), examples: bent.map((text): [string] => [text]) },
    );
  });

  test('two numbers beyond the last digit of JavaScript are two', async () => {
    holds('{"n":9007199254740992}');
    catalog({ metadata: '{"n":9007199254740993}' });
    expect((await planned()).changes).toHaveLength(1);
    await published();
    expect(lesson()).toContain('"n":9007199254740993');
  });

  test('a receipt has the record as it was, and an undo gives back what a manifest changed', async () => {
    await fc.assert(
      fc.asyncProperty(jsonText, numberText, async (value, number) => {
        const was = `{"n":${number},"list":[${number},${value}]}`;
        holds(was, knownMembers);
        catalog({ title: '"Nile"', metadata: '{"n":123456789,"list":["other"]}' });
        await published();
        expect(lesson()).toContain('"metadata":{"n":123456789,"list":["other"]}');
        const [receipt = ''] = receiptsOf(folder);
        expect(readFileSync(receipt, 'utf8')).toContain(`"x":${known}`);
        const { report } = given(await undo({ ...auto, receipt }, world()));
        expect(report.settled).toEqual({ state: 'converged' });
        expect(lesson()).toContain(`"metadata":${was}`);
        expect(lesson()).toContain(`"x":${known}`);
      }),
      { ...runs(20), examples: bent.map((text): [string, string] => ['"\\ud800"', text]) },
    );
  });

  test('every format shows a number as it is written', async () => {
    holds('{"n":12345678901234567890,"m":1.0,"l":[0.10]}');
    catalog({ metadata: '{"n":12345678901234567891,"m":-2.50,"l":[1e400]}' });
    const made = await planned();
    const shown = ['12345678901234567890', '12345678901234567891', '1.0', '-2.50', '0.10', '1e400'];
    for (const format of formats) {
      const text = renderers[format].plan(made, look).replaceAll(/<[^>]*>/g, '');
      for (const number of shown)
        expect([format, text]).toEqual([format, expect.stringContaining(number)]);
    }
  });

  test('a saved plan holds the values of both sides, and is carried out', async () => {
    await fc.assert(
      fc.asyncProperty(jsonText, numberText, async (value, number) => {
        holds(`{"n":[${number},${value}]}`, knownMembers);
        catalog({ title: '"Nile"', metadata: `{"n":[${number},1]}` });
        const made = await planned();
        const sealed = { ...made, seal: sealOf(made, world().sha256) };
        writeFileSync(join(folder, 'plan.json'), planToJsonText(sealed, noSources));
        const saved = given(readPlanFile('plan.json', world()));
        expect(saved).toEqual(sealed);
        await published({ approval: { type: 'digest', digest: saved.digest, plan: saved } });
        expect(lesson()).toContain(`"metadata":{"n":[${number},1]}`);
        expect(lesson()).toContain(`"x":${known}`);
      }),
      { ...runs(20), examples: [['{"__proto__":"\\ud800","constructor":-0}', '1e400']] },
    );
  });

  test('a saved plan in which a key comes twice was edited', async () => {
    holds('{}');
    catalog({ title: '"Nile"' });
    const made = await planned();
    const text = planToJsonText({ ...made, seal: sealOf(made, world().sha256) }, noSources);
    // What a reviewer reads first is not what counts.
    const edited = text.replace('"title": "Nile"', '"title": "Amazon",\n"title": "Nile"');
    expect(edited).not.toBe(text);
    writeFileSync(join(folder, 'plan.json'), edited);
    expect(readPlanFile('plan.json', world()).problems).toMatchObject([
      { code: 'plan/file', detail: expect.stringContaining('title" twice') },
    ]);
  });

  test('an import writes numbers as the platform has them, and plans nothing', async () => {
    await fc.assert(
      fc.asyncProperty(numberText, async (number) => {
        const metadata = `{"n":${number},"list":[${number},"${number}"],"map":{"k":${number}}}`;
        holds(metadata);
        catalog({});
        rmSync(join(folder, 'catalog'), { recursive: true });
        given(await importRemote({ env: 'test', dryRun: false, additional: false }, world()));
        expect((await planned()).changes).toEqual([]);
        const [manifest = ''] = manifests();
        const written = readFileSync(manifest, 'utf8');
        expect(written).toContain(`n: ${number}
`);
        expect(written).toContain(`k: ${number}
`);
        writeFileSync(manifest, written.replace('title: Amazon', 'title: Nile'));
        await published();
        expect(lesson()).toContain(`"metadata":${metadata}`);
      }),
      { ...runs(15), examples: bent.map((text): [string] => [text]) },
    );
  });

  test('an answer in another encoding is no answer: nothing of it is written back', async () => {
    const other = await independentServer({ encoding: 'latin1' });
    try {
      holds('{"n":"\u00e9"}');
      for (const [key, text] of platform.records) other.records.set(key, text);
      catalog({ title: '"Nile"' });
      const config = join(folder, 'timeback-catalog.yaml');
      writeFileSync(config, readFileSync(config, 'utf8').replace(platform.url, other.url));
      const refused = await apply(auto, world());
      expect(refused.problems).toMatchObject([{ code: 'remote/unexpected-answer' }]);
      expect(refused.problems[0]?.detail).toContain('not UTF-8');
      expect(other.written()).toEqual([]);
    } finally {
      await other.close();
    }
  });

  test.skipIf(!hasPython)('another reader of JSON finds the same numbers', async () => {
    holds(known, knownMembers);
    catalog({ title: '"Nile"' });
    await published();
    const program = [
      'import json, sys',
      'record = json.loads(sys.stdin.read(), parse_int=str, parse_float=str)',
      'print(json.dumps([record["x"]["list"], record["metadata"]["list"]]))',
    ].join('\n');
    const { stdout } = spawnSync('python3', ['-c', program], { input: lesson(), encoding: 'utf8' });
    expect(parseJson(stdout)).toEqual([bent, bent]);
  });
});

describe('a record with one key twice', () => {
  const twice = '{"a":1,"a":2}';

  test.each([
    { name: 'in the record', metadata: '{}', more: ',"title":"Amazon"', key: '"title"' },
    { name: 'in a map', metadata: twice, more: '', key: '"metadata.a"' },
    {
      name: 'in a map of a list',
      metadata: `{"l":[1,${twice}]}`,
      more: '',
      key: '"metadata.l.1.a"',
    },
    { name: 'by another spelling', metadata: '{"a":1,"\\u0061":2}', more: '', key: '"metadata.a"' },
  ])('$name is read and never written over', async ({ metadata, more, key }) => {
    holds(metadata);
    const record = lesson().replace(/\}$/, `${more}}`);
    platform.records.set('lessons/l', record);
    catalog({});
    expect((await planned()).changes).toEqual([]);
    catalog({ title: '"Nile"' });
    platform.written();
    const refused = await apply(auto, world());
    expect(refused.problems).toMatchObject([{ code: 'remote/repeated-key', address: 'lesson/l' }]);
    expect(refused.problems[0]?.detail).toContain(key);
    expect(platform.written()).toEqual([]);
    // The cures of the message: left out, or mended on the platform.
    const left = given(await apply({ ...auto, exclude: ['lesson/l'] }, world()));
    expect(left.report.outcomes).toEqual([]);
    expect(lesson()).toBe(record);
    holds('{}');
    await published();
    expect(platform.written()).toEqual(['lessons/l']);
  });

  test('is not written over by an undo either', async () => {
    holds('{}');
    catalog({ title: '"Nile"' });
    await published();
    const [receipt = ''] = receiptsOf(folder);
    const record = lesson().replace('"metadata":{}', `"metadata":${twice}`);
    platform.records.set('lessons/l', record);
    const refused = await undo({ ...auto, receipt }, world());
    expect(refused.problems).toMatchObject([{ code: 'remote/repeated-key', address: 'lesson/l' }]);
    expect(lesson()).toBe(record);
  });

  test('is not written over whoever asks for it', async () => {
    const emulator = createEmulator();
    const base = record('{"sourcedId":"r","title":"Film","a":[{"b":1,"b":2}]}');
    const entity = {
      kind: 'resource',
      sourcedId: 'r',
      title: 'Map',
      fields: { title: 'Map' },
    } as const;
    expect(await remoteTo(emulator).write({ entity, base })).toMatchObject({
      code: 'remote/repeated-key',
      detail: expect.stringContaining('"a.0.b"'),
    });
    expect(emulator.requests).toEqual([]);
    emulator.close();
  });

  test('a key that only looks as if it came twice is none', async () => {
    const metadata = '{"a":":","b":"\\":","c":{"a":1},"d":[{"a":1},{"a":1}]}';
    holds(metadata);
    catalog({ title: '"Nile"' });
    await published();
    expect(lesson()).toContain(`"metadata":${metadata}`);
  });
});

describe.each(dialectNames)('the emulator, %s', (dialect) => {
  const folderWith = catalogFolders(dialect);
  const kindOf = { c: 'course', u: 'unit', l: 'lesson' } as const;

  test('keeps the texts of numbers, and gets them back', async () => {
    await fc.assert(
      fc.asyncProperty(membersText, async (metadata) => {
        const emulator = emulatorFor(dialect);
        try {
          holds(objectText(metadata), knownMembers);
          const seeds = [...platform.records].map(([key, text]) => ({
            kind: kindOf[key.slice(-1) as keyof typeof kindOf],
            record: record(text),
          }));
          emulator.seed(seeds);
          const lessons = [{ sourcedId: 'l', title: 'Nile' }];
          const units = [{ sourcedId: 'u', title: 'Springs', lessons }];
          const course = { kind: 'course', sourcedId: 'c', title: 'Rivers', units };
          await publish(emulator, folderWith({ manifests: [course] }));
          const after = JSON.stringify(emulator.records('lesson')[0]);
          expect(after).toContain(`"metadata":${objectText(metadata)}`);
          expect(after).toContain(`"x":${known}`);
        } finally {
          emulator.close();
        }
      }),
      { ...runs(20), examples: [[[['known', known]]]] },
    );
  });
});
