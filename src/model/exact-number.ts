/**
 * A number that keeps its text, such as `12345678901234567890`, `1e400`, `1.0` or `-0`: as a number
 * of JavaScript it would be written back as another text, and often as another number.
 *
 * Where JSON is read, a number is one of these only if `String(Number(text))` is not its text; all
 * others are plain numbers. `JSON.stringify` and templates write the text. `Number(exact.text)` is
 * the nearest number of JavaScript, which may be infinite.
 */
export class ExactNumber {
  /** As JSON allows it. */
  readonly text: string;

  /** Throws a SyntaxError if the text is no number of JSON. */
  constructor(text: string) {
    if (!json.test(text)) throw new SyntaxError(`${text} is no number of JSON`);
    this.text = text;
  }

  /** The text itself is what `JSON.stringify` writes. */
  toJSON(): unknown {
    return rawJSON(this.text);
  }

  toString(): string {
    return this.text;
  }
}

const json = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** Every supported version of Node has it; the types of the language do not yet. */
const { rawJSON } = JSON as typeof JSON & { readonly rawJSON: (text: string) => unknown };

/** The number that a text of JSON says: a plain one if that is written back as the same text. */
export function numberFromText(text: string): number | ExactNumber {
  const plain = Number(text);
  return String(plain) === text ? plain : new ExactNumber(text);
}

/** A number as JavaScript calculates with it; undefined of anything else, and of what is beyond. */
export function plainNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (!(value instanceof ExactNumber)) return undefined;
  const plain = Number(value.text);
  return Number.isFinite(plain) ? plain : undefined;
}

/** One text for all ways of writing a number: equal texts for equal numbers, to the last digit. */
export function canonicalNumber(value: number | ExactNumber): string {
  if (typeof value === 'number') return JSON.stringify(value);
  const decimal = decimalOf(value.text);
  const plain = Number(value.text);
  const isPlain = Number.isFinite(plain) && decimalOf(String(plain)) === decimal;
  return isPlain ? JSON.stringify(plain) : decimal;
}

/** Digits that neither begin nor end with a zero, and the power of ten that they are taken times. */
function decimalOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(text) ?? [];
  const written = `${whole}${fraction}`;
  let start = 0;
  let end = written.length;
  while (written[start] === '0') start += 1;
  if (start === end) return '0';
  while (written[end - 1] === '0') end -= 1;
  const power = BigInt(exponent.replace('+', '')) + BigInt(whole.length - end);
  return `${sign}${written.slice(start, end)}e${power}`;
}
