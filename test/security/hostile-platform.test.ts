// A platform that sends more than anybody could want. Each way ends with a problem that says so, soon,
// and with the memory of an ordinary run.
import { expect, test } from 'vitest';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import {
  type HostilePlatform,
  hostileLists,
  hostilePlatform,
  hostileTokens,
  largeRecords,
  manyRecords,
} from '../support/hostile-platform.ts';
import { isThorough } from '../support/laws.ts';
import { run, startFile } from '../support/program.ts';
import { configFor } from '../support/served-catalog.ts';

const env = { TIMEBACK_CLIENT_ID: 'the-id', TIMEBACK_CLIENT_SECRET: 'SECRET-abcdef-0123456789' };
const mostMegabytes = 512;

/** Says on stderr how many kilobytes the process had at its most. */
const measuring = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => console.error('PEAK', process.resourceUsage().maxRSS));",
)}`;

async function ended({ url }: HostilePlatform, command: readonly string[], more = '') {
  const cwd = folderWith(catalogFiles());
  put(cwd, 'timeback-catalog.yaml', configFor(url) + more);
  const args = ['--import', measuring, startFile, ...command, '--env', 'test'];
  const { code, stdout, stderr } = await run(process.execPath, args, { cwd, env });
  const [, peak = 'none'] = /^PEAK (\d+)$/m.exec(stderr) ?? [];
  return { code, said: stdout + stderr, peak: Number(peak) / 1024 };
}

test('an honest platform in the same place is read', async () => {
  const platform = await hostilePlatform({});
  const { code, said, peak } = await ended(platform, ['plan']);
  expect({ code, said }).toMatchObject({ code: 0 });
  expect(said).toMatch(/2,?500 unmanaged on the platform/);
  expect(peak).toBeLessThan(mostMegabytes);
});

test('200,000 records of others are read within the same memory', async () => {
  const { code, said, peak } = await ended(await hostilePlatform({ list: manyRecords }), ['plan']);
  expect({ code, said }).toMatchObject({ code: 0 });
  expect(said).toMatch(/200,?000 unmanaged on the platform/);
  expect(peak).toBeLessThan(mostMegabytes);
});

const ways = Object.keys(hostileLists);
/** Those that fill the memory in another way each, for the commands that read in another way. */
const telling = ['a gzip bomb', 'one record a page', 'a million small records'];
const readers = [['apply', '-y'], ['import', 'remote'], ['tree']];
/** Each of them by one of the commands, and each command with one: `npm run laws` has all with all. */
const runs = [
  ...ways.map((name) => ({ name, command: ['plan'] })),
  ...telling.flatMap((name, at) =>
    readers.filter((_, index) => isThorough || index === at).map((command) => ({ name, command })),
  ),
];

test.each(runs)('$name: $command', async ({ name, command }) => {
  const list = hostileLists[name];
  const platform = await hostilePlatform({ ...(list && { list }) });
  const { code, said, peak } = await ended(platform, command);
  expect(said).toMatch(/remote\/(too-much|unexpected-answer|incomplete-read)|auth\/forbidden/);
  expect(said).not.toContain('bug in timeback-catalog');
  expect([1, 3]).toContain(code);
  expect(peak).toBeLessThan(mostMegabytes);
});

test.each(telling)('%s: doctor, which reads one page of a list', async (name) => {
  const list = hostileLists[name];
  const platform = await hostilePlatform({ ...(list && { list }) });
  const { code, said, peak } = await ended(platform, ['doctor']);
  expect(said).not.toContain('bug in timeback-catalog');
  expect(said).toMatch(/remote\/too-much|\d visible/);
  expect([0, 1]).toContain(code);
  expect(peak).toBeLessThan(mostMegabytes);
});

test.each(Object.keys(hostileTokens))('%s', async (name) => {
  const token = hostileTokens[name] ?? '';
  const { code, said, peak } = await ended(await hostilePlatform({ token }), ['plan']);
  expect(said).toMatch(/remote\/(too-much|unexpected-answer)/);
  expect(said).not.toContain('bug in timeback-catalog');
  expect(code).toBe(1);
  expect(peak).toBeLessThan(mostMegabytes);
});

test('the cure for a page that is too long works', async () => {
  const platform = await hostilePlatform({ list: largeRecords });
  const first = await ended(platform, ['plan']);
  expect(first).toMatchObject({ code: 1 });
  expect(first.said).toContain('facts: { list.limit: 100 }');
  const cured = await ended(platform, ['plan'], '    facts: { list.limit: 100 }\n');
  expect(cured.code, cured.said).toBe(0);
  expect(cured.said).toMatch(/300 unmanaged on the platform/);
});

test('what fewer records a page do not mend has another hint', async () => {
  const list = hostileLists['one record a page'];
  const { said } = await ended(await hostilePlatform({ ...(list && { list }) }), ['plan']);
  expect(said).toContain('remote/too-much');
  expect(said).not.toContain('list.limit');
});
