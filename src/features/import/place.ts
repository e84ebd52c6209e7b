import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { configNames, findConfig, type ManifestFiles } from '../../files/manifests.ts';
import type { LedgerTexts } from '../../identity/ledger/edit.ts';
import { type Manifest, type ManifestReading, readManifest } from '../../manifest/manifest.ts';
import type { Catalog } from '../../model/catalog.ts';
import type { Ledger } from '../../model/ledger.ts';
import { type Checked, checked, hasErrors } from '../../model/problem.ts';
import { catalogFrom, readLedger, readManifestFiles } from '../../run/catalog/catalog-files.ts';
import { allProblemsOf } from '../../run/catalog/identity.ts';
import { openWorkspace, readWorkspace, type Workspace } from '../../run/catalog/workspace.ts';
import type { World } from '../../run/world.ts';
import { newConfig, scaffoldFiles } from '../init/init.ts';

/** The catalog that an import writes into, with its present content. */
export interface ImportPlace {
  readonly workspace: Workspace;
  /** The files that start a catalog; empty if it exists. */
  readonly started: ReadonlyMap<string, string>;
  readonly manifests: readonly Manifest[];
  readonly texts: ReadonlyMap<string, string>;
  readonly catalog: Catalog;
  readonly ledger?: Ledger;
  readonly ledgerTexts?: LedgerTexts;
  /** Whether manifests can name the schemas from which editors complete. */
  readonly hasSchemas: boolean;
}

/** Opens the catalog of a folder; if there is none, prepares one that starts with the import. */
export function openImportPlace(
  world: Pick<World, 'cwd' | 'packageFolder' | 'sources'>,
  org?: string,
): Checked<ImportPlace> {
  if (!findConfig(world.cwd)) return startPlace(world, org);
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const { folder } = workspace.value;
  const found = readManifestFiles(workspace.value);
  const present = presentCatalog(found, workspace.value);
  const ledger = readLedger(workspace.value);
  const problems = [...present.problems, ...ledger.problems];
  if (!present.ok || !ledger.ok) return { ok: false, problems };
  const readings = found.files.map(readManifest);
  return checked(
    {
      workspace: workspace.value,
      started: new Map(),
      manifests: readings.flatMap(({ manifest }) => manifest ?? []),
      texts: new Map(readings.map(({ file, text = '' }: ManifestReading) => [file, text])),
      catalog: present.value,
      ...(ledger.value && { ledger: ledger.value.ledger, ledgerTexts: ledger.value.texts }),
      hasSchemas: existsSync(join(folder, 'schemas/course.schema.json')),
    },
    problems,
  );
}

/** The present nodes. A catalog without manifests is no problem before an import. */
function presentCatalog(found: ManifestFiles, workspace: Workspace): Checked<Catalog> {
  const isEmpty = found.files.length === 0 && !hasErrors(found.problems);
  if (isEmpty) return checked({ nodes: new Map() }, found.problems);
  // An import may put identifiers in place of standards that are unknown.
  const config = { ...workspace.config, standards: [] };
  const read = catalogFrom(found, { ...workspace, config });
  if (!read.ok) return { ok: false, problems: allProblemsOf(workspace, read.problems) };
  return checked(read.value.catalog, read.problems);
}

function startPlace(
  { cwd, packageFolder, sources }: Pick<World, 'cwd' | 'packageFolder' | 'sources'>,
  org = 'partner-sandbox',
): Checked<ImportPlace> {
  const config = newConfig(org);
  const [name] = configNames;
  const path = join(resolve(cwd), name);
  const bytes = new TextEncoder().encode(config);
  const workspace = readWorkspace({ path, folder: dirname(path), bytes }, sources);
  if (!workspace.ok) return workspace;
  const { files } = scaffoldFiles({ cwd, packageFolder });
  return checked(
    {
      workspace: workspace.value,
      started: new Map([[name, config], ...files]),
      manifests: [],
      texts: new Map(),
      catalog: { nodes: new Map() },
      hasSchemas: true,
    },
    [],
  );
}
