import { expect, test } from 'vitest';
import { areas } from '../../scripts/fuzz/areas.ts';
import { runs, seed } from '../support/laws.ts';

test.each(areas)('$name: a value or problems, whatever comes in', async ({ fuzz }) => {
  const { failed, message } = await fuzz({ seed, runs: runs(100).numRuns });
  expect(message).toBe('');
  expect(failed).toBe(false);
});
