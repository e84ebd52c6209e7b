// `npm run binary`: builds one file for people without Node, for this system and processor, in out/. It holds
// the newest Node of npm and the command line.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildStandalone } from './build/standalone.ts';
import { installed, runtimes } from './smoke/runtimes.ts';

const out = join(import.meta.dirname, '../out');
const end = process.platform === 'win32' ? '.exe' : '';
const output = join(out, `timeback-catalog-${process.platform}-${process.arch}${end}`);
const parts = mkdtempSync(join(tmpdir(), 'timeback-catalog-binary-'));
const main = join(parts, 'standalone.cjs');
const config = join(parts, 'binary.json');

const newest = runtimes.find(({ name }) => name === 'newest');
if (!newest) throw new Error('no runtime is called newest');
const node = installed(newest);
mkdirSync(out, { recursive: true });
await buildStandalone(main);
writeFileSync(config, JSON.stringify({ main, output, disableExperimentalSEAWarning: true }));
execFileSync(node, ['--build-sea', config], { stdio: 'inherit' });
rmSync(parts, { recursive: true });
// macOS runs only signed programs; an ad-hoc signature is enough.
if (process.platform === 'darwin') execFileSync('codesign', ['--sign', '-', output]);
console.log(`${output}: ${Math.round(statSync(output).size / 1e6)} MB`);
