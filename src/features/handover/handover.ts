import { existsSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { type LedgerFact, liveFact } from '../../identity/ledger/line.ts';
import { placementsInFiles } from '../../manifest/format.ts';
import {
  type Ledger,
  type LedgerEntry,
  type PlacementEntry,
  placementKey,
} from '../../model/ledger.ts';
import { addressOf, nodeKey } from '../../model/node.ts';
import { resolvePlacements } from '../../model/placements.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { placementWithOtherIds, writtenIdsIn } from '../../plan/other-ids.ts';
import { type OpenCatalog, openCatalog } from '../../run/catalog/catalog-files.ts';
import { addLines, removedOf, writtenOf } from '../../run/catalog/minting.ts';
import { otherCatalog } from '../../run/catalog/other-catalog.ts';
import { type Workspace, writeCatalog } from '../../run/catalog/workspace.ts';
import { chooseEnvironment } from '../../run/environment.ts';
import { missingPlacements } from '../../run/plan-checks.ts';
import { readRemote } from '../../run/planning.ts';
import type { World } from '../../run/world.ts';
import {
  type Chosen,
  catalogAtHead,
  checkCatalogName,
  type HandoverRequest,
  leftBehind,
  nodesToHandOver,
} from '../retire/nodes.ts';
import { takeOut, withTitles } from '../retire/retire.ts';
import type { TakenOut } from '../retire/taken-out.ts';

/** Which nodes `release` hands over, and to which catalog. */
export interface ReleaseOptions extends HandoverRequest {
  /** The catalog that publishes the nodes from now on, in one word. */
  readonly to: string;
  /** The reason, for the ledger. */
  readonly reason?: string;
}

/** What `release` handed over, and the files that it changed. */
export type ReleaseResult = TakenOut;

/**
 * Hands nodes over to another catalog: they are removed from the manifests, and the ledger names the new
 * catalog. Platforms do not change. For a node that is no longer in the manifests, only the ledger changes.
 * Writes all files, or none.
 */
export function release(
  options: ReleaseOptions,
  world: Pick<World, 'cwd' | 'sources'>,
): Checked<ReleaseResult> {
  const name = checkCatalogName('--to', options.to);
  if (!name.ok) return name;
  const opened = openCatalog(world);
  if (!opened.ok) return opened;
  const { workspace, read, ledger } = opened.value;
  const nowhere = leadsNowhere(options.to, workspace, ledger?.ledger);
  if (nowhere) return { ok: false, problems: [nowhere] };
  const chosen = choose(options, opened.value);
  if (!chosen.ok) return chosen;
  const { to } = options;
  const entries = ledger?.ledger.entries;
  const nodes = [...read.catalog.nodes.values()].map(({ entity }) => entity);
  const leaving = new Set(chosen.value.map(nodeKey));
  const facts: LedgerFact[] = [
    ...nodes.filter((node) => !leaving.has(nodeKey(node))).map(liveFact),
    ...chosen.value.map((node) => {
      // Without a new reason, releasing to the same catalog again keeps the earlier one.
      const earlier = entries?.get(nodeKey(node));
      const reason = options.reason?.trim() || (earlier?.to === to ? earlier.reason : undefined);
      return { ...{ says: 'released' as const, ...node, name: to }, ...(reason && { reason }) };
    }),
  ];
  return takeOut(workspace, read, {
    chosen: chosen.value,
    leaving,
    ledger: addLines(workspace, ledger, facts, read.files),
    nothing: 'Nothing to do: it is released in the ledger, and in no manifest.',
  });
}

function choose(
  options: ReleaseOptions,
  { workspace, read, ledger }: OpenCatalog,
): Checked<readonly Chosen[]> {
  const earlier = options.children ? catalogAtHead(workspace, read) : undefined;
  const chosen = nodesToHandOver(options, read.catalog, {
    ledger: ledger?.ledger,
    ...(earlier && { earlier }),
    takesLost: true,
  });
  if (!chosen.ok) return chosen;
  const keys = new Set(chosen.value.map(nodeKey));
  const entries = chosen.value.flatMap((node) => ledger?.ledger.entries.get(nodeKey(node)) ?? []);
  const retired = entries.filter(({ state }) => state === 'retired');
  return checked(chosen.value, [
    ...retired.map(isRetired),
    ...leftBehind(keys, read.catalog, 'release'),
  ]);
}

/**
 * The problem of `--to` if it is a path without a catalog. A name that begins with a dot is a path, which
 * only this machine can check.
 */
function leadsNowhere(
  name: string,
  { folder }: Workspace,
  ledger: Ledger | undefined,
): Problem | undefined {
  if (!/^\.{1,2}(?:\/|$)/.test(name)) return undefined;
  const path = resolve(folder, name);
  // A catalog that is not checked out here is known if nodes were released to it.
  const isKnown = () =>
    existsSync(path) || [...(ledger?.entries.values() ?? [])].some(({ to }) => to === name);
  if (path !== folder && isKnown()) return undefined;
  return problem('usage/wrong', {
    detail:
      path === folder
        ? `--to ${name} is this catalog itself.`
        : `--to ${name} is a path, but there is no such folder.`,
    hint: 'Name the other catalog: its relative path, or a name.',
  });
}

function isRetired({ sourcedId, reason }: LedgerEntry): Problem {
  const because = reason === undefined ? '' : ` (${reason})`;
  return problem('identity/other-state', {
    detail: `"${sourcedId}" was retired${because}. A retired id cannot be used again, in any catalog.`,
  });
}

/** Which nodes `take` takes over, and from which catalog. */
export interface TakeOptions extends HandoverRequest {
  /** The catalog that published the nodes so far, in one word. */
  readonly from: string;
  /** A platform that holds the nodes: their placements keep the ids that they have there. */
  readonly env?: string;
  /** Whether `http:` addresses of the platform are accepted; see `PlatformOptions`. */
  readonly insecureHttp?: boolean;
}

/**
 * What `take` took over, and the files that it changed. A file is deleted only if the ledger moved into its
 * folder.
 */
export interface TakeResult extends TakenOut {
  /**
   * What is seen of the other catalog: the nodes that it must still release, and the name of this catalog
   * there. Absent if it is not visible from here.
   */
  readonly other?: { readonly unreleased: readonly string[]; readonly back: string };
}

/**
 * Takes over nodes that another catalog published. The manifests must hold them with their ids. The ledger
 * records where they come from, so that they count as published, and a plan updates their existing records.
 */
export async function take(options: TakeOptions, world: World): Promise<Checked<TakeResult>> {
  const name = checkCatalogName('--from', options.from);
  if (!name.ok) return name;
  const opened = openCatalog(world);
  if (!opened.ok) {
    return { ok: false, problems: opened.problems.map((one) => leadingBack(one, options.from)) };
  }
  const { workspace, read, ledger } = opened.value;
  const sides: Sides = { ...opened.value, other: otherCatalog(workspace, options.from) };
  const chosen = chooseToTake(options, sides);
  if (!chosen.ok) return chosen;
  const placements = await placementsOf(chosen.value, options, sides, world);
  if (!placements.ok) return placements;
  const facts: LedgerFact[] = [
    ...chosen.value.map((node) => ({ says: 'taken', ...node, name: options.from }) as const),
    ...placements.value,
  ];
  const changes = addLines(workspace, ledger, facts, read.files);
  if (changes.size === 0) return { ok: false, problems: [nothingToDo(options.from)] };
  writeCatalog(workspace, changes);
  const files = { changed: writtenOf(changes), deleted: removedOf(changes) };
  const taken = withTitles(chosen.value, read.catalog);
  return checked({ chosen: taken, ...files, ...seenOf(chosen.value, sides) }, []);
}

interface Sides extends OpenCatalog {
  readonly other: ReturnType<typeof otherCatalog>;
}

function chooseToTake(
  options: TakeOptions,
  { read: { catalog }, ledger, other }: Sides,
): Checked<readonly Chosen[]> {
  const chosen = nodesToHandOver(options, catalog, {
    ledger: ledger?.ledger,
    otherwise: bringText,
  });
  if (!chosen.ok) return chosen;
  const problems = chosen.value.flatMap((node): Problem[] => {
    const { kind, sourcedId } = node;
    if (!catalog.nodes.has(addressOf(kind, sourcedId))) return [notHere(node)];
    const here = ledger?.ledger.entries.get(nodeKey(node));
    if (here?.state === 'retired') return [retiredIn('this catalog', node)];
    const there = other?.ledger.entries.get(nodeKey(node));
    // Nodes that were released to that catalog and never taken there can simply come back.
    const isInTransit =
      there === undefined && here?.to !== undefined && isOne(here.to, options.from);
    if (other && there?.kind !== kind && !isInTransit) return [unknownThere(node, options.from)];
    return there?.state === 'retired' ? [retiredIn(`the catalog ${options.from}`, node)] : [];
  });
  return checked(chosen.value, problems);
}

/** Whether two names mean the same catalog, since a path can be written in several forms. */
function isOne(a: string, b: string): boolean {
  return posix.relative(a, b) === '';
}

/**
 * The ledger lines of the placements of taken nodes, with the ids that they have: another id would create a
 * second record. Problems: ids that are unknown or contradict each other.
 */
async function placementsOf(
  chosen: readonly Chosen[],
  { from, env, insecureHttp }: TakeOptions,
  { workspace, read, ledger, other }: Sides,
  world: World,
): Promise<Checked<readonly LedgerFact[]>> {
  // Often no platform needs to be asked, but the name must be right.
  const named = env === undefined ? undefined : chooseEnvironment(workspace, { env }, world);
  if (named && !named.ok) return named;
  const parents = new Set(
    chosen.flatMap(({ kind, sourcedId }) =>
      kind === 'unit' || kind === 'lesson' ? [sourcedId] : [],
    ),
  );
  const isOurs = ({ parent }: Pick<PlacementEntry, 'parent'>) => parents.has(parent);
  const all = resolvePlacements(placementsInFiles(read.files), ledger?.ledger);
  const placed = all.filter(({ written }) => isOurs(written));
  const isRecorded = missingPlacements(read.files, workspace, undefined).length > 0;
  if (placed.length === 0 || !isRecorded) return checked([], []);
  const given = await knownPlacements({ env, insecureHttp }, other?.ledger, world);
  if (!given.ok) return given;
  const byKey = new Map(
    given.value.map(({ parent, resource, sourcedId }) => [
      placementKey(parent, resource),
      sourcedId,
    ]),
  );
  const unknown = placed.flatMap(({ written }) =>
    written.sourcedId === undefined && !byKey.has(placementKey(written.parent, written.resource))
      ? [written]
      : [],
  );
  const [first] = unknown;
  if (first && !other && env === undefined) return { ok: false, problems: [askPlatform(unknown)] };
  const clashes = placed.flatMap(({ written, sourcedId }) => {
    const there = byKey.get(placementKey(written.parent, written.resource));
    const isOther = written.sourcedId === undefined && there !== undefined && there !== sourcedId;
    return isOther && sourcedId !== undefined
      ? [otherPlacement({ ...written, sourcedId }, there, from)]
      : [];
  });
  const lines = missingPlacements(read.files, workspace, ledger?.ledger, given.value);
  return checked(lines.filter(isOurs), clashes);
}

async function knownPlacements(
  {
    env,
    insecureHttp = false,
  }: { readonly env: string | undefined; readonly insecureHttp: boolean | undefined },
  other: Ledger | undefined,
  world: World,
): Promise<Checked<readonly PlacementEntry[]>> {
  const recorded = [...(other?.placements.values() ?? [])];
  if (env === undefined) return checked(recorded, []);
  const there = await readRemote({ env, ...(insecureHttp && { insecureHttp }) }, world);
  if (!there.ok) return there;
  const { state, environment } = there.value;
  const idOf = writtenIdsIn(environment);
  const found = [...(state.placements?.values() ?? [])].map((one) =>
    placementWithOtherIds(one, idOf),
  );
  return checked([...recorded, ...found], []);
}

function seenOf(chosen: readonly Chosen[], { other }: Sides): Pick<TakeResult, 'other'> {
  if (!other) return {};
  const unreleased = chosen
    .filter((node) => other.ledger.entries.get(nodeKey(node))?.state === 'live')
    .map(({ sourcedId }) => sourcedId);
  return { other: { unreleased, back: other.back } };
}

const bringText = 'Copy it into these manifests first, with its sourcedId, then take it.';

/** A missing reference may lead to a node that stayed in the other catalog, such as a resource. */
function leadingBack(one: Problem, from: string): Problem {
  if (one.code !== 'reference/missing') return one;
  const hint = `If the catalog ${from} has it, hand it over as well, with its id; or remove the reference here.`;
  return { ...one, hint: one.hint === undefined ? hint : `${one.hint} ${hint}` };
}

function notHere({ kind, sourcedId }: Chosen): Problem {
  return problem('reference/missing', {
    detail: `No manifest has the ${kind} "${sourcedId}".`,
    hint: bringText,
  });
}

function unknownThere({ kind, sourcedId }: Chosen, from: string): Problem {
  return problem('reference/missing', {
    detail: `The catalog ${from} does not have the ${kind} "${sourcedId}".`,
    hint: `An id that was created here is not taken: \`timeback-catalog fmt\` records it.`,
  });
}

function retiredIn(where: string, { kind, sourcedId }: Chosen): Problem {
  return problem('identity/other-state', {
    detail: `The ${kind} "${sourcedId}" was retired in ${where}. A retired id cannot be used again.`,
  });
}

function askPlatform(unknown: readonly unknown[]): Problem {
  return problem('usage/wrong', {
    detail: `The nodes place ${unknown.length} ${unknown.length === 1 ? 'resource' : 'resources'}, and the ids of these placements are only known on the platform.`,
    hint: 'Name an environment that has them with --env NAME, so that the placements keep their ids.',
  });
}

function otherPlacement(
  { parent, resource, sourcedId }: PlacementEntry,
  there: string,
  from: string,
): Problem {
  return problem('identity/other-state', {
    detail: `The ledger gives the placement of the resource "${resource}" in "${parent}" the id ${sourcedId}, but in the catalog ${from} it has ${there}.`,
    hint: 'Restore the ledger to before `fmt` created that id, and take the nodes before you run `fmt`.',
  });
}

function nothingToDo(from: string): Problem {
  return problem('identity/other-state', {
    detail: `Nothing to do: it is already taken from the catalog ${from}.`,
  });
}
