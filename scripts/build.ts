// Builds dist/: the command line as a start file with chunks that load when needed, the GitHub Action as one
// file, and the library as modules with types. Each contains its packages. Does nothing if dist/ is up to
// date.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import packageJson from '../package.json' with { type: 'json' };
import { bundleAction } from './build/action-bundle.ts';
import { buildCommandLine } from './build/command-line.ts';
import { buildLibrary } from './build/library.ts';
import { noticesFor, packageFiles, packagesIn } from './build/notices.ts';
import { sbomFor } from './build/sbom.ts';
import { isUpToDate, rememberBuild } from './build/up-to-date.ts';

if (isUpToDate()) process.exit();

rmSync('dist', { recursive: true, force: true });
const packages = packagesIn([...(await buildCommandLine()), ...(await buildLibrary())]);
const { name, version } = packageJson;
writeFileSync(packageFiles.notices, noticesFor(name, packages));
writeFileSync(packageFiles.sbom, sbomFor({ name, version, type: 'application' }, packages));
chmodSync('dist/bin.cjs', 0o755);
writeFileSync('dist/help.txt', execFileSync(process.execPath, ['dist/bin.cjs', '--help']));
for (const [file, bytes] of await bundleAction()) writeFileSync(file, bytes);
rememberBuild();
