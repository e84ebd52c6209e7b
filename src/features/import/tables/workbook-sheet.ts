import type { Checked } from '../../../model/problem.ts';
import { type SourceRow, unreadable } from './sheet.ts';

/** A sheet of a spreadsheet, which is read only if it is asked for. */
export interface WorkbookSheet {
  readonly name: string;
  readonly isHidden: boolean;
  readonly read: () => Checked<readonly SourceRow[]>;
}

/** 0.1 is stored as 0.10000000000000001; spreadsheets show 15 digits. Any other number stays as it is written. */
export function numberText(text: string): string {
  const isLong = /^-?\d*\.\d{12,}(?:E-?\d+)?$/.test(text);
  return isLong ? String(Number(Number(text).toPrecision(15))) : text;
}

/** A day as 2026-05-17, with its time if it has one. A spreadsheet knows no zone. */
export function dayText(written: string): string {
  return written.replace(/(?:T00:00:00)?(?:\.0+)?Z?$/, '');
}

export function wrongCell(file: string, why: string): Checked<never> {
  return unreadable(
    `${file} is not a readable spreadsheet: ${why}.`,
    'Open it in a spreadsheet program and save it again.',
  );
}
