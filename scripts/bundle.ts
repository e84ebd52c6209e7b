// Makes the Action's bundle anew; with --check, says whether the one that git tracks is what the
// sources give.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { bundleAction, bundleFile } from './build/action-bundle.ts';

const bytes = await bundleAction();
if (process.argv.includes('--check')) {
  // Not the file on disk, which every build makes anew: what the next commit would hold.
  const staged = spawnSync('git', ['cat-file', 'blob', `:${bundleFile}`], {
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  if (staged.error || staged.status === 128) {
    const why = staged.error ?? staged.stderr.toString().trim();
    const isRepository = spawnSync('git', ['rev-parse', '--git-dir']).status === 0;
    console.error(`${bundleFile} is not tracked by git (${why}).`);
    if (isRepository) process.exitCode = 1;
  } else if (!staged.stdout.equals(bytes)) {
    console.error(`${bundleFile} is stale: run \`npm run bundle && git add ${bundleFile}\`.`);
    process.exitCode = 1;
  }
} else {
  mkdirSync(dirname(bundleFile), { recursive: true });
  writeFileSync(bundleFile, bytes);
  console.log(`${bundleFile} written, ${bytes.length} bytes`);
}
