import type { Catalog } from '../model/catalog.ts';
import { entriesWith, type Ledger, type LedgerState } from '../model/ledger.ts';
import { addressOf, courseAbove, idIn, type Kind, kinds } from '../model/node.ts';
import type { Found, Holdings } from './rules.ts';

interface KnownId {
  readonly kind: Kind | 'placement';
  readonly state: LedgerState;
  /** The name of the catalog that publishes a released id. */
  readonly to?: string;
}

/**
 * The courses and lessons of a catalog and its ledger, for the events that name them. A catalog knows no
 * students, so every student is accepted.
 */
export function catalogHoldings(catalog: Catalog, ledger: Ledger | undefined): Holdings {
  const { nodes } = catalog;
  const byLowerCase = new Map(
    [...nodes.values()].map(({ entity }) => [entity.sourcedId.toLowerCase(), entity.sourcedId]),
  );
  const byWritten = new Map(
    [...nodes.values()].flatMap(({ entity: { kind, sourcedId }, writtenId }) =>
      writtenId === undefined ? [] : [[addressOf(kind, writtenId), sourcedId] as const],
    ),
  );
  const find = (wanted: 'course' | 'lesson', sourcedId: string): Found => {
    const known = knownId(sourcedId, wanted, catalog, ledger);
    if (known?.kind === wanted && known.state === 'live') return { state: 'here' };
    if (known?.kind === wanted && known.state === 'released') {
      const why = `a ${wanted} that was released to the catalog ${known.to}`;
      const hint = 'Check its events in that catalog.';
      return { state: 'elsewhere', why, hint };
    }
    const why = stateText(known, wanted);
    const there = byWritten.get(addressOf(wanted, sourcedId));
    if (there !== undefined) {
      const hint = `The manifests have that id. This environment has the ${wanted} as "${there}".`;
      return { state: 'absent', why, hint };
    }
    const like = byLowerCase.get(sourcedId.toLowerCase());
    const isOther = like !== undefined && like !== sourcedId;
    return { state: 'absent', why, ...(isOther && { hint: `Did you mean "${like}"?` }) };
  };
  return {
    find,
    courseOf: (lesson) => {
      const course = courseAbove(addressOf('lesson', lesson), (one) => nodes.get(one)?.entity);
      return course && idIn(course);
    },
    student: (named) => (named.by === 'id' ? named.sourcedId : named.email),
  };
}

function knownId(
  sourcedId: string,
  wanted: Kind,
  { nodes }: Catalog,
  ledger: Ledger | undefined,
): KnownId | undefined {
  const kind = [wanted, ...kinds].find((one) => nodes.has(addressOf(one, sourcedId)));
  if (kind) return { kind, state: 'live' };
  const entries = entriesWith(ledger, sourcedId);
  const entry = entries.find((one) => one.kind === wanted) ?? entries[0];
  const placement = ledger?.placements.get(sourcedId);
  if (!entry) return placement && { kind: 'placement', state: placement.state };
  const { kind: known, state, to } = entry;
  return { kind: known, state, ...(to !== undefined && { to }) };
}

function stateText(known: KnownId | undefined, wanted: Kind): string {
  if (!known) return `which is not a ${wanted} of this catalog`;
  return known.kind === wanted
    ? `a ${wanted} that was retired`
    : `which is a ${known.kind}, not a ${wanted}`;
}
