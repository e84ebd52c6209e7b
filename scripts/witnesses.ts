// What programs and documents of others say about the Action, its workflows and reports, the emulator, and
// published records. They are installed, each in one version, into a cache outside of the checkout; one that
// cannot be installed is named and left out.
//
//     npm run witnesses -- sdk        only the files of test/witnesses/outside that have this in their names
//     npm run witnesses -- --write    writes the tables of docs/interop.md
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
const given = process.argv.slice(2);
const names = given.filter((one) => one !== '--write');
// This witness runs the workflows of CI, which run the tests and these witnesses, so CI must not run it.
const named = names.length > 0 ? names : ['--exclude', '**/own-workflows.witness.ts'];
const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...named];
const { status } = spawnSync(
  process.execPath,
  [...vitest, '--config', 'vitest.witnesses.config.ts'],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      TIMEBACK_WITNESSES: JSON.stringify(Object.fromEntries(here)),
      TIMEBACK_WITNESSES_WRITE: given.includes('--write') ? 'yes' : '',
    },
  },
);
for (const [{ name, version }, installed] of results) {
  if ('why' in installed) console.log(`${name} ${version}: not run: ${installed.why}`);
}
process.exitCode = status ?? 1;
