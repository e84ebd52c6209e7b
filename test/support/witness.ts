import { join } from 'node:path';

/** A program or a document of others, where `npm run witnesses` installed it. */
export interface WitnessHere {
  readonly version: string;
  readonly path: string;
}

const here: Readonly<Record<string, WitnessHere>> = JSON.parse(
  process.env['TIMEBACK_WITNESSES'] ?? '{}',
);

/** Undefined if it could not be installed. */
export function witnessOf(name: string): WitnessHere | undefined {
  return here[name];
}

/** Says what a witness has seen; the runner of the witnesses shows it. */
export function seen(name: string, what: string): void {
  process.stdout.write(`${name} ${here[name]?.version}: ${what}\n`);
}

export const root = join(import.meta.dirname, '../..');
