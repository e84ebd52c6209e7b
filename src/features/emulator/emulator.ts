import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { decodeText } from '../../document/source-text.ts';
import { readManifests } from '../../files/manifests.ts';
import { readNamed } from '../../files/outside.ts';
import { systemProblem } from '../../files/system-error.ts';
import { systemReasonOf } from '../../files/system-reasons.ts';
import { buildCatalog } from '../../manifest/build.ts';
import type { SourceFile } from '../../manifest/manifest.ts';
import type { Catalog } from '../../model/catalog.ts';
import type { DialectName } from '../../model/destination.ts';
import { inputLimits } from '../../model/input-limits.ts';
import { isObject, parseJson } from '../../model/json.ts';
import { kinds } from '../../model/node.ts';
import {
  type Checked,
  checked,
  failure,
  type Problem,
  problem,
  systemCodeOf,
} from '../../model/problem.ts';
import type { RemoteState } from '../../model/remote.ts';
import { uuidOf } from '../../model/sourced-id.ts';
import { buildPlan } from '../../plan/build.ts';
import { orgsOf } from '../../plan/desired.ts';
import { openDialect } from '../../remote/dialects/open-dialect.ts';
import { desiredFor } from '../../run/catalog/target.ts';
import { writeOf } from '../../run/publish.ts';
import type { World } from '../../run/world.ts';
import { withoutRepeats } from '../import/arrange.ts';
import { identify, reportOn } from '../import/identify.ts';
import { manifestText, type SourceOutline } from '../import/imported.ts';
import { mergeIntoManifests } from '../import/merge.ts';
import { readJsonOutline } from '../import/outline-json.ts';
import { readTableOutline } from '../import/tables/outline-table.ts';
import type {
  Emulator,
  EmulatorClient,
  EmulatorOptions,
  SeedComponent,
  SeedRecord,
} from './server/emulator.ts';
import type { ListenOptions } from './server/listen.ts';

/** Without clients only the client `emulator` is registered, with a new secret each time. */
interface EmulatorServerOptions
  extends ListenOptions,
    Omit<EmulatorOptions, 'tokenSeconds' | 'now'> {
  readonly orgs: readonly string[];
  /** Manifests, folders of manifests, or outlines to start with; they belong to the first client. */
  readonly seed?: readonly string[];
}

interface RunningEmulator {
  readonly url: string;
  readonly clients: readonly EmulatorClient[];
  readonly close: () => Promise<void>;
}

/** Starts the emulator on a port of this machine. The caller closes it. */
export async function startEmulator(
  { clients: registered = [], seed: paths = [], ...options }: EmulatorServerOptions,
  world: Pick<World, 'cwd' | 'sources' | 'now' | 'sha256'>,
): Promise<Checked<RunningEmulator>> {
  const seed = readSeed(paths, world);
  if (!seed.ok) return seed;
  const { createEmulator, defaultClient } = await import('./server/emulator.ts');
  const { listen } = await import('./server/listen.ts');
  let emulator: Emulator | undefined;
  try {
    // Readers of the documents and web pages in a browser cannot know a random secret.
    const secret = randomBytes(24).toString('base64url');
    const clients = registered.length > 0 ? registered : [{ id: defaultClient.id, secret }];
    const orgs = [...options.orgs, ...seed.value.orgs];
    const data = options.data === undefined ? {} : { data: resolve(world.cwd, options.data) };
    emulator = createEmulator({ ...options, ...data, orgs, clients });
    emulator.seed(seed.value.records);
    const running = emulator;
    const server = await listen(running, options);
    const close = async (): Promise<void> => {
      await server.close();
      running.close();
    };
    return checked({ url: server.url, clients, close }, seed.problems);
  } catch (error) {
    emulator?.close();
    const detail = error instanceof Error ? error.message : String(error);
    // For a file that is not a database of the emulator, the error's own message says more.
    const refused = systemReasonOf(systemCodeOf(error)) && systemProblem(error);
    return { ok: false, problems: [refused ?? problem('usage/wrong', { detail })] };
  }
}

type SeededRecord = SeedRecord | SeedComponent;

/** The content of an emulator at its start. */
export interface Seed {
  readonly records: readonly SeededRecord[];
  /** The orgs that its courses name. */
  readonly orgs: readonly string[];
}

/** The org that exists in every emulator; a course on a platform always has an org. */
const usualOrg = 'partner-sandbox';

type SeedWorld = Pick<World, 'cwd' | 'now' | 'sha256' | 'sources'>;

/** The records that publishing some manifests or outlines to an empty platform would leave there. */
export function readSeed(paths: readonly string[], world: SeedWorld): Checked<Seed> {
  if (paths.length === 0) return checked({ records: [], orgs: [] }, []);
  const files = paths.map((path) => filesAt(path, world));
  const problems = files.flatMap((read) => read.problems);
  if (problems.length > 0) return { ok: false, problems };
  const given = files.flatMap((read) => (read.ok ? read.value : []));
  const read = given.map((file) =>
    isOutline(file) ? manifestsOf(file, world) : checked([file], []),
  );
  const faults = read.flatMap((one) => one.problems);
  if (read.some((one) => !one.ok)) return { ok: false, problems: faults };
  const found = read.flatMap((one) => (one.ok ? one.value : []));
  world.sources.add(found);
  const catalog = buildCatalog({ files: found, globs: paths.join(' ') });
  if (!catalog.ok) return catalog;
  // The OneRoster dialect can hold all placements of a lesson. The emulator shows the records in both.
  const oneroster = recordsIn('oneroster', catalog.value, world);
  const records = oneroster.ok ? oneroster : recordsIn('partner', catalog.value, world);
  if (!records.ok) return records;
  return checked({ records: records.value, orgs: orgsOf(catalog.value) }, faults);
}

