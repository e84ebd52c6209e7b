import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { onTestFinished } from 'vitest';

/**
 * Replaces calls of the file system for one test, so that this machine answers as another system would.
 * Each is given the real one.
 */
export function fileCalls(
  replace: (real: Readonly<Pick<typeof fs, Replaced>>) => Partial<Pick<typeof fs, Replaced>>,
): void {
  const { renameSync, openSync, ftruncateSync, writeFileSync, writeSync, closeSync } = fs;
  const real = { renameSync, openSync, ftruncateSync, writeFileSync, writeSync, closeSync };
  Object.assign(fs, replace(real));
  syncBuiltinESMExports();
  onTestFinished(() => {
    Object.assign(fs, real);
    syncBuiltinESMExports();
  });
}

type Replaced =
  | 'renameSync'
  | 'openSync'
  | 'ftruncateSync'
  | 'writeFileSync'
  | 'writeSync'
  | 'closeSync';

/** As the operating system says it. */
export function refusal(code: string, call: string): Error {
  return Object.assign(new Error(`${code}: operation not permitted, ${call}`), {
    code,
    syscall: call,
  });
}
