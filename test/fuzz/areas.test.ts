import { expect, test } from 'vitest';
import { areas } from '../../scripts/fuzz/areas.ts';

test.each(areas)('$name: a value or problems, whatever comes in', async ({ fuzz }) => {
  const { failed, message } = await fuzz({ seed: Math.floor(Math.random() * 2 ** 31), runs: 100 });
  expect(message).toBe('');
  expect(failed).toBe(false);
});
