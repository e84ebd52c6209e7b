// `npm run picture`: docs/images/plan.png, the page of `plan -o plan.html` as a browser shows it. A
// small catalog is published to the emulator, edited and planned, all in a temporary folder.
//
//   npm run picture -- --check   changes nothing; ends with 1 if the picture is stale
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, ledger, retired } from './demo/catalog.ts';
import { takeOrCheck } from './picture/file.ts';

const root = join(import.meta.dirname, '..');
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
  const html = readFileSync(join(folder, 'plan.html'), 'utf8');
  await takeOrCheck({ file: 'docs/images/plan.png', html, width: 1000 }, 'picture');
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
