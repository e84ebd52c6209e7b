import { blocksOf, type LedgerBlock, linesOf, sortedBlocks } from './ledger-blocks.ts';
import { parseLedger } from './ledger-parse.ts';
import { readLedgerText, writeLedgerText } from './ledger-text.ts';

/**
 * Sorts a ledger and keeps the first of lines that say the same, as after a merge. Comments move
 * with the line below them. A ledger with errors stays as it is: sorting would tear a conflict
 * apart, and which of two contradicting lines holds is for a person to say.
 */
export function sortLedger(text: string): string {
  if (!parseLedger('', text).ok) return text;
  const ledger = readLedgerText(text);
  const parts = blocksOf(ledger.lines);
  const blocks = folded(sortedBlocks(parts.blocks));
  return writeLedgerText({ ...ledger, lines: linesOf({ ...parts, blocks }) });
}

/** Of a repeated line only its comments stay. */
function folded(blocks: readonly LedgerBlock[]): LedgerBlock[] {
  return blocks.map((block, at) =>
    blocks[at - 1]?.fact.sourcedId === block.fact.sourcedId
      ? { ...block, lines: block.lines.slice(0, -1) }
      : block,
  );
}
