// How the processor time of two builds is compared; no test looks at how long anything takes.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareCpu, cpuTable, ratioOf } from '../../scripts/bench/cpu.ts';
import { folderWith } from '../support/catalog-folder.ts';

const compared = { command: 'plan', here: [103, 210, 102, 101], against: [100, 99, 200, 101] };

test('medians, so that one slow run says nothing, and their ratio', () => {
  expect(ratioOf(compared)).toBeCloseTo(102.5 / 100.5);
  expect(cpuTable([compared]).split('\n')[2]).toMatch(
    /^\| plan +\| 103 \(102 to 210\) +\| 101 \(100 to 200\) +\| 1\.020 \|$/,
  );
});

const hasBash = spawnSync('bash', ['--version']).status === 0;

describe.skipIf(!hasBash)('two builds', () => {
  const scripts = {
    'here.mjs': `import { appendFileSync } from 'node:fs'; appendFileSync(process.argv[2], 'here ');`,
    'other.mjs': `import { appendFileSync } from 'node:fs'; appendFileSync(process.argv[2], 'other ');`,
    'fails.mjs': `console.error('said why'); process.exitCode = 5;`,
  };
  const options = { rounds: 2, onCommand: () => {} };

  const start = (...names: readonly [keyof typeof scripts, keyof typeof scripts]) => {
    const folder = folderWith(scripts);
    const log = join(folder, 'log');
    const [here, against] = names.map((name) => ({
      startFile: join(folder, name),
      cache: folder,
      commands: [{ name: 'a command', args: [log] }],
    }));
    if (!here || !against) throw new Error('two builds');
    const ended = compareCpu([here, against], options);
    return { log, ended };
  };

  test('run in turn, after a round that is not counted', async () => {
    const { log, ended } = start('here.mjs', 'other.mjs');
    const [result] = await ended;
    expect(readFileSync(log, 'utf8')).toBe('here other here other here other ');
    expect(result?.here.concat(result.against).every((ms) => ms > 0)).toBe(true);
    expect([result?.here.length, result?.against.length]).toEqual([2, 2]);
  });

  test('a command that fails ends the comparison with what it said', async () => {
    const { ended } = start('here.mjs', 'fails.mjs');
    await expect(ended).rejects.toThrow(/exited with 5\nsaid why/);
  });
});
