import type { Environment } from '../config/environment.ts';
import { splitWords } from '../identity/content.ts';
import { retiring, taking } from '../model/id-commands.ts';
import type { Ledger } from '../model/ledger.ts';
import {
  type Address,
  addressOf,
  courseAbove,
  idIn,
  idKey,
  type Kind,
  keyOfAddress,
  kindIn,
  plural,
} from '../model/node.ts';
import type { Create, Plan, WritablePlan } from '../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { Platform, RemoteEntity, RemoteState } from '../model/remote.ts';
import type { CourseScope } from '../model/scope.ts';
import type { BeforeImages } from '../plan/progress.ts';
import { withWhole } from '../remote/read-again.ts';
import type { Own, OwnPart } from '../remote/records.ts';
import type { Remote } from '../remote/remote.ts';
import type { Session } from './session.ts';

/**
 * The least share of common words in titles. Nodes with a smaller share are never taken for one node with
 * two ids.
 */
const leastShared = 0.35;

/**
 * The part of a platform that a run is about: the nodes of the manifests, all nodes of the ledger that are
 * not released, and those in `more`.
 */
export function managedNodes(
  { catalog, ledger, open }: Managing,
  more: readonly Address[] = [],
): Own {
  const scope = open?.environment.scope;
  const ids = new Set<string>(more.map(idIn));
  for (const { entity, writtenId } of catalog.nodes.values()) {
    ids.add(entity.sourcedId);
    // A node that an environment gives another id may have been published under its own before.
    if (writtenId !== undefined) ids.add(writtenId);
  }
  for (const { sourcedId, state } of ledger?.entries.values() ?? []) {
    if (state !== 'released') ids.add(sourcedId);
  }
  for (const placement of ledger?.placements.keys() ?? []) ids.add(placement);
  // Made only if the platform has other nodes: the words of all titles take a twentieth of a plan.
  let words: ReadonlySet<string> | undefined;
  return {
    has: (sourcedId) => ids.has(sourcedId),
    isLike: (title) => {
      words ??= new Set(
        [...catalog.nodes.values()].flatMap(({ entity }) => splitWords(entity.title)),
      );
      const own = splitWords(title);
      const shared = own.filter((word) => words?.has(word)).length;
      return shared > 0 && shared >= own.length * leastShared;
    },
    ...(scope && { part: partAround(scope, { catalog, ...(ledger && { ledger }) }, more) }),
  };
}

/** The managed nodes, and the environment whose scope narrows the reads. */
interface Managing extends Pick<Session, 'catalog' | 'ledger'> {
  readonly open?: { readonly environment: Pick<Environment, 'scope'> };
}

function partAround(
  scope: CourseScope,
  { catalog, ledger }: Pick<Session, 'catalog' | 'ledger'>,
  more: readonly Address[],
): OwnPart {
  const entries = [...(ledger?.entries.values() ?? [])];
  const recorded = entries.flatMap(({ kind, sourcedId, state }) =>
    state === 'released' ? [] : [addressOf(kind, sourcedId)],
  );
  return {
    scope,
    nodes: [...new Set([...catalog.nodes.keys(), ...recorded, ...more])],
    placements: [...(ledger?.placements.keys() ?? [])],
  };
}

/**
 * The problems of placements whose id in the ledger belongs to a placement of another catalog on the
 * platform: a write would take it over.
 */
export function takenPlacements({ entries, placements }: Ledger, state: RemoteState): Problem[] {
  return [...placements.values()].flatMap((entry) => {
    const { sourcedId, parent, resource, file } = entry;
    const there = state.placements?.get(sourcedId);
    // Nothing is written for a placement that is retired here and in a lesson of others.
    if (!there || entry.state !== 'live') return [];
    // A placement below a parent of this catalog was moved there, or is moved now.
    if (there.parent === parent && there.resource === resource) return [];
    if (entries.has(idKey('lesson', there.parent))) return [];
    const { name } = state.platform;
    if (there.resource === resource) {
      const retire = retiring([`placement/${sourcedId}`]);
      return [
        problem('remote/taken', {
          detail: `${name} has the placement ${sourcedId} of the resource "${resource}" in "${there.parent}", which is not in this catalog. ${file} has it in "${parent}". Nothing was sent.`,
          hint: `If somebody moved it by hand, move it back on ${name}: its record names the component "${parent}". If it is to stay there, ${retire} gives it up; if you then place the resource in "${parent}" again, that is a new placement without results. If the line was added to ${file} by mistake, restore ${file} to before that.`,
        }),
      ];
    }
    return [
      problem('remote/taken', {
        detail: `${file} gives the placement of the resource "${resource}" in "${parent}" the id ${sourcedId}, but ${name} has that id for the resource "${there.resource}" in "${there.parent}". Nothing was sent.`,
        hint: `Restore ${file} to before the line "${sourcedId} placement …" was added, and run \`timeback-catalog fmt\`: it computes the id of the placement from its parent and resource.`,
      }),
    ];
  });
}

