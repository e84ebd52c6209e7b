import type { ExportFiles } from '../../../files/import-folder.ts';
import { type Checked, checked } from '../../../model/problem.ts';
import { childrenOf, descend, type Element, readXml, scanXml } from '../exports/xml.ts';
import { mostColumns, type SourceRow, tooWide } from './sheet.ts';
import { dayText, numberText, type WorkbookSheet, wrongCell } from './workbook-sheet.ts';

/** The parts of XLSX that are read; what else is in it, such as macros and pictures, is not. */
export const isXlsxPart = (path: string): boolean => /^xl\/.*\.(?:xml|rels)$/.test(path);

/** What all sheets of a workbook share. */
interface Shared {
  readonly file: string;
  readonly texts: readonly string[];
  /** What a number is by its format: a date, a time, or a span of time. */
  readonly formats: readonly (TimeFormat | undefined)[];
  /** The serial number of 1970-01-01. */
  readonly epoch: number;
}

type TimeFormat = 'date' | 'time' | 'span';

/**
 * The sheets of XLSX, in their order, each read when it is asked for. Sheets that are a chart hold
 * no rows.
 */
export function xlsxSheets(
  file: string,
  { files }: ExportFiles,
): Checked<readonly WorkbookSheet[]> {
  const part = (path: string): Checked<Element | undefined> => {
    const bytes = files.get(path);
    return bytes ? readXml(path, bytes) : checked(undefined, []);
  };
  const book = part('xl/workbook.xml');
  if (!book.ok) return book;
  const links = part('xl/_rels/workbook.xml.rels');
  if (!links.ok) return links;
  const styles = part('xl/styles.xml');
  if (!styles.ok) return styles;
  const targets = targetsIn(links.value, 'xl');
  const shared = textsIn(files);
  if (!shared.ok) return shared;
  const is1904 = descend(book.value, 'workbookPr')?.attributes.get('date1904') ?? '';
  const all: Shared = {
    file,
    texts: shared.value,
    formats: formatsIn(styles.value),
    epoch: /^(?:1|true)$/.test(is1904) ? 24_107 : 25_569,
  };
  const sheets = childrenOf(descend(book.value, 'sheets'), 'sheet').flatMap(
    ({ attributes }): readonly WorkbookSheet[] => {
      const path = targets.get(attributes.get('id') ?? '') ?? '';
      const bytes = files.get(path);
      if (/\/(?:chart|dialog|macro)sheets\//.test(path)) return [];
      return [
        {
          name: attributes.get('name') ?? '',
          isHidden: /hidden/i.test(attributes.get('state') ?? ''),
          read: () => {
            if (!bytes) return wrongCell(file, `the sheet has no part "${path}"`);
            const named = part(path.replace(/([^/]*)$/, '_rels/$1.rels'));
            if (!named.ok) return named;
            return rowsIn(path, bytes, { ...all, addresses: addressesIn(named.value) });
          },
        },
      ];
    },
  );
  return checked(sheets, []);
}

/** Paths of the parts that another one names, by the id that it uses for them. */
function targetsIn(links: Element | undefined, folder: string): ReadonlyMap<string, string> {
  return new Map(
    childrenOf(links, 'Relationship').map(({ attributes }) => {
      const target = attributes.get('Target') ?? '';
      const steps = (target.startsWith('/') ? target : `${folder}/${target}`).split('/');
      const path = steps.filter((step) => step !== '' && step !== '.').join('/');
      return [attributes.get('Id') ?? '', path];
    }),
  );
}

/** Addresses outside that a sheet links to. */
function addressesIn(links: Element | undefined): ReadonlyMap<string, string> {
  return new Map(
    childrenOf(links, 'Relationship').flatMap(({ attributes }) =>
      attributes.get('TargetMode') === 'External'
        ? [[attributes.get('Id') ?? '', attributes.get('Target') ?? ''] as const]
        : [],
    ),
  );
}

/** Texts that cells share. How a word is spoken (`rPh`) is no part of it. */
function textsIn(files: ReadonlyMap<string, Uint8Array>): Checked<readonly string[]> {
  const path = 'xl/sharedStrings.xml';
  const bytes = files.get(path);
  const texts: string[] = [];
  if (!bytes) return checked(texts, []);
  const at: string[] = [];
  const read = scanXml(path, bytes, {
    open: (name) => {
      at.push(name);
      if (name === 'si') texts.push('');
    },
    text: (more) => {
      if (at.at(-1) === 't' && !at.includes('rPh')) texts[texts.length - 1] += more;
    },
    close: () => void at.pop(),
  });
  return read.ok ? checked(texts.map(unescaped), []) : read;
}

/** Characters that XML has no place for are written as `_x000D_`. */
function unescaped(text: string): string {
  return text.replace(/_x([0-9a-f]{4})_/gi, (_all, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Formats without a code of their own that show a date or a time. */
const builtIn: Readonly<Record<string, TimeFormat>> = {
  ...Object.fromEntries(
    [14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [
      id,
      'date' as const,
    ]),
  ),
  ...Object.fromEntries(
    [18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56].map((id) => [id, 'time' as const]),
  ),
  46: 'span',
};

function formatsIn(styles: Element | undefined): readonly (TimeFormat | undefined)[] {
  const codes = new Map(
    childrenOf(descend(styles, 'numFmts'), 'numFmt').map(({ attributes }) => [
      attributes.get('numFmtId') ?? '',
      attributes.get('formatCode') ?? '',
    ]),
  );
  return childrenOf(descend(styles, 'cellXfs'), 'xf').map(({ attributes }) => {
    const id = attributes.get('numFmtId') ?? '';
    const code = codes.get(id);
    return code === undefined ? builtIn[id] : timeFormat(code);
  });
}

/** What a code such as `yyyy-mm-dd` shows; texts in quotes and colours in brackets are no part of it. */
function timeFormat(code: string): TimeFormat | undefined {
  const plain = (code.split(';', 1)[0] ?? '').replace(/"[^"]*"|\\.|_.|\*./g, '');
  if (/\[(?:h+|m+|s+)\]/i.test(plain)) return 'span';
  const bare = plain.replace(/\[[^\]]*\]/g, '');
  if (/general/i.test(bare)) return undefined;
  if (/[yd]/i.test(bare)) return 'date';
  if (/[hs]/i.test(bare)) return 'time';
  return /m/i.test(bare) ? 'date' : undefined;
}

/** A cell as it is read. */
interface Cell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  value: string | undefined;
  text: string;
  formula: string;
}

function rowsIn(
  path: string,
  bytes: Uint8Array,
  shared: Shared & { readonly addresses: ReadonlyMap<string, string> },
): Checked<readonly SourceRow[]> {
  const rows = new Map<
    number,
    { readonly isHidden: boolean; cells: Map<number, string>; links: Map<number, string> }
  >();
  const at: string[] = [];
  let line = 0;
  let column = -1;
  let cell: Cell | undefined;
  let wrong: string | undefined;
  const named = (index: number) => `${columnName(index)}${line}`;
  const linkCells = (reference: string, address: string): void => {
    const [, left = '', top = '', right = left, bottom = top] =
      /^([A-Z]{1,3})(\d+)(?::([A-Z]{1,3})(\d+))?$/.exec(reference) ?? [];
    const last = Math.min(Number(bottom), Number(top) + mostLinked);
    for (let number = Number(top); number <= last; number += 1) {
      const row = rows.get(number);
      for (const index of row?.cells.keys() ?? [])
        if (columnIndex(left) <= index && index <= columnIndex(right))
          row?.links.set(index, address);
    }
  };
  const read = scanXml(path, bytes, {
    open: (name, attributes) => {
      at.push(name);
      if (name === 'row') {
        line = Number(attributes.get('r') ?? line + 1);
        column = -1;
        if (!Number.isSafeInteger(line) || line < 1 || rows.has(line))
          wrong ??= `the row "${attributes.get('r')}" is damaged`;
        rows.set(line, {
          isHidden: /^(?:1|true)$/.test(attributes.get('hidden') ?? ''),
          cells: new Map(),
          links: new Map(),
        });
      } else if (name === 'c' && rows.has(line)) {
        const said = attributes.get('r');
        column = said === undefined ? column + 1 : columnOf(said, line);
        if (column < 0) wrong ??= `the cell "${said}" of row ${line} is damaged`;
        cell = {
          column,
          type: attributes.get('t') ?? 'n',
          style: Number(attributes.get('s') ?? -1),
          value: undefined,
          text: '',
          formula: '',
        };
      } else if (name === 'v' && cell) cell.value = '';
      else if (name === 'hyperlink') {
        const address = shared.addresses.get(attributes.get('id') ?? '');
        if (address !== undefined) linkCells(attributes.get('ref') ?? '', address);
      }
    },
    text: (more) => {
      if (!cell) return;
      const name = at.at(-1);
      if (name === 'v') cell.value += more;
      else if (name === 'f') cell.formula += more;
      else if (name === 't' && !at.includes('rPh')) cell.text += more;
    },
    close: () => {
      if (at.pop() !== 'c' || !cell) return;
      const row = rows.get(line);
      const text = contentOf(cell, shared);
      if (text === undefined) wrong ??= `the cell ${named(cell.column)} is damaged`;
      else if (text !== '') {
        if (row?.cells.has(cell.column)) wrong ??= `it has the cell ${named(cell.column)} twice`;
        row?.cells.set(cell.column, text);
        const address = /^HYPERLINK\(\s*"((?:[^"]|"")*)"/i.exec(cell.formula)?.[1];
        if (address !== undefined) row?.links.set(cell.column, address.replaceAll('""', '"'));
      }
      cell = undefined;
    },
  });
  if (!read.ok) return read;
  if (wrong !== undefined) return wrongCell(shared.file, wrong);
  const sorted = [...rows].sort(([a], [b]) => a - b);
  const result: SourceRow[] = [];
  for (const [number, { isHidden, cells, links }] of sorted) {
    if (cells.size === 0) continue;
    const last = Math.max(...cells.keys());
    if (last >= mostColumns)
      return tooWide(shared.file, `row ${number}, the last one in ${columnName(last)}`);
    result.push({
      line: number,
      cells: Array.from({ length: last + 1 }, (_, index) => cells.get(index) ?? ''),
      ...(links.size > 0 && { links }),
      ...(isHidden && { isHidden }),
    });
  }
  return checked(result, []);
}

