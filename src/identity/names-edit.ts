import type { ConstantName } from '../model/constant-name.ts';
import { namesHeader, namesLinesOf, readNamesLine, writeNamesLine } from './names-text.ts';

interface Block {
  readonly name: ConstantName;
  /** Comments right above the line, then the line. */
  readonly lines: readonly string[];
}

/**
 * A file of names with new ones in it, sorted by id, each line once. Comments stay above the line
 * that they stand above; what stands above the first is about the file.
 */
export function addNames(text: string | undefined, fresh: readonly ConstantName[]): string {
  const { lines, lineBreak } = namesLinesOf(text ?? namesHeader);
  const { header, blocks, footer } = blocksOf(lines);
  const added = fresh.map((name) => ({ name, lines: [writeNamesLine(name)] }));
  const sorted = [...blocks, ...added].sort((a, b) => (isBefore(a.name, b.name) ? -1 : 1));
  const all = [...header, ...sorted.flatMap((block) => block.lines), ...footer];
  return all.map((line) => line + lineBreak).join('');
}

function isBefore(a: ConstantName, b: ConstantName): boolean {
  return a.sourcedId < b.sourcedId;
}

function blocksOf(lines: readonly string[]) {
  const blocks = new Map<string, Block>();
  let header: string[] | undefined;
  let remarks: string[] = [];
  for (const text of lines) {
    const line = readNamesLine(text);
    if (line.type !== 'name') {
      remarks.push(text);
      continue;
    }
    const { name } = line;
    const before = blocks.get(name.sourcedId);
    const above = header ? remarks : [];
    header ??= remarks;
    blocks.set(name.sourcedId, {
      name,
      lines: [...(before ? before.lines.slice(0, -1) : []), ...above, writeNamesLine(name)],
    });
    remarks = [];
  }
  if (!header) return { header: remarks, blocks: [], footer: [] };
  return { header, blocks: [...blocks.values()], footer: remarks };
}
