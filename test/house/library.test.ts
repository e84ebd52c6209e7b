// What an import of the library costs, in what it loads and not in time, and what it leads to.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { importsOf, typesFrom } from '../../scripts/build/library.ts';
import * as source from '../../src/index.ts';
import { builtPackage } from '../support/built-package.ts';
import { catalogFiles, courseManifest, folderWith, put } from '../support/catalog-folder.ts';

const folder = join(import.meta.dirname, '../../dist/lib');

/** What a process has loaded after these lines of a module: modules of Node, and late files of ours. */
function loadedBy(code: string): readonly string[] {
  const program = `
    import { createRequire } from 'node:module';
    ${code}
    const ours = Object.keys(createRequire(import.meta.url).cache);
    console.log(JSON.stringify([...process.moduleLoadList, ...ours]));`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    env: { LIBRARY: pathToFileURL(join(folder, 'index.js')).href },
  });
  return JSON.parse(printed);
}

const nodeFetch = 'NativeModule internal/deps/undici/undici';
const lateFiles = (loaded: readonly string[]) => loaded.filter((file) => file.startsWith(folder));

test('the package needs no other', () => {
  expect(packageJson).not.toHaveProperty('dependencies');
  expect(packageJson).not.toHaveProperty('optionalDependencies');
  expect(packageJson).not.toHaveProperty('peerDependencies');
});

