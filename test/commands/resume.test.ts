// A run that dies anywhere and is taken up again ends where it would have ended.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { resume } from '../../src/features/apply/resume.ts';
import { folderWith, put } from '../support/catalog-folder.ts';
import { type DialectName, dialectNames, emulatorFor } from '../support/dialects.ts';
import { applyUntil, receiptsOf, writesOf } from '../support/interrupted.ts';
import { isThorough } from '../support/laws.ts';
import {
  type LawPlatform,
  openPlatform,
  type ServerName,
  serverNames,
} from '../support/platforms.ts';
import { applyFolder, type Reached, worldWith } from '../support/publish.ts';

const configIn = (dialect: DialectName, baseUrl = 'https://timeback.test') =>
  `org: partner-sandbox\nenvironments:\n  test: { baseUrl: "${baseUrl}", dialect: ${dialect} }\n`;
/** Each server as the documents have it. */
const plain = { emulator: { quirks: [] }, 'independent server': { behaviour: {} } } as const;
const config = configIn('partner');

/** Some place a resource, which takes a record of its own in one of the dialects. */
type Lesson = readonly [id: string, title: string, places?: true];
function manifest(units: Readonly<Record<string, readonly Lesson[]>>): string {
  const lines = Object.entries(units).flatMap(([unit, lessons]) => [
    `  - sourcedId: ${unit}`,
    `    title: Unit ${unit}`,
    ...(lessons.length > 0 ? ['    lessons:'] : []),
    ...lessons.flatMap(([id, title, places]) => [
      `      - sourcedId: ${id}`,
      `        title: ${title}`,
      ...(places ? ['        resources: [film]'] : []),
    ]),
  ]);
  const film = '  - { sourcedId: film, title: Film, vendorResourceId: v }';
  const head = ['kind: course', 'sourcedId: c', 'title: Course', 'resources:', film];
  return [...head, 'units:', ...lines, ''].join('\n');
}
const lessons = (from: number, to: number, word = 'Lesson'): Lesson[] =>
  Array.from({ length: to - from }, (_, index) => [`l${from + index}`, `${word} ${from + index}`]);
const placing = (all: readonly Lesson[]): Lesson[] => all.map(([id, title]) => [id, title, true]);

const kindOf = (id: string) =>
  id === 'c' ? 'course' : id === 'film' ? 'resource' : id.startsWith('l') ? 'lesson' : 'unit';
const before = manifest({ a: lessons(0, 30), b: lessons(30, 40), gone: lessons(40, 45) });
const ledger = (retired: readonly string[]) => {
  const ids = ['a', 'b', 'c', 'd', 'film', 'gone', ...lessons(0, 75).map(([id]) => id)];
  const lines = ids.sort().map((id) => {
    const kind = kindOf(id);
    return `${id} ${kind} ${retired.includes(id) ? 'retired merged' : 'live'}`;
  });
  return `${lines.join('\n')}\n`;
};
/** 60 changes of all kinds: new, renamed, moved, re-ordered and retired. */
const after = manifest({
  b: [...lessons(35, 40), ...lessons(30, 35)],
  a: [
    ...placing(lessons(0, 5, 'Renamed')),
    ...lessons(5, 10, 'Renamed'),
    ...lessons(12, 17, 'Renamed'),
    ...lessons(17, 30),
  ],
  d: [...lessons(10, 12), ...placing(lessons(45, 55)), ...lessons(55, 75)],
});
const retired = ['gone', ...lessons(40, 45).map(([id]) => id)];

/** What a platform holds once `before` is published: made once, it is the same each time. */
const stored = new Map<string, ReturnType<LawPlatform['held']>>();
beforeAll(async () => {
  for (const dialect of dialectNames) {
    for (const name of serverNames) {
      const platform = await openPlatform(dialect, plain[name]);
      const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-resume-'));
      put(folder, 'timeback-catalog.yaml', configIn(dialect, platform.environment.baseUrl));
      put(folder, 'catalog/c.yaml', before);
      await applyFolder(platform, folder);
      stored.set(`${dialect} ${name}`, platform.held());
      rmSync(folder, { recursive: true });
      await platform.close();
    }
  }
});

