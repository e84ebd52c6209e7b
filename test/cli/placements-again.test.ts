// The id of a placement on a platform: one that was retired never comes back, and one that stays goes with
// its entry wherever that goes.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { type IndependentServer, independentServer } from '../support/independent/server.ts';
import { credentials } from '../support/served-catalog.ts';

let platform: IndependentServer;
beforeAll(async () => {
  platform = await independentServer({ dialect: 'oneroster' });
});
afterAll(() => platform.close());
beforeEach(() => platform.records.clear());

/** A catalog for that platform, whose first lesson has the id `there` on it. */
function catalog(manifest: string, there = 'karst'): string {
  const ids = { 'lesson/karst': there };
  const live = { baseUrl: platform.url, dialect: 'oneroster', ids };
  return folderWith({
    'timeback-catalog.yaml': JSON.stringify({ org: 'o', environments: { live } }),
    'catalog/course.yaml': manifest,
  });
}

/** Two lessons of a unit, each with its list of resources in the flow form. */
const course = (karst?: string, glaciers = ''): string => `kind: course
sourcedId: rivers
title: Rivers
units:
  - sourcedId: springs
    title: Springs
    lessons:
      - sourcedId: karst
        title: Karst
${karst === undefined ? '' : `        resources: [${karst}]\n`}      - sourcedId: glaciers
        title: Glaciers
        resources: [${glaciers}]
resources:
  - { sourcedId: film, title: Water, vendorResourceId: "1" }
`;

async function run(cwd: string, ...args: readonly string[]) {
  const ran = await commandLine(args, { cwd, env: credentials });
  expect(ran).toMatchObject({ code: 0 });
  return ran.stdout;
}

/** Publishes a catalog; nothing is left to do then. */
async function published(folder: string) {
  const report = await run(folder, 'apply', '--auto-approve', '--env', 'live');
  await run(folder, 'plan', '--detailed-exitcode', '--env', 'live');
  return report;
}

/** The placements on the platform: `ID status lesson`. */
const placed = () =>
  [...platform.records].flatMap(([name, text]) => {
    if (!name.startsWith('componentResources/')) return [];
    const { sourcedId, status, courseComponent } = JSON.parse(text);
    return [`${sourcedId} ${status} ${courseComponent.sourcedId}`];
  });

const placedIn = (folder: string, state: string) =>
  readFileSync(join(folder, 'catalog.ids'), 'utf8')
    .split('\n')
    .flatMap((line) => (line.includes(` placement ${state} `) ? [line.split(' ')[0] ?? ''] : []));

const write = (folder: string, manifest: string) =>
  writeFileSync(join(folder, 'catalog/course.yaml'), manifest);

describe('a placement that was retired, and its resource placed there again', () => {
  test.each([
    { where: 'under the same id', there: 'karst', between: true },
    { where: 'under the same id', there: 'karst', between: false },
    { where: 'under another id', there: 'karst-b', between: true },
    { where: 'under another id', there: 'karst-b', between: false },
  ])('is a new one, the lesson being there $where, published between: $between', async (row) => {
    const folder = catalog(course('film'), row.there);
    await run(folder, 'fmt');
    await published(folder);
    const [first] = placed();
    await run(folder, 'retire', `placement/${placedIn(folder, 'live')}`, '--reason', 'old');
    if (row.between) await published(folder);
    write(folder, course('film'));
    await run(folder, 'fmt');
    // What only the ledger ended was not changed on the platform.
    expect(await run(folder, 'plan', '--env', 'live')).not.toContain('changed on the platform');
    const drift = ['plan', '--refresh-only', '--detailed-exitcode', '--env', 'live'];
    if (!row.between) await run(folder, ...drift);
    await published(folder);
    const [, second, ...others] = placed();
    expect(placed()[0]).toBe(first?.replace('active', 'tobedeleted'));
    expect(second).toMatch(new RegExp(` active ${row.there}$`));
    expect(others).toEqual([]);
    if (row.there !== 'karst') return;
    const live = placedIn(folder, 'live').filter((id) => !placedIn(folder, 'retired').includes(id));
    expect(second).toBe(`${live} active karst`);
  });

  test('is not made of one that had an id of its own', async () => {
    const own = '{ resource: film, sourcedId: film-in-karst }';
    const folder = catalog(course(own));
    await run(folder, 'fmt');
    await published(folder);
    await run(folder, 'retire', 'placement/film-in-karst', '--reason', 'old');
    write(folder, course(`film, { resource: film, sourcedId: film-again }`));
    await run(folder, 'fmt');
    await published(folder);
    expect(placed()).toContain('film-in-karst tobedeleted karst');
    expect(placed()).toContain('film-again active karst');
    expect(placed()).toHaveLength(3);
  });

  test('stays if only another placement of the resource there was retired', async () => {
    const folder = catalog(course(`film, { resource: film, sourcedId: film-again }`), 'karst-b');
    await run(folder, 'fmt');
    await published(folder);
    const [first] = placed();
    await run(folder, 'retire', 'placement/film-again', '--reason', 'old');
    await published(folder);
    expect(placed()).toEqual([first, 'film-again tobedeleted karst-b']);
  });
});