/**
 * Warns of nodes that the platform has in a course that neither manifests nor ledger know. Somebody may
 * have moved them by hand, and publishing moves them back; or they belong to another catalog, and
 * publishing takes them from it. Only a person can tell.
 */
export function movesFromForeignCourse(
  { changes }: WritablePlan,
  { catalog, ledger }: Pick<Session, 'catalog' | 'ledger'>,
  { platform, entities }: RemoteState,
): Problem[] {
  return changes.flatMap((change) => {
    if (change.action !== 'move') return [];
    const { address, content, source } = change;
    const course = courseAbove(change.from.parent, (one) => entities.get(one)?.entity);
    if (course === undefined || !entities.has(course) || catalog.nodes.has(course)) return [];
    if (ledger?.entries.has(keyOfAddress(course))) return [];
    if (ledger?.entries.get(keyOfAddress(address))?.from !== undefined) return [];
    const { kind, sourcedId } = content.entity;
    return problem('remote/kept-elsewhere', {
      detail: `${platform.name} has the ${kind} "${sourcedId}" in the course "${idIn(course)}", which is not in this catalog. Publishing moves it from there.`,
      hint: `If it was handed over to this catalog, run ${taking([address])}. If another catalog has it, remove it from these manifests.`,
      span: source,
      address,
    });
  });
}

/**
 * The most new nodes that are read one by one: more would double the requests of a first publication. Then
 * only those that give a reason to doubt the lists are read.
 */
const mostAsked = 50;
const mostReferred = 10;

/**
 * Finds nodes that would be created but exist, although the lists do not show them: retired and hidden, of
 * another client, or left out of a list. They are looked for before anything is written, since a PUT
 * without the record that it replaces would lose the fields of others in it.
 */
export async function findUnlisted(
  remote: Remote,
  addresses: readonly Address[],
  state: RemoteState,
  ledger?: Ledger,
): Promise<Checked<Unlisted>> {
  // Another catalog published these nodes before, so each of them is looked for.
  const taken = addresses.filter((address) => isTaken(address, ledger));
  const minted = addresses.filter((address) => !isTaken(address, ledger));
  const asked = minted.length <= mostAsked ? minted : probesFor(minted, state);
  return askEach([...taken, ...asked], remote);
}

/** Whether a node was taken from another catalog, which published it. */
export function isTaken(address: Address, ledger: Ledger | undefined): boolean {
  return ledger?.entries.get(keyOfAddress(address))?.from !== undefined;
}

/** The result of single reads of nodes that the lists do not show. */
interface Unlisted {
  /** Nodes that exist, although the lists do not show them. */
  readonly found: ReadonlyMap<Address, RemoteEntity>;
  /**
   * Nodes that this client may not read. That proves nothing: it is not documented whether a platform
   * answers 403 or 404 for a record of another client, or for one that does not exist. The write will tell.
   */
  readonly refused: readonly Address[];
}

/** Looks for nodes that the lists do not show, one by one; of many nodes it looks for some. */
export async function askFor(
  missing: readonly Address[],
  remote: Remote,
  state: RemoteState,
): Promise<Checked<Unlisted>> {
  return askEach(missing.length <= mostAsked ? missing : probesFor(missing, state), remote);
}

/**
 * The state with all nodes that existed before a run. Some platforms leave retired nodes out of their lists,
 * so each node that is not there is looked for.
 */
export async function withFormerNodes(
  state: RemoteState,
  befores: BeforeImages,
  remote: Remote,
): Promise<Checked<RemoteState>> {
  const absent = [...befores].flatMap(([address, before]) =>
    before && !state.entities.has(address) ? [address] : [],
  );
  const asked = await askEach(absent, remote);
  return asked.ok ? checked(withWhole(state, asked.value.found), []) : asked;
}

