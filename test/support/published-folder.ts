import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import type { DialectName } from './dialects.ts';
import { applyFolder, planFolder, type Reached } from './publish.ts';

/** One state of a catalog: its manifests, each a file, and the lines of its ledger if it keeps one. */
export interface CatalogState {
  readonly manifests: readonly Json[];
  readonly ledger?: readonly string[];
  /** Corrections of the dialect table. */
  readonly facts?: Readonly<Record<string, Json>>;
  /** Absent: an address that only an emulator in the test answers for. */
  readonly baseUrl?: string;
}

/** A maker of folders with a catalog, all gone after the tests of a file. JSON is YAML. */
export function catalogFolders(dialect: DialectName = 'partner'): (state: CatalogState) => string {
  let root: string;
  let count = 0;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'timeback-catalog-laws-'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return ({ manifests, ledger, facts = {}, baseUrl = 'https://timeback.test' }) => {
    count += 1;
    const folder = join(root, String(count));
    mkdirSync(join(folder, 'catalog'), { recursive: true });
    const test = { baseUrl, dialect, facts };
    const config = { org: 'partner-sandbox', environments: { test } };
    writeFileSync(join(folder, 'timeback-catalog.yaml'), JSON.stringify(config));
    if (ledger) writeFileSync(join(folder, 'catalog.ids'), `${[...ledger].sort().join('\n')}\n`);
    for (const [index, manifest] of manifests.entries()) {
      writeFileSync(join(folder, `catalog/${index}.yaml`), JSON.stringify(manifest));
    }
    return folder;
  };
}

/** Publishes a folder and expects all that a law promises: written, converged, and nothing to do. */
export async function publish(platform: Reached, folder: string): Promise<void> {
  const applied = await applyFolder(platform, folder);
  if (!applied.ok) throw new Error(JSON.stringify(applied.problems, undefined, 1));
  const { report } = applied.value;
  expect(report.outcomes.filter(({ status }) => status !== 'applied')).toEqual([]);
  expect(report.settled).toEqual({ state: 'converged' });
  const again = await planFolder(platform, folder);
  if (!again.ok) throw new Error(JSON.stringify(again.problems, undefined, 1));
  expect(again.value.plan.changes).toEqual([]);
}
