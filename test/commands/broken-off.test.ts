// A fault of the program in one environment.
import { expect, test } from 'vitest';
import type { Environment } from '../../src/config/environment.ts';
import { UnwritableError } from '../../src/files/write.ts';
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

test('an error of the system is told as in a run for one environment, with its cure', async () => {
  const full = Object.assign(new Error('write'), { code: 'ENOSPC', syscall: 'write' });
  const [done] = await broadcast([environment('one')], nodeWorld(), async () => {
    throw new UnwritableError('state', full, 'Nothing was sent.');
  });
  expect(done?.result.problems).toMatchObject([
    { code: 'files/unwritable', hint: 'Free some space, and run the command again.' },
  ]);
});
