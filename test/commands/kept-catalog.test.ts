// What a catalog is found to be must not depend on whether an earlier run kept it.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openTextCache } from '../../src/files/cache.ts';
import { idsInFiles } from '../../src/manifest/format.ts';
import type { Checked } from '../../src/model/problem.ts';
import { readSources, readSourcesMeanwhile, type Sources } from '../../src/run/catalog/sources.ts';
import { openWorkspace } from '../../src/run/catalog/workspace.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import type { CatalogCache } from '../../src/run/world.ts';
import { folderWith, put } from '../support/catalog-folder.ts';
import { manifestsOf, onePlacementEach, ownCorpus, realCorpora } from '../support/corpora.ts';
import { fc, runs } from '../support/laws.ts';
import { addToLedger } from '../support/ledger.ts';
import { first, second } from '../support/rich-catalog.ts';
import { everythingOf } from '../support/written-catalog.ts';

const config = 'org: partner-sandbox\n';

/** Catalogs of any size, so that small ones can be tried. */
function newCache(): CatalogCache {
  return { folder: join(folderWith(), 'cache'), build: 'this one', from: 0 };
}

function read(folder: string, cache?: CatalogCache) {
  const workspace = openWorkspace(nodeWorld({ cwd: folder }));
  if (!workspace.ok) throw new Error(JSON.stringify(workspace.problems));
  const said: string[] = [];
  const debug = (line: string) => said.push(line);
  const sources = readSources(workspace.value, cache ? { cache, debug } : {});
  return { told: told(sources), isKnown: said.some((line) => /manifests are known/.test(line)) };
}

function told(sources: Checked<Sources>) {
  if (!sources.ok) return sources;
  const { catalog, files, ledger } = sources.value;
  return { ...sources, value: { files, ledger, nodes: everythingOf(catalog) } };
}

/** Reads without a cache, with an empty one and with a filled one, and expects the same each time. */
function expectSame(folder: string, cache = newCache()): { readonly isKnown: boolean } {
  const { told: cold } = read(folder);
  expect(read(folder, cache).told).toEqual(cold);
  const warm = read(folder, cache);
  expect(warm.told).toEqual(cold);
  return warm;
}

function ledgerFor(files: Readonly<Record<string, string>>): string {
  const encoder = new TextEncoder();
  const sources = Object.entries(files).map(([file, text]) => ({
    file,
    bytes: encoder.encode(text),
  }));
  return addToLedger(undefined, idsInFiles(sources));
}

function richFolder({ manifests, ledger = [] } = first): string {
  const files = Object.fromEntries(
    manifests.map((manifest, index) => [
      `catalog/${index}.yaml`,
      // A catalog with a warning, such as of a blank at the begin of a title, is not kept.
      JSON.stringify(manifest, undefined, 1).replace('" Basalt', '"Basalt'),
    ]),
  );
  const ids = `${[...ledger].sort().join('\n')}\n`;
  return folderWith({ 'timeback-catalog.yaml': config, 'catalog.ids': ids, ...files });
}

describe('the same with and without', () => {
  test.each([
    { name: 'a catalog with a bit of everything', state: first },
    { name: 'its later state, with retired nodes', state: second },
  ])('$name', ({ state }) => {
    expect(expectSame(richFolder(state)).isKnown).toBe(true);
  });

  test.each([
    { name: 'a whole catalog of ours', corpus: ownCorpus },
    ...realCorpora('small-openstax-fizyka-3', 'medium-openstax-fizyka', 'medium-odin-project'),
  ])('$name', ({ corpus }) => {
    const files = Object.fromEntries(manifestsOf(onePlacementEach(corpus)));
    const ids = { 'catalog.ids': ledgerFor(files) };
    const folder = folderWith({ 'timeback-catalog.yaml': config, ...files, ...ids });
    expect(expectSame(folder).isKnown).toBe(true);
    rmSync(join(folder, 'catalog.ids'));
    expect(expectSame(folder).isKnown).toBe(true);
  });

  test('read in slices, while a platform answers', async () => {
    const folder = richFolder();
    const cache = newCache();
    const { told: cold } = read(folder, cache);
    const workspace = openWorkspace(nodeWorld({ cwd: folder }));
    if (!workspace.ok) throw new Error('no workspace');
    expect(told(await readSourcesMeanwhile(workspace.value, { cache }))).toEqual(cold);
  });

  test('whatever is edited, one edit after the other', () => {
    const cache = newCache();
    const edit = fc.record({
      file: fc.nat(),
      line: fc.nat(),
      how: fc.constantFrom('drop', 'double', 'character', 'swap', 'restore'),
      at: fc.nat(),
      character: fc.constantFrom('x', ' ', ':', '"', '1', '\n', 'é', '#', ',', '}'),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const folder = richFolder();
        onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
        const names = ['catalog.ids', 'catalog/0.yaml', 'catalog/1.yaml', 'timeback-catalog.yaml'];
        const original = new Map(
          names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
        );
        for (const { file, line, how, at, character } of edits) {
          // Of four edits three are of manifests.
          const name = names[file % 3] ?? '';
          const text = readFileSync(join(folder, name), 'utf8');
          const texts = text.split('\n');
          const index = line % texts.length;
          const here = texts[index] ?? '';
          const place = at % (here.length + 1);
          const changed = {
            drop: texts.toSpliced(index, 1),
            double: texts.toSpliced(index, 0, here),
            character: texts.with(index, here.slice(0, place) + character + here.slice(place + 1)),
            swap: texts.with(index, texts[at % texts.length] ?? '').with(at % texts.length, here),
            restore: (original.get(name) ?? '').split('\n'),
          }[how];
          put(folder, name, changed.join('\n'));
          expectSame(folder, cache);
        }
      }),
      runs(60),
    );
  });
});

