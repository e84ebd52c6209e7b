import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** Where a Chromium is on this machine; undefined if there is none. */
export const chromium = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find((path) => existsSync(path));

/** How it is started: without a window, and without a request of its own. */
export const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
];

/** The page at an address as a browser has it once its scripts have run, as HTML. */
export async function openInChromium(url: string): Promise<string> {
  if (chromium === undefined) throw new Error('There is no Chromium on this machine.');
  const profile = mkdtempSync(join(tmpdir(), 'timeback-catalog-chromium-'));
  try {
    const args = [...flags, `--user-data-dir=${profile}`, '--dump-dom', url];
    return (await promisify(execFile)(chromium, args, { timeout: 60_000 })).stdout;
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
