import { quoteShort } from '../../document/place.ts';
import type {
  Ledger,
  LedgerEntry,
  MeantChange,
  PlacementLine,
  PlacementReplacement,
  Replacement,
} from '../../model/ledger.ts';
import { type IdKey, nodeKey } from '../../model/node.ts';
import { type Checked, checked, type Problem, problem, type Span } from '../../model/problem.ts';
import { joinBlocks, type LedgerBlock, sortedBlocks, splitBlocks } from './edit.ts';
import {
  compareFacts,
  type LedgerFact,
  type LedgerText,
  type LedgerTextLine,
  type MalformedLedgerLine,
  readLedgerText,
  writeLedgerLine,
  writeLedgerText,
} from './line.ts';

/** A file of a ledger. Its path is relative to the folder of the config. */
export interface LedgerFile {
  readonly file: string;
  readonly text: string;
}

/** All files of a ledger. */
export interface LedgerFiles {
  /** The name of the ledger in messages. */
  readonly where: string;
  readonly files: readonly LedgerFile[];
  /** The file that `fmt` keeps sorted, if it is one of these. In all others lines keep their order. */
  readonly sorted?: string;
}

/** Reads a ledger of one file. */
export function parseLedger(file: string, text: string): Checked<Ledger> {
  const { ledger, problems } = readLedgerFiles({
    where: file,
    files: [{ file, text }],
    sorted: file,
  });
  return checked(ledger, problems);
}

/**
 * Reads all files of a ledger as one, with all its problems. Lines that a merge put out of order or twice
 * are a warning, since `fmt` mends them; everything that makes an id doubtful is an error. The ledger has
 * all lines that can be read, also if there are errors.
 */
