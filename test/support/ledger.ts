// Ledgers for tests: as values, and as the text of one file that is edited.
import {
  addFacts,
  type LedgerChanges,
  removeIds,
  reviveIds,
} from '../../src/identity/ledger/edit.ts';
import type { LedgerFact } from '../../src/identity/ledger/line.ts';
import { parseLedger } from '../../src/identity/ledger/parse.ts';
import type { Ledger, LedgerEntry, PlacementEntry } from '../../src/model/ledger.ts';
import { type IdKey, type Kind, nodeKey, nodeKeysOf } from '../../src/model/node.ts';

const file = 'catalog.ids';

/** An entry of a ledger that has one file. */
export type LedgerLine = Omit<LedgerEntry, 'file'>;

/** A ledger of one file that holds these entries. */
export function ledgerFrom(entries: ReadonlyMap<string, LedgerLine>): Ledger {
  return {
    where: file,
    entries: new Map([...entries.values()].map((entry) => [nodeKey(entry), { ...entry, file }])),
    placements: new Map(),
    replacements: [],
  };
}

interface Id {
  readonly sourcedId: string;
  readonly kind: Kind;
}

/** The text of a one-file ledger, or of a new one, with ids and placements more. */
export function addToLedger(
  text: string | undefined,
  ids: readonly Id[],
  placements: readonly PlacementEntry[] = [],
): string {
  return withFacts(text, [
    ...ids.map(({ sourcedId, kind }) => ({ says: 'live', sourcedId, kind }) as const),
    ...placements.map((placement) => ({ says: 'placement', state: 'live', ...placement }) as const),
  ]);
}

/** The text with all of these retired that it knows. */
export function retireInLedger(text: string, ids: readonly string[], reason: string): string {
  const ledger = parseLedger(file, text);
  const known = ledger.ok ? ledger.value.entries : new Map<IdKey, LedgerEntry>();
  return withFacts(
    text,
    ids.flatMap((id): LedgerFact[] => {
      const entries = nodeKeysOf(id).flatMap((key) => known.get(key) ?? []);
      return entries.map(({ kind }) => ({ says: 'retired', sourcedId: id, kind, reason }));
    }),
  );
}

export function reviveInLedger(text: string, ids: readonly string[]): string {
  return changed(text, reviveIds(new Map([[file, text]]), keysOf(ids)));
}

export function removeFromLedger(text: string, ids: readonly (string | Id)[]): string {
  return changed(text, removeIds(new Map([[file, text]]), keysOf(ids)));
}

/** The text with these facts more; without a text that of a new ledger, though it says nothing yet. */
export function withFacts(text: string | undefined, facts: readonly LedgerFact[]): string {
  const texts = new Map(text === undefined ? [] : [[file, text]]);
  return changed(text ?? '', addFacts(texts, facts, { form: 'file', file }));
}

/** A text as the id of whatever it may be. */
function keysOf(ids: readonly (string | Id)[]): IdKey[] {
  return ids.flatMap((id) => (typeof id === 'string' ? nodeKeysOf(id) : [nodeKey(id)]));
}

function changed(text: string, changes: LedgerChanges): string {
  return changes.has(file) ? (changes.get(file) ?? '') : text;
}
