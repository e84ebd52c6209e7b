// A server of the Partner API that shares no code with the tool and is none of this repository.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { deadUrl } from './served-catalog.ts';

const file = join(import.meta.dirname, '../../../shared/perf-tools/server.mjs');

/** Whether the server is at hand. */
export const isAtHand = existsSync(file);

/** Starts it without latency on a free port of this machine, until the test ends; gives its address. */
export async function serverOfOthers(words: readonly string[] = []): Promise<string> {
  const url = await deadUrl();
  const { port } = new URL(url);
  const real = spawn(process.execPath, [file, '--port', port, '--latency', '0', ...words]);
  onTestFinished(() => void real.kill());
  await new Promise((heard) => real.stdout.once('data', heard));
  return url;
}
