import { type Address, addressOf, idIn } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import { type Kind, kinds } from '../model/kind.ts';
import type { Ledger, LedgerState } from '../model/ledger.ts';

/** Index of the ids in the catalog and its ledger. */
export interface Known {
  readonly courseOf: (lesson: string) => string | undefined;
  /** What an id stands for; undefined for an unknown id. */
  readonly lookUp: (sourcedId: string) => KnownId | undefined;
  /** A known id that differs from this one in upper and lower case only. */
  readonly likeness: (sourcedId: string) => string | undefined;
}

export interface KnownId {
  readonly kind: Kind;
  readonly state: LedgerState;
  /** Name of the catalog that publishes a released id. */
  readonly to?: string;
}

export function knownFrom({ nodes }: Catalog, ledger: Ledger | undefined): Known {
  const byLowerCase = new Map(
    [...nodes.values()].map(({ entity }) => [entity.sourcedId.toLowerCase(), entity.sourcedId]),
  );
  const parentOf = (address: Address | undefined) =>
    address === undefined ? undefined : nodes.get(address)?.entity.parent;
  return {
    courseOf: (lesson) => {
      const course = parentOf(parentOf(addressOf('lesson', lesson)));
      return course && idIn(course);
    },
    lookUp: (sourcedId) => {
      const kind = kinds.find((one) => nodes.has(addressOf(one, sourcedId)));
      if (kind) return { kind, state: 'live' };
      const entry = ledger?.entries.get(sourcedId);
      if (!entry) return undefined;
      const { kind: known, state, to } = entry;
      return { kind: known, state, ...(to !== undefined && { to }) };
    },
    likeness: (sourcedId) => byLowerCase.get(sourcedId.toLowerCase()),
  };
}