async function askEach(asked: readonly Address[], remote: Remote): Promise<Checked<Unlisted>> {
  const found = new Map<Address, RemoteEntity>();
  const refused: Address[] = [];
  const problems: Problem[] = [];
  await Promise.all(
    asked.map(async (address) => {
      const read = await remote.readOne(address);
      if (read.ok && read.value) found.set(address, read.value);
      if (read.ok) return;
      if (read.problems.every(({ code }) => code === 'auth/forbidden')) refused.push(address);
      else problems.push(...read.problems);
    }),
  );
  return problems.length > 0
    ? { ok: false, problems: problems.slice(0, 1) }
    : checked({ found, refused }, []);
}

/** Warns of new nodes that the platform refuses to show. */
export function refusalWarnings({ refused }: Unlisted, { changes }: Plan): Problem[] {
  return changes.flatMap((change) =>
    change.action === 'create' && refused.includes(change.address)
      ? [
          problem('remote/hidden', {
            detail: `The platform does not show whether it has "${change.after.sourcedId}" (403): it may belong to another client.`,
            hint: `Publishing shows it: if it belongs to another client, this ${change.after.kind} is rejected and nothing changes. If another catalog handed it over, run ${taking([change.address])}.`,
            span: change.source,
            address: change.address,
          }),
        ]
      : [],
  );
}

/**
 * The nodes to look for among many: if the platform seems empty, the first one; otherwise one of each kind
 * whose list was empty, and parents that listed records name.
 */
function probesFor(missing: readonly Address[], { entities }: RemoteState): readonly Address[] {
  if (entities.size === 0) return missing.slice(0, 1);
  const listed = new Set([...entities.values()].map(({ entity }) => entity.kind));
  const parents = new Set([...entities.values()].map(({ entity }) => entity.parent));
  const chosen = new Map<Kind, Address>();
  for (const address of missing) {
    const kind = kindIn(address);
    if (!listed.has(kind) && !chosen.has(kind)) chosen.set(kind, address);
  }
  const referred = missing.filter((address) => parents.has(address)).slice(0, mostReferred);
  return [...new Set([...chosen.values(), ...referred])];
}

/**
 * The state with the nodes that lists hide and that must not be created: retired ones, and those taken from
 * another catalog.
 */
export function withUnlisted(
  state: RemoteState,
  unlisted: ReadonlyMap<Address, RemoteEntity>,
  ledger?: Ledger,
): RemoteState {
  const known = [...unlisted].filter(
    ([address, { status }]) => status === 'tobedeleted' || isTaken(address, ledger),
  );
  return withWhole(state, new Map(known));
}

/** The problems of live records that are missing from the lists: nothing can be planned then. */
export function checkUnlisted(
  unlisted: ReadonlyMap<Address, RemoteEntity>,
  { changes }: Plan,
  { platform, entities }: RemoteState,
  ledger?: Ledger,
): Problem[] {
  return changes.flatMap((change) => {
    const found = change.action === 'create' && unlisted.get(change.address);
    if (!found || found.status === 'tobedeleted' || isTaken(change.address, ledger)) return [];
    const { kind } = found.entity;
    const read = [...entities.values()].filter(({ entity }) => entity.kind === kind).length;
    return [read === 0 ? emptyList(change, kind, platform) : taken(change, read, platform)];
  });
}

function emptyList({ address, source }: Create, kind: Kind, { name }: Platform): Problem {
  return problem('remote/incomplete-read', {
    detail: `Reading ${name}: the list of ${plural[kind]} is empty, but a single read finds "${address}". 0 were read of at least 1.`,
    hint: 'Run the command again. If this repeats, the credentials may see only a part of the platform.',
    span: source,
    address,
  });
}

function taken({ address, source, after }: Create, read: number, { name }: Platform): Problem {
  return problem('remote/taken', {
    detail: `"${after.sourcedId}" would be created, but ${name} already has it, although its list of ${read} ${plural[after.kind]} does not show it. Nothing was sent.`,
    hint: `It may belong to another client. If another catalog handed it over, run ${taking([address])}. If it is a copy of a node of another catalog, remove the copy from these manifests.`,
    span: source,
    address,
  });
}
