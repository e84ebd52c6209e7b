import type { Environment } from '../../config/environment.ts';
import type { Drift, NodeDrift } from '../../model/drift.ts';
import { type Checked, checked, hasErrors, type Problem, problem } from '../../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../../model/remote.ts';
import { findDrift } from '../../plan/drift.ts';
import { readingWarnings, readNodesWhole, readPlatform } from '../../run/planning.ts';
import type { PlatformOptions } from '../../run/platform.ts';
import { appliedFrom, type KnownApplied } from '../../run/receipts/receipts.ts';
import { askFor, isTaken, managedNodes, withUnlisted } from '../../run/remote-state.ts';
import { inSession, type Session } from '../../run/session.ts';
import type { World } from '../../run/world.ts';

/** The environment to read, and the commit that was last applied to it. */
export interface RefreshOptions extends PlatformOptions {
  /** The commit that was last applied; absent: the manifests as they are. */
  readonly base?: string;
}

/** The drift of one environment, and the environment. */
export interface RefreshResult {
  readonly drift: Drift;
  readonly environment: Environment;
}

/** What changed on a platform since the last apply, without the changes in git. Only reads. */
export async function refresh(
  options: RefreshOptions,
  world: World,
): Promise<Checked<RefreshResult>> {
  return inSession(options, world, async (session) => {
    // An unknown commit is reported before the platform is read.
    const applied = appliedFrom(session, options.base);
    if (!applied.ok) return applied;
    const { base } = applied.value;
    const known = base ? [...base.nodes.keys(), ...base.retired] : [];
    const state = await readPlatform(session, managedNodes(session, known));
    if (!state.ok) return state;
    const readingProblems = readingWarnings(session, state.value);
    if (hasErrors(readingProblems)) return { ok: false, problems: readingProblems };
    const server = await completed(state.value, applied.value, session);
    if (!server.ok) return server;
    const warnings = [...session.warnings, ...applied.problems, ...readingProblems];
    const drift = await driftOf(session, {
      applied: applied.value,
      server: server.value,
      warnings,
    });
    return drift.ok
      ? checked({ drift: drift.value, environment: session.open.environment }, [])
      : drift;
  });
}

interface Sides {
  readonly applied: KnownApplied;
  readonly server: RemoteState;
  readonly warnings: readonly Problem[];
}

/**
 * Compares, and compares again with single reads as long as lists show less of nodes that seem to have
 * changed.
 */
async function driftOf(session: Session, sides: Sides): Promise<Checked<Drift>> {
  const { catalog, ledger, open } = session;
  const { applied, server, warnings } = sides;
  const { rules } = open.remote.dialect;
  const drift = findDrift({
    ...applied,
    catalog,
    ...(ledger && { ledger }),
    server,
    rules,
    warnings,
  });
  const changed = drift.nodes.filter(({ address }) => server.entities.has(address));
  const unshown = new Map(changed.map((node) => [node.address, unshownOf(node)]));
  const whole = await readNodesWhole(session, server, unshown);
  if (!whole.ok) return whole;
  if (whole.value === server) return checked(drift, []);
  const warned = [...warnings, ...whole.problems];
  return driftOf(session, { applied, server: whole.value, warnings: warned });
}

/** The fields of a node that the list does not show. */
function unshownOf({ fields }: NodeDrift): readonly string[] {
  const unshown = fields.filter(({ of, after }) => of === 'field' && after === null);
  return [...new Set(unshown.map(({ path }) => path[0]))];
}

/**
 * The state with nodes that are missing in lists and found by single reads: some platforms leave retired
 * nodes out of their lists, and a list may be incomplete. Nodes that seem to be gone are asked for, within
 * the limits of `askFor`. Problems: a list that lacks live nodes.
 */
async function completed(
  state: RemoteState,
  { base }: KnownApplied,
  { catalog, ledger, open }: Session,
): Promise<Checked<RemoteState>> {
  const known = [...catalog.nodes.keys()].filter((address) => !base || base.nodes.has(address));
  const missing = known.filter((address) => !state.entities.has(address));
  const unlisted = await askFor(missing, open.remote, state);
  if (!unlisted.ok) return unlisted;
  const { found } = unlisted.value;
  const live = [...found].filter(
    ([address, { status }]) => status !== 'tobedeleted' && !isTaken(address, ledger),
  );
  const [first] = live;
  if (first) return { ok: false, problems: [cutShort(first[1], live.length, state)] };
  return checked(withUnlisted(state, found, ledger), []);
}

function cutShort({ entity }: RemoteEntity, number: number, { platform }: RemoteState): Problem {
  const more = number > 1 ? ` So are ${number - 1} others.` : '';
  return problem('remote/incomplete-read', {
    detail: `Reading ${platform.name}: the ${entity.kind} "${entity.sourcedId}" is not in the list, but a single read finds it.${more} Other nodes may be missing too, so none is reported as gone.`,
    hint: 'Run the command again. If this repeats, the credentials may see only a part of the platform.',
  });
}
