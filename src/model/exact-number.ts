/**
 * A number that keeps its text, such as `12345678901234567890`, `1e400`, `1.0` or `-0`, which
 * JavaScript would write back as another text and often as another number.
 *
 * Reading JSON makes one only if `String(Number(text))` is not the text; all others are plain
 * numbers. `JSON.stringify` and templates write the text. `Number(exact.text)` is the nearest
 * JavaScript number, which may be infinite.
 */
export class ExactNumber {
  /** The text of the number in JSON syntax. */
  readonly text: string;

  /** Throws a SyntaxError if the text is not a JSON number. */
  constructor(text: string) {
    if (!json.test(text)) throw new SyntaxError(`${text} is no number of JSON`);
    this.text = text;
  }

  /** Makes `JSON.stringify` write the text itself. */
  toJSON(): unknown {
    return rawJSON(this.text);
  }

  toString(): string {
    return this.text;
  }
}

const json = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** Every supported version of Node has it, but TypeScript's types do not. */
const { rawJSON } = JSON as typeof JSON & { readonly rawJSON: (text: string) => unknown };

/** The number of a JSON text: plain if it is written back as the same text. */
export function numberFromText(text: string): number | ExactNumber {
  const plain = Number(text);
  return String(plain) === text ? plain : new ExactNumber(text);
}

/**
 * The number as JavaScript calculates with it; undefined for other values and numbers out of range.
 */
export function plainNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (!(value instanceof ExactNumber)) return undefined;
  const plain = Number(value.text);
  return Number.isFinite(plain) ? plain : undefined;
}

/** The canonical text of a number: equal for equal numbers, to the last digit. */
export function canonicalNumber(value: number | ExactNumber): string {
  if (typeof value === 'number') return JSON.stringify(value);
  const decimal = decimalOf(value.text);
  const plain = Number(value.text);
  const isPlain = Number.isFinite(plain) && decimalOf(String(plain)) === decimal;
  return isPlain ? JSON.stringify(plain) : decimal;
}

/** Digits without leading and trailing zeros, with their power of ten. */
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
