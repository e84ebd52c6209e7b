import { inputLimits } from './input-limits.ts';
import { isAscii } from './text.ts';

/** The reason why a text cannot be a sourcedId. `reason` completes the sentence "It …". */
export type SourcedIdFault =
  | { readonly type: 'malformed'; readonly reason: string }
  | { readonly type: 'placeholder' };

const longest = inputLimits.sourcedId.most;
const tooLong = `has more than ${longest} characters`;

/** Only ids that break a URL or a line are refused: real catalogs have ids other than UUIDs. */
const faults: readonly { readonly form: RegExp; readonly reason: string }[] = [
  { form: /^$/, reason: 'is empty' },
  { form: new RegExp(`^.{${longest + 1}}`, 'su'), reason: tooLong },
  { form: /\s/u, reason: 'contains white space' },
  { form: /\p{Cc}/u, reason: 'contains a control character' },
  { form: /\p{Cs}/u, reason: 'contains half of a character' },
  { form: /[/?#%\\"']/, reason: 'contains one of / ? # % \\ " \'' },
  { form: /^\.\.?$/, reason: 'means a folder in a URL' },
];

/** Most ids match this, which is fast: ids of safe characters with a non-zero digit have no fault. */
const ordinary = /^(?=.*[1-9])\w[\w.:-]{0,254}$/;

/** The reason why a text cannot be a sourcedId; undefined if it can. */
export function sourcedIdFault(text: string): SourcedIdFault | undefined {
  // The patterns below are for short texts. A character has at most two UTF-16 units.
  if (text.length > 2 * longest) return { type: 'malformed', reason: tooLong };
  if (ordinary.test(text)) return undefined;
  if (isPlaceholder(text)) return { type: 'placeholder' };
  const fault = faults.find(({ form }) => form.test(text));
  return fault && { type: 'malformed', reason: fault.reason };
}

/**
 * Forms of placeholders: `xxxxxxxx-xxxx-…`, all zeros, and template syntax: `{{id}}`, `${id}`, `{id}`,
 * `<uuid>`.
 */
const forms: readonly RegExp[] = [
  /^(?:[\W_]*x){3,}[\W_]*$/i,
  /^(?:[\W_]*0){3,}[\W_]*$/,
  /\{\{|\}\}|\$\{/,
  /^\{[a-z_ -]+\}$/i,
  /^<.*>$/s,
];

/** Words of which a text of filler words needs one to be a placeholder. */
const placeholderMarks = [
  'uuid',
  'guid',
  'id',
  'ids',
  'sourcedid',
  'todo',
  'tbd',
  'fixme',
  'placeholder',
];
const filler = [
  ...['a', 'add', 'change', 'course', 'create', 'fill', 'generate', 'generated', 'here', 'in'],
  ...['insert', 'lesson', 'me', 'my', 'new', 'put', 'real', 'replace', 'resource', 'sourced'],
  ...['the', 'this', 'unique', 'unit', 'url', 'with', 'xxx', 'your'],
];
const orders = ['replaceme', 'changeme', 'fillme', 'fillin'];

function isPlaceholder(text: string): boolean {
  if (forms.some((form) => form.test(text))) return true;
  if (/\d/.test(text)) return false;
  const word = isAscii(text) ? /[A-Z]?[a-z]+|[A-Z]+/g : /\p{Lu}?\p{Ll}+|\p{Lu}+/gu;
  const words = text.match(word)?.map((each) => each.toLowerCase()) ?? [];
  const isFiller = words.every((each) => placeholderMarks.includes(each) || filler.includes(each));
  return (
    isFiller &&
    (words.some((each) => placeholderMarks.includes(each)) || orders.includes(words.join('')))
  );
}

/** A UUID of version 8 (RFC 9562) from a hexadecimal digest. */
export function uuidOf(digest: string): string {
  const variant = ((Number.parseInt(digest[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}

/** Probable damage to an id by a spreadsheet. */
interface Mangling {
  /** Completes the sentence "It is …". */
  readonly what: string;
  /** False if an undamaged id may have this form by chance. */
  readonly isCertain: boolean;
}

/**
 * Scientific notation: `1.23457E+14`, with a comma in many languages; `1E+05`. Hexadecimal ids have no sign
 * or decimal mark.
 */
const scientific = /^[-+]?\d(?:[.,]\d+E[-+]?\d+|E[-+]\d+)$/i;

/** The texts that a spreadsheet shows for a formula that failed. */
const failed = /^#(?:NAME\?|REF!|VALUE!|N\/A|DIV\/0!|NULL!|NUM!|SPILL!|ERROR!)$/;

/** The short names of months that spreadsheets write, in widely used languages. */
const months: ReadonlySet<string> = new Set([
  ...['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'sept', 'oct', 'nov', 'dec'],
  ...['jän', 'mrz', 'mär', 'märz', 'mai', 'juni', 'juli', 'okt', 'dez'],
  ...['janv', 'févr', 'mars', 'avr', 'juin', 'juil', 'août', 'déc'],
  ...['ene', 'abr', 'ago', 'dic', 'fev', 'set', 'out', 'gen', 'mag', 'giu', 'lug', 'ott'],
  ...['mrt', 'mei', 'maj', 'sty', 'lut', 'kwi', 'cze', 'lip', 'sie', 'wrz', 'paź', 'lis', 'gru'],
]);

/** Whether the whole text is a date: numbers in one of three orders, or with the name of a month. */
function isDate(text: string): boolean {
  // Most ids are longer or have no such mark, and patterns with letter classes compile slowly.
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

/** The length of the longest date: `30. sept. 2024` and the like are shorter. */
const longestDate = 16;

const isYear = (text: string) => /^(?:19|20)\d\d$/.test(text);
const isShortYear = (text: string) => /^\d\d$/.test(text) || isYear(text);
const isMonth = (text: string) => isBetween(text, 12);
const isDay = (text: string) => isBetween(text, 31);
const isMonthName = (text: string) => months.has(text.toLowerCase().normalize('NFC'));

function isBetween(text: string, most: number): boolean {
  return text.length <= 2 && Number(text) >= 1 && Number(text) <= most;
}

/** The number of digits that a spreadsheet keeps of a number. It replaces the others by zeros. */
const keptDigits = 15;

/** The probable damage to an id, judged by the id alone; undefined if it looks intact. */
export function mangling(id: string): Mangling | undefined {
  if (id.length > longestMangled) return undefined;
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

/** No damaged number or date is longer. */
const longestMangled = 40;

function isCutOff(id: string): boolean {
  return /^[1-9]\d+$/.test(id) && id.length > keptDigits && /^0+$/.test(id.slice(keptDigits));
}

/** Whether an id is a damaged form of another id: without leading zeros, or shortened. */
export function isMangledFrom(id: string, original: string): boolean {
  return /^[\d+-]/.test(id) && manglingsOf(original).includes(normalNumberForm(id));
}

/** All forms that a spreadsheet may give to an id of digits, as `normalNumberForm` writes them. */
export function manglingsOf(original: string): readonly string[] {
  if (original.length > longestMangled || !/^\d+$/.test(original)) return [];
  const number = original.replace(/^0+(?=\d)/, '');
  const cut = number.slice(0, keptDigits).padEnd(number.length, '0');
  const short =
    number.length < fewestShortened
      ? []
      : Array.from({ length: mostDecimals + 1 }, (_, count) => Number(number).toExponential(count));
  return [...new Set([number, cut, ...short])].filter((text) => text !== original);
}

/** Spreadsheets shorten numbers from this number of digits on. */
const fewestShortened = 11;
/** The most decimals that the widest columns show. */
const mostDecimals = 10;

/** The normal form of scientific notation: `1,23457E+014` becomes `1.23457e+14`. Other texts stay. */
export function normalNumberForm(id: string): string {
  if (id.length > longestMangled || !scientific.test(id)) return id;
  const [mantissa = '', exponent = ''] = id.replace(',', '.').replace(/^\+/, '').split(/e/i);
  const power = Number(exponent);
  return `${mantissa}e${power < 0 ? '' : '+'}${power}`;
}

/** Fewer or shorter ids do not prove that all had the same length. */
const fewest = 5;
const shortest = 4;

/**
 * The ids of a column that seem to have lost leading zeros: all ids are numbers, most have the same length,
 * none begins with a zero, and the shorter ones do not count up to the others. Empty if this does not hold.
 */
export function idsWithoutZeros(column: readonly string[]): readonly string[] {
  const ids = [...new Set(column)];
  if (ids.length < fewest || !ids.every((id) => /^[1-9]\d*$/.test(id))) return [];
  const byLength = Map.groupBy(ids, ({ length }) => length);
  const length = Math.max(...byLength.keys());
  const whole = byLength.get(length) ?? [];
  const shorter = ids.filter((id) => id.length < length);
  if (length < shortest || shorter.length === 0 || whole.length < 2 * shorter.length) return [];
  const numbers = ids.map(Number);
  const span = Math.max(...numbers) - Math.min(...numbers) + 1;
  // Consecutive ids (998, 999, 1000) fill their range.
  return ids.length * densest > span ? [] : shorter;
}

/** Ids count as consecutive if they use at least one in this many numbers. */
const densest = 10;
