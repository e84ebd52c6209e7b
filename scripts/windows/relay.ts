// Runs a program of Windows under Wine as if it belonged to this machine: `node relay.ts WINE PROGRAM
// ARGUMENTS`. Node under Wine loses output to a pipe, so both streams go into files, and from there to the
// streams of this process.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-wine-'));
const streams = (['stdout', 'stderr'] as const).map((name) => {
  const path = join(folder, name);
  return { to: process[name], written: openSync(path, 'w'), read: openSync(path, 'r') };
});

/** Milliseconds between two looks at the output: an emulator is waited for by its first lines. */
const pause = 100;
const part = Buffer.alloc(1 << 16);

function relay(): void {
  for (const { to, read } of streams) {
    for (let length = readSync(read, part); length > 0; length = readSync(read, part)) {
      to.write(Buffer.from(part.subarray(0, length)));
    }
  }
}

// Killed together with this process, since the smoke list ends what it starts.
const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...process.argv.slice(2)], {
  stdio: ['ignore', ...streams.map(({ written }) => written)],
});
const looking = setInterval(relay, pause);
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
  clearInterval(looking);
});
child.on('close', (code) => {
  clearInterval(looking);
  relay();
  for (const { written, read } of streams) {
    closeSync(written);
    closeSync(read);
  }
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = code ?? 1;
});
