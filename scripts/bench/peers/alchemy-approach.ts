import { cpSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Approach, env, small, type Task } from '../approach.ts';
import { measure } from '../child.ts';
import type { Peer } from '../peers.ts';
import type { Platform } from '../platform.ts';
import type { Workbench } from '../workbench.ts';
import { install, notInstalled } from './install.ts';

const wanted = 'alchemy@0.94';

/** Installs alchemy into the folder of the benchmark, since the project does not depend on it. */
export async function openAlchemy(bench: Workbench, platform: Platform): Promise<Peer> {
  const folder = join(bench.folder, 'alchemy');
  if (!install(folder, [wanted])) return { present: false, name: 'alchemy', why: notInstalled };
  const packageFolder = join(folder, 'node_modules/alchemy');
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  // Beside its node_modules, where Node looks for the package.
  const program = join(folder, 'catalog.mjs');
  renameSync(await bench.bundle(new URL('./alchemy.ts', import.meta.url)), program);
  const bin = join(packageFolder, 'bin/alchemy.js');
  return {
    present: true,
    name: `alchemy ${version}`,
    ways: [
      alchemyWay('alchemy, live', ['--live'], { program, folder, platform }),
      alchemyWay('alchemy, own state', [], { program, folder, platform }),
    ],
    startUp: [{ name: '`alchemy --version`', run: () => measure([bin, '--version'], silent) }],
  };
}

const silent = { ...env, DO_NOT_TRACK: '1' };

function alchemyWay(
  name: string,
  options: readonly string[],
  {
    program,
    folder,
    platform,
  }: { readonly program: string; readonly folder: string; readonly platform: Platform },
): Approach {
  const state = join(folder, 'state');
  /** The state after creating everything, by the created catalog. */
  const kept = new Map<string, string>();
  const runIn = (stateFolder: string, catalog: string, url: string) =>
    measure([program, catalog, url, stateFolder, ...options], silent);
  const create = async (catalog: string) => {
    const created = join(folder, `state-${name.replace(/\W+/g, '-')}-${kept.size}`);
    mkdirSync(created);
    const url = await platform.open();
    await runIn(created, catalog, url).finally(platform.close);
    kept.set(catalog, created);
    return created;
  };
  return {
    name,
    upTo: small,
    ready: async ({ published }: Task) => {
      rmSync(state, { recursive: true, force: true });
      mkdirSync(state);
      if (published === undefined) return;
      cpSync(kept.get(published) ?? (await create(published)), state, { recursive: true });
    },
    run: ({ catalog }, url) => runIn(state, catalog, url),
  };
}
