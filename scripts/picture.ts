// `npm run picture`: docs/images/plan.png, the page of `plan -o plan.html` as a browser shows it. A
// small catalog is published to the emulator, edited and planned, all in a temporary folder. The picture has the whole
// page; a page that is wider is an error.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium as driver } from 'playwright-core';
import { chromium, flags } from '../test/support/chromium.ts';
import { after, before, ledger, retired } from './demo/catalog.ts';

const root = join(import.meta.dirname, '..');
const picture = join(root, 'docs/images/plan.png');
const width = 1000;
const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-picture-'));

function run(...words: readonly string[]): void {
  execFileSync(process.execPath, [join(root, 'dist/bin.cjs'), ...words, '--chdir', folder], {
    stdio: 'inherit',
  });
}

function write(file: string, text: string): void {
  writeFileSync(join(folder, file), text);
}

try {
  mkdirSync(join(folder, 'catalog'));
  write('timeback-catalog.yaml', 'org: partner-sandbox\n');
  write('catalog.ids', ledger);
  write('catalog/reading.yaml', before);
  run('apply', '--env', 'local', '--auto-approve', '--detail', 'summary');
  run('retire', retired, '--reason', 'merged into the unit test');
  write('catalog/reading.yaml', after);
  run('fmt');
  run('plan', '--env', 'local', '--detail', 'fields', '-o', 'plan.html');
  if (chromium === undefined) throw new Error('There is no Chromium on this machine.');
  const browser = await driver.launch({ executablePath: chromium, args: [...flags] });
  try {
    const page = await browser.newPage({ viewport: { width, height: width } });
    await page.goto(pathToFileURL(join(folder, 'plan.html')).href);
    const needed = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (needed > width) throw new Error(`The page is ${needed} px wide, and the picture ${width}.`);
    await page.screenshot({ path: picture, fullPage: true });
  } finally {
    await browser.close();
  }
  console.log(`${picture} written`);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
