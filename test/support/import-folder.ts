import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emulator } from '../../src/features/emulator/server/emulator.ts';
import { fmt } from '../../src/features/fmt/fmt.ts';
import {
  type ImportRemoteOptions,
  type ImportRemoteResult,
  importRemote,
} from '../../src/features/import/import-remote.ts';
import type { Json } from '../../src/model/json.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { planFolder, worldWith } from './publish.ts';

/** Runs something in a folder that holds a config and nothing else, and removes the folder. */
export async function inEmptyCatalog<T>(
  run: (folder: string) => Promise<T>,
  environment: Readonly<Record<string, Json>> = {},
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-import-'));
  const environments = { test: { baseUrl: 'https://timeback.test', ...environment } };
  writeFileSync(
    join(folder, 'timeback-catalog.yaml'),
    JSON.stringify({ org: 'partner-sandbox', environments }),
  );
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Imports from the environment `test`. Throws if that is refused. */
export async function importFrom(
  emulator: Emulator,
  folder: string,
  options: Partial<ImportRemoteOptions> = {},
): Promise<ImportRemoteResult> {
  const all = { env: 'test', dryRun: false, additional: false, ...options };
  const result = await importRemote(all, worldWith(emulator, folder));
  if (!result.ok) throw new Error(JSON.stringify(result.problems, undefined, 1));
  return result.value;
}

/** The files of a folder by path, but for what the tool keeps for itself. */
export function filesIn(folder: string, path = ''): Record<string, string> {
  const entries = readdirSync(join(folder, path), { withFileTypes: true });
  return Object.assign(
    {},
    ...entries.map((entry) => {
      const file = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.name === '.timeback-catalog') return {};
      return entry.isDirectory()
        ? filesIn(folder, file)
        : { [file]: readFileSync(join(folder, file), 'utf8') };
    }),
  );
}

/** What `plan` wants to change; throws if it is refused. */
export async function changesOf(emulator: Emulator, folder: string): Promise<readonly string[]> {
  const planned = await planFolder(emulator, folder);
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems, undefined, 1));
  return planned.value.plan.changes.map(({ action, address }) => `${action} ${address}`);
}

/** Whether `fmt` would leave the folder alone. */
export function isFormatted(folder: string): boolean {
  const result = fmt({ check: true }, nodeWorld({ cwd: folder, uuid: () => 'none' }));
  return result.ok && result.value.changed.length === 0;
}
