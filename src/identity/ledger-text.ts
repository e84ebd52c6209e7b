import { type LedgerLine, readLedgerLine } from './ledger-line.ts';

type LineBreak = '\n' | '\r\n';

/** A line on the page and what it says. */
export interface LedgerTextLine {
  /** Without its line break. */
  readonly text: string;
  /** Absent for a last line without one, and for a line still to be written. */
  readonly lineBreak?: LineBreak;
  readonly read: LedgerLine;
}

/** A ledger as it stands on the page. Written again unchanged, it is the same text. */
export interface LedgerText {
  readonly byteOrderMark: string;
  /** The first one is line one. */
  readonly lines: readonly LedgerTextLine[];
  /** For lines that have none yet. */
  readonly lineBreak: LineBreak;
  readonly endsWithBreak: boolean;
}

/** Any text has lines; what they say is judged by `parseLedger`. */
export function readLedgerText(text: string): LedgerText {
  const byteOrderMark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const body = text.slice(byteOrderMark.length);
  const whole = body.split('\n');
  const rest = whole.pop() ?? '';
  const lines = whole.map(readLine);
  if (rest !== '') lines.push({ text: rest, read: readLedgerLine(rest) });
  return {
    byteOrderMark,
    lines,
    lineBreak: lines[0]?.lineBreak ?? '\n',
    endsWithBreak: rest === '',
  };
}

function readLine(line: string): LedgerTextLine {
  const isDos = line.endsWith('\r');
  const text = isDos ? line.slice(0, -1) : line;
  return { text, lineBreak: isDos ? '\r\n' : '\n', read: readLedgerLine(text) };
}

/** The text again, its lines changed or not, ending as it did. */
export function writeLedgerText(ledger: LedgerText): string {
  const last = ledger.lines.length - 1;
  const lines = ledger.lines.map(({ text, lineBreak = ledger.lineBreak }, at) =>
    at === last && !ledger.endsWithBreak ? text : text + lineBreak,
  );
  return ledger.byteOrderMark + lines.join('');
}