const files = (dialect: DialectName, baseUrl?: string) => ({
  'timeback-catalog.yaml': configIn(dialect, baseUrl),
  'catalog/c.yaml': after,
  'catalog.ids': ledger(retired),
});

function published() {
  const emulator = emulatorFor('partner', { now: () => new Date('2026-01-01T00:00:00Z') });
  emulator.seed([...(stored.get('partner emulator') ?? [])].filter((one) => 'kind' in one));
  return { emulator, folder: folderWith(files('partner')) };
}
const resumed = (platform: Reached, folder: string) =>
  resume({ env: 'test', approval: { type: 'auto' } }, worldWith(platform, folder));

/** The same on any platform. */
async function publishedOn(dialect: DialectName, name: ServerName) {
  const platform = await openPlatform(dialect, plain[name], stored.get(`${dialect} ${name}`));
  return { platform, folder: folderWith(files(dialect, platform.environment.baseUrl)) };
}

async function uninterrupted(dialect: DialectName, name: ServerName) {
  const { platform, folder } = await publishedOn(dialect, name);
  const applied = await applyFolder(platform, folder);
  if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
  const { changes } = applied.value.plan;
  const content = platform.content();
  const whole = { content, requests: platform.requests(), changes, writes: platform.writes() };
  await platform.close();
  return whole;
}

// One request of so many: `npm run laws` tries each. What comes before and after the server dealt with it
// is tried at requests of their own.
test.each([
  { dialect: 'partner', name: 'emulator', step: isThorough ? 1 : 10 },
  { dialect: 'oneroster', name: 'emulator', step: isThorough ? 1 : 20 },
  { dialect: 'partner', name: 'independent server', step: isThorough ? 4 : 30 },
  { dialect: 'oneroster', name: 'independent server', step: isThorough ? 4 : 30 },
] as const)(
  'law, $dialect, $name: interrupted at any request and resumed is uninterrupted, each object written once',
  async ({ dialect, name, step }) => {
    const whole = await uninterrupted(dialect, name);
    expect(whole.changes.length).toBe(60);
    expect(whole.requests).toBeGreaterThan(2 * step);
    for (const when of ['before', 'after'] as const) {
      for (
        let at = when === 'before' ? 1 : 1 + Math.floor(step / 2);
        at <= whole.requests;
        at += step
      ) {
        const { platform, folder } = await publishedOn(dialect, name);
        const { died } = await applyUntil(platform, folder, { at, when });
        expect(died).toBe(true);
        const hadBegun = receiptsOf(folder).length > 0;
        const finished = hadBegun
          ? await resumed(platform, folder)
          : await applyFolder(platform, folder);
        const where = `${when} request ${at}`;
        if (!finished.ok) throw new Error(`${where}: ${JSON.stringify(finished.problems)}`);
        expect(finished.value.report.settled, where).toEqual({ state: 'converged' });
        expect(platform.content(), where).toEqual(whole.content);
        expect(platform.writes(), where).toEqual(whole.writes);
        await platform.close();
      }
    }
  },
  300_000,
);

