// What programs and documents of others say of the Action, its workflows and reports. They are installed, each
// in one version, into a cache outside of the checkout; what cannot be installed is named and left out.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { install, witnesses } from './witnesses/install.ts';

const root = join(import.meta.dirname, '..');
const began = Date.now();
const results = await Promise.all(
  witnesses.map(async (witness) => [witness, await install(witness)] as const),
);
console.log(`Witnesses installed or found within ${Math.round((Date.now() - began) / 1000)} s.`);
const here = results.flatMap(([{ name, version }, installed]) =>
  'path' in installed ? [[name, { version, path: installed.path }] as const] : [],
);
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'vitest.witnesses.config.ts'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, TIMEBACK_WITNESSES: JSON.stringify(Object.fromEntries(here)) },
  },
);
for (const [{ name, version }, installed] of results) {
  if ('why' in installed) console.log(`${name} ${version}: not run: ${installed.why}`);
}
process.exitCode = status ?? 1;
