import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { type Around, builtCli } from '../support/program.ts';
import { serveCatalog } from '../support/served-catalog.ts';

/** As long as a manifest of which it is worth it to keep the catalog. */
const remark = `# ${'A remark of the author. '.repeat(40)}\n`.repeat(160);

async function start() {
  const { around, folder, url } = await serveCatalog({ lessons: 20 });
  const file = 'catalog/course.yaml';
  put(folder, file, readFileSync(join(folder, file), 'utf8') + remark);
  const cache = join(folderWith(), 'cache');
  const env = { ...around.env, TIMEBACK_CATALOG_CACHE: cache };
  const plan = (...more: readonly string[]) => run(['plan', ...more], { ...around, env });
  return { around, folder, url, cache, env, plan };
}

function catalogsIn(cache: string): readonly string[] {
  return existsSync(cache) ? readdirSync(cache).filter((name) => name.endsWith('.lines')) : [];
}

async function run(args: readonly string[], around: Around) {
  const { code, stdout, stderr } = await builtCli([...args, '--env', 'test', '--debug'], around);
  const [, found] = /cache: the manifests are (\w+)/.exec(stderr) ?? [];
  return { code, stdout, found };
}

describe('manifests are read once', () => {
  test('a second plan, and an apply, know them; they show and do the same', async () => {
    const { plan, around, env } = await start();
    const first = await plan();
    expect(first).toMatchObject({ code: 0, found: 'new' });
    expect(await plan()).toEqual({ ...first, found: 'known' });
    const json = ['--format', 'json'];
    const [known, anew] = [await plan(...json), await plan(...json, '--no-cache')];
    expect(known.found).toBe('known');
    expect(JSON.parse(known.stdout).changes).toEqual(JSON.parse(anew.stdout).changes);
    const applied = await run(['apply', '--yes', '--detail', 'summary'], { ...around, env });
    expect(applied).toMatchObject({ code: 0, found: 'known' });
    expect((await plan()).stdout).toContain('No changes.');
  });

  test('an edit is seen', async () => {
    const { plan, folder } = await start();
    await plan();
    const file = 'catalog/course.yaml';
    put(folder, file, readFileSync(join(folder, file), 'utf8').replace('Lesson 7\n', 'Seven\n'));
    const { stdout, found } = await plan();
    expect(found).toBe('new');
    expect(stdout).toContain('"Seven"');
  });

  test('a platform with records of placements asks for more, so they are read anew', async () => {
    const { plan, folder } = await start();
    await plan();
    const file = 'timeback-catalog.yaml';
    const text = readFileSync(join(folder, file), 'utf8');
    const other = '  other: { baseUrl: "https://other.example", dialect: oneroster }\n';
    put(folder, file, text + other);
    expect((await plan()).found).toBe('new');
  });

  test('what is wrong is told each time, with its line', async () => {
    const { plan, folder } = await start();
    await plan();
    put(folder, 'catalog/wrong.yaml', 'kind: course\nsourcedId: w\ntitel: W\n');
    const first = await plan('--format', 'json');
    expect(first.code).toBe(1);
    expect(await plan('--format', 'json')).toEqual(first);
  });
});

describe('where', () => {
  test('--no-cache: nowhere, and what is there is not looked at', async () => {
    const { plan, cache } = await start();
    expect(await plan('--no-cache')).toMatchObject({ code: 0, found: undefined });
    expect(catalogsIn(cache)).toEqual([]);
    await plan();
    expect((await plan('--no-cache')).found).toBeUndefined();
  });

  test('the folder that the variable names, or that of the user; never the catalog', async () => {
    const { plan, cache, around, folder } = await start();
    await plan();
    expect(catalogsIn(cache)).toHaveLength(1);
    expect(readdirSync(folder).sort()).toEqual(['catalog', 'timeback-catalog.yaml']);
    if (process.platform !== 'linux') return;
    const home = folderWith();
    const env = { ...around.env, TIMEBACK_CATALOG_CACHE: '', XDG_CACHE_HOME: home };
    await run(['plan'], { ...around, env });
    expect(catalogsIn(join(home, 'timeback-catalog'))).toHaveLength(1);
  });

  test('not in a checkout, into which a pull request could put it; --debug says so', async () => {
    const { around, env } = await start();
    const checkout = folderWith({ '.git/HEAD': 'ref: refs/heads/main\n' });
    const named = { ...env, TIMEBACK_CATALOG_CACHE: join(checkout, 'cache') };
    const { code, stderr } = await builtCli(['plan', '--env', 'test', '--debug'], {
      ...around,
      env: named,
    });
    expect(code).toBe(0);
    expect(stderr).toContain(`cache: off, because ${join(checkout, 'cache')} lies in`);
    expect(readdirSync(checkout)).toEqual(['.git']);
  });

  test('a folder that cannot be had stops nothing', async () => {
    const { around, env } = await start();
    const taken = join(folderWith({ file: '' }), 'file');
    const other = { ...around, env: { ...env, TIMEBACK_CATALOG_CACHE: taken } };
    expect(await run(['plan'], other)).toMatchObject({ code: 0, found: 'new' });
  });
});
