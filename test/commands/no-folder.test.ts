// The folder of a world is a path that a program was given: it may not exist, or be a file.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as library from '../../src/index.ts';
import { folderWith } from '../support/catalog-folder.ts';

const { nodeWorld } = library;
type World = library.World;

const reading: Record<string, (world: World) => unknown> = {
  plan: (world) => library.plan({ env: 'local' }, world),
  planAgainstGit: (world) => library.planAgainstGit({ againstGit: 'HEAD' }, world),
  apply: (world) => library.apply({ env: 'local', approval: { type: 'auto' } }, world),
  check: (world) => library.check({}, world),
  checkBase: (world) => library.check({ base: 'HEAD' }, world),
  fix: (world) => library.fix({ base: 'HEAD' }, world),
  fmt: (world) => library.fmt({ check: false }, world),
  doctor: (world) => library.doctor({ env: 'local' }, world),
  loadCatalog: (world) => library.loadCatalog({}, world),
  readRemote: (world) => library.readRemote({ env: 'local' }, world),
  refresh: (world) => library.refresh({ env: 'local' }, world),
  show: (world) => library.show('x', { env: 'local' }, world),
};

test.each(Object.entries(reading))('%s returns the problem and does not throw', async (_, call) => {
  const folder = folderWith({ 'a-file': 'text' });
  for (const cwd of [join(folder, 'missing'), join(folder, 'a-file')]) {
    expect(await call(nodeWorld({ cwd, env: {} }))).toMatchObject({
      ok: false,
      problems: [{ code: 'config/missing' }],
    });
  }
});
