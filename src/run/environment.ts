import { selectEnvironment } from '../config/choose-environments.ts';
import type { Environment } from '../config/environment.ts';
import { placementsInFiles } from '../manifest/format.ts';
import type { Destination } from '../model/destination.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { type Ledger, type PlacementEntry, placementKey } from '../model/ledger.ts';
import { resolvePlacements } from '../model/placements.ts';
import type { Checked } from '../model/problem.ts';
import type { Platform } from '../model/remote.ts';
import { placementWithOtherIds, writtenIdsIn } from '../plan/other-ids.ts';
import type { Dialect, PlacementIds } from '../remote/dialects/dialect.ts';
import {
  type Corrections,
  openDialect,
  placementIds,
  type Rows,
  rowsUnder,
} from '../remote/dialects/open-dialect.ts';
import { readLedger, readManifestFiles } from './catalog/catalog-files.ts';
import type { Workspace } from './catalog/workspace.ts';
import { inPipeline, type World } from './world.ts';

/** The environment of a run for one environment; a problem if it is unknown or not named in CI. */
export function chooseEnvironment(
  { config }: Workspace,
  { env }: { readonly env?: string },
  world: Pick<World, 'env'>,
): Checked<Environment> {
  const named = env === undefined ? {} : { named: env };
  return selectEnvironment(config, { ...named, ci: inPipeline(world) });
}

/** The platform of an environment, as plans, receipts and messages name it. */
export function platformOf(environment: Environment): Platform {
  const { name, dialect } = environment;
  return {
    name,
    url: environment.type === 'emulator' ? embeddedUrl(name) : environment.baseUrl,
    dialect,
  };
}

/** The URL of the embedded emulator: it runs inside this process, so no port and no folder identifies it. */
const embeddedUrl = (name: string) => `emulator:${name}`;

/** Whether the URL of a platform is that of the embedded emulator. */
export function isEmbedded(url: string): boolean {
  return url.startsWith(embeddedUrl(''));
}

/** The platform of an environment with its destination: what decides what is sent to it, and where. */
export function destinedPlatform(environment: Environment): Platform {
  return { ...platformOf(environment), destination: destinationOf(environment) };
}

/**
 * The destination of an environment's requests and the rows that shape them: everything that its config and
 * this version decide, without the manifests. It checks nothing, so a refused config has one, too.
 */
export function destinationOf(environment: Environment): Destination {
  const { name, org, dialect } = environment;
  const own = {
    ...(org !== undefined && { org }),
    ...(environment.scope && { scope: { ...environment.scope } }),
    overrides: environment.overrides.map(({ of, fields }): JsonObject => ({ of, fields })),
  };
  if (environment.type === 'emulator') {
    const address = embeddedUrl(name);
    const rows = rowsUnder(dialect, new Map());
    return { baseUrl: address, tokenUrl: address, credentials: [], ...rows, ...own };
  }
  const { baseUrl, credentials, facts, qti, caliper } = environment;
  const values = new Map<string, Json>([...facts].map(([row, { value }]) => [row, value]));
  const rows = rowsUnder(dialect, values);
  const tokenUrl = tokenAddress(environment.tokenUrl, baseUrl, rows);
  const further = {
    ...(qti !== undefined && { qtiUrl: addressOf(qti) }),
    ...(caliper !== undefined && { caliperUrl: addressOf(caliper) }),
  };
  return { baseUrl: addressOf(baseUrl), tokenUrl, ...further, credentials, ...rows, ...own };
}

function tokenAddress(written: string | undefined, baseUrl: string, { rows }: Rows): string {
  const place = written ?? String(rows['token.path']);
  return URL.parse(place, baseUrl)?.href ?? place;
}

/** An address in the one form in which it is used; unchanged if it is not a URL. */
function addressOf(baseUrl: string): string {
  const url = URL.parse(baseUrl);
  if (!url) return baseUrl;
  return url.pathname === '/' && url.search + url.hash === '' ? url.origin : url.href;
}

