// `npm run packages`: asks the registry when each package in package.json was last released, and writes it
// into scripts/packages/releases.json. `npm run generate` makes docs/packages.md from it.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const packages: Record<string, { newest: string; released: string }> = {};
for (const name of Object.keys(packageJson.devDependencies)) {
  const printed = execFileSync('npm', ['view', name, 'version', 'time', '--json'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const { version, time } = JSON.parse(printed);
  packages[name] = { newest: version, released: String(time[version]).slice(0, 10) };
}
const asked = new Date().toISOString().slice(0, 10);
const file = join(root, 'scripts/packages/releases.json');
writeFileSync(file, `${JSON.stringify({ asked, packages }, undefined, 2)}\n`);
console.log(`scripts/packages/releases.json written: ${Object.keys(packages).length} packages`);
