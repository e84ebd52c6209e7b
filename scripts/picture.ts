// `npm run picture`: docs/images/plan.png, the page of `plan -o plan.html` as a browser shows it. A
// small catalog is published to the emulator, edited and planned, all in a temporary folder.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, ledger, retired } from './demo/catalog.ts';

const root = join(import.meta.dirname, '..');
const picture = join(root, 'docs/images/plan.png');
const browser = process.argv[2] ?? 'chromium';
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
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars'];
  const size = ['--window-size=1000,1000', '--force-device-scale-factor=1'];
  const page = pathToFileURL(join(folder, 'plan.html')).href;
  const profile = `--user-data-dir=${join(folder, 'profile')}`;
  execFileSync(browser, [...flags, ...size, profile, `--screenshot=${picture}`, page], {
    stdio: 'ignore',
  });
  console.log(`${picture} written`);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
