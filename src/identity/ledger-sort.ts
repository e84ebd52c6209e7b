import { blocksOf, type LedgerBlock, linesOf, sortedBlocks } from './ledger-blocks.ts';
import { writeLedgerLine } from './ledger-line.ts';
import { parseLedger } from './ledger-parse.ts';
import { readLedgerText, writeLedgerText } from './ledger-text.ts';

/**
 * Sorts a file of a ledger and keeps the first of lines that say word for word the same, as after a
 * merge. Comments move with the line below them. A file with errors stays as it is: sorting would
 * tear a conflict apart, and which of two contradicting lines holds is for a person to say.
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
  const said = new Set<string>();
  return blocks.map((block) => {
    const text = writeLedgerLine(block.fact);
    if (said.has(text)) return { ...block, lines: block.lines.slice(0, -1) };
    said.add(text);
    return block;
  });
}