/** Rows that one link is read for; links are set by cell, and whole columns by accident. */
const mostLinked = 100;

/** The text of a cell; undefined if it is none that a program writes. */
function contentOf(cell: Cell, { texts, formats, epoch }: Shared): string | undefined {
  const { type, value, text, formula } = cell;
  // A formula that no program has calculated yet.
  if (formula !== '' && (value === undefined || (value === '' && type !== 'str')))
    return `=${formula}`;
  switch (type) {
    case 's':
      return value === undefined || value === '' ? '' : texts[Number(value)];
    case 'inlineStr':
      return unescaped(text);
    case 'b':
      return value === undefined ? '' : String(value === '1' || value === 'true');
    case 'str':
      return unescaped(value ?? '');
    case 'd':
      return dayText(value ?? '');
    case 'e':
      return value ?? '';
    default: {
      const format = formats[cell.style];
      const number = Number(value);
      return format && value !== undefined && value !== '' && Number.isFinite(number)
        ? timeText(number, format, epoch)
        : numberText(value ?? '');
    }
  }
}

const secondsOfDay = 86_400;

/** A day as 2026-05-17, with its time behind it if it has one; a time as 13:30, a span as 36:00. */
function timeText(serial: number, format: TimeFormat, epoch: number): string {
  const seconds = Math.round(serial * secondsOfDay);
  if (format === 'span' || (serial >= 0 && serial < 1)) return clock(seconds);
  const date = new Date((seconds - epoch * secondsOfDay) * 1000);
  if (Number.isNaN(date.getTime())) return numberText(String(serial));
  return dayText(date.toISOString());
}

function clock(seconds: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}${rest === 0 ? '' : `:${two(rest)}`}`;
}

/** The index of the column in a reference such as `C2`; -1 if it is none of this row. */
function columnOf(reference: string, line: number): number {
  const [, letters, number] = /^\$?([A-Z]{1,3})\$?(\d+)$/.exec(reference) ?? [];
  return letters === undefined || Number(number) !== line ? -1 : columnIndex(letters);
}

function columnIndex(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function columnName(index: number): string {
  return index < 0
    ? ''
    : columnName(Math.floor(index / 26) - 1) + String.fromCharCode(65 + (index % 26));
}
