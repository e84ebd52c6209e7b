// Builds dist/: the command line as a start file with chunks that load when needed, the GitHub
// Action as one file, and the library as modules with types. Each has its packages in it.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { bundleAction } from './build/action-bundle.ts';
import { buildCommandLine } from './build/command-line.ts';
import { buildLibrary } from './build/library.ts';
import { noticesFile, noticesFor } from './build/notices.ts';

rmSync('dist', { recursive: true, force: true });
const inPackage = [...(await buildCommandLine()), ...(await buildLibrary())];
writeFileSync(noticesFile, noticesFor('timeback-catalog', inPackage));
chmodSync('dist/bin.cjs', 0o755);
writeFileSync('dist/help.txt', execFileSync(process.execPath, ['dist/bin.cjs', '--help']));
for (const [file, bytes] of await bundleAction()) writeFileSync(file, bytes);
