import { compareFacts, type LedgerFact, writeLedgerLine } from './ledger-line.ts';
import type { LedgerTextLine } from './ledger-text.ts';

/** A line that says something, with the comments right above it, which stay with it wherever it goes. */
export interface LedgerBlock {
  readonly fact: LedgerFact;
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
  const first = lines.findIndex(({ read }) => read.type === 'fact');
  if (first === -1) return { header: lines, blocks: [], footer: [] };
  const blocks: LedgerBlock[] = [];
  let block: LedgerTextLine[] = [];
  for (const line of lines.slice(first)) {
    block.push(line);
    if (line.read.type !== 'fact') continue;
    blocks.push({ fact: line.read.fact, lines: block });
    block = [];
  }
  return { header: lines.slice(0, first), blocks, footer: block };
}

/** What `blocksOf` took apart. */
export function linesOf({ header, blocks, footer }: LedgerBlocks): LedgerTextLine[] {
  return [...header, ...blocks.flatMap(({ lines }) => lines), ...footer];
}

/** A line still to be written. */
export function newBlock(fact: LedgerFact): LedgerBlock {
  return { fact, lines: [{ text: writeLedgerLine(fact), read: { type: 'fact', fact } }] };
}

export function isBefore(a: LedgerBlock, b: LedgerBlock): boolean {
  return compareFacts(a.fact, b.fact) < 0;
}

/** In the order of a ledger; blocks that say the same of one id stay in theirs. */
export function sortedBlocks(blocks: readonly LedgerBlock[]): LedgerBlock[] {
  return blocks.toSorted((a, b) => compareFacts(a.fact, b.fact));
}
