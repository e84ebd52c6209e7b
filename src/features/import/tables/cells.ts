import type { Cell } from 'hucre';
import { decodeStrictly } from '../../../document/source-text.ts';

/** What the format of a number shows: a date, a time, or a span of time. */
type TimeFormat = 'date' | 'time' | 'span';

/** What a format such as `yyyy-mm-dd` shows; texts in quotes and colours in brackets are ignored. */
function timeFormat(code: string): TimeFormat | undefined {
  const plain = (code.split(';', 1)[0] ?? '').replace(/"[^"]*"|\\.|_.|\*./g, '');
  if (/\[(?:h+|m+|s+)\]/i.test(plain)) return 'span';
  const bare = plain.replace(/\[[^[\]]*\]/g, '');
  if (/general/i.test(bare)) return undefined;
  if (/[yd]/i.test(bare)) return 'date';
  if (/[hs]/i.test(bare)) return 'time';
  return /m/i.test(bare) ? 'date' : undefined;
}

/** The text of a cell as an author sees it, apart from formats: numbers in full, days as 2026-05-17. */
export function cellText(value: unknown, cell: Cell | undefined): string {
  const { formula, formulaResult, style } = cell ?? {};
  // No program has calculated this formula yet.
  if (formula && (value ?? formulaResult ?? null) === null) return `=${formula}`;
  const format = timeFormat(style?.numFmt ?? '');
  if (value instanceof Date) return timeText(value, format);
  if (typeof value === 'number') return numberText(value);
  return String(value ?? '').replace(/^Err:\d+$/, '#VALUE!');
}

/** The attribute of a cell of XLSX that says that its value is a day. */
const dayType = /(\st\s*=\s*)(["'])d\2/;
/** Cells of XLSX with a day as text. Their attributes are read apart: in one expression, many take quadratic time. */
const dayCell =
  /(<(?:[\w.-]+:)?c\s[^<>]*>)((?:<(?:[\w.-]+:)?f\b[^<>]*(?:\/>|>[^<]*<\/[^<>]*>))?\s*<(?:[\w.-]+:)?v>)(\d{4}-\d{2}-\d{2}T[\d:.]+Z?)(?=<)/g;
/** A time of day or a span of time as a cell of ODS has it. */
const timeOfOds = /(<[^<>]*\soffice:time-value\s*=\s*(["']))PT(\d+)H(\d+)M([\d.]+)S(?=\2)/g;
/** Elements of ODS around rows that are grouped, or repeated on each page. */
const aroundRows = /<\/?(?:[\w.-]+:)?table-(?:header-rows|rows|row-group)\b[^<>]*>/g;

/**
 * A part of a spreadsheet in the form that the library reads: it skips rows inside of other elements, and does not
 * tell days and times that are written as texts from texts that people wrote.
 */
export function plainPart(path: string, content: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(content);
  const isOds = path === 'content.xml';
  if (!isOds && !dayType.test(text)) return content;
  const plain = isOds
    ? text
        .replace(aroundRows, '')
        .replace(
          timeOfOds,
          (_, before: string, _quote, hours: string, minutes: string, seconds: string) => {
            const all = Number(hours) * 3600 + Number(minutes) * 60 + Math.round(Number(seconds));
            return `${before}${clock(all)}`;
          },
        )
    : text.replace(dayCell, (all: string, cell: string, inside: string, day: string) => {
        const asText = cell.replace(dayType, '$1$2str$2');
        return asText === cell ? all : `${asText}${inside}${dayText(day)}`;
      });
  return plain === text ? content : new TextEncoder().encode(plain);
}

const mostOfFormula = 8192;

/** The address of a link in a cell; undefined if there is none. */
export function cellLink({ formula = '', hyperlink }: Cell): string | undefined {
  const called = /^HYPERLINK\(\s*"((?:[^"]|"")*)"/i.exec(formula.slice(0, mostOfFormula))?.[1];
  return called?.replaceAll('""', '"') ?? hyperlink?.target;
}

/** A number as text: 0.1 may be stored as 0.10000000000000001, and spreadsheets show 15 digits. */
function numberText(number: number): string {
  return String(Number.isInteger(number) ? number : Number(number.toPrecision(15)));
}

/** A day as 2026-05-17, with its time if it has one. Spreadsheets have no time zones. */
function dayText(written: string): string {
  return written.replace(/(?:T00:00:00)?(?:\.0+)?Z?$/, '');
}

const secondsOfDay = 86_400;

/** A time of day as 13:30, a span of more than a day as 36:00. */
function timeText(date: Date, format: TimeFormat | undefined): string {
  // Numbers below 1 are times, which a library shows on the day before the first one.
  const first = date.getUTCFullYear() < 1904 ? Date.UTC(1899, 11, 31) : Date.UTC(1904, 0, 1);
  const seconds = Math.round((date.getTime() - first) / 1000);
  const isTime = seconds >= 0 && seconds < secondsOfDay;
  if (format === 'span' || (format === 'time' && isTime)) return clock(seconds);
  return dayText(new Date(first + seconds * 1000).toISOString());
}

function clock(seconds: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}${rest === 0 ? '' : `:${two(rest)}`}`;
}

/** The byte of each character in Windows-1252. */
const bytesOf1252 = new Map(
  [
    ...new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte)),
  ].map((letter, byte) => [letter, byte]),
);

/**
 * The original text if a spreadsheet read UTF-8 as Windows-1252: "Année" for "AnnÃ©e". Undefined for other
 * texts, which are hardly ever valid UTF-8 by chance.
 */
export function meantInUtf8(text: string): string | undefined {
  if (!/[\u00c2-\u00f4]/.test(text)) return undefined;
  const bytes = [...text].map((letter) => bytesOf1252.get(letter) ?? -1);
  return bytes.includes(-1) ? undefined : decodeStrictly(Uint8Array.from(bytes));
}
