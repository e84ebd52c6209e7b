import {
  type ImportOutlineOptions,
  type ImportOutlineResult,
  importOutline,
} from '../../src/features/import/sources.ts';
import type { Checked } from '../../src/model/problem.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { put } from './catalog-folder.ts';

/** Writes a source beside the catalog and imports it. */
export function importText(
  folder: string,
  text: string,
  options: Partial<ImportOutlineOptions> = {},
): Promise<Checked<ImportOutlineResult>> {
  const file = options.file ?? 'outline.csv';
  put(folder, file, text);
  const all = { file, dryRun: false, adopt: false, repeated: 'leave-out', mappings: [] } as const;
  return importOutline({ ...all, ...options }, nodeWorld({ cwd: folder }));
}

/** The same, if it is expected to succeed. */
export async function imported(
  folder: string,
  text: string,
  options: Partial<ImportOutlineOptions> = {},
): Promise<ImportOutlineResult> {
  const result = await importText(folder, text, options);
  if (!result.ok) throw new Error(JSON.stringify(result.problems, undefined, 1));
  return result.value;
}
