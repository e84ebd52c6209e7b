// Takes a lock again and again, and tells how often it had it, and how often somebody else had it too.
import { closeSync, linkSync, openSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { takeLock } from '../../../src/files/lock-file.ts';

const [path = '', left = 'nothing', rounds = '0'] = process.argv.slice(2);

/** What a run that was killed leaves behind. No process has so high a number. */
const texts: Readonly<Record<string, string>> = {
  'a stale lock': JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), started: '' }),
  'an empty lock': '',
};

function leave(text: string): void {
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, text);
  // An empty one counts for some seconds.
  utimesSync(aside, 1, 1);
  try {
    linkSync(aside, path);
  } catch {
    // Somebody has the lock by now.
  }
  rmSync(aside);
}

let had = 0;
let both = 0;
for (let round = 0; had < Number(rounds) && round < 100 * Number(rounds); round += 1) {
  const lock = takeLock(path, new Date().toISOString());
  if (!lock.isHeld) {
    await setTimeout(1);
    continue;
  }
  had += 1;
  try {
    closeSync(openSync(`${path}.inside`, 'wx'));
    await setTimeout(round % 3);
    rmSync(`${path}.inside`);
  } catch {
    both += 1;
  }
  lock.release();
  const text = texts[left];
  if (text !== undefined) leave(text);
}
process.send?.({ had, both });
