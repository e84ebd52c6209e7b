import { setImmediate } from 'node:timers/promises';
import { readManifests } from '../files/manifests.ts';
import { type Readings, readingOf } from '../manifest/readings.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Checked, checked } from '../model/problem.ts';
import { checkIdentity } from './identity.ts';
import { catalogFrom, type ReadCatalog, readCatalog, type Workspace } from './workspace.ts';

/** The manifests, held against the ledger. As they are written: no environment has a say yet. */
export interface Sources {
  readonly catalog: Catalog;
  /** What they were read from, for the frames of problems. */
  readonly files: readonly SourceFile[];
  /** Says what is retired; absent where the catalog keeps none. */
  readonly ledger?: Ledger;
}

/** Reads the manifests once, for however many environments they are to be published to. */
export function readSources(workspace: Workspace): Checked<Sources> {
  return sourcesFrom(readCatalog(workspace), workspace);
}

/** Reading goes on for so many milliseconds at a time. */
const slice = 8;

/**
 * The same in slices, so that answers of a platform that is being read meanwhile are dealt with as
 * they come: the time it takes to answer is then not waited for.
 */
export async function readSourcesMeanwhile(workspace: Workspace): Promise<Checked<Sources>> {
  // The first request leaves before the first file is opened.
  await setImmediate();
  const manifests = readManifests(workspace.folder, workspace.config.catalog);
  const readings: Readings = new WeakMap();
  let began = performance.now();
  for (const file of manifests.files) {
    readingOf(file, readings);
    if (performance.now() - began < slice) continue;
    await setImmediate();
    began = performance.now();
  }
  return sourcesFrom(catalogFrom(manifests, workspace, readings), workspace);
}

function sourcesFrom(read: Checked<ReadCatalog>, workspace: Workspace): Checked<Sources> {
  if (!read.ok) return read;
  const identity = checkIdentity(workspace, read.value);
  if (!identity.ok) return { ok: false, problems: [...identity.problems, ...read.problems] };
  const { catalog, files } = read.value;
  const { ledger } = identity.value;
  // What identity only warns of is for `check`: it says nothing about this plan.
  return checked({ catalog, files, ...(ledger && { ledger }) }, read.problems);
}
