import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How the mutants of one folder fared. */
export interface Score {
  /** A test failed, or never came to an end. */
  readonly killed: number;
  /** All tests passed, or none came by. */
  readonly survived: number;
}

export interface FolderScore extends Score {
  /** Of `src`. */
  readonly folder: string;
  /** Of the run. */
  readonly date: string;
}

/** The part of the report of Stryker that is read here. */
export interface MutationReport {
  readonly files: Readonly<
    Record<string, { readonly mutants: readonly { readonly status: string }[] }>
  >;
}

export const scoresFile: string = join(import.meta.dirname, '../../docs/mutation.json');

/** Of the last run over each folder. */
export function readScores(): readonly FolderScore[] {
  return existsSync(scoresFile) ? JSON.parse(readFileSync(scoresFile, 'utf8')) : [];
}

/** Mutants that were left out, or that no run can have, do not count. */
export function scoreIn({ files }: MutationReport): Score {
  const states = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const count = (...among: readonly string[]) =>
    states.filter((state) => among.includes(state)).length;
  return { killed: count('Killed', 'Timeout'), survived: count('Survived', 'NoCoverage') };
}

/** In per cent, rounded down: no rounding lifts a score over a limit. */
export function percent({ killed, survived }: Score): string {
  return (Math.floor((1000 * killed) / (killed + survived)) / 10).toFixed(1);
}
