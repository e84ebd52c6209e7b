import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { keepUsedPaths, usedPaths } from './github-paths.ts';
import { exampleRecords } from './github-records.ts';
import { pythonPackages } from './python.ts';

/** An installed program or document of others, or why it is missing. */
export type Installed = { readonly path: string } | { readonly why: string };

export interface Witness {
  readonly name: string;
  readonly version: string;
  /** The name of its folder in the cache; absent: made from name and version. */
  readonly folder?: string;
  /** Makes it in an empty folder; returns the path to use. */
  readonly make: (folder: string) => Promise<string>;
}

const run = promisify(execFile);
/** Milliseconds for one of them: an unreachable machine must not delay everything. */
const longest = 170_000;
const most = { maxBuffer: 1 << 29, timeout: longest };

function goProgram(name: string, version: string, module: string): Witness {
  return {
    name,
    version,
    make: async (folder) => {
      const go = join(cacheFolder(), 'go');
      const places = { GOBIN: folder, GOPATH: go, GOCACHE: join(go, 'build') };
      const env = { ...process.env, ...places, GOFLAGS: '-modcacherw' };
      await run('go', ['install', `${module}@v${version}`], { ...most, env });
      return join(folder, name);
    },
  };
}

/** A package of npm. `overrides`: versions of its dependencies, if those that it names are not available. */
function npmPackage(
  name: string,
  version: string,
  file: string,
  overrides: Readonly<Record<string, string>> = {},
): Witness {
  return {
    name,
    version,
    make: async (folder) => {
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, overrides }));
      const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline'];
      await run('npm', ['install', ...quiet, `${name}@${version}`], { ...most, cwd: folder });
      return join(folder, 'node_modules', file);
    },
  };
}

/** A witness that needs Java, which the machine may not have. */
function onJava(witness: Witness): Witness {
  return {
    ...witness,
    make: async (folder) => {
      try {
        await run('java', ['-version'], most);
      } catch {
        throw new Error('there is no Java on the PATH');
      }
      return witness.make(folder);
    },
  };
}

/**
 * GitHub's description of its REST API: from 385 MB installed, the few paths that the Action uses. Beside it
 * `records.json`, one record of each kind.
 */
function githubDocument(version: string): Witness {
  const name = '@octokit/openapi';
  const digest = createHash('sha256').update(usedPaths.join()).digest('hex').slice(0, 12);
  return {
    name,
    version,
    folder: `${name.replaceAll('/', '-')}-${version}-${digest}`,
    make: async (folder) => {
      const options = { ...most, cwd: folder };
      const { stdout } = await run('npm', ['pack', '--silent', `${name}@${version}`], options);
      const archive = stdout.trim();
      const member = 'package/generated/api.github.com.json';
      const whole = await run('tar', ['-xzOf', archive, member], options);
      rmSync(join(folder, archive));
      const file = join(folder, 'github.json');
      const document = JSON.parse(whole.stdout);
      writeFileSync(file, JSON.stringify(keepUsedPaths(document)));
      writeFileSync(
        join(folder, 'records.json'),
        JSON.stringify(exampleRecords(document, usedPaths)),
      );
      return file;
    },
  };
}

export const witnesses: readonly Witness[] = [
  goProgram('actionlint', '1.7.12', 'github.com/rhysd/actionlint/cmd/actionlint'),
  goProgram('act', '0.2.89', 'github.com/nektos/act'),
  githubDocument('23.0.2'),
  npmPackage('@octokit/graphql-schema', '15.26.1', '@octokit/graphql-schema'),
  npmPackage('@octokit/webhooks-examples', '7.6.1', '@octokit/webhooks-examples'),
  npmPackage('gitlab-ci-local', '4.75.1', '.bin/gitlab-ci-local'),
  onJava(npmPackage('npm-groovy-lint', '18.0.0', '.bin/npm-groovy-lint')),
  npmPackage('verdaccio', '6.8.0', '.bin/verdaccio', { 'node-fetch': '2.7.0' }),
  npmPackage('@microsoft/sarif-multitool', '5.7.0', '@microsoft/sarif-multitool'),
  pythonPackages('timeback-sdk', '0.4.0', 'sdk'),
  pythonPackages('timeback', '0.3.0', 'community'),
  pythonPackages('schemathesis', '4.32.5', 'schemathesis'),
  pythonPackages('check-jsonschema', '0.39.0', 'hosts'),
  pythonPackages('pre-commit', '4.7.0', 'hosts'),
];

/** The cache folder outside of the checkout, so that a second run has everything. */
function cacheFolder(): string {
  const given = process.env['TIMEBACK_WITNESSES_CACHE'];
  return given || join(homedir(), '.cache', 'timeback-catalog-witnesses');
}

/** Makes a witness, or takes it from the cache. Never throws: a missing one is named. */
export async function install(witness: Witness): Promise<Installed> {
  const { name, version, make } = witness;
  const folder = join(cacheFolder(), witness.folder ?? `${name.replaceAll('/', '-')}-${version}`);
  const note = join(folder, 'made.json');
  const made: unknown = existsSync(note) ? JSON.parse(readFileSync(note, 'utf8')) : undefined;
  if (typeof made === 'string' && existsSync(made)) return { path: made };
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const path = await make(folder);
    if (!existsSync(path)) return { why: `its install made no ${path}` };
    writeFileSync(`${note}.new`, JSON.stringify(path));
    renameSync(`${note}.new`, note);
    return { path };
  } catch (error) {
    return { why: whyNot(error) };
  }
}

function whyNot(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('killed' in error && error.killed) return `not installed within ${longest / 1000} seconds`;
  const said = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr : '';
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  return lines.at(-1) ?? error.message.split('\n')[0] ?? 'unknown';
}