/** The dialect of an environment with the corrections of the config. */
export function dialectOf(environment: Environment, workspace: Workspace): Checked<Dialect> {
  const given = placementsOf(environment, workspace);
  return openDialect(environment.dialect, correctionsOf(environment, workspace), given);
}

/** The rows of the table of the dialect that the config corrects, each with its place there. */
export function correctionsOf(
  environment: Environment,
  { configFile: file }: Workspace,
): Corrections {
  if (environment.type === 'emulator') return new Map();
  const corrections = [...environment.facts].map(
    ([row, { value, at }]) => [row, { value, span: { file, start: at } }] as const,
  );
  return new Map(corrections);
}

/**
 * Gives the ids of placements that the manifests do not write, and those that are retired, from the ledger.
 * If a node has another id in the environment, the ids that were made for its placements are made from
 * that id there. Errors of the ledger are reported where it is checked.
 */
function placementsOf(environment: Environment, workspace: Workspace): PlacementIds {
  let known: RecordedPlacements | undefined;
  const idOf = environment.otherIds && writtenIdsIn(environment);
  const make = placementIds[environment.dialect];
  return (parent, resource) => {
    known ??= recordedPlacements(workspace);
    const { live, retired, ended } = known;
    const there = { sourcedId: '', parent, resource };
    const here = idOf ? placementWithOtherIds(there, idOf) : there;
    const key = placementKey(here.parent, here.resource);
    const over = ended.get(key) ?? [];
    const idThere = (id: string | undefined) => {
      if (!make || (here.parent === parent && here.resource === resource)) return id;
      for (let turn = 1; turn <= over.length + 1; turn += 1) {
        if (make(here.parent, here.resource, turn) === id) return make(parent, resource, turn);
      }
      return undefined;
    };
    const now = idThere(live.get(key));
    const overThere = over.map(({ sourcedId }) => idThere(sourcedId));
    return {
      ...(now !== undefined && { live: now }),
      hasEnded: over.length > 0,
      isOver: (id) => retired.has(id) || overThere.includes(id),
    };
  };
}

interface RecordedPlacements {
  /** The live ids, by lesson or unit and resource. */
  readonly live: ReadonlyMap<string, string>;
  readonly retired: ReadonlySet<string>;
  /** The retired placements, by lesson or unit and resource. */
  readonly ended: ReadonlyMap<string, readonly PlacementEntry[]>;
}

function recordedPlacements(workspace: Workspace): RecordedPlacements {
  const read = readLedger(workspace);
  const ledger = read.ok ? read.value?.ledger : undefined;
  const all = [...(ledger?.placements.values() ?? [])];
  const over = all.filter(({ state }) => state === 'retired');
  return {
    live: livePlacements(ledger, workspace),
    retired: new Set(over.map(({ sourcedId }) => sourcedId)),
    ended: Map.groupBy(over, ({ parent, resource }) => placementKey(parent, resource)),
  };
}

function livePlacements(
  ledger: Ledger | undefined,
  workspace: Workspace,
): ReadonlyMap<string, string> {
  if (!ledger || ledger.placements.size === 0) return new Map();
  const live = [...ledger.placements.values()].filter(({ state }) => state === 'live');
  const byKey = new Map(live.map((one) => [placementKey(one.parent, one.resource), one.sourcedId]));
  if (byKey.size === live.length) return byKey;
  // If the ledger has several ids for a placement, it depends on the ids that the manifests write.
  const written = placementsInFiles(readManifestFiles(workspace).files);
  const resolved = resolvePlacements(written, ledger).flatMap(
    ({ written: { parent, resource, sourcedId: own }, sourcedId }) =>
      own === undefined && sourcedId !== undefined
        ? [[placementKey(parent, resource), sourcedId] as const]
        : [],
  );
  return new Map(resolved);
}
