import { expect, test } from 'vitest';
import { progressLines } from '../../src/run/progress-lines.ts';

test('a log tells each step once, and now and then that XP is waited for', () => {
  const lines: string[] = [];
  const tell = progressLines((line) => void lines.push(line));
  const step = (
    name: 'making' | 'sending' | 'waiting' | 'waited' | 'cleaning',
    done: number,
    elapsed = 0,
  ) => tell({ type: 'rehearsing', step: name, done, total: 2, elapsed });
  step('making', 0);
  step('making', 1);
  step('making', 2);
  step('sending', 0);
  step('sending', 1);
  for (const elapsed of [0, 250, 14_000, 16_000, 20_000, 31_000]) step('waiting', 0, elapsed);
  step('waited', 2, 34_000);
  step('cleaning', 0);
  step('cleaning', 2);
  expect(lines).toEqual([
    'Creating 2 records for the test …',
    'Sending 2 events …',
    'Waiting for XP: 0 of 2 …',
    'Waiting for XP: 0 of 2 after 16 s …',
    'Waiting for XP: 0 of 2 after 31 s …',
    'XP was credited for 2 of 2 after 34 s.',
    'Marking 2 records for deletion …',
  ]);
});
