// `npm run demo`: publishes a real course to the emulator, as a newcomer would see it. Works on a
// copy in a temporary folder, so that it can be run again and leaves nothing behind.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const cli = join(import.meta.dirname, '../dist/bin.cjs');
const example = join(import.meta.dirname, '../examples/openstax-physics');
const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-demo-'));

const steps = [
  { why: 'What would publishing change?', args: ['plan', '--detail', 'tree'] },
  { why: 'Publish it.', args: ['apply', '--auto-approve', '--detail', 'summary'] },
  { why: 'And what would publishing change now?', args: ['plan'] },
];

try {
  const filter = (path: string) => !path.includes('.timeback-catalog');
  cpSync(example, folder, { recursive: true, filter });
  for (const { why, args } of steps) {
    // The environment is named because CI, where this also runs, must always name one.
    const words = [...args, '--env', 'local'];
    console.log(`\n# ${why}\n$ timeback-catalog ${words.join(' ')}`);
    const { status } = spawnSync(process.execPath, [cli, ...words, '--chdir', folder], {
      stdio: 'inherit',
    });
    if (status !== 0) {
      process.exitCode = status ?? 1;
      break;
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
