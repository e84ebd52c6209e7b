import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
} from '../../src/emulator/emulator.ts';
import type { QuirkName } from '../../src/emulator/quirks.ts';
import { type DialectName, dialectNames } from '../../src/model/dialect-name.ts';
import { heldToDocument } from './openapi.ts';

export { type DialectName, dialectNames };

/** Ways that the OpenAPI document excludes: under them nothing can be held against it. */
const undocumented: readonly QuirkName[] = [];

/** An emulator whose exchanges are held against the OpenAPI document, as far as it speaks of them. */
export function emulatorFor(dialect: DialectName, options: EmulatorOptions = {}): Emulator {
  const emulator = createEmulator(options);
  const isDocumented = !undocumented.some((quirk) => options.quirks?.includes(quirk));
  return dialect === 'oneroster' && isDocumented ? heldToDocument(emulator) : emulator;
}

/** What wrote something: by PUT, or by POST anywhere but where tokens come from. */
export function writesIn({ requests }: Pick<Emulator, 'requests'>): Emulator['requests'] {
  return requests.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/token'));
}
