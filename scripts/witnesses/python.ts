import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Witness } from './install.ts';

const run = promisify(execFile);
const most = { maxBuffer: 1 << 26, timeout: 170_000 };

/** The oldest minor version of Python 3 that the packages accept. */
const oldest = 12;
/** Minor versions to try; those for which all packages have wheels come first. */
const minors = [13, 12, 14] as const;

/**
 * Packages of PyPI in a virtual environment: those of `requirements-NAME.txt`, each in one version with the
 * hashes of its files. Gives the environment's Python.
 */
export function pythonPackages(name: string, version: string, requirements: string): Witness {
  const file = join(import.meta.dirname, 'python', `requirements-${requirements}.txt`);
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
  return {
    name,
    version,
    folder: `${name}-${version}-${digest}`,
    make: async (folder) => {
      const python = await findPython();
      if (python === undefined) throw new Error(notFound);
      await run(python, ['-m', 'venv', folder], most);
      const own = inside(folder);
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
      // Only wheels, so that no code of a package runs during installation.
      const pinned = ['--require-hashes', '--only-binary', ':all:', '--requirement', file];
      await run(own, [...pip, ...pinned], most);
      return own;
    },
  };
}

const notFound = `no Python of 3.${oldest} or newer: neither ${minors.map((minor) => `python3.${minor}`).join(', ')} nor python3 on the PATH, nor one of pyenv`;

function inside(folder: string): string {
  return process.platform === 'win32'
    ? join(folder, 'Scripts/python.exe')
    : join(folder, 'bin/python');
}

/** The name of a Python that is new enough, on the PATH or below the folder of pyenv. */
async function findPython(): Promise<string | undefined> {
  const named = [...minors.map((minor) => `python3.${minor}`), 'python3', 'python'];
  for (const candidate of [...named, ...pyenvPythons()]) {
    if (await isNewEnough(candidate)) return candidate;
  }
  return undefined;
}

function pyenvPythons(): string[] {
  const versions = join(process.env['PYENV_ROOT'] || join(homedir(), '.pyenv'), 'versions');
  const installed = existsSync(versions) ? readdirSync(versions) : [];
  return minors.flatMap((minor) =>
    installed
      .filter((version) => version.startsWith(`3.${minor}.`))
      .map((version) => join(versions, version, 'bin/python3')),
  );
}

async function isNewEnough(python: string): Promise<boolean> {
  const check = `import sys; sys.exit(sys.version_info < (3, ${oldest}))`;
  try {
    await run(python, ['-c', check], { timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}
