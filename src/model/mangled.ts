/** What a spreadsheet seems to have made of an id. */
export interface Mangling {
  /** Completes "It is …". */
  readonly what: string;
  /** false: an id may be such a text by chance. */
  readonly isCertain: boolean;
}

/** `1.23457E+14`, with a comma in many languages; `1E+05`. A hexadecimal id has no sign or mark. */
const scientific = /^[-+]?\d(?:[.,]\d+E[-+]?\d+|E[-+]\d+)$/i;

/** What a cell shows in place of what its formula gives. */
const failed = /^#(?:NAME\?|REF!|VALUE!|N\/A|DIV\/0!|NULL!|NUM!|SPILL!|ERROR!)$/;

/** Short names of months as spreadsheets write them, in the languages that most people use them in. */
const months: ReadonlySet<string> = new Set([
  ...['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'sept', 'oct', 'nov', 'dec'],
  ...['jän', 'mrz', 'mär', 'märz', 'mai', 'juni', 'juli', 'okt', 'dez'],
  ...['janv', 'févr', 'mars', 'avr', 'juin', 'juil', 'août', 'déc'],
  ...['ene', 'abr', 'ago', 'dic', 'fev', 'set', 'out', 'gen', 'mag', 'giu', 'lug', 'ott'],
  ...['mrt', 'mei', 'maj', 'sty', 'lut', 'kwi', 'cze', 'lip', 'sie', 'wrz', 'paź', 'lis', 'gru'],
]);

/** Whether a date is all of a text: numbers in one of three orders, or a month by its name. */
function isDate(text: string): boolean {
  // Nearly all ids are longer, or have no mark in them, and classes of letters take a while to compile.
  if (text.length > longestDate || !/[-./ ]/.test(text)) return false;
  const [, a = '', mark = '', b = '', again, c = ''] =
    /^(\d{1,4})([-./])(\d{1,2})([-./])(\d{1,4})$/.exec(text) ?? [];
  if (mark !== '' && mark === again) {
    const isInOrder = isYear(a) && isMonth(b) && isDay(c);
    return isInOrder || (isShortYear(c) && ((isDay(a) && isMonth(b)) || (isMonth(a) && isDay(b))));
  }
  const [, day = '', named = '', year] =
    /^(\d{1,2})[-. ]{1,2}(\p{L}{3,5})\.?(?:[-. ]{1,2}(\d{2,4}))?$/u.exec(text) ?? [];
  if (named !== '')
    return isDay(day) && isMonthName(named) && (year === undefined || isShortYear(year));
  const [, first = '', last = ''] = /^(\p{L}{3,5})\.?[- ](\d{2,4})$/u.exec(text) ?? [];
  return isMonthName(first) && isShortYear(last);
}

/** `30. sept. 2024` and its like. */
const longestDate = 16;

const isYear = (text: string) => /^(?:19|20)\d\d$/.test(text);
const isShortYear = (text: string) => /^\d\d$/.test(text) || isYear(text);
const isMonth = (text: string) => isBetween(text, 12);
const isDay = (text: string) => isBetween(text, 31);
const isMonthName = (text: string) => months.has(text.toLowerCase().normalize('NFC'));

function isBetween(text: string, most: number): boolean {
  return text.length <= 2 && Number(text) >= 1 && Number(text) <= most;
}

/** A spreadsheet keeps so many digits of a number; the others become zeros. */
const keptDigits = 15;

/** What a spreadsheet may have made of an id, told by the id alone; undefined where it looks like itself. */
export function mangling(id: string): Mangling | undefined {
  if (id.length > longest) return undefined;
  if (scientific.test(id)) return { what: 'a number as spreadsheets shorten it', isCertain: true };
  if (failed.test(id)) return { what: 'the mark of a formula that failed', isCertain: true };
  if (isDate(id)) {
    return { what: 'a date as spreadsheets write it', isCertain: true };
  }
  return isCutOff(id)
    ? {
        what: 'a number of which a spreadsheet keeps 15 digits and makes zeros of the rest',
        isCertain: false,
      }
    : undefined;
}

/** No form of a number or a date has as many characters. */
const longest = 40;

function isCutOff(id: string): boolean {
  return /^[1-9]\d+$/.test(id) && id.length > keptDigits && /^0+$/.test(id.slice(keptDigits));
}

/** Whether an id is what a spreadsheet makes of another: without its zeros in front, or shortened. */
export function isMangledFrom(id: string, original: string): boolean {
  return /^[\d+-]/.test(id) && manglingsOf(original).includes(inOneForm(id));
}

/** All that a spreadsheet may make of an id of digits, in the form that `inOneForm` brings texts into. */
export function manglingsOf(original: string): readonly string[] {
  if (original.length > longest || !/^\d+$/.test(original)) return [];
  const number = original.replace(/^0+(?=\d)/, '');
  const cut = number.slice(0, keptDigits).padEnd(number.length, '0');
  const short =
    number.length < fewestShortened
      ? []
      : Array.from({ length: mostDecimals + 1 }, (_, count) => Number(number).toExponential(count));
  return [...new Set([number, cut, ...short])].filter((text) => text !== original);
}

/** From so many digits on spreadsheets shorten numbers. */
const fewestShortened = 11;
/** Widest columns show so many digits behind the mark. */
const mostDecimals = 10;

/** `1,23457E+014` as `1.23457e+14`; anything else as it is. */
export function inOneForm(id: string): string {
  if (id.length > longest || !scientific.test(id)) return id;
  const [mantissa = '', exponent = ''] = id.replace(',', '.').replace(/^\+/, '').split(/e/i);
  const power = Number(exponent);
  return `${mantissa}e${power < 0 ? '' : '+'}${power}`;
}

/** Fewer ids, or shorter ones, are no proof of a common length. */
const fewest = 5;
const shortest = 4;

/**
 * The ids of one column that seem to have lost zeros in front: all are numbers, most have one length,
 * none begins with a zero, and some are shorter although they do not count up to the others.
 */
export function withoutZeros(column: readonly string[]): readonly string[] {
  const ids = [...new Set(column)];
  if (ids.length < fewest || !ids.every((id) => /^[1-9]\d*$/.test(id))) return [];
  const byLength = Map.groupBy(ids, ({ length }) => length);
  const length = Math.max(...byLength.keys());
  const whole = byLength.get(length) ?? [];
  const shorter = ids.filter((id) => id.length < length);
  if (length < shortest || shorter.length === 0 || whole.length < 2 * shorter.length) return [];
  const numbers = ids.map(Number);
  const span = Math.max(...numbers) - Math.min(...numbers) + 1;
  // Ids that count, 998, 999, 1000, fill their range.
  return ids.length * densest > span ? [] : shorter;
}

/** Of numbers that were counted at least one in so many is there. */
const densest = 10;
