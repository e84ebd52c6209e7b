import { nodeWithId } from '../document/place.ts';
import type { Ledger, LedgerEntry } from '../model/ledger.ts';
import { type Address, addressOf, type Entity, idIn, type Kind, kindIn } from '../model/node.ts';
import type { Retire, WritableChange } from '../model/plan.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';

/**
 * The retirements of a plan: nodes that are retired in the ledger and live on the platform, children first.
 */
export function retirements(ledger: Ledger | undefined, remote: RemoteState): Retiring[] {
  if (!ledger) return [];
  const entries = [...ledger.entries.values()].filter(({ state }) => state === 'retired');
  const order: readonly Kind[] = ['lesson', 'unit', 'course', 'resource'];
  return entries
    .flatMap((entry) => {
      const entity = remote.entities.get(addressOf(entry.kind, entry.sourcedId));
      return entity && entity.status !== 'tobedeleted' ? [retire(entry, entity)] : [];
    })
    .sort((a, b) => order.indexOf(a.content.entity.kind) - order.indexOf(b.content.entity.kind));
}

function retire(
  { kind, sourcedId, reason, file, line }: LedgerEntry,
  remote: RemoteEntity,
): Retiring {
  const { title, parent } = remote.entity;
  return {
    action: 'retire',
    address: addressOf(kind, sourcedId),
    title,
    source: { file, start: { line, column: 1 } },
    ...(parent && { parent }),
    ...(reason !== undefined && { reason }),
    fields: [],
    content: { entity: remote.entity },
  };
}

type Retiring = Retire & WritableChange;

/**
 * The problems of retired nodes that have live children. The platform does not retire children with their
 * parent, so they would be orphaned. A child that is retired too, or that the manifests place elsewhere,
 * leaves its parent.
 */
export function checkOrphans(
  retiring: readonly Retire[],
  {
    isPlaced,
    remote,
    released = new Map(),
  }: {
    /** Whether this run decides the parent of a node. */
    readonly isPlaced: (address: Address) => boolean;
    readonly remote: RemoteState;
    /** Released nodes, each with the name of the catalog that has it now. */
    readonly released?: ReadonlyMap<Address, string>;
  },
): Problem[] {
  if (retiring.length === 0) return [];
  const leaving = new Set(retiring.map(({ address }) => address));
  const orphans = new Map<Address, Entity[]>();
  for (const [address, { entity, status }] of remote.entities) {
    const { parent } = entity;
    if (!parent || !leaving.has(parent) || leaving.has(address)) continue;
    if (status === 'tobedeleted' || isPlaced(address)) continue;
    orphans.set(parent, [...(orphans.get(parent) ?? []), entity]);
  }
  return retiring.flatMap(({ address, title, source }) => {
    const [first, ...others] = orphans.get(address) ?? [];
    if (!first) return [];
    const owner = released.get(addressOf(first.kind, first.sourcedId));
    const hanging =
      others.length === 0
        ? `the ${nodeWithId(first)} is`
        : `the ${nodeWithId(first)} and ${others.length} more are`;
    return [
      problem('remote/live-children', {
        detail: `The ${nodeWithId({ kind: kindIn(address), title, sourcedId: idIn(address) })} would be retired, but ${hanging} still live below it on ${remote.platform.name}. The platform does not retire them with it.`,
        hint:
          owner !== undefined
            ? `It was released to the catalog ${owner}: publish that catalog first, so that it moves.`
            : 'Retire the children as well, or move them.',
        span: source,
        address,
      }),
    ];
  });
}

/** The released nodes of a ledger, each with the name of the catalog that has it now. */
export function releasedIn(ledger: Ledger | undefined): ReadonlyMap<Address, string> {
  return new Map(
    [...(ledger?.entries.values() ?? [])].flatMap(({ kind, sourcedId, state, to = '' }) =>
      state === 'released' ? [[addressOf(kind, sourcedId), to] as const] : [],
    ),
  );
}
