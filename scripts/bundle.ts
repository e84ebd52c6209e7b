// Makes the Action's bundle anew, and the licences of what is in it; with --check, says whether those
// that git tracks are what the sources give.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { bundleAction } from './build/action-bundle.ts';

const files = await bundleAction();
if (process.argv.includes('--check')) {
  for (const [file, bytes] of files) check(file, bytes);
} else {
  for (const [file, bytes] of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    console.log(`${file} written, ${bytes.length} bytes`);
  }
}

/** Not the file on disk, which every build makes anew: what the next commit would hold. */
function check(file: string, bytes: Uint8Array): void {
  const staged = spawnSync('git', ['cat-file', 'blob', `:${file}`], {
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  if (staged.error || staged.status === 128) {
    const why = staged.error ?? staged.stderr.toString().trim();
    const isRepository = spawnSync('git', ['rev-parse', '--git-dir']).status === 0;
    console.error(`${file} is not tracked by git (${why}).`);
    if (isRepository) process.exitCode = 1;
  } else if (!staged.stdout.equals(bytes)) {
    console.error(
      `${file} is stale: run \`npm run bundle && git add ${[...files.keys()].join(' ')}\`.`,
    );
    process.exitCode = 1;
  }
}
