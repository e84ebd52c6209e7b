// What an import of the library costs, in what it loads and not in time, and what it leads to.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { importsOf, typesFrom } from '../../scripts/build/library.ts';

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

test('an import of the library loads neither fetch, HTTP nor anything that only some need', () => {
  const loaded = loadedBy('await import(process.env.LIBRARY);');
  expect(loaded).not.toContain(nodeFetch);
  expect(loaded).not.toContain('NativeModule http');
  expect(lateFiles(loaded)).toEqual([]);
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
