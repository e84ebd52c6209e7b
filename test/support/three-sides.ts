import type { Drift } from '../../src/model/drift.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import type { Address, Kind } from '../../src/model/node.ts';
import type { RemoteState } from '../../src/model/remote.ts';
import { findDrift } from '../../src/plan/drift.ts';
import { asApplied } from '../../src/plan/last-applied.ts';
import { ledgerFrom } from './ledger.ts';
import { catalogOf, remoteOf, rules, type Short, withRetired } from './nodes.ts';

export type There = readonly [...Short, number?];

/** Three sides of one catalog. */
export interface Story {
  /** Absent: nobody knows what was last applied. */
  readonly base?: readonly Short[];
  readonly head: readonly Short[];
  readonly server: readonly There[];
  /** Retired: then in the ledger, now in the ledger, now on the server. */
  readonly wasRetired?: readonly string[];
  readonly retired?: readonly string[];
  readonly gone?: readonly string[];
}

function ledgerOf(ids: readonly string[] = []): Ledger {
  const entries = ids.map((sourcedId, index) => {
    const state = 'retired' as const;
    return [sourcedId, { sourcedId, kind: 'lesson' as Kind, state, line: index + 1 }] as const;
  });
  return ledgerFrom(new Map(entries));
}

function stateOf({ server, gone = [] }: Story): RemoteState {
  const state = remoteOf(server);
  const isGone = (address: Address) => gone.some((id) => address.endsWith(`/${id}`));
  return withRetired(state, [...state.entities.keys()].filter(isGone));
}

export function driftOf(story: Story): Drift {
  const { base, head, wasRetired, retired } = story;
  return findDrift({
    since: { from: 'manifests' },
    ...(base && { base: asApplied(catalogOf(base), ledgerOf(wasRetired), rules) }),
    catalog: catalogOf(head),
    ledger: ledgerOf(retired),
    server: stateOf(story),
    rules,
  });
}

/** `lesson/a title: both`, `lesson/a gone: changed on the server` */
export function told({ nodes }: Drift): string[] {
  return nodes.flatMap(({ address, action, cause, fields }) =>
    fields.length === 0
      ? [`${address} ${action}: ${cause}`]
      : fields.map((field) => `${address} ${field.path.join('.')}: ${field.cause}`),
  );
}

/** What the lessons of these tests hang under. */
export const course: Short = ['course', 'c', undefined];
export const units: Short[] = [
  ['unit', 'u', 'c'],
  ['unit', 'v', 'c'],
];
export const lesson = (id: string, unit = 'u'): Short => ['lesson', id, unit];
export const above: There[] = [
  ['course', 'c', undefined],
  ['unit', 'u', 'c', {}, 1],
  ['unit', 'v', 'c', {}, 2],
];
export const at = (id: string, number: number | undefined, unit = 'u'): There =>
  number === undefined ? ['lesson', id, unit, {}] : ['lesson', id, unit, {}, number];
