// How many requests publishing takes, counted and not timed: see docs/performance.md for times.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CatalogShape, catalogFiles, layouts } from '../../scripts/bench/catalog.ts';
import { createEmulator, type Emulator } from '../../src/features/emulator/server/emulator.ts';
import { applyFolder, planFolder } from '../support/publish.ts';

const [layout] = layouts;
const config = 'org: partner-sandbox\nenvironments:\n  test: { baseUrl: https://timeback.test }\n';

let emulator: Emulator;
let folder: string;
beforeEach(() => {
  emulator = createEmulator();
  folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-requests-'));
});
afterEach(() => {
  emulator.close();
  rmSync(folder, { recursive: true });
});

function write(shape: CatalogShape): void {
  for (const [name, text] of [['timeback-catalog.yaml', config], ...catalogFiles(shape)] as const) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** What a command asked of the platform: tokens, pages of lists, single records, writes. */
async function countRequests(command: () => Promise<unknown>) {
  const before = emulator.requests.length;
  await command();
  const requests = emulator.requests.slice(before);
  const count = (sent: string, path: RegExp) =>
    requests.filter((one) => one.method === sent && path.test(one.path)).length;
  return {
    tokens: count('POST', /\/token$/),
    pages: count('GET', /s$/),
    gets: count('GET', /s\/[^/]+$/),
    writes: count('PUT', /s\/[^/]+$/),
    all: requests.length,
  };
}

const plan = () => planFolder(emulator, folder);
const apply = async () => {
  const applied = await applyFolder(emulator, folder);
  expect(applied.ok && applied.value.report.settled).toEqual({ state: 'converged' });
};

/** Pages of 1,000 records; a collection that fits on one page, or is empty, takes one. */
describe.each([
  { lessons: 200, records: 222, pagesOfAll: 4, why: 'one a kind' },
  { lessons: 1100, records: 1221, pagesOfAll: 5, why: 'one a kind, and one more of lessons' },
])('$lessons lessons: $pagesOfAll pages, $why', ({ lessons, records, pagesOfAll: pages }) => {
  beforeEach(() => write({ lessons, layout }));

  test('plan of an empty platform: token, one page a kind, one GET that doubts it, one for the org', async () => {
    expect(await countRequests(plan)).toEqual({ tokens: 1, pages: 4, gets: 2, writes: 0, all: 7 });
  });

  test('apply of everything: the same, one PUT a record, pages again', async () => {
    const counted = await countRequests(apply);
    const all = 1 + 4 + 2 + records + pages;
    expect(counted).toEqual({ tokens: 1, pages: 4 + pages, gets: 2, writes: records, all });
  });

  test('then plan and apply without changes: token and pages', async () => {
    await apply();
    const quiet = { tokens: 1, pages, gets: 0, writes: 0, all: 1 + pages };
    expect(await countRequests(plan)).toEqual(quiet);
    expect(await countRequests(apply)).toEqual(quiet);
  });

  test('plan of one change: token, pages, one GET that shows whether lists show all', async () => {
    await apply();
    write({ lessons, layout, titleEnd: ', again' });
    const all = 1 + pages + 1;
    expect(await countRequests(plan)).toEqual({ tokens: 1, pages, gets: 1, writes: 0, all });
  });

  test('apply of one change: the same, one PUT, one GET that proves it', async () => {
    await apply();
    write({ lessons, layout, titleEnd: ', again' });
    const all = 1 + pages + 1 + 1 + 1;
    expect(await countRequests(apply)).toEqual({ tokens: 1, pages, gets: 2, writes: 1, all });
  });

  test('if the table says that lists show all, that GET is not sent', async () => {
    await apply();
    write({ lessons, layout, titleEnd: ', again' });
    const whole = `${config.replace(' }', ', facts: {list.records: whole} }')}`;
    writeFileSync(join(folder, 'timeback-catalog.yaml'), whole);
    const all = 1 + pages + 1 + 1;
    expect(await countRequests(apply)).toEqual({ tokens: 1, pages, gets: 1, writes: 1, all });
  });
});

test('both layouts of the generator say the same', async () => {
  const [, other] = layouts;
  write({ lessons: 200, layout });
  await apply();
  rmSync(join(folder, 'catalog'), { recursive: true });
  write({ lessons: 200, layout: other });
  const planned = await plan();
  expect(planned.ok && planned.value.plan.changes).toEqual([]);
});
