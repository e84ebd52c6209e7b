import { type Ledger, type LedgerEntry, placementKey } from '../model/ledger.ts';
import { type Checked, checked, type Problem } from '../model/problem.ts';
import {
  conflictInLedger,
  contradiction,
  emptyLedger,
  malformedLine,
  repeatedLine,
  unsortedLine,
} from './ledger-problem.ts';
import { type LedgerText, type LedgerTextLine, readLedgerText } from './ledger-text.ts';

/**
 * Reads a ledger and gathers all that is wrong with it. What a merge leaves behind and `fmt` mends
 * (lines out of order, or twice) is a warning; whatever makes an id doubtful is an error.
 */
export function parseLedger(file: string, text: string): Checked<Ledger> {
  const ledger = readLedgerText(text);
  if (ledger.lines.every((line) => line.text.trim() === '')) {
    return { ok: false, problems: [emptyLedger(file)] };
  }
  const all = entriesOf(ledger.lines);
  const { entries, problems } = gather(file, all);
  const placements = new Map(
    ledger.lines.flatMap(({ read }): [string, string][] =>
      read.type === 'placement'
        ? [[placementKey(read.placement.lesson, read.placement.resource), read.placement.sourcedId]]
        : [],
    ),
  );
  const replacements = ledger.lines.flatMap(({ read }, at) =>
    read.type === 'replaces' ? [{ ...read.replacement, file, line: at + 1 }] : [],
  );
  const conflicts = conflictProblems(file, ledger.lines);
  const malformed = malformedProblems(file, ledger);
  // The two sides of a conflict repeat and contradict each other by nature.
  const isMerged = conflicts.length === 0;
  return checked({ file, entries, placements, replacements }, [
    ...conflicts,
    ...malformed,
    ...(isMerged ? [...problems, ...orderProblems(file, all)] : []),
  ]);
}

function entriesOf(lines: readonly LedgerTextLine[]): LedgerEntry[] {
  return lines.flatMap(({ read }, at) =>
    read.type === 'fact' ? [{ ...read.fact, line: at + 1 }] : [],
  );
}

/** Of several lines about an id the first one counts. */
function gather(file: string, all: readonly LedgerEntry[]) {
  const entries = new Map<string, LedgerEntry>();
  const problems: Problem[] = [];
  for (const entry of all) {
    const first = entries.get(entry.sourcedId);
    if (!first) entries.set(entry.sourcedId, entry);
    else if (first.kind === entry.kind && first.state === entry.state) {
      problems.push(repeatedLine(file, first, entry));
    } else problems.push(contradiction(file, first, entry));
  }
  return { entries, problems };
}

/** One problem a conflict, at its first mark, however many of its marks are left. */
function conflictProblems(file: string, lines: readonly LedgerTextLine[]): Problem[] {
  const problems: Problem[] = [];
  let isInside = false;
  for (const [at, { text, read }] of lines.entries()) {
    if (read.type !== 'conflict') continue;
    if (!isInside) problems.push(conflictInLedger(file, at + 1));
    isInside = !text.startsWith('>');
  }
  return problems;
}

function malformedProblems(file: string, { lines, endsWithBreak }: LedgerText): Problem[] {
  return lines.flatMap(({ read }, at) => {
    if (read.type !== 'malformed') return [];
    const span = { file, start: { line: at + 1, column: read.column } };
    return malformedLine(span, read, at === lines.length - 1 && !endsWithBreak);
  });
}

function orderProblems(file: string, all: readonly LedgerEntry[]): Problem[] {
  const at = all.findIndex((entry, index) => entry.sourcedId < (all[index - 1]?.sourcedId ?? ''));
  const [previous, entry] = [all[at - 1], all[at]];
  return previous && entry ? [unsortedLine(file, previous, entry)] : [];
}