test('what is exported says what it is for, in sentences that an editor can show alone', () => {
  const root = resolve(import.meta.dirname, '../..');
  const index = readFileSync(join(root, 'src/index.ts'), 'utf8');
  const named = [...index.matchAll(/^export (?:type )?\{([^}]*)\} from '\.\/([^']+)'/gm)].flatMap(
    ([, names = '', file = '']) =>
      names.split(',').flatMap((name) => {
        const bare = name.replace('type ', '').trim();
        return bare === '' ? [] : [{ name: bare, file }];
      }),
  );
  const unsaid = named.filter(({ name, file }) => {
    const text = readFileSync(join(root, 'src', file), 'utf8');
    const kinds = '(?:async )?(?:function|const|interface|type|class)';
    const said = new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\nexport ${kinds} ${name}\\b`).exec(
      text,
    )?.[1];
    // Words of the code that a reader of the library does not know.
    const isPlain =
      !/\b(?:mints?|cures?|side by side|all or nothing|prove[sd]?|sends? nothing but)\b/i.test(
        said ?? '',
      );
    return !isPlain || !/\w[\s\S]*[.:)]\s*$/.test(said ?? '');
  });
  expect(named.length).toBeGreaterThan(90);
  expect(unsaid.map(({ name }) => name)).toEqual([]);
});

test('an import of the library loads neither fetch, HTTP nor anything that only some need', () => {
  const loaded = loadedBy('await import(process.env.LIBRARY);');
  expect(loaded).not.toContain(nodeFetch);
  expect(loaded).not.toContain('NativeModule http');
  expect(lateFiles(loaded)).toEqual([]);
});

test('an import reads a quarter of the code: functions load the rest when one of them is called', () => {
  const files = new Set([join(folder, 'index.js')]);
  for (const file of files) {
    const code = readFileSync(file, 'utf8');
    for (const [, name = ''] of code.matchAll(/\b(?:from|import)"(\.\/[^"]+)"/g)) {
      files.add(join(folder, name));
    }
  }
  const bytes = [...files].reduce((sum, file) => sum + statSync(file).size, 0);
  expect(files).not.toContain(join(folder, 'library.js'));
  expect(bytes).toBeLessThan(250_000);
});

test('what is built exports what the source exports, and its functions are those of the library', async () => {
  const built = await import(pathToFileURL(join(folder, 'index.js')).href);
  expect(Object.keys(built)).toEqual(Object.keys(source).sort());
  expect(built.problemCodes).toEqual(source.problemCodes);
  const { ExactNumber, loadCatalog, nodeWorld, renderers } = built;
  expect(new ExactNumber('1.50')).toBeInstanceOf(ExactNumber);
  expect(Object.keys(renderers)).toEqual(Object.keys(source.renderers));
  const loaded = loadCatalog({}, nodeWorld({ cwd: tmpdir() }));
  expect(loaded).toMatchObject({ ok: false, problems: [{ code: 'config/missing' }] });
});

test('what it loads then works as in the source: titles beyond ASCII, their widths and differences', async () => {
  const built = await import(pathToFileURL(join(folder, 'index.js')).href);
  const shown = async ({ apply, createEmulator, nodeWorld, plan, renderers }: typeof source) => {
    const cwd = folderWith(catalogFiles());
    const emulator = createEmulator();
    const env = { TIMEBACK_CLIENT_ID: 'emulator', TIMEBACK_CLIENT_SECRET: 'emulator' };
    const now = () => new Date('2026-01-01T00:00:00Z');
    const world = nodeWorld({ cwd, env, now, fetch: emulator.fetch });
    const published = await apply({ env: 'production', approval: { type: 'auto' } }, world);
    expect(published).toMatchObject({ ok: true });
    const title = 'Brüche – 分数 👩‍🏫 und ihr Größenvergleich';
    put(cwd, 'catalog/course.yaml', courseManifest(2).replace(/(?<=title: ).*/g, title));
    const planned = await plan({ env: 'production' }, world);
    if (!planned.ok) return planned.problems;
    const look = {
      colour: true,
      width: 60,
      unicode: true,
      detail: 'fields',
      sources: world.sources,
    } as const;
    emulator.close();
    return Object.values(renderers).map((renderer) => renderer.plan(planned.value.plan, look));
  };
  const texts = await shown(source);
  expect(texts).toHaveLength(4);
  expect(await shown(built)).toEqual(texts);
});

test('what it is asked for it loads then', () => {
  const emulator = loadedBy(`
    const { createEmulator } = await import(process.env.LIBRARY);
    const emulator = createEmulator();
    await emulator.fetch(new Request('http://emulator.test/'));
    emulator.close();`);
  expect(emulator).toContain(nodeFetch);
  expect(lateFiles(emulator)).toContain(join(folder, 'hono.cjs'));
});

test('its types lead to files of the package and to types of Node alone, and no others are shipped', () => {
  const files = typesFrom(join(folder, 'index.d.ts'));
  expect(files.size).toBeGreaterThan(50);
  const imported = [...files].flatMap((file) => importsOf(readFileSync(file, 'utf8')));
  expect(imported.filter((name) => !/^(?:\.|node:)/.test(name))).toEqual([]);
  const shipped = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const types = shipped
    .filter((file) => file.endsWith('.d.ts'))
    .map((file) => resolve(folder, file));
  expect(new Set(types.map((file) => relative(folder, file)))).toEqual(
    new Set([...files].map((file) => relative(folder, file))),
  );
});

test.each(['esm', 'cjs'] as const)(
  'a program that is bundled with it works (%s)',
  async (format) => {
    const folder = folderWith(catalogFiles());
    const package_ = 'node_modules/timeback-catalog';
    cpSync(builtPackage(), join(folder, package_), { recursive: true });
    const contents = `
    import { apply, createEmulator, nodeWorld } from 'timeback-catalog';
    const { fetch } = createEmulator();
    const env = { TIMEBACK_CLIENT_ID: 'emulator', TIMEBACK_CLIENT_SECRET: 'emulator' };
    const world = nodeWorld({ cwd: process.cwd(), env, fetch });
    apply({ env: 'local', approval: { type: 'auto' } }, world).then(({ ok, value, problems }) =>
      console.log(ok ? value.report.settled.state : problems));`;
    const { warnings } = await build({
      stdin: { contents, resolveDir: folder },
      outfile: join(folder, 'program.js'),
      bundle: true,
      format,
      platform: 'node',
      logLevel: 'silent',
    });
    expect(warnings).toEqual([]);
    // It runs where the package is not, as on a server that is given one file.
    rmSync(join(folder, package_), { recursive: true });
    put(folder, 'package.json', JSON.stringify({ type: format === 'esm' ? 'module' : 'commonjs' }));
    const program = ['program.js'];
    expect(execFileSync(process.execPath, program, { cwd: folder, encoding: 'utf8' })).toBe(
      'converged\n',
    );
    expect(readdirSync(join(folder, '.timeback-catalog'), { recursive: true })).not.toEqual([]);
  },
);

test('a program that names the library and uses nothing of it is bundled without it', async () => {
  const folder = folderWith({});
  cpSync(builtPackage(), join(folder, 'node_modules/timeback-catalog'), { recursive: true });
  const contents = "import { apply } from 'timeback-catalog'; console.log('alone');";
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  expect(outputFiles.map(({ text }) => text.length < 1000)).toEqual([true]);
});
