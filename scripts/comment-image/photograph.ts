import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const width = 900;
/** Pixels of the image for one of the page: sharp on most screens, and still a small file. */
const scale = 1.5;

/** A PNG of a whole page, by a headless Chromium. */
export function photograph(page: string, chromium: string): Uint8Array {
  const profile = mkdtempSync(join(tmpdir(), 'timeback-catalog-chromium-'));
  const run = (...args: readonly string[]) => {
    const all = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars'];
    const shape = [`--user-data-dir=${profile}`, `--force-device-scale-factor=${scale}`];
    const ended = spawnSync(chromium, [...all, ...shape, ...args, `file://${page}`], {
      encoding: 'utf8',
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    if (ended.error) throw new Error(`${chromium} cannot be started: name one by CHROMIUM.`);
    if (ended.status !== 0)
      throw new Error(`${chromium} ended with ${ended.status}: ${ended.stderr}`);
    return ended.stdout;
  };
  try {
    // The page writes down how high it is; only then the window can be as high.
    const dom = run(`--window-size=${width},400`, '--dump-dom');
    const height = /data-height="(\d+)"/.exec(dom)?.[1];
    if (height === undefined) throw new Error('the page did not say how high it is');
    const image = join(profile, 'page.png');
    run(`--window-size=${width},${height}`, `--screenshot=${image}`);
    return readFileSync(image);
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}
