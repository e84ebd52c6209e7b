import stringWidth from 'string-width';
import { isAscii } from '../model/text.ts';

/**
 * Characters that take one column each: Latin, Greek and Cyrillic letters, punctuation, and our own signs. A
 * run that shows no others does not load `string-width`, which takes longer than the rest of a short command.
 */
const narrow =
  /^[\p{ASCII}\u00a1-\u00ac\u00ae-\u024f\u0391-\u03ff\u0400-\u045f\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u257f\u2713-\u2718\ufdd0]*$/u;

/** The columns of a text on a terminal: most letters of East Asia and emoji take two. */
export function displayWidth(text: string): number {
  const shown = text.replaceAll(marks, '');
  return narrow.test(shown) ? shown.length : stringWidth(shown);
}

/** The width of lines in columns. */
interface Room {
  readonly first: number;
  /** The width of each further line. */
  readonly others: number;
}

/** A piece of text that is never broken, and the blanks before it, which a line break replaces. */
interface Atom {
  readonly blanks: string;
  readonly text: string;
}

/**
 * Breaks a line at its blanks, and between the words of scripts without blanks. Text in backticks is a
 * command to copy, which is broken only if it is longer than a line. Colours and isolates of text from right
 * to left end with a line and begin again on the next.
 */
export function fold(line: string, room: Room): string[] {
  const lines: string[] = [];
  let text = '';
  let width = 0;
  for (const atom of atomsOf(line, room.others)) {
    const own = displayWidth(atom.text);
    const most = lines.length === 0 ? room.first : room.others;
    if (text === '' || width + atom.blanks.length + own <= most) {
      width += text === '' ? own : atom.blanks.length + own;
      text += text === '' ? atom.text : atom.blanks + atom.text;
    } else {
      lines.push(text);
      [text, width] = [atom.text, own];
    }
  }
  return whole([...lines, text]);
}

/** @param room The most columns of a command that stays whole. */
function atomsOf(line: string, room: number): Atom[] {
  const atoms: { blanks: string; text: string }[] = [];
  let blanks = '';
  let isNew = true;
  const add = (text: string): void => {
    const last = atoms.at(-1);
    if (isNew || !last) atoms.push({ blanks, text });
    else last.text += text;
    [blanks, isNew] = ['', false];
  };
  for (const [piece] of line.matchAll(/`[^`\n]+`| +|[^ `]+|`/g)) {
    if (piece.startsWith(' ')) {
      [blanks, isNew] = [piece, true];
    } else if (piece.startsWith('`')) {
      add(piece);
    } else {
      for (const [at, part] of wordsWithoutBlanks(piece).entries()) {
        if (at > 0) isNew = true;
        add(part);
      }
    }
  }
  return atoms.flatMap((atom) =>
    atom.text.includes(' ') && displayWidth(atom.text) > room ? atBlanks(atom) : [atom],
  );
}

function atBlanks({ blanks, text }: Atom): Atom[] {
  return text.split(' ').map((word, at) => ({ blanks: at === 0 ? blanks : ' ', text: word }));
}

/** Letters of scripts without blanks between words: Thai, Lao, Burmese, Khmer, Chinese and Japanese. */
const unspaced =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u31ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u{20000}-\u{3ffff}]/u;
/** A line may begin with an opening bracket, but not with punctuation that ends a clause. */
const opening = /^[「『（【《〈［｛〔]$/;
const ending = /^[、。，．：；！？」』）】》〉］｝〕…・ー]+$/;

let segmenter: Intl.Segmenter | undefined;

/** The parts of a word between which a line may be broken: in most scripts only the word itself. */
function wordsWithoutBlanks(word: string): readonly string[] {
  if (isAscii(word) || !unspaced.test(word)) return [word];
  segmenter ??= new Intl.Segmenter('ja', { granularity: 'word' });
  const parts: string[] = [];
  let before: Intl.SegmentData | undefined;
  for (const now of segmenter.segment(word)) {
    if (before !== undefined && mayBreak(before, now)) parts.push(now.segment);
    else parts.push((parts.pop() ?? '') + now.segment);
    before = now;
  }
  return parts;
}

function mayBreak(before: Intl.SegmentData, now: Intl.SegmentData): boolean {
  return (
    (before.isWordLike || ending.test(before.segment)) &&
    (now.isWordLike || opening.test(now.segment)) &&
    unspaced.test(before.segment + now.segment)
  );
}

/** A change of colour, or the beginning or end of an isolate. */
const marks = /\p{Cc}\[(\d+)m|[\u2066\u2068\u2069]/gu;

/** Closes everything that is open at the end of a line, and opens it again on the next line. */
function whole(lines: readonly string[]): string[] {
  const open: { start: string; end: string }[] = [];
  return lines.map((line) => {
    const again = open.map(({ start }) => start).join('');
    for (const [mark, code] of line.matchAll(marks)) {
      const end = endOf(mark, Number(code));
      if (end !== undefined) open.push({ start: mark, end });
      else open.splice(open.findLastIndex((one) => one.end === mark) >>> 0, 1);
    }
    const closed = open.map(({ end }) => end).reverse();
    return again + line + closed.join('');
  });
}

/** The mark that ends a given mark; undefined if the given one is an end itself. */
function endOf(mark: string, code: number): string | undefined {
  if (mark === '\u2066' || mark === '\u2068') return '\u2069';
  if (code === 1 || code === 2) return '\u001b[22m';
  return code >= 31 && code <= 37 ? '\u001b[39m' : undefined;
}
