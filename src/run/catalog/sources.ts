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
import { catalogFrom, checkGiven, readLedger, readManifestFiles } from './catalog-files.ts';
import { allProblemsOf, checkForPlatform } from './identity.ts';
import { checkStandards } from './standards.ts';
import { rulesBroken } from './target.ts';
import { withoutEchoes } from './unmatched.ts';
import { placementsAreRecorded, type Workspace } from './workspace.ts';

/** The manifests as written, compared with the ledger. No environment has changed them yet. */
export interface Sources {
  readonly catalog: Catalog;
  /** The files that the manifests were read from. */
  readonly files: readonly SourceFile[];
  /** The ledger, which says what is retired. Absent if the catalog has none. */
  readonly ledger?: Ledger;
  /** Live ids that have no node, here or at HEAD: only a platform can tell why. Absent: none. */
  readonly nodeless?: readonly LedgerEntry[];
}

/** Reads the manifests once, for any number of environments. */
export function readSources(workspace: Workspace, world: SourcesWorld = {}): Checked<Sources> {
  const steps = reading(workspace, world);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The milliseconds for which reading goes on before answers are handled. */
const slice = 2;

/**
 * Like `readSources`, but in slices, so that the answers of a platform that is read at the same time are
 * handled as they come.
 */
export async function readSourcesMeanwhile(
  workspace: Workspace,
  world: SourcesWorld,
): Promise<Checked<Sources>> {
  // The first request is sent before the first file is opened.
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

/** Reads manifests and ledger; takes the catalog from an earlier run if both are the same. */
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
  // The cache does not depend on the rules of the config.
  return checked(sources.value, [...sources.problems, ...rulesBroken(workspace, catalog)]);
}

/** The sources from a kept catalog, which had no problems with this ledger. */
function again(catalog: Catalog, { files }: ManifestFiles, workspace: Workspace): Checked<Sources> {
  const ledger = readLedger(workspace);
  if (!ledger.ok) return ledger;
  // The cache depends neither on these files nor on the config.
  const further = [...checkStandards(catalog, workspace), ...checkGiven(workspace, catalog)];
  const sources = { catalog, files, ...(ledger.value && { ledger: ledger.value.ledger }) };
  return checked(sources, further);
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
  if (!identity.ok) {
    return { ok: false, problems: withoutEchoes([...identity.problems, ...read.problems]) };
  }
  const { catalog, files } = read.value;
  const { ledger, nodeless } = identity.value;
  const sources = {
    catalog,
    files,
    ...(ledger && { ledger }),
    ...(nodeless.length > 0 && { nodeless }),
  };
  // Warnings of the identity check are for `check`: they say nothing about this plan.
  return checked(sources, read.problems);
}

/** The cache of the catalog that an earlier run read from the same manifests and the same ledger. */
interface KeptCatalog {
  /** The kept catalog; undefined if there is none. It can be paused, to handle the answers of a platform. */
  readonly find: () => Generator<undefined, Catalog | undefined>;
  /** Keeps a catalog. Only for one without any problem: `find` gives no problems back. */
  readonly keep: (catalog: Catalog) => void;
}

/** The least bytes of manifests for the cache. Fewer are read as fast as the cache itself. */
const usualFrom = 128 * 1024;

/** The cache for some manifests; undefined if they should not be kept. */
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
  const isRecorded = String(placementsAreRecorded(workspace));
  const key = keyOf(files, { ledger, ids, form, isRecorded, build: cache.build });
  return {
    *find() {
      const catalog = yield* catalogIn(store.find(key), files);
      debug(`cache: the manifests are ${catalog ? 'known' : 'new'} (${key})`);
      return catalog;
    },
    keep: (catalog) => {
      // The ledger was read again for the identity check, and may have changed. Manifests are read once.
      const after = readLedgerBytes(folder, config.ids);
      if (after.ok && areSame(ledger, after.value)) store.keep(key, catalogLines(catalog, files));
    },
  };
}

function* catalogIn(lines: Iterable<string> | undefined, files: ManifestFiles['files']) {
  try {
    return lines && (yield* catalogFromLines(lines, files));
  } catch {
    // Lines that cannot be read come from another build, so the manifests are read.
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

/** A hash of everything that a catalog, and the result of its identity check, follow from. */
function keyOf(
  files: ManifestFiles['files'],
  {
    ledger,
    ...texts
  }: { ledger: ManifestFiles['files'] } & Readonly<
    Record<'ids' | 'form' | 'isRecorded' | 'build', string>
  >,
): string {
  const hash = createHash('sha256').update(JSON.stringify(texts));
  for (const { file, bytes } of [...files, ...ledger]) {
    hash.update(JSON.stringify([file, bytes.length])).update(bytes);
  }
  return hash.digest('hex');
}
