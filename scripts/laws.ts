// `npm run laws`: the laws of the tests with ten times as many cases, and with new ones: the tests themselves
// use the same cases in every run. Laws that try only a sample of all cases, or several at once (`isThorough`
// of test/support/laws.ts), try each one separately here.
//
//   npm run laws                             every test file with a law
//   npm run laws -- test/laws-unmanaged      some of them
//   LAWS_SEED=5 LAWS_TIMES=100 npm run laws  the cases of a seed, a hundred times as many
//
// A law that fails prints its seed and the smallest example found.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const seed = process.env['LAWS_SEED'] ?? String(randomInt(2 ** 31));
const times = process.env['LAWS_TIMES'] ?? '10';
const named = process.argv.slice(2);
const withLaws = globSync('test/**/*.test.ts', { cwd: root }).filter((file) =>
  /fc\.assert\(|\bisThorough\b/.test(readFileSync(join(root, file), 'utf8')),
);

process.stdout.write(`LAWS_SEED=${seed} LAWS_TIMES=${times}\n`);
const { status } = spawnSync(
  'vitest',
  ['run', '--testTimeout=0', ...(named.length > 0 ? named : withLaws)],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, LAWS_SEED: seed, LAWS_TIMES: times },
  },
);
process.exitCode = status ?? 1;