describe('is read anew', () => {
  test.each<{ name: string; change: (folder: string) => Partial<CatalogCache> | undefined }>([
    {
      name: 'after an edit of a manifest',
      change: (folder) => void replace(folder, 'catalog/0.yaml', 'Granite', 'Gneiss'),
    },
    {
      name: 'after an edit of the ledger',
      change: (folder) => void replace(folder, 'catalog.ids', '\n', '\n# a remark\n'),
    },
    {
      name: 'after a file got another name',
      change: (folder) => {
        put(folder, 'catalog/5.yaml', readFileSync(join(folder, 'catalog/1.yaml'), 'utf8'));
        rmSync(join(folder, 'catalog/1.yaml'));
        return undefined;
      },
    },
    {
      name: 'after the ledger got another name',
      change: (folder) => {
        put(folder, 'other.ids', readFileSync(join(folder, 'catalog.ids'), 'utf8'));
        put(folder, 'timeback-catalog.yaml', `${config}ids: other.ids\n`);
        return undefined;
      },
    },
    { name: 'by another build of the tool', change: () => ({ build: 'another' }) },
  ])('$name', ({ change }) => {
    const folder = richFolder();
    const cache = newCache();
    expect(expectSame(folder, cache).isKnown).toBe(true);
    const other = { ...cache, ...change(folder) };
    expect(read(folder, other).isKnown).toBe(false);
    expectSame(folder, other);
  });

  function replace(folder: string, name: string, what: string, by: string): void {
    const text = readFileSync(join(folder, name), 'utf8');
    expect(text).toContain(what);
    put(folder, name, text.replace(what, by));
  }

  test.each<{ name: string; harm: (text: string) => string }>([
    { name: 'cut off', harm: (text) => text.slice(0, 100) },
    { name: 'changed by hand', harm: (text) => text.replace('Granite', 'Gneiss') },
  ])('where what was kept is $name', ({ harm }) => {
    const folder = richFolder();
    const cache = newCache();
    expectSame(folder, cache);
    const [name = ''] = readdirSync(cache.folder);
    const kept = readFileSync(join(cache.folder, name), 'utf8');
    expect(harm(kept)).not.toBe(kept);
    writeFileSync(join(cache.folder, name), harm(kept));
    expect(read(folder, cache).isKnown).toBe(false);
    expectSame(folder, cache);
  });

  test.each([
    { name: 'no JSON', lines: ['{"format":1,"nodes":1}', '['] },
    { name: 'of another format', lines: ['{"format":0}'] },
    { name: 'nothing', lines: [] },
  ])('where something else is kept under its key, sealed: $name', ({ lines }) => {
    const folder = richFolder();
    const cache = newCache();
    expectSame(folder, cache);
    const [name = ''] = readdirSync(cache.folder);
    openTextCache(cache.folder).keep(name.slice(0, 64), lines);
    expect(read(folder, cache).isKnown).toBe(false);
    expectSame(folder, cache);
  });
});

describe('is never kept', () => {
  test.each([
    { name: 'with an error', what: 'title: x\nnosuch: 1\n' },
    { name: 'with a warning, which is to be told each time', what: 'title: yes\n' },
  ])('a catalog $name', ({ what }) => {
    const folder = richFolder();
    put(folder, 'catalog/2.yaml', `kind: course\nsourcedId: course-9\n${what}`);
    const cache = newCache();
    expect(expectSame(folder, cache).isKnown).toBe(false);
    expect(read(folder).told.problems.length).toBeGreaterThan(0);
  });

  test('a small catalog, which is read as fast', () => {
    const { from: _, ...cache } = newCache();
    expect(expectSame(richFolder(), cache).isKnown).toBe(false);
  });
});

test('standards are held against their framework each time', () => {
  const course =
    'kind: course\nsourcedId: c\ntitle: C\nunits:\n  - sourcedId: u\n    title: U\n    lessons:\n      - { sourcedId: l, title: L, standards: [s1] }\n';
  const folder = folderWith({
    'timeback-catalog.yaml': `${config}standards: [frameworks/*.json]\n`,
    'catalog/c.yaml': course,
    'frameworks/f.json': '{"CFItems":[{"identifier":"s1"}]}',
  });
  const cache = newCache();
  expect(expectSame(folder, cache).isKnown).toBe(true);
  put(folder, 'frameworks/f.json', '{"CFItems":[{"identifier":"s2"}]}');
  const { told: now, isKnown } = read(folder, cache);
  expect(isKnown).toBe(true);
  expect(now.problems.map(({ code }) => code)).toEqual(['standards/unknown']);
  expectSame(folder, cache);
});
