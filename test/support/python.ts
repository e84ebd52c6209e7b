import { spawnSync } from 'node:child_process';

/** Whether there is a Python to test with. */
export const hasPython = (() => {
  const isThere = spawnSync('python3', ['--version']).status === 0;
  if (!isThere) console.warn('There is no python3 on the PATH: tests that need one are skipped.');
  return isThere;
})();
