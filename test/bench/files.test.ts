// How often manifests are read from disk, counted: once, whatever the command.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { catalogFiles, layouts } from '../../scripts/bench/catalog.ts';
import { check } from '../../src/features/check/check.ts';
import { createEmulator, type Emulator } from '../../src/features/emulator/server/emulator.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { watchFiles } from '../support/operations.ts';
import { applyFolder, planFolder } from '../support/publish.ts';

const config = 'org: partner-sandbox\nenvironments:\n  test: { baseUrl: https://timeback.test }\n';
const [, layout] = layouts;

let emulator: Emulator;
beforeEach(() => {
  emulator = createEmulator();
});
afterEach(() => emulator.close());

const commands = {
  check: (folder: string) => check({}, nodeWorld({ cwd: folder })),
  plan: (folder: string) => planFolder(emulator, folder),
  apply: (folder: string) => applyFolder(emulator, folder),
};

describe.each([{ lessons: 40 }, { lessons: 400 }])('$lessons lessons', ({ lessons }) => {
  test.each(Object.entries(commands))('%s reads each manifest once', async (_, command) => {
    const files = Object.fromEntries(catalogFiles({ lessons, layout }));
    const folder = folderWith({ ...files, 'timeback-catalog.yaml': config });
    const watched = watchFiles();
    try {
      expect(await command(folder)).toMatchObject({ ok: true });
    } finally {
      watched.end();
    }
    const manifests = watched.read.filter((path) => path.startsWith(`${folder}/catalog/`));
    expect(manifests.map((path) => path.slice(folder.length + 1)).sort()).toEqual(
      Object.keys(files).sort(),
    );
  });
});
