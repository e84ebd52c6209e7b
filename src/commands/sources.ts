import { setImmediate } from 'node:timers/promises';
import type { ManifestFiles } from '../files/manifests.ts';
import { type Readings, readingOf } from '../manifest/readings.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Ledger, LedgerEntry } from '../model/ledger.ts';
import { type Checked, checked } from '../model/problem.ts';
import { checkForPlatform } from './identity.ts';
import { keptCatalog } from './kept-catalog.ts';
import { allToldOf } from './provisional.ts';
import { checkStandards } from './standards.ts';
import { catalogFrom, readLedger, readManifestFiles, type Workspace } from './workspace.ts';
import type { World } from './world.ts';

/** The manifests, held against the ledger. As they are written: no environment has a say yet. */
export interface Sources {
  readonly catalog: Catalog;
  /** What they were read from. */
  readonly files: readonly SourceFile[];
  /** Says what is retired; absent where the catalog keeps none. */
  readonly ledger?: Ledger;
  /** Live ids that no manifest holds and none held at HEAD; absent: none. A platform can tell why. */
  readonly nodeless?: readonly LedgerEntry[];
}

/** Reads the manifests once, for however many environments they are to be published to. */
export function readSources(workspace: Workspace, world: SourcesWorld = {}): Checked<Sources> {
  const steps = reading(workspace, world);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Reading goes on for so many milliseconds at a time. */
const slice = 2;

/**
 * The same in slices, so that answers of a platform that is being read meanwhile are dealt with as
 * they come: the time it takes to answer is then not waited for.
 */
export async function readSourcesMeanwhile(
  workspace: Workspace,
  world: SourcesWorld,
): Promise<Checked<Sources>> {
  // The first request leaves before the first file is opened.
  await setImmediate();
  const steps = reading(workspace, world);
  let began = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - began < slice) continue;
    await setImmediate();
    began = performance.now();
  }
}

type SourcesWorld = Partial<Pick<World, 'cache' | 'debug'>>;
type Steps<T> = Generator<undefined, T>;

/** Manifests and ledger, from an earlier run where they are the same. */
function* reading(workspace: Workspace, world: SourcesWorld): Steps<Checked<Sources>> {
  const manifests = readManifestFiles(workspace);
  yield;
  const kept = keptCatalog(manifests, workspace, world);
  const known = kept && (yield* kept.find());
  if (known) return again(known, manifests, workspace);
  const sources = yield* readingAnew(manifests, workspace);
  if (sources.ok && sources.problems.length === 0 && !sources.value.nodeless) {
    kept?.keep(sources.value.catalog);
  }
  return sources;
}

/** A catalog whose identity held beside this ledger, and which nothing was wrong with. */
function again(catalog: Catalog, { files }: ManifestFiles, workspace: Workspace): Checked<Sources> {
  const ledger = readLedger(workspace);
  if (!ledger.ok) return ledger;
  // These files are not among what a kept catalog follows from.
  const standards = checkStandards(catalog, workspace);
  return checked(
    { catalog, files, ...(ledger.value && { ledger: ledger.value.ledger }) },
    standards,
  );
}

function* readingAnew(manifests: ManifestFiles, workspace: Workspace): Steps<Checked<Sources>> {
  const readings: Readings = new WeakMap();
  for (const file of manifests.files) {
    readingOf(file, readings);
    yield;
  }
  const read = catalogFrom(manifests, workspace, readings);
  yield;
  if (!read.ok) {
    const all = allToldOf(workspace, read.problems);
    const told = all.filter((one) => one.severity === 'error' || read.problems.includes(one));
    return { ok: false, problems: told };
  }
  const identity = checkForPlatform(workspace, read.value);
  if (!identity.ok) return { ok: false, problems: [...identity.problems, ...read.problems] };
  const { catalog, files } = read.value;
  const { ledger, nodeless } = identity.value;
  const sources = {
    catalog,
    files,
    ...(ledger && { ledger }),
    ...(nodeless.length > 0 && { nodeless }),
  };
  // What identity only warns of is for `check`: it says nothing about this plan.
  return checked(sources, read.problems);
}
