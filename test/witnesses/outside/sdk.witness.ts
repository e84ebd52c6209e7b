// The official Python SDK against the emulator: what it reads of a catalog that the tool published, what it
// writes that the tool then reads, faults, and an app from sign-in to credited activity.
import { cpSync, globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { everybody } from '../../../src/features/emulator/server/api.ts';
import type {
  Emulator,
  EmulatorOptions,
  SeedRecord,
} from '../../../src/features/emulator/server/emulator.ts';
import type { FaultSpec } from '../../../src/features/emulator/server/faults.ts';
import { absorbedQuirks } from '../../../src/features/emulator/server/quirks.ts';
import { folderWith } from '../../support/catalog-folder.ts';
import { cli } from '../../support/command-line.ts';
import { callTable, heldToPage, linesOf, rowsIn } from '../../support/python-witness.ts';
import { configFor, credentials } from '../../support/served-catalog.ts';
import { root, seen, witnessOf } from '../../support/witness.ts';
import { emulatorWith, publishedRivers } from './rivers.ts';

const sdk = 'timeback-sdk';

const kinds = ['course', 'unit', 'lesson', 'resource', 'componentResource'] as const;
const recordsIn = (emulator: Emulator): SeedRecord[] =>
  kinds.flatMap((kind) => emulator.records(kind).map((record) => ({ kind, record })));

/** A framework with one standard. */
const standards: readonly SeedRecord[] = [
  ['framework', '22222222-2222-4222-8222-222222222222', 'Numbers'],
  ['objective', '11111111-1111-4111-8111-111111111111', 'Counts to ten'],
].map(([kind, sourcedId = '', title = '']) => ({
  kind: kind === 'framework' ? kind : 'objective',
  owner: everybody,
  record: { sourcedId, status: 'active', title, dateLastModified: '2026-01-01T00:00:00.000Z' },
}));

/** A course with 231 units. */
const manyComponents: readonly SeedRecord[] = [
  { kind: 'course', record: { sourcedId: 'c', status: 'active', title: 'Course' } },
  ...Array.from({ length: 231 }, (_, at): SeedRecord => {
    const course = { sourcedId: 'c' };
    return {
      kind: 'unit',
      record: { sourcedId: `u${at}`, status: 'active', title: 'Unit', course },
    };
  }),
];

const filesOf = (example: string) => () => {
  const folder = join(root, 'examples', example);
  const files = globSync('**/*', { cwd: folder, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  return Object.fromEntries(
    files.map(({ name, parentPath }) => {
      const path = join(parentPath, name);
      return [relative(folder, path), readFileSync(path, 'utf8')];
    }),
  );
};
const published = (['oneroster', 'partner'] as const).flatMap((dialect) => [
  { name: 'examples/minimal', files: filesOf('minimal'), dialect },
  { name: 'examples/openstax-physics', files: filesOf('openstax-physics'), dialect },
]);

describe.skipIf(!witnessOf(sdk))('the official SDK', () => {
  test('each method of the OneRoster client that touches a catalog', async () => {
    const { url } = await publishedRivers();
    const lines = await linesOf(sdk, 'oneroster_calls.py', { BASE: url });
    heldToPage('timeback-oneroster', callTable(rowsIn(lines)));
    expect(lines.find((line) => 'untried' in line)).toMatchObject({ untried: [] });
    seen(sdk, `${rowsIn(lines).length} calls of its OneRoster client`);
  });

  test('each method of the other clients that touches a catalog', async () => {
    const { url, emulator } = await publishedRivers();
    emulator.seed(standards);
    const lines = await linesOf(sdk, 'service_calls.py', { BASE: url });
    const rows = rowsIn(lines);
    for (const client of new Set(rows.map((row) => row.client))) {
      heldToPage(client, callTable(rows.filter((row) => row.client === client)));
    }
    expect(lines.find((line) => 'untried' in line)).toMatchObject({ untried: [] });
    seen(sdk, `${rows.length} calls of its other clients`);
  });

  test('what it does on a platform with faults and quirks', async () => {
    const { emulator } = await publishedRivers();
    const once = { times: 1, path: '/courses/rivers' } as const;
    const faults: Readonly<Record<string, FaultSpec>> = {
      '429': { fault: '429', 'retry-after': 0, ...once },
      '503': { fault: '503', 'retry-after': 0, ...once },
      '500': { fault: '500', ...once },
      '502': { fault: '502', ...once },
      '504': { fault: '504', ...once },
      html: { fault: 'html', ...once },
      forbid: { fault: 'forbid', id: 'rivers' },
      'token-expires': { fault: 'token-expires', ...once },
      'drop-before': { fault: 'drop-before', ...once },
      empty: { fault: 'empty', ...once },
      truncated: { fault: 'truncated', ...once },
      'token-down': { fault: 'token-down' },
      redirect: { fault: 'redirect', to: '/elsewhere', ...once, method: 'PUT' },
    };
    const servers = new Map<string, string>();
    const start = async (
      name: string,
      options: EmulatorOptions,
      records: readonly SeedRecord[],
    ) => {
      const other = await emulatorWith(options);
      other.emulator.seed(records);
      servers.set(name, other.url);
    };
    // What lessons place is in the records of placements.
    const all = recordsIn(emulator).map(({ kind, record: { resource, resources, ...record } }) => ({
      kind,
      record: kind === 'componentResource' && resource ? { ...record, resource } : record,
    }));
    for (const [name, fault] of Object.entries(faults)) await start(name, { faults: [fault] }, all);
    const ofReads = absorbedQuirks.filter((quirk) => !quirk.startsWith('put-'));
    for (const quirk of ofReads) await start(`quirk ${quirk}`, { quirks: [quirk] }, all);
    for (const quirk of ['page-cap-100', 'short-pages'] as const) {
      await start(`pages with the quirk ${quirk}`, { quirks: [quirk] }, manyComponents);
    }
    await start('pages as they come', {}, manyComponents);
    const given = { BASE: '', SERVERS: JSON.stringify(Object.fromEntries(servers)) };
    const rows = rowsIn(await linesOf(sdk, 'fault_calls.py', given));
    heldToPage('timeback-oneroster, faults', callTable(rows));
    seen(sdk, `${rows.length} calls with faults and quirks`);
  });

  test.each(published)('accepts every record of $name, published in $dialect', async (one) => {
    const { url, emulator } = await emulatorWith();
    const config = configFor(url, one.dialect);
    const around = {
      cwd: folderWith({ ...one.files(), 'timeback-catalog.yaml': config }),
      env: credentials,
    };
    const applied = await cli(['apply', '--env', 'test', '--yes'], around);
    expect([applied.code, applied.stderr]).toEqual([0, expect.any(String)]);
    const lines = await linesOf(sdk, 'read_catalog.py', { BASE: url, DIALECT: one.dialect });
    const read = (kind: string) => lines.filter((line) => line['kind'] === kind).length;
    expect(read('course')).toBe(emulator.records('course').length);
    expect(read('resource')).toBe(emulator.records('resource').length);
    if (one.dialect === 'oneroster') {
      const components = [...emulator.records('unit'), ...emulator.records('lesson')];
      expect(read('courseComponent')).toBe(components.length);
      expect(read('componentResource')).toBe(emulator.records('componentResource').length);
    }
    expect(lines.length).toBeGreaterThan(0);
    seen(sdk, `${lines.length} records of ${one.name} (${one.dialect}) accepted by its models`);
  });

  test('what it makes is imported, and a plan then changes nothing', async () => {
    const { url, emulator } = await emulatorWith();
    await linesOf(sdk, 'make_courses.py', { BASE: url });
    const before = recordsIn(emulator);
    const around = {
      cwd: folderWith({ 'timeback-catalog.yaml': configFor(url, 'oneroster') }),
      env: credentials,
    };
    const imported = await cli(['import', 'remote', '--env', 'test'], around);
    expect([imported.code, imported.stderr]).toEqual([0, expect.any(String)]);
    // Fields alone: no record is skipped.
    const [, skipped = ''] = (imported.stdout + imported.stderr).split('Skipped:\n');
    expect(skipped).not.toMatch(/^ {2}(?!not a field of manifests)\S/m);
    const plan = await cli(['plan', '--env', 'test', '--detailed-exitcode'], around);
    expect([plan.code, plan.stdout]).toEqual([0, expect.stringContaining('No changes')]);
    expect(plan.stdout).not.toMatch(/[1-9]\d* unmanaged on the platform/);
    expect(recordsIn(emulator)).toEqual(before);
    seen(sdk, `${before.length} records made by it, imported, planned: no change`);
  });

  test('an app, from sign-in to credited activity', async () => {
    const first = `kind: course
sourcedId: reading
title: Middle-School Reading
courseCode: MSR
subjects: [Reading]
grades: ['6']
units:
  - sourcedId: first-unit
    title: First unit
    lessons:
      - { sourcedId: first-lesson, title: First lesson }
`;
    const { url, around } = await publishedRivers({}, { 'catalog/reading.yaml': first });
    const { cwd } = around;
    cpSync(join(root, 'examples/apps/sdk'), cwd, { recursive: true });
    const sensor = ['--sensor', 'https://app.example.org', '--app-name', 'App'];
    for (const more of [['app/catalog.py'], ['timeback.config.json', ...sensor]]) {
      const exported = await cli(['ids', 'export', '--out', ...more], around);
      expect([exported.code, exported.stderr]).toEqual([0, expect.any(String)]);
    }
    const lines = await linesOf(sdk, 'app_calls.py', { BASE: url, APP: cwd });
    heldToPage('timeback-sdk', callTable(rowsIn(lines)));
    seen(sdk, `${rowsIn(lines).length} requests of an app`);
  });
});
