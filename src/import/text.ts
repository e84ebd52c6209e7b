import { isNumber, type Json } from '../model/json.ts';

/** A title on one line in Unicode NFC; empty if there is none. */
export function cleanTitle(value: Json | undefined): string {
  if (typeof value !== 'string') return isNumber(value) ? String(value) : '';
  return value
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