describe('the undo of a run that was before a change of the ledger that nobody published', () => {
  /** The state of the platform after an undo, with or without such a change before it. */
  async function afterUndo(isEnded: boolean, second: string) {
    platform.records.clear();
    const folder = catalog(course('film'));
    await run(folder, 'fmt');
    await published(folder);
    write(folder, second);
    await published(folder);
    const receipts = '.timeback-catalog/receipts/live';
    const [receipt = ''] = readdirSync(join(folder, receipts)).sort().reverse();
    if (isEnded) {
      await run(folder, 'retire', `placement/${placedIn(folder, 'live')[0]}`, '--reason', 'old');
      write(folder, second);
      await run(folder, 'fmt');
    }
    await run(folder, 'undo', '--auto-approve', '--env', 'live', join(receipts, receipt));
    return [...platform.records].map(([name, text]) => [
      name,
      { ...JSON.parse(text), dateLastModified: '' },
    ]);
  }

  test.each([
    { what: 'added a placement', second: course('film', 'film') },
    { what: 'named a placement', second: course('{ resource: film, title: Other }') },
    {
      what: 'added one that is now over',
      second: course('film, { resource: film, sourcedId: b }'),
    },
  ])('writes what it writes without that, if the run $what', async ({ second }) => {
    expect(await afterUndo(true, second)).toEqual(await afterUndo(false, second));
  });
});

describe('a placement that ends, in a lesson without a list', () => {
  test.each([[[5, 5, 5]], [[undefined, undefined, undefined]], [[30, 20, 10]]])(
    'leaves the records of others as they are, in the order %j',
    async (orders) => {
      const folder = catalog(course('{ resource: film, sourcedId: film-in-karst }'));
      await run(folder, 'fmt');
      await published(folder);
      const theirs = orders.map((sortOrder, at) => ({
        ...{ sourcedId: `theirs-${at}`, status: 'active', title: 'Theirs', sortOrder },
        ...{ resource: { sourcedId: at === 1 ? 'film' : 'text' } },
        courseComponent: { sourcedId: 'karst' },
      }));
      for (const one of theirs)
        platform.records.set(`componentResources/${one.sourcedId}`, JSON.stringify(one));
      write(folder, course());
      await run(folder, 'retire', 'placement/film-in-karst', '--reason', 'old');
      expect(await run(folder, 'plan', '--env', 'live')).not.toContain('changed on the platform');
      await published(folder);
      for (const one of theirs)
        expect(platform.records.get(`componentResources/${one.sourcedId}`)).toBe(
          JSON.stringify(one),
        );
      expect(placed()).toContain('film-in-karst tobedeleted karst');
    },
  );

  const own = '{ resource: film, sourcedId: film-in-karst }';
  /** What somebody else placed in a lesson. */
  const others = (lesson: string) => {
    const [resource, courseComponent] = ['film', lesson].map((sourcedId) => ({ sourcedId }));
    const record = { sourcedId: 'theirs', status: 'active', title: 'T', resource, courseComponent };
    platform.records.set('componentResources/theirs', JSON.stringify(record));
  };

  test.each([
    { there: 'karst', entry: own, moved: '', cure: ['retire', 'placement/film-in-karst'] },
    { there: 'karst-b', entry: 'film', moved: '', cure: ['retire'] },
    {
      ...{ there: 'karst', entry: own, moved: '{ resource: film, sourcedId: anew }' },
      cure: ['confirm', 'placement/anew', '--replaces', 'placement/film-in-karst'],
    },
  ])('goes alone: $cure, the lesson being $there', async ({ there, entry, moved, cure }) => {
    const folder = catalog(course(entry), there);
    await run(folder, 'fmt');
    await published(folder);
    const [first = ''] = placed();
    others(there);
    write(folder, course(undefined, moved));
    await run(folder, 'fmt');
    const named = cure.length === 1 ? [`placement/${placedIn(folder, 'live')[0]}`] : [];
    await run(folder, ...cure, ...named, '--reason', 'over');
    const report = await run(folder, 'plan', '--env', 'live');
    expect(report).toMatch(/resources: \["film", -"film|resources: \[-"film.*, "film/);
    await published(folder);
    expect(placed().slice(0, 2)).toEqual([
      first.replace('active', 'tobedeleted'),
      `theirs active ${there}`,
    ]);
  });
});

describe('a placement with an id of its own', () => {
  const own = '{ resource: film, sourcedId: film-in-karst }';
  const receiptIn = (report: string) => /\S+\.jsonl/.exec(report)?.[0] ?? '';
  const undo = (folder: string, report: string) =>
    run(folder, 'undo', receiptIn(report), '-y', '--env', 'live', '--settle', '0');

  test('goes to another lesson, and back and forth again by undo', async () => {
    const folder = catalog(course(own));
    await run(folder, 'fmt');
    await published(folder);
    write(folder, course('', own));
    const undone = await undo(folder, await published(folder));
    expect(placed()).toEqual(['film-in-karst active karst']);
    await undo(folder, undone);
    expect(placed()).toEqual(['film-in-karst active glaciers']);
  });

  test.each([true, false])('leaves a lesson that is retired, before: %s', async (isBefore) => {
    const folder = catalog(course(own));
    await run(folder, 'fmt');
    await published(folder);
    const retire = ['retire', 'lesson/karst', '--reason', 'joined'] as const;
    if (isBefore) {
      await run(folder, ...retire);
      await published(folder);
      const joined = readFileSync(join(folder, 'catalog/course.yaml'), 'utf8');
      write(folder, joined.replace('resources: []', `resources: [${own}]`));
    } else {
      write(folder, course('', own));
      await run(folder, ...retire);
    }
    const before = placed();
    const report = await published(folder);
    expect(placed()).toEqual(['film-in-karst active glaciers']);
    const undone = await undo(folder, report);
    // A lesson that an earlier run retired is not part of what is reverted.
    if (!isBefore) expect(placed()).toEqual(before);
    await undo(folder, undone);
    expect(placed()).toEqual(['film-in-karst active glaciers']);
  });
});
