import { join } from 'node:path';
import { readManifests } from '../files/manifests.ts';
import { writeWhole } from '../files/write.ts';
import { type Formatted, format } from '../manifest/format.ts';
import { type Checked, checked, hasErrors, inReadingOrder } from '../model/problem.ts';
import { openWorkspace } from './workspace.ts';
import type { World } from './world.ts';

export interface FmtOptions {
  /** Only report; write nothing. */
  readonly check: boolean;
}

export interface FmtResult {
  /** Files whose text is, or would be, another. */
  readonly changed: readonly string[];
  readonly minted: readonly (Formatted['minted'][number] & { readonly file: string })[];
  readonly files: number;
}

/** Brings all manifests into the canonical layout and gives new nodes their ids. All or nothing. */
export function fmt(options: FmtOptions, world: Pick<World, 'cwd' | 'uuid'>): Checked<FmtResult> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const { folder, config } = workspace.value;
  const { files, problems } = readManifests(folder, config.catalog);
  const results = files.map((source) => ({
    file: source.file,
    result: format(source, world.uuid),
  }));
  const all = [...problems, ...results.flatMap(({ result }) => result.problems)];
  if (hasErrors(all)) return { ok: false, problems: inReadingOrder(all) };
  const formatted = results.flatMap(({ file, result }) =>
    result.ok ? [{ file, ...result.value }] : [],
  );
  const changed = formatted.filter((one) => one.changed);
  if (!options.check) for (const { file, text } of changed) writeWhole(join(folder, file), text);
  const minted = changed.flatMap(({ file, minted: ids }) => ids.map((id) => ({ ...id, file })));
  return checked({ changed: changed.map(({ file }) => file), minted, files: files.length }, all);
}
