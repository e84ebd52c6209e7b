import type { PlacementEntry } from '../model/ledger.ts';
import { type LedgerFact, writeLedgerLine, writePlacementLine } from './ledger-line.ts';
import type { LedgerTextLine } from './ledger-text.ts';

/** A line about an id with the comments right above it, which stay with it wherever it goes. */
export interface LedgerBlock {
  readonly fact: Pick<LedgerFact, 'sourcedId'>;
  readonly lines: readonly LedgerTextLine[];
}

interface LedgerBlocks {
  /** Everything above the first id: it is about the file. */
  readonly header: readonly LedgerTextLine[];
  readonly blocks: readonly LedgerBlock[];
  /** Everything below the last id. */
  readonly footer: readonly LedgerTextLine[];
}

/** Regroups the lines, so that sorting and inserting see ids only. Loses none. */
export function blocksOf(lines: readonly LedgerTextLine[]): LedgerBlocks {
  const first = lines.findIndex((line) => idIn(line) !== undefined);
  if (first === -1) return { header: lines, blocks: [], footer: [] };
  const blocks: LedgerBlock[] = [];
  let block: LedgerTextLine[] = [];
  for (const line of lines.slice(first)) {
    block.push(line);
    const fact = idIn(line);
    if (!fact) continue;
    blocks.push({ fact, lines: block });
    block = [];
  }
  return { header: lines.slice(0, first), blocks, footer: block };
}

function idIn({ read }: LedgerTextLine): LedgerBlock['fact'] | undefined {
  if (read.type === 'fact') return read.fact;
  return read.type === 'placement' ? read.placement : undefined;
}

/** What `blocksOf` took apart. */
export function linesOf({ header, blocks, footer }: LedgerBlocks): LedgerTextLine[] {
  return [...header, ...blocks.flatMap(({ lines }) => lines), ...footer];
}

/** A line still to be written. */
export function newBlock(fact: LedgerFact): LedgerBlock {
  return { fact, lines: [{ text: writeLedgerLine(fact), read: { type: 'fact', fact } }] };
}

export function newPlacementBlock(placement: PlacementEntry): LedgerBlock {
  const text = writePlacementLine(placement);
  return { fact: placement, lines: [{ text, read: { type: 'placement', placement } }] };
}

/** The order of a ledger: by code unit of the id. */
export function isBefore(a: LedgerBlock, b: LedgerBlock): boolean {
  return a.fact.sourcedId < b.fact.sourcedId;
}

/** In the order of a ledger; blocks of the same id stay in theirs. */
export function sortedBlocks(blocks: readonly LedgerBlock[]): LedgerBlock[] {
  return blocks.toSorted((a, b) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : 0));
}
