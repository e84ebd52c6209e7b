import { utf16 } from '../document/decode.ts';
import { type Checked, checked } from '../model/problem.ts';

/**
 * The bytes of a receipt as text; a UTF-8 byte order mark is dropped, and UTF-16 is refused: what is
 * appended later is UTF-8. A run that was killed may have left half a character at the end.
 */
export function receiptText(file: string, bytes: Uint8Array): Checked<string> {
  const fault = utf16(file, bytes);
  return fault ? { ok: false, problems: [fault] } : checked(new TextDecoder().decode(bytes), []);
}
