import { longestRisingRun } from '../../model/ledger.ts';

/** The widest average step in a row of numbers: some are missing if headings were counted. */
const widestStep = 2;

/** A text with a number: the text without it, and the number. */
interface Counted {
  readonly shape: string;
  readonly number: number;
}

/**
 * The texts that number their source in order, in any format: `1`, `Lesson 02`, `T_000007_R`, `2.3`, `c`,
 * `iv`. Such a key is a position and not an identity: after an insertion it belongs to another node.
 */
export function positionsIn(texts: readonly string[]): ReadonlySet<string> {
  const counted = texts.flatMap((text) => countingsOf(text).map((one) => ({ ...one, text })));
  const rows = Map.groupBy(counted, ({ shape }) => shape);
  const positions = [...rows.values()].filter((row) => isRow(row.map(({ number }) => number)));
  return new Set(positions.flat().map(({ text }) => text));
}

/** The least part of a row that must be in order: inserted nodes have numbers from its end. */
const leastInRow = 0.6;

/** The fewest numbers that can show that they are not in a row: two may be by chance. */
const fewestOutOfRow = 3;
const largestCount = 1000;

function isRow(numbers: readonly number[]): boolean {
  if (numbers.length < fewestOutOfRow) return numbers.every((number) => number < largestCount);
  const run = longestRisingRun(numbers, { strict: true }).map((index) => numbers[index] ?? 0);
  const width = (run.at(-1) ?? 0) - (run[0] ?? 0);
  return run.length >= leastInRow * numbers.length && width <= widestStep * (run.length - 1);
}

/** The most digits of a position; more digits are no exact number either. */
const mostDigits = 12;

/** Every reading of a text as a number: by each number in it, or else by a letter at its end. */
function countingsOf(text: string): Counted[] {
  const digits = [...text.matchAll(/\p{Nd}+/gu)];
  const found = digits.flatMap(({ 0: written, index }): Counted[] => {
    const number = numberOf(written);
    const after = text.slice(index + written.length).replace(/^(?:st|nd|rd|th)(?!\p{L})/iu, '');
    return number === undefined ? [] : [{ shape: `${text.slice(0, index)}#${after}`, number }];
  });
  return digits.length > 0 ? found : letterOf(text);
}

function numberOf(digits: string): number | undefined {
  if (digits.length > mostDigits) return undefined;
  const ascii = digits.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));
  return Number(ascii);
}

/** The value of a digit. In every script, digits come in tens that begin with zero. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return code - zero;
}

const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const romans = { i: 1, v: 5, x: 10, l: 50, c: 100 } as const;
const roman = /^(?=[ivxlc])(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$/;

/** Splits a text before the letters at its end. */
function splitLastWord(text: string): readonly [string, string] {
  let start = text.length;
  while (start > 0 && /\p{L}/u.test(text[start - 1] ?? '')) start -= 1;
  return [text.slice(0, start), text.slice(start)];
}

/** The number of the last word, if it is a letter, a Roman numeral or a number in words. */
function letterOf(text: string): Counted[] {
  const [before, last] = splitLastWord(text.toLowerCase());
  const isLetter = /^[a-z]$/.test(last);
  const word = words.indexOf(last);
  return [
    ...(isLetter ? [{ shape: `${before}#a`, number: last.charCodeAt(0) }] : []),
    ...(roman.test(last) ? [{ shape: `${before}#i`, number: romanValue(last) }] : []),
    ...(word >= 0 ? [{ shape: `${before}#one`, number: word + 1 }] : []),
  ];
}

function romanValue(text: string): number {
  const values = [...text].map((letter) => romans[letter as keyof typeof romans]);
  return values.reduce<number>(
    (sum, value, index) => sum + (value < (values[index + 1] ?? 0) ? -value : value),
    0,
  );
}
