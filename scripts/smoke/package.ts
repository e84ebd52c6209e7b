import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const isWindows = process.platform === 'win32';

/** Runs npm with the settings of this machine; returns its stdout. Throws if it fails. */
function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    encoding: 'utf8',
    shell: isWindows,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Packs the package of a folder with npm, `prepare` included; returns the path of the archive. */
export function packed(folder: string): string {
  const into = mkdtempSync(join(tmpdir(), 'timeback-catalog-pack-'));
  const [{ filename }] = JSON.parse(npm(['pack', '--json', '--pack-destination', into], folder));
  return join(into, filename);
}

/** The paths of the files that `npm publish` of a folder would publish, `prepare` included. */
export function publishedDry(folder: string): readonly string[] {
  const printed = JSON.parse(npm(['publish', '--dry-run', '--json'], folder));
  // Since npm 11, the output is by package name.
  const { files } = 'files' in printed ? printed : Object.values(printed)[0];
  return files.map(({ path }: { readonly path: string }) => path);
}

/**
 * Installs a package as npm names it (an archive, a name, `git+file://…`) into an empty folder; returns the
 * folder.
 */
export function installedElsewhere(what: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-installed-'));
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  npm(['install', what], folder);
  return folder;
}

/** The start file of the command line in such a folder. */
export function startFileIn(folder: string): string {
  return join(folder, 'node_modules/timeback-catalog/dist/bin.cjs');
}
