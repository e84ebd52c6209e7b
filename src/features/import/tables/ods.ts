import type { ExportFiles } from '../../../files/import-folder.ts';
import { inputLimits } from '../../../model/input-limits.ts';
import { type Checked, checked } from '../../../model/problem.ts';
import { childrenOf, descend, type Element, readXml } from '../exports/xml.ts';
import { mostColumns, type SourceRow, tooWide } from './sheet.ts';
import { dayText, numberText, type WorkbookSheet } from './workbook-sheet.ts';

/** The sheets of ODS, in their order. */
export function odsSheets(file: string, { files }: ExportFiles): Checked<readonly WorkbookSheet[]> {
  const content = readXml('content.xml', plainText(files.get('content.xml') ?? new Uint8Array()));
  if (!content.ok) return content;
  const hidden = hiddenStyles(content.value);
  const sheets = childrenOf(descend(content.value, 'body', 'spreadsheet'), 'table');
  return checked(
    sheets.map((table) => ({
      name: table.attributes.get('name') ?? '',
      isHidden: hidden.has(table.attributes.get('style-name') ?? ''),
      read: () => rowsOf(file, table),
    })),
    [],
  );
}

/** Styles of sheets that are not shown. */
function hiddenStyles(content: Element): ReadonlySet<string> {
  return new Set(
    childrenOf(descend(content, 'automatic-styles'), 'style').flatMap((style) =>
      descend(style, 'table-properties')?.attributes.get('display') === 'false'
        ? (style.attributes.get('name') ?? [])
        : [],
    ),
  );
}

/** Parts of a text with a format of their own are read as the text that they are a part of. */
function plainText(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder()
    .decode(bytes)
    .replace(/<text:a(\s[^<>]*?)?\/?>/g, '<text:link$1/>')
    .replace(/<\/?text:(?:span|a)(?:\s[^<>]*)?>/g, '')
    .replace(/<text:(?:s|tab)(?:\s[^<>]*)?\/>/g, ' ')
    .replace(/<text:line-break(?:\s[^<>]*)?\/>/g, '\n');
  return new TextEncoder().encode(text);
}

/** Rows may stand in groups, and say how often they are repeated. */
function rowsOf(file: string, table: Element): Checked<readonly SourceRow[]> {
  const rows: SourceRow[] = [];
  let line = 0;
  let wide: Checked<never> | undefined;
  const walk = (element: Element): void => {
    for (const child of element.children) {
      if (child.name !== 'table-row') {
        if (/^table-(?:row-group|header-rows|rows)$/.test(child.name)) walk(child);
        continue;
      }
      const row = cellsOfRow(child);
      const times = timesOf(child, 'number-rows-repeated');
      if (row.cells.length > mostColumns) wide ??= tooWide(file, `row ${line + 1}`);
      for (
        let time = 0;
        row.cells.length > 0 && time < times && rows.length <= inputLimits.rows.most;
        time += 1
      ) {
        rows.push({ line: line + time + 1, ...row });
      }
      line += times;
    }
  };
  walk(table);
  return wide ?? checked(rows, []);
}

function cellsOfRow(row: Element): Omit<SourceRow, 'line'> {
  const cells: string[] = [];
  const links = new Map<number, string>();
  let empty = 0;
  for (const cell of row.children) {
    if (!/table-cell$/.test(cell.name)) continue;
    const text = cell.name === 'covered-table-cell' ? '' : odsText(cell);
    const times = timesOf(cell, 'number-columns-repeated');
    if (text === '') {
      empty += times;
      continue;
    }
    for (; empty > 0 && cells.length <= mostColumns; empty -= 1) cells.push('');
    const [link] = childrenOf(cell, 'p').flatMap((part) => childrenOf(part, 'link'));
    const address = link?.attributes.get('href');
    for (let time = 0; time < times && cells.length <= mostColumns; time += 1) {
      if (address !== undefined) links.set(cells.length, address);
      cells.push(text);
    }
  }
  const isHidden = /^(?:collapse|filter)$/.test(row.attributes.get('visibility') ?? '');
  return { cells, ...(links.size > 0 && { links }), ...(isHidden && { isHidden }) };
}

function timesOf({ attributes }: Element, name: string): number {
  const times = Number(attributes.get(name) ?? 1);
  return Number.isSafeInteger(times) && times > 0 ? times : 1;
}

function odsText(cell: Element): string {
  const written = childrenOf(cell, 'p').map(({ text }) => text);
  // An error of a formula has the value 0 and is seen in the text alone.
  if (/^(?:#|Err:)/.test(written[0] ?? ''))
    return written.join('\n').replace(/^Err:\d+/, '#VALUE!');
  const said = (name: string) => cell.attributes.get(name);
  const day = said('date-value');
  if (day !== undefined) return dayText(day);
  const value = said('boolean-value') ?? said('value');
  if (value !== undefined) return numberText(value);
  const formula = said('formula')?.replace(/^\w+:(?==)/, '');
  // A formula that no program has calculated yet.
  if (formula !== undefined && written.length === 0 && said('string-value') === undefined)
    return formula;
  return written.join('\n');
}
