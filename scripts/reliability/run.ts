import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const project = join(import.meta.dirname, '../..');

/** The results of the tests of one file. */
export interface FileResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    /** The status of the file: `failed` also if it did not load and so has no results. */
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Runs test files of a folder, by default of this project, and counts results by file. */
export function runTests(
  files: readonly string[],
  root: string = project,
): ReadonlyMap<string, FileResult> {
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-reliability-'));
  const out = join(folder, 'report.json');
  try {
    const vitest = join(project, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', ...files, '--reporter=json', `--outputFile=${out}`];
    try {
      execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    } catch {
      // Vitest fails if a test does; its report says which one.
    }
    const report: Report = JSON.parse(readFileSync(out, 'utf8'));
    return new Map(
      report.testResults.map(({ name, status, assertionResults }) => {
        const count = (...states: readonly string[]) =>
          assertionResults.filter(({ status }) => states.includes(status)).length;
        const result = {
          passed: count('passed'),
          failed: count('failed') || (status === 'passed' ? 0 : 1),
          skipped: count('skipped', 'pending', 'todo'),
        };
        return [relative(root, name), result];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
