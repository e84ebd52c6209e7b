// A fault of the program in one environment.
import { expect, test } from 'vitest';
import type { Environment } from '../../src/config/environment.ts';
import { checked } from '../../src/model/problem.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { broadcast } from '../../src/run/several.ts';

const environment = (name: string) => ({ name }) as Environment;

test.each([
  { names: ['one'], message: 'unable to open database file' },
  { names: ['one', 'two'], message: 'The disk is full.' },
])('in $names it says what is true of one and of several', async ({ names, message }) => {
  const done = await broadcast(names.map(environment), nodeWorld(), async ({ name }) => {
    if (name === 'one') throw new Error(message);
    return checked(name, []);
  });
  expect(done.map(({ result }) => result.ok)).toEqual(names.map((name) => name !== 'one'));
  expect(done[0]?.result.problems).toMatchObject([
    {
      code: 'environment/broken-off',
      detail: `${message.replace(/\.$/, '')}. This ended the run for this environment only.`,
    },
  ]);
});