export function readLedgerFiles({ where, files, sorted }: LedgerFiles): {
  readonly ledger: Ledger;
  readonly problems: readonly Problem[];
} {
  const read = files.map(({ file, text }) => readFile(file, text));
  const facts = read.flatMap((one) => one.facts);
  const { contradictions, ...ledger } = gatherFacts(facts);
  const problems = read.flatMap((one) => one.problems);
  // The two sides of a conflict always repeat and contradict each other.
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

/** One problem for each conflict, at its first marker, whatever number of markers is left. */
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

/** The problems of lines that repeat an earlier line word for word. */
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

/** A fact with the place of its line. */
interface PlacedFact {
  readonly fact: LedgerFact;
  readonly file: string;
  readonly line: number;
}

type OfState = Extract<LedgerFact, { says: 'live' | 'retired' | 'released' | 'taken' }>;

interface Gathered extends Omit<Ledger, 'where'> {
  readonly contradictions: readonly Problem[];
}

/**
 * The facts of all lines together. Lines are added and never changed, so of several lines about one node
 * the strongest counts: a retired node was live before. Lines that cannot all be true are a contradiction,
 * and the first of them counts.
 */
function gatherFacts(facts: readonly PlacedFact[]): Gathered {
  const entries = new Map<IdKey, LedgerEntry>();
  const placed: PlacementLine[] = [];
  const replacements: Replacement[] = [];
  const replacedPlacements: PlacementReplacement[] = [];
  const meant: MeantChange[] = [];
  const contradictions: Problem[] = [];
  for (const { fact, file, line } of facts) {
    const place = { file, line };
    if (fact.says === 'placement') {
      const { says: _, ...placement } = fact;
      placed.push({ ...placement, ...place });
    } else if (fact.says === 'replaces') {
      const { says: _, ...replacement } = fact;
      if (replacement.kind === 'placement') replacedPlacements.push({ ...replacement, ...place });
      else replacements.push({ ...replacement, ...place });
    } else if (fact.says === 'changes') {
      const { says: _, ...change } = fact;
      meant.push({ ...change, ...place });
    } else {
      const entry = entryOf(fact, place);
      const key = nodeKey(entry);
      const before = entries.get(key);
      const contradicted = before && contradictionOf(before, entry);
      if (contradicted) contradictions.push(contradiction(before, entry, contradicted));
      else entries.set(key, before ? stronger(before, entry) : entry);
    }
  }
  const { contradictions: more, placements } = gatherPlacements(placed);
  const all = {
    ...{ entries, placements, replacements },
    ...(replacedPlacements.length > 0 && { replacedPlacements }),
    ...(meant.length > 0 && { meant }),
  };
  return { ...all, contradictions: [...contradictions, ...more] };
}

function entryOf(fact: OfState, place: { file: string; line: number }): LedgerEntry {
  const { sourcedId, kind } = fact;
  switch (fact.says) {
    case 'live':
      return { sourcedId, kind, state: 'live', file: place.file, line: place.line };
    case 'taken':
      return { sourcedId, kind, state: 'live', from: fact.name, ...place };
    case 'released':
      return { sourcedId, kind, state: 'released', to: fact.name, ...reasonOf(fact), ...place };
    case 'retired':
      return { sourcedId, kind, state: 'retired', ...reasonOf(fact), ...place };
  }
}

function reasonOf({ reason }: { readonly reason?: string }): { readonly reason?: string } {
  return reason === undefined ? {} : { reason };
}

/** The words for a contradiction between two lines about a node; undefined if both can be true. */
function contradictionOf(a: LedgerEntry, b: LedgerEntry): readonly [string, string] | undefined {
  if (a.kind !== b.kind) return [`is a ${a.kind}`, `it is a ${b.kind}`];
  const ends = [a, b].map(({ state }) => state);
  if (ends.includes('released') && ends.includes('retired'))
    return [`is ${a.state}`, `it is ${b.state}`];
  const elsewhere = [a, b].map(({ to, from }) =>
    to !== undefined ? `lives in ${to}` : from !== undefined ? `came from ${from}` : undefined,
  );
  const [first, second] = elsewhere;
  return first !== undefined && second !== undefined && first !== second
    ? [first, `it ${second}`]
    : undefined;
}

const strength = { live: 0, released: 1, retired: 2 };

/**
 * The stronger of two entries. Of equal ones it is the first; but an entry that says where a node came from
 * says more than one that does not.
 */
function stronger(a: LedgerEntry, b: LedgerEntry): LedgerEntry {
  const from = a.from ?? b.from;
  const isMore =
    strength[b.state] > strength[a.state] ||
    (a.from === undefined && b.from !== undefined && a.state === b.state);
  return { ...(isMore ? b : a), ...(from !== undefined && { from }) };
}

/**
 * The strongest line about each placement. Two lines that mint it for different places are a contradiction.
 */
function gatherPlacements(lines: readonly PlacementLine[]): Pick<Gathered, 'placements'> & {
  readonly contradictions: readonly Problem[];
} {
  const placements = new Map<string, PlacementLine>();
  const contradictions: Problem[] = [];
  for (const line of lines) {
    const { sourcedId, parent, resource, state } = line;
    const before = placements.get(sourcedId);
    if (before && (before.parent !== parent || before.resource !== resource)) {
      const words = [`places ${placed(before)}`, `it places ${placed(line)}`] as const;
      contradictions.push(contradiction(before, line, words));
    } else if (!before || strength[state] > strength[before.state]) {
      placements.set(sourcedId, line);
    }
  }
  return { placements, contradictions };
}

function placed({ parent, resource }: PlacementLine): string {
  return `the resource ${quoteShort(resource)} in ${quoteShort(parent)}`;
}

const runFormat = 'Run `timeback-catalog fmt`.';

interface Place {
  readonly file: string;
  readonly line: number;
}

/** The problem of a file without any line, even a comment. */
function emptyLedger(file: string): Problem {
  return problem('file/empty', {
    detail: 'The ledger is empty. Even a new ledger has a header.',
    hint: 'Restore it from git. If the catalog never had an id, delete it and run `timeback-catalog fmt`.',
    span: spanOf({ file, line: 1 }),
  });
}

/** The problem of a conflict. `line` has the first of its markers. */
function conflictInLedger(file: string, line: number): Problem {
  return problem('ledger/conflict', {
    detail: 'There are conflict markers here, so it is unclear which lines are valid.',
    hint: 'Keep the lines of both sides, remove the conflict markers and run `timeback-catalog fmt`.',
    span: spanOf({ file, line }),
  });
}

/** The problem of a malformed line. `isLast`: the file ends in it, without a line break. */
function malformedLine(span: Span, read: MalformedLedgerLine, isLast: boolean): Problem {
  const end = isLast ? ' The file ends in this line, as if it was cut off.' : '';
  const restore = 'If it was right before, restore it from git.';
  const hint = /from git/.test(read.hint) ? read.hint : `${read.hint} ${restore}`;
  return problem('ledger/malformed', { detail: read.detail + end, hint, span });
}

/** The problem that `line` repeats `first` word for word. */
function repeatedLine(
  first: Place,
  line: Place & { readonly fact: { readonly sourcedId: string } },
): Problem {
  return problem('ledger/repeated', {
    detail: `Line ${first.line} already says this about ${quoteShort(line.fact.sourcedId)}.`,
    hint: runFormat,
    span: spanOf(line),
    related: { span: spanOf(first), note: 'first here' },
  });
}

/** The problem that two lines about an id cannot both be true. The words continue "that ID" and "that". */
function contradiction(
  first: Place & { readonly sourcedId: string },
  line: Place,
  [before, now]: readonly [string, string],
): Problem {
  const there = first.file === line.file ? `Line ${first.line}` : `${first.file}:${first.line}`;
  return problem('ledger/duplicate', {
    detail: `${there} says that ${quoteShort(first.sourcedId)} ${before}, this line that ${now}.`,
    hint: 'Remove the wrong line. If you are not sure, the one that was merged and published first is right.',
    span: spanOf(line),
    related: { span: spanOf(first), note: 'first here' },
  });
}

/** The problem of a wrong order, reported once, at the first line that is too far down. */
function unsortedLine(
  previous: Place & { readonly fact: { readonly sourcedId: string } },
  line: Place & { readonly fact: { readonly sourcedId: string } },
): Problem {
  const [below, above] = [previous, line].map(({ fact }) => quoteShort(fact.sourcedId));
  return problem('ledger/unsorted', {
    detail:
      above === below
        ? `This line about ${above} belongs above the one before it.`
        : `${above} belongs above ${below}.`,
    hint: runFormat,
    span: spanOf(line),
  });
}

function spanOf({ file, line }: Place): Span {
  return { file, start: { line, column: 1 } };
}

/**
 * Sorts a file of a ledger, and keeps only the first of lines that are equal word for word, as after a
 * merge. Comments move with the line below them. A file with errors stays as it is: sorting would tear a
 * conflict apart, and a person must decide which of two contradicting lines is right.
 */
export function sortLedger(text: string): string {
  if (!parseLedger('', text).ok) return text;
  const ledger = readLedgerText(text);
  const parts = splitBlocks(ledger.lines);
  const blocks = folded(sortedBlocks(parts.blocks));
  return writeLedgerText({ ...ledger, lines: joinBlocks({ ...parts, blocks }) });
}

/** Removes repeated lines, but keeps the comments above them. */
function folded(blocks: readonly LedgerBlock[]): LedgerBlock[] {
  const said = new Set<string>();
  return blocks.map((block) => {
    const text = writeLedgerLine(block.fact);
    if (said.has(text)) return { ...block, lines: block.lines.slice(0, -1) };
    said.add(text);
    return block;
  });
}
