import type { Ledger } from '../model/ledger.ts';
import { type Checked, checked, type Problem } from '../model/problem.ts';
import { gatherFacts, type PlacedFact } from './ledger-gather.ts';
import { compareFacts, writeLedgerLine } from './ledger-line.ts';
import {
  conflictInLedger,
  emptyLedger,
  malformedLine,
  repeatedLine,
  unsortedLine,
} from './ledger-problem.ts';
import { type LedgerText, type LedgerTextLine, readLedgerText } from './ledger-text.ts';

/** A file of a ledger, its name relative to the folder of the config. */
export interface LedgerFile {
  readonly file: string;
  readonly text: string;
}

export interface LedgerFiles {
  /** What messages call the ledger. */
  readonly where: string;
  readonly files: readonly LedgerFile[];
  /** The file that `fmt` keeps sorted, if it is one of these. In all others lines stay as they came. */
  readonly sorted?: string;
}

/** A ledger of one file. */
export function parseLedger(file: string, text: string): Checked<Ledger> {
  const { ledger, problems } = readLedgerFiles({
    where: file,
    files: [{ file, text }],
    sorted: file,
  });
  return checked(ledger, problems);
}

/**
 * Reads all files of a ledger as one, and gathers all that is wrong with it. What a merge leaves
 * behind and `fmt` mends (lines out of order, or twice) is a warning; whatever makes an id doubtful is
 * an error. The ledger holds what can be read, whether or not something is wrong.
 */
export function readLedgerFiles({ where, files, sorted }: LedgerFiles): {
  readonly ledger: Ledger;
  readonly problems: readonly Problem[];
} {
  const read = files.map(({ file, text }) => readFile(file, text));
  const facts = read.flatMap((one) => one.facts);
  const { contradictions, ...ledger } = gatherFacts(facts);
  const problems = read.flatMap((one) => one.problems);
  // The two sides of a conflict repeat and contradict each other by nature.
  const isMerged = !problems.some(({ code }) => code === 'ledger/conflict');
  const inOrder = isMerged ? facts.filter(({ file }) => file === sorted) : [];
  const all = [
    ...problems,
    ...(isMerged ? contradictions : []),
    ...repeated(inOrder),
    ...unsorted(inOrder),
  ];
  return { ledger: { where, ...ledger }, problems: all };
}

function readFile(file: string, text: string): { facts: PlacedFact[]; problems: Problem[] } {
  const ledger = readLedgerText(text);
  if (ledger.lines.every((line) => line.text.trim() === '')) {
    return { facts: [], problems: [emptyLedger(file)] };
  }
  const facts: PlacedFact[] = [];
  for (const [at, { read }] of ledger.lines.entries()) {
    if (read.type === 'fact') facts.push({ fact: read.fact, file, line: at + 1 });
  }
  const problems = [...conflictProblems(file, ledger.lines), ...malformedProblems(file, ledger)];
  return { facts, problems };
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

/** Lines that say word for word what one above them says. */
function repeated(facts: readonly PlacedFact[]): Problem[] {
  const once = new Set<string>();
  const more = new Set<string>();
  for (const { fact } of facts) (once.has(fact.sourcedId) ? more : once).add(fact.sourcedId);
  const first = new Map<string, PlacedFact>();
  return facts.flatMap((line) => {
    if (!more.has(line.fact.sourcedId)) return [];
    const text = writeLedgerLine(line.fact);
    const before = first.get(text);
    if (before) return [repeatedLine(before, line)];
    first.set(text, line);
    return [];
  });
}

function unsorted(facts: readonly PlacedFact[]): Problem[] {
  const at = facts.findIndex(({ fact }, index) => {
    const previous = facts[index - 1];
    return previous !== undefined && compareFacts(fact, previous.fact) < 0;
  });
  const [previous, entry] = [facts[at - 1], facts[at]];
  return previous && entry ? [unsortedLine(previous, entry)] : [];
}
