import { kinds } from '../model/kind.ts';
import type { LedgerEntry, PlacementEntry } from '../model/ledger.ts';
import { sourcedIdFault } from '../model/sourced-id.ts';
import {
  blocksOf,
  isBefore,
  type LedgerBlock,
  linesOf,
  newBlock,
  newPlacementBlock,
  sortedBlocks,
} from './ledger-blocks.ts';
import { type LedgerFact, writeLedgerLine } from './ledger-line.ts';
import { readLedgerText, writeLedgerText } from './ledger-text.ts';

type Minted = Pick<LedgerEntry, 'sourcedId' | 'kind'>;

const header = `\
# Every sourcedId ever minted here, sorted: sourcedId, kind, then live, or retired and the reason.
# Append-only: \`timeback-catalog fmt\` adds lines, \`timeback-catalog retire\` marks them.
# So that branches merge, .gitattributes should say: catalog.ids merge=union
`;

/**
 * Adds ids at their sorted place, to a ledger or, where there is none yet, to a new one. Ids that
 * the ledger knows, in whichever state, are left alone; so are texts that cannot be a sourcedId,
 * since the ledger would keep them for ever.
 */
export function addToLedger(
  text: string | undefined,
  ids: readonly Minted[],
  placements: readonly PlacementEntry[] = [],
): string {
  const ledger = readLedgerText(text ?? header);
  const parts = blocksOf(ledger.lines);
  const known = new Set(parts.blocks.map(({ fact }) => fact.sourcedId));
  const placed = placements.filter(({ sourcedId }) => !known.has(sourcedId));
  const fresh = [...freshBlocks(ids, known), ...placed.map(newPlacementBlock)];
  const blocks = inserted(parts.blocks, sortedBlocks(fresh));
  return writeLedgerText({ ...ledger, lines: linesOf({ ...parts, blocks }) });
}

function freshBlocks(ids: readonly Minted[], known: ReadonlySet<string>): LedgerBlock[] {
  const blocks = new Map<string, LedgerBlock>();
  // By kind, so that the order of the ids plays no part where one of them has two kinds.
  for (const kind of kinds) {
    for (const { sourcedId } of ids.filter((id) => id.kind === kind)) {
      if (known.has(sourcedId) || sourcedIdFault(sourcedId)) continue;
      blocks.set(sourcedId, newBlock({ sourcedId, kind, state: 'live' }));
    }
  }
  return [...blocks.values()];
}

/** Only inserts: a ledger that is out of order keeps the order of its lines. */
function inserted(blocks: readonly LedgerBlock[], fresh: readonly LedgerBlock[]): LedgerBlock[] {
  const all: LedgerBlock[] = [];
  let next = 0;
  for (const block of blocks) {
    for (let first = fresh[next]; first && isBefore(first, block); first = fresh[next]) {
      all.push(first);
      next += 1;
    }
    all.push(block);
  }
  return [...all, ...fresh.slice(next)];
}

/** Marks live ids as retired. The reason becomes one line; retired ids keep theirs. */
export function retireInLedger(text: string, ids: readonly string[], reason: string): string {
  const oneLine = reason
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return restate(text, ids, ({ sourcedId, kind, state }) =>
    state === 'live' ? { sourcedId, kind, state: 'retired', reason: oneLine } : undefined,
  );
}

/** Marks retired ids as live again, for a retirement that was not published. */
export function reviveInLedger(text: string, ids: readonly string[]): string {
  return restate(text, ids, ({ sourcedId, kind, state }) =>
    state === 'retired' ? { sourcedId, kind, state: 'live' } : undefined,
  );
}

/** Takes out ids that were never published. Nothing else shortens a ledger. */
export function removeFromLedger(text: string, ids: readonly string[]): string {
  const gone = new Set(ids);
  const ledger = readLedgerText(text);
  const lines = ledger.lines.filter(
    ({ read }) => read.type !== 'fact' || !gone.has(read.fact.sourcedId),
  );
  return writeLedgerText({ ...ledger, lines });
}

/** Writes anew the lines of these ids for which `change` has something else to say. */
function restate(
  text: string,
  ids: readonly string[],
  change: (fact: LedgerFact) => LedgerFact | undefined,
): string {
  const meant = new Set(ids);
  const ledger = readLedgerText(text);
  const lines = ledger.lines.map((line) => {
    if (line.read.type !== 'fact' || !meant.has(line.read.fact.sourcedId)) return line;
    const fact = change(line.read.fact);
    return fact ? { ...line, text: writeLedgerLine(fact) } : line;
  });
  return writeLedgerText({ ...ledger, lines });
}
