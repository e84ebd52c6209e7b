// `npm run mutate`: breaks src/plan, src/identity and src/model in some thousand places, one at a
// time, and sees whether a test notices. Arguments go to Stryker:
//
//   npm run mutate -- --mutate 'src/plan/order.ts'
//
// A run over everything, without arguments, writes its scores to docs/mutation.json. Ends with 1
// where the score is below the limit in stryker.config.json.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MutationReport, scoresOf } from './mutation/scores.ts';

const root = join(import.meta.dirname, '..');
const args = process.argv.slice(2);
const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
const { status } = spawnSync(process.execPath, [stryker, 'run', ...args], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
if (status === 0 && args.length === 0) {
  const report: MutationReport = JSON.parse(
    readFileSync(join(root, '.stryker/mutation.json'), 'utf8'),
  );
  const run = { date: new Date().toISOString().slice(0, 10), folders: scoresOf(report) };
  writeFileSync(join(root, 'docs/mutation.json'), `${JSON.stringify(run, null, 2)}\n`);
}
