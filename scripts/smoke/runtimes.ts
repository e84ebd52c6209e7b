import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A program that runs JavaScript, from npm, in one version. */
export interface Runtime {
  /** The name for `npm run smoke -- NAME`. */
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** The path of its file in the package. */
  readonly file: string;
  /** Whether it is for another system, so that npm must be forced to install it. */
  readonly isForeign?: true;
}

const system = process.platform === 'win32' ? 'win' : process.platform;
const isWindows = process.platform === 'win32';

function node(name: string, version: string): Runtime {
  const file = isWindows ? 'bin/node.exe' : 'bin/node';
  return { name, package: `node-${system}-${process.arch}`, version, file };
}

/** The runtimes that the package supports: the oldest Node, the one of development, the newest, and Bun. */
export const runtimes: readonly Runtime[] = [
  node('node22', '22.18.0'),
  node('node24', '24.21.0'),
  node('newest', '26.10.0'),
  {
    name: 'bun',
    package: `@oven/bun-${isWindows ? 'windows' : process.platform}-${process.arch === 'arm64' ? 'aarch64' : 'x64'}`,
    version: '1.4.5',
    file: isWindows ? 'bin/bun.exe' : 'bin/bun',
  },
];

/** The file of a runtime; installs it into a cache outside of the checkout if it is missing. */
export function installed(runtime: Runtime): string {
  const { package: name, version, isForeign = false } = runtime;
  const { folder, path } = placeOf(runtime);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const quiet = [
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--ignore-scripts',
    '--prefer-offline',
    ...(isForeign ? ['--force'] : []),
  ];
  execFileSync('npm', ['install', ...quiet, `${name}@${version}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: isWindows,
  });
  return path;
}

/** The present or future place of a runtime. */
export function placeOf({ package: name, version, file }: Runtime) {
  const folder = join(cacheFolder(), `${name.replaceAll('/', '-')}-${version}`);
  return { folder, path: join(folder, 'node_modules', name, file) };
}

/** The cache folder of all runtimes, outside of the checkout. */
export function cacheFolder(): string {
  const given = process.env['TIMEBACK_WITNESSES_CACHE'];
  return given || join(homedir(), '.cache', 'timeback-catalog-witnesses');
}
