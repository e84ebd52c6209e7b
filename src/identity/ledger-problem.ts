import { quoted } from '../document/wording.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Span } from '../model/span.ts';
import type { MalformedLedgerLine } from './ledger-line.ts';

const runFormat = 'Run `timeback-catalog fmt`.';

interface Place {
  readonly file: string;
  readonly line: number;
}

/** A file in which not even a comment is left. */
export function emptyLedger(file: string): Problem {
  return problem('file/empty', {
    detail: 'The ledger holds nothing, not even the header of a new one.',
    hint: 'Restore it from git. Where no id was ever minted, delete it and run `timeback-catalog fmt`.',
    span: spanOf({ file, line: 1 }),
  });
}

/** `line` holds the first of the marks. */
export function conflictInLedger(file: string, line: number): Problem {
  return problem('ledger/conflict', {
    detail: 'A merge left its marks here, so it is open which lines hold.',
    hint: 'Keep the lines of both sides, remove the marks and run `timeback-catalog fmt`.',
    span: spanOf({ file, line }),
  });
}

/** `isLast`: the file ends in this line, without a line break. */
export function malformedLine(span: Span, read: MalformedLedgerLine, isLast: boolean): Problem {
  const end = isLast ? ' The file ends in this line, as if it had been cut off.' : '';
  const restore = 'If it was right before, restore it from git.';
  const hint = /from git/.test(read.hint) ? read.hint : `${read.hint} ${restore}`;
  return problem('ledger/malformed', { detail: read.detail + end, hint, span });
}

/** `line` says word for word what `first` says. */
export function repeatedLine(
  first: Place,
  line: Place & { readonly fact: { readonly sourcedId: string } },
): Problem {
  return problem('ledger/repeated', {
    detail: `Line ${first.line} already says this about ${quoted(line.fact.sourcedId)}.`,
    hint: runFormat,
    span: spanOf(line),
    related: { span: spanOf(first), note: 'first here' },
  });
}

/** What two lines say of an id cannot both be so; the words go on from "that ID" and from "that". */
export function contradiction(
  first: Place & { readonly sourcedId: string },
  line: Place,
  [before, now]: readonly [string, string],
): Problem {
  const there = first.file === line.file ? `Line ${first.line}` : `${first.file}:${first.line}`;
  return problem('ledger/duplicate', {
    detail: `${there} says that ${quoted(first.sourcedId)} ${before}, this line that ${now}.`,
    hint: 'Remove the line that is wrong. In doubt, what was merged and published first is right.',
    span: spanOf(line),
    related: { span: spanOf(first), note: 'first here' },
  });
}

/** Told once, at the first line that stands too far down. */
export function unsortedLine(
  previous: Place & { readonly fact: { readonly sourcedId: string } },
  line: Place & { readonly fact: { readonly sourcedId: string } },
): Problem {
  const [below, above] = [previous, line].map(({ fact }) => quoted(fact.sourcedId));
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