function filesAt(path: string, { cwd }: SeedWorld): Checked<readonly SourceFile[]> {
  const absolute = resolve(cwd, path);
  const found = statSync(absolute, { throwIfNoEntry: false });
  if (!found) {
    return failure('file/unreadable', {
      detail: `${path}, named by --seed, does not exist.`,
      hint: '`--seed` takes manifests, folders of them, or outlines (CSV, TSV, JSON).',
    });
  }
  if (!found.isDirectory()) {
    const bytes = readNamed(absolute, path, inputLimits.manifest);
    return bytes.ok ? checked([{ file: path, bytes: bytes.value }], []) : bytes;
  }
  const { files, problems } = readManifests(absolute, ['**/*.{yaml,yml,json}']);
  const named = files.map(({ file, bytes }) => ({ file: join(path, file), bytes }));
  return problems.length > 0 ? { ok: false, problems } : checked(named, []);
}

function recordsIn(
  name: DialectName,
  manifests: Catalog,
  { now, sha256 }: SeedWorld,
): Checked<SeededRecord[]> {
  const dialect = openDialect(name, new Map());
  if (!dialect.ok) return dialect;
  const { rules, encode } = dialect.value;
  const environment = { name: 'seed', org: usualOrg, overrides: [] };
  const target = { environment, dialect: dialect.value, configFile: '' };
  const { catalog, problems } = desiredFor(manifests, target);
  const platform = { name: 'seed', url: 'seed:', dialect: name };
  const state: RemoteState = { platform, entities: new Map(), requests: 0 };
  const plan = buildPlan({ catalog, remote: state, rules, sha256 });
  if (!plan.ok) return plan;
  const records = plan.value.changes.flatMap((change): SeededRecord[] => {
    const dateLastModified = now().toISOString();
    return encode(writeOf(change, state), now()).flatMap(({ collection, record }) =>
      isSeedKind(collection) ? { kind: collection, record: { dateLastModified, ...record } } : [],
    );
  });
  return checked(records, problems);
}

/** The collections that a catalog is published to, in either dialect. */
const seedKinds = [...kinds, 'courseComponent', 'componentResource'] as const;

function isSeedKind(name: string): name is (typeof seedKinds)[number] {
  return seedKinds.some((one) => one === name);
}

/** Whether a file to seed with is an outline rather than a manifest. */
function isOutline({ file, bytes }: SourceFile): boolean {
  if (isTable(file)) return true;
  if (!/\.json$/i.test(file)) return false;
  const text = decodeText(file, bytes);
  const value = text.ok ? parseJson(text.value) : undefined;
  return Array.isArray(value) || (isObject(value) && value['kind'] === undefined);
}

function isTable(file: string): boolean {
  return /\.(csv|tsv|tab)$/i.test(file);
}

/** The manifests to which an outline would be imported. The same file always gives the same ids. */
function manifestsOf(
  { file, bytes }: SourceFile,
  { sha256 }: Pick<World, 'sha256'>,
): Checked<readonly SourceFile[]> {
  const text = decodeText(file, bytes);
  if (!text.ok) return text;
  const outline: Checked<SourceOutline> = isTable(file)
    ? readTableOutline(file, text.value, { mappings: [] })
    : readJsonOutline(file, text.value);
  if (!outline.ok) return { ok: false, problems: outline.problems.map(asSeedProblem) };
  let count = 0;
  const mint = () => {
    count += 1;
    return uuidOf(sha256(`timeback-catalog seed\n${file}\n${count}`));
  };
  const known = { present: new Map(), keys: new Map(), mint, adopt: false };
  const once = withoutRepeats(outline.value, 'leave-out');
  const identified = identify(once, known);
  const { leftOut } = reportOn(once, identified);
  const { files } = mergeIntoManifests(identified.imported, [], {
    present: 'keep',
    fileFor: (kind, title) => `${file}: ${kind} ${JSON.stringify(title)} ${mint()}.yaml`,
  });
  const manifests = [...files].map(([name, { kind, value }]) => ({
    file: name,
    bytes: encoder.encode(manifestText(name, kind, value, false)),
  }));
  const [first] = leftOut;
  const problems = first ? [notSeeded(file, leftOut.length, `${first.what}: ${first.why}`)] : [];
  return checked(manifests, problems);
}

const encoder = new TextEncoder();

/** Adjusts the problem of unknown columns, since only an import can map them. */
function asSeedProblem(found: Problem): Problem {
  if (found.code !== 'import/columns') return found;
  const hint =
    'Name the columns course, unit and lesson; or import it with `import outline --map`, and seed the manifests.';
  return { ...found, hint };
}

function notSeeded(file: string, count: number, first: string): Problem {
  const many = count === 1 ? 'One thing' : `${count} things`;
  return problem('import/left-out', {
    detail: `${many} in ${file} cannot be seeded. ${first.replace(/^./, (letter) => letter.toUpperCase())}.`,
  });
}
