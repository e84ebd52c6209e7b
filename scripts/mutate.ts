// `npm run mutate`: breaks the code of the core in some thousand places, one at a time, and checks whether a
// test notices. Works folder by folder, and writes the scores to docs/mutation.json.
//
//   npm run mutate                                all folders
//   npm run mutate -- plan identity               these
//   npm run mutate -- --mutate src/plan/sibling-order.ts  what Stryker is told; writes no scores
//
// Ends with 1 if a folder is below the limit in stryker.config.json.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MutationReport, readScores, scoreIn, scoresFile } from './mutation/scores.ts';

const root = join(import.meta.dirname, '..');
const reportFile = join(root, '.stryker/mutation.json');
const folders = ['plan', 'identity', 'model'] as const;

const args = process.argv.slice(2);
const named = folders.filter((folder) => args.includes(folder));
const options = args.filter((arg) => !folders.some((folder) => folder === arg));
const isWhole = !options.includes('--mutate');
const passed = isWhole
  ? (named.length > 0 ? named : folders).map(mutateFolder)
  : [runStryker(options)];
process.exitCode = passed.every(Boolean) ? 0 : 1;

function mutateFolder(folder: string): boolean {
  const where = ['--mutate', `src/${folder}/**/*.ts`];
  const memory = ['--incrementalFile', `.stryker/${folder}.json`];
  // A run that fails early writes no report. The report of an earlier run, perhaps of another folder, must
  // not count for it.
  rmSync(reportFile, { force: true });
  const isEnough = runStryker([...where, ...memory, ...options]);
  if (!existsSync(reportFile)) {
    console.error(`Stryker made no report on src/${folder}: its scores stay as they were.`);
    return false;
  }
  const report: MutationReport = JSON.parse(readFileSync(reportFile, 'utf8'));
  const score = { folder, ...scoreIn(report), date: new Date().toISOString().slice(0, 10) };
  const known = new Map(readScores().map((each) => [each.folder, each])).set(folder, score);
  const scores = folders.flatMap((each) => known.get(each) ?? []);
  writeFileSync(scoresFile, `${JSON.stringify(scores, null, 2)}\n`);
  return isEnough;
}

function runStryker(more: readonly string[]): boolean {
  const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const { status } = spawnSync(process.execPath, [stryker, 'run', ...more], {
    cwd: root,
    stdio: 'inherit',
  });
  return status === 0;
}
