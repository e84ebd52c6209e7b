import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
} from '../../src/features/emulator/server/emulator.ts';
import type { QuirkName } from '../../src/features/emulator/server/quirks.ts';
import { type DialectName, dialectNames } from '../../src/model/destination.ts';
import { heldToDocument } from './openapi.ts';

export { type DialectName, dialectNames };

/** Answers that the OpenAPI document excludes: under these only requests are held against it. */
const oddAnswers: readonly QuirkName[] = [
  'put-answers-201',
  'put-answers-204',
  'put-answers-empty',
  'put-answers-201-empty',
];
/** Records that it excludes: what is not managed goes back as it came, so nothing can be. */
const oddRecords: readonly QuirkName[] = [
  'fills-nulls',
  'grades-as-numbers',
  'order-as-text',
  'order-named-position',
  'placements-untitled',
  'retired-named-inactive',
];

/** An emulator whose exchanges are held against the OpenAPI document, as far as it speaks of them. */
export function emulatorFor(dialect: DialectName, options: EmulatorOptions = {}): Emulator {
  const emulator = createEmulator(options);
  const has = (odd: readonly QuirkName[]) => odd.some((name) => options.quirks?.includes(name));
  if (dialect === 'partner' || has(oddRecords)) return emulator;
  return heldToDocument(emulator, { answers: !has(oddAnswers) });
}

/** What wrote something: by PUT, or by POST anywhere but where tokens come from. */
export function writesIn({ requests }: Pick<Emulator, 'requests'>): Emulator['requests'] {
  return requests.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/token'));
}
