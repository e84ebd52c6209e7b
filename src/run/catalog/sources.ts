import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { openTextCache } from '../../files/cache.ts';
import { readLedgerBytes } from '../../files/ledger-files.ts';
import type { ManifestFiles } from '../../files/manifests.ts';
import { catalogFromLines, catalogLines } from '../../manifest/catalog-lines.ts';
import { type ManifestReadings, readingOf, type SourceFile } from '../../manifest/manifest.ts';
import type { Catalog } from '../../model/catalog.ts';
import type { Ledger, LedgerEntry } from '../../model/ledger.ts';
import { type Checked, checked } from '../../model/problem.ts';
import type { World } from '../world.ts';
import { catalogFrom, checkStandards, readLedger, readManifestFiles } from './catalog-files.ts';
import { allProblemsOf, checkForPlatform } from './identity.ts';
import { rulesBroken } from './target.ts';
import type { Workspace } from './workspace.ts';

/** The manifests, held against the ledger. As they are written: no environment has a say yet. */
export interface Sources {
  readonly catalog: Catalog;
  /** What they were read from. */
  readonly files: readonly SourceFile[];
  /** Says what is retired; absent if the catalog keeps none. */
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

/** Manifests and ledger, from an earlier run if they are the same. */
function* reading(workspace: Workspace, world: SourcesWorld): Steps<Checked<Sources>> {
  const manifests = readManifestFiles(workspace);
  yield;
  const kept = keptCatalog(manifests, workspace, world);
  const known = kept && (yield* kept.find());
  const sources = known
    ? again(known, manifests, workspace)
    : yield* readingAnew(manifests, workspace);
  if (!sources.ok) return sources;
  const { catalog, nodeless } = sources.value;
  if (!known && sources.problems.length === 0 && !nodeless) kept?.keep(catalog);
  // No kept catalog knows what breaks the rules of the config.
  return checked(sources.value, [...sources.problems, ...rulesBroken(workspace, catalog)]);
}

/** A catalog whose identity held beside this ledger, and which nothing was wrong with. */
function again(catalog: Catalog, { files }: ManifestFiles, workspace: Workspace): Checked<Sources> {
  const ledger = readLedger(workspace);
  if (!ledger.ok) return ledger;
  // These files are not among what a kept catalog follows from.
  const standards = checkStandards(catalog, workspace);
  const sources = { catalog, files, ...(ledger.value && { ledger: ledger.value.ledger }) };
  return checked(sources, standards);
}

function* readingAnew(manifests: ManifestFiles, workspace: Workspace): Steps<Checked<Sources>> {
  const readings: ManifestReadings = new WeakMap();
  for (const file of manifests.files) {
    readingOf(file, readings);
    yield;
  }
  const read = catalogFrom(manifests, workspace, readings);
  yield;
  if (!read.ok) {
    const all = allProblemsOf(workspace, read.problems);
    const shownProblems = all.filter(
      (one) => one.severity === 'error' || read.problems.includes(one),
    );
    return { ok: false, problems: shownProblems };
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

/** A catalog as an earlier run found it in the same manifests, beside the same ledger. */
interface KeptCatalog {
  /** May be stopped again and again, while answers of a platform are dealt with. */
  readonly find: () => Generator<undefined, Catalog | undefined>;
  /** To be called with what nothing at all was wrong with: nothing else comes back. */
  readonly keep: (catalog: Catalog) => void;
}

/** Bytes of manifests. Fewer are read as fast as what would be kept of them. */
const usualFrom = 128 * 1024;

/** Where the catalog of some manifests may be kept; undefined if it is not to be. */
function keptCatalog(
  { files, problems }: ManifestFiles,
  workspace: Workspace,
  { cache, debug = () => {} }: Partial<Pick<World, 'cache' | 'debug'>>,
): KeptCatalog | undefined {
  if (!cache || problems.length > 0) return undefined;
  const { from = usualFrom } = cache;
  if (files.reduce((sum, { bytes }) => sum + bytes.length, 0) < from) return undefined;
  const store = openTextCache(cache.folder, { debug });
  const { folder, config } = workspace;
  const read = readLedgerBytes(folder, config.ids);
  if (!read.ok) return undefined;
  const ledger = read.value;
  const ids = JSON.stringify(config.ids);
  const { sourcedIdForm: form = 'any' } = config;
  const key = keyOf(files, { ledger, ids, form, build: cache.build });
  return {
    *find() {
      const catalog = yield* catalogIn(store.find(key), files);
      debug(`cache: the manifests are ${catalog ? 'known' : 'new'} (${key})`);
      return catalog;
    },
    keep: (catalog) => {
      // The ledger was opened once more for the judgement. Manifests are read only once.
      const after = readLedgerBytes(folder, config.ids);
      if (after.ok && areSame(ledger, after.value)) store.keep(key, catalogLines(catalog, files));
    },
  };
}

function* catalogIn(lines: Iterable<string> | undefined, files: ManifestFiles['files']) {
  try {
    return lines && (yield* catalogFromLines(lines, files));
  } catch {
    // What cannot be read was not kept by this build: the manifests are read.
    return undefined;
  }
}

function areSame(a: ManifestFiles['files'], b: ManifestFiles['files']): boolean {
  return (
    a.length === b.length &&
    a.every(({ file, bytes }, at) => {
      const other = b[at];
      return other?.file === file && Buffer.compare(bytes, other.bytes) === 0;
    })
  );
}

/** Stands for everything that a catalog, and whether its identity holds, follows from. */
function keyOf(
  files: ManifestFiles['files'],
  {
    ledger,
    ...texts
  }: { ledger: ManifestFiles['files']; ids: string; form: string; build: string },
): string {
  const hash = createHash('sha256').update(JSON.stringify(texts));
  for (const { file, bytes } of [...files, ...ledger]) {
    hash.update(JSON.stringify([file, bytes.length])).update(bytes);
  }
  return hash.digest('hex');
}
