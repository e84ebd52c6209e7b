import { blocksOf, linesOf, sortedBlocks } from './ledger-blocks.ts';
import type { LedgerChanges, LedgerFolder, LedgerTexts } from './ledger-home.ts';
import { writeLedgerLine } from './ledger-line.ts';
import { type LedgerTextLine, readLedgerText, writeLedgerText } from './ledger-text.ts';

/**
 * Moves the one file of a ledger into its folder, under its own name and as it is. Git takes that for
 * a renamed file: what a branch from before adds to the old file, a merge adds to the moved one, and
 * nothing conflicts. If there is a moved one already, it gets what it lacks.
 */
export function moveLedger(
  texts: LedgerTexts,
  file: string,
  { folder }: Pick<LedgerFolder, 'folder'>,
): LedgerChanges {
  const text = texts.get(file);
  if (text === undefined) return new Map();
  const to = `${folder}/${file.slice(file.lastIndexOf('/') + 1)}`;
  const there = texts.get(to);
  return new Map([
    [file, undefined],
    [to, there === undefined ? text : joined(there, text)],
  ]);
}

/** All lines of `there`, and those of `text` that it lacks at their sorted places. */
function joined(there: string, text: string): string {
  const ledger = readLedgerText(there);
  const [before, more] = [blocksOf(ledger.lines), blocksOf(readLedgerText(text).lines)];
  const said = new Set(before.blocks.map(({ fact }) => writeLedgerLine(fact)));
  const remarks = new Set(ledger.lines.filter(isRemark).map((line) => line.text));
  const isNew = (line: LedgerTextLine) =>
    isRemark(line) ? !remarks.has(line.text) : !isSaid(line, said);
  const lacking = more.blocks.flatMap((block) => {
    const lines = block.lines.filter(isNew);
    return lines.length > 0 ? [{ ...block, lines }] : [];
  });
  const header = [...before.header, ...more.header.filter(isNew)];
  const footer = [...before.footer, ...more.footer.filter(isNew)];
  const blocks = sortedBlocks([...before.blocks, ...lacking]);
  return writeLedgerText({ ...ledger, lines: linesOf({ header, blocks, footer }) });
}

function isRemark({ read }: LedgerTextLine): boolean {
  return read.type === 'remark';
}

function isSaid({ read }: LedgerTextLine, said: ReadonlySet<string>): boolean {
  return read.type === 'fact' && said.has(writeLedgerLine(read.fact));
}