describe('a run is resumed under its own approval only', () => {
  const death = { at: 60, when: 'after' } as const;

  test('not if the manifests were edited since', async () => {
    const { emulator, folder } = published();
    await applyUntil(emulator, folder, death);
    put(folder, 'catalog/c.yaml', after.replace('Renamed 3', 'Renamed again'));
    const written = writesOf(emulator);
    const result = await resumed(emulator, folder);
    expect(result.problems).toMatchObject([{ code: 'plan/stale' }]);
    expect(writesOf(emulator)).toEqual(written);
  });

  test('not where somebody else changed what it was to change', async () => {
    const { emulator, folder } = published();
    await applyUntil(emulator, folder, death);
    const record = emulator
      .records('lesson')
      .find(({ sourcedId }) => sourcedId === 'l74' || sourcedId === 'l9');
    emulator.seed([{ kind: 'lesson', record: { ...record, title: 'Theirs' } }]);
    const written = writesOf(emulator);
    const result = await resumed(emulator, folder);
    expect(result.problems).toMatchObject([
      { code: 'plan/stale', detail: expect.stringContaining('(l') },
    ]);
    expect(writesOf(emulator)).toEqual(written);
  });

  test('what is complete has nothing left, and nothing is sent', async () => {
    const { emulator, folder } = published();
    await applyFolder(emulator, folder);
    const written = writesOf(emulator);
    const result = await resumed(emulator, folder);
    expect(result.ok && result.value.report.resumed).toEqual({ earlier: 60 });
    expect(writesOf(emulator)).toEqual(written);
  });

  test('its receipt tells the whole story', async () => {
    const { emulator, folder } = published();
    await applyUntil(emulator, folder, death);
    await resumed(emulator, folder);
    const lines = readFileSync(receiptsOf(folder).at(-1) ?? '', 'utf8')
      .trimEnd()
      .split('\n');
    const types = lines.map((line) => JSON.parse(line).type);
    expect(types.filter((type) => type === 'resumed')).toHaveLength(1);
    expect(types.at(-1)).toBe('end');
    const applied = lines
      .map((line) => JSON.parse(line))
      .filter(({ status }) => status === 'applied');
    expect(new Set(applied.map(({ address }) => address)).size).toBeGreaterThan(30);
  });
});

describe('a receipt that cannot be used', () => {
  test('none', async () => {
    const emulator = emulatorFor('partner');
    const folder = folderWith({ 'timeback-catalog.yaml': config, 'catalog/c.yaml': before });
    const result = await resumed(emulator, folder);
    expect(result.problems).toMatchObject([{ code: 'receipt/none' }]);
  });

  test.each([
    { name: 'empty', damage: () => '', code: 'receipt/damaged', line: 1 },
    {
      name: 'of a later version',
      damage: (text: string) => text.replace('"format_version":"2.0"', '"format_version":"3.0"'),
      code: 'receipt/damaged',
      line: 1,
    },
    {
      name: 'with a line of something else',
      damage: (text: string) => text.replace('\n', '\nnot json\n'),
      code: 'receipt/damaged',
      line: 2,
    },
    {
      name: 'edited, its plan of another platform',
      damage: (text: string) => text.replaceAll('https://timeback.test', 'https://other.test'),
      code: 'receipt/damaged',
      line: 1,
    },
  ])('$name: nothing is read or sent', async ({ damage, code, line }) => {
    const { emulator, folder } = published();
    await applyUntil(emulator, folder, { at: 60, when: 'after' });
    const path = receiptsOf(folder).at(-1) ?? '';
    writeFileSync(path, damage(readFileSync(path, 'utf8')));
    const sent = emulator.requests.length;
    const result = await resumed(emulator, folder);
    expect(result.problems).toMatchObject([
      { code, detail: expect.stringContaining(`Line ${line} of`) },
    ]);
    expect(emulator.requests).toHaveLength(sent);
  });

  test('of another platform: nothing is read or sent', async () => {
    const { emulator, folder } = published();
    await applyUntil(emulator, folder, { at: 60, when: 'after' });
    put(folder, 'timeback-catalog.yaml', config.replace('timeback.test', 'other.test'));
    const sent = emulator.requests.length;
    const result = await resumed(emulator, folder);
    expect(result.problems).toMatchObject([{ code: 'receipt/other-platform' }]);
    expect(emulator.requests).toHaveLength(sent);
  });

  test('cut off in the middle of its last line is what a kill leaves: it is resumed', async () => {
    const { emulator, folder } = published();
    await applyUntil(emulator, folder, { at: 60, when: 'after' });
    const path = receiptsOf(folder).at(-1) ?? '';
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"type":"outco`);
    const result = await resumed(emulator, folder);
    expect(result.ok && result.value.report.settled).toEqual({ state: 'converged' });
    expect((await resumed(emulator, folder)).ok).toBe(true);
    expect(path).toContain(join(folder, '.timeback-catalog'));
  });
});
