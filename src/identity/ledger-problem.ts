import { quoted } from '../document/wording.ts';
import type { LedgerEntry } from '../model/ledger.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Span } from '../model/span.ts';
import type { MalformedLedgerLine } from './ledger-line.ts';

const runFormat = 'Run `timeback-catalog fmt`.';

/** A ledger in which not even a comment is left. */
export function emptyLedger(file: string): Problem {
  return problem('file/empty', {
    detail: 'The ledger holds nothing, not even the header of a new one.',
    hint: 'Restore it from git. Where no id was ever minted, delete it and run `timeback-catalog fmt`.',
    span: spanOf(file, 1),
  });
}

/** `line` holds the first of the marks. */
export function conflictInLedger(file: string, line: number): Problem {
  return problem('ledger/conflict', {
    detail: 'A merge left its marks here, so it is open which lines hold.',
    hint: 'Keep the lines of both sides, remove the marks and run `timeback-catalog fmt`.',
    span: spanOf(file, line),
  });
}

/** `isLast`: the file ends in this line, without a line break. */
export function malformedLine(span: Span, read: MalformedLedgerLine, isLast: boolean): Problem {
  const end = isLast ? ' The file ends in this line, as if it had been cut off.' : '';
  return problem('ledger/malformed', { detail: read.detail + end, hint: read.hint, span });
}

/** `entry` says again what `first` said; their reasons may differ. */
export function repeatedLine(file: string, first: LedgerEntry, entry: LedgerEntry): Problem {
  const isSame = first.reason === entry.reason;
  return problem('ledger/repeated', {
    detail: isSame
      ? `Line ${first.line} already says this about ${quoted(entry.sourcedId)}.`
      : `Line ${first.line} already retires ${quoted(entry.sourcedId)}, for another reason.`,
    hint: isSame
      ? runFormat
      : 'Remove one of the two, or run `timeback-catalog fmt`: it keeps the first.',
    span: spanOf(file, entry.line),
    related: { span: spanOf(file, first.line), note: 'first here' },
  });
}

/** `first` and `entry` disagree about the kind or the state of an id. */
export function contradiction(file: string, first: LedgerEntry, entry: LedgerEntry): Problem {
  const id = quoted(entry.sourcedId);
  const isKind = first.kind !== entry.kind;
  return problem('ledger/duplicate', {
    detail: isKind
      ? `Line ${first.line} says that ${id} is a ${first.kind}, this line that it is a ${entry.kind}.`
      : `Line ${first.line} says that ${id} is ${first.state}, this line that it is ${entry.state}.`,
    hint: isKind
      ? 'Remove the line that is wrong, and give the node that lost its id a new one.'
      : 'Remove the line that says `live` if the node was retired on purpose, else the other one.',
    span: spanOf(file, entry.line),
    related: { span: spanOf(file, first.line), note: 'first here' },
  });
}

/** Told once, at the first line that stands too far down. */
export function unsortedLine(file: string, previous: LedgerEntry, entry: LedgerEntry): Problem {
  return problem('ledger/unsorted', {
    detail: `${quoted(entry.sourcedId)} belongs above ${quoted(previous.sourcedId)}.`,
    hint: runFormat,
    span: spanOf(file, entry.line),
  });
}

function spanOf(file: string, line: number): Span {
  return { file, start: { line, column: 1 } };
}
