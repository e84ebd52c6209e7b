import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The numbers of killed and surviving mutants of one folder. */
export interface Score {
  /** The number of mutants for which a test failed, or never ended. */
  readonly killed: number;
  /** The number of mutants for which all tests passed, or no test ran. */
  readonly survived: number;
}

export interface FolderScore extends Score {
  /** The folder below `src`. */
  readonly folder: string;
  /** The date of the run. */
  readonly date: string;
}

/** The part of Stryker's report that is read here. */
export interface MutationReport {
  readonly files: Readonly<
    Record<string, { readonly mutants: readonly { readonly status: string }[] }>
  >;
}

export const scoresFile: string = join(import.meta.dirname, '../../docs/mutation.json');

/** The scores of the last run over each folder. */
export function readScores(): readonly FolderScore[] {
  return existsSync(scoresFile) ? JSON.parse(readFileSync(scoresFile, 'utf8')) : [];
}

/** The score in a report. Mutants that were left out, or that cannot be run, do not count. */
export function scoreIn({ files }: MutationReport): Score {
  const states = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const count = (...among: readonly string[]) =>
    states.filter((state) => among.includes(state)).length;
  return { killed: count('Killed', 'Timeout'), survived: count('Survived', 'NoCoverage') };
}

/** The score in per cent, rounded down so that rounding never lifts it over a limit. */
export function percent({ killed, survived }: Score): string {
  return (Math.floor((1000 * killed) / (killed + survived)) / 10).toFixed(1);
}
