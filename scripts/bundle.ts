// Builds the Action's bundle again, with the licences of its content. With --check and a commit, says whether
// the bundle that a release committed there is what these sources give.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { bundleAction } from './build/action-bundle.ts';

const [option, commit] = process.argv.slice(2);
const files = await bundleAction();
if (option === '--check') {
  if (!commit) throw new Error('Say which commit: npm run bundle -- --check v1.2.3');
  for (const [file, bytes] of files) check(file, bytes, commit);
} else {
  for (const [file, bytes] of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    console.log(`${file} written, ${bytes.length} bytes`);
  }
}

function check(file: string, bytes: Uint8Array, commit: string): void {
  const { status, stdout, stderr, error } = spawnSync(
    'git',
    ['cat-file', 'blob', `${commit}:${file}`],
    {
      maxBuffer: Number.POSITIVE_INFINITY,
    },
  );
  if (error || status !== 0) {
    fail(`${commit} has no ${file} (${error ?? stderr.toString().trim()}).`);
  } else if (!stdout.equals(bytes)) {
    fail(
      `${file} at ${commit} is not what the sources here give. Check out what it was made from.`,
    );
  } else {
    console.log(`${file} at ${commit} is what the sources here give.`);
  }
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
