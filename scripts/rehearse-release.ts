// `npm run rehearse-release`: a whole release of the committed files on this machine: a maintainer's tag in a
// clone; the release workflow, run by `act`, with a git remote in a folder and a registry on 127.0.0.1; then
// what users do with it: `npx timeback-catalog --version`, and a workflow that uses the tag.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carryOut } from './rehearsal/act.ts';
import { fromGit } from './rehearsal/from-git.ts';
import { startRegistry } from './rehearsal/registry.ts';
import { rehearsed, run, sourceIn } from './rehearsal/source.ts';
import { askedFile, standInsIn } from './rehearsal/stand-ins.ts';
import { install, witnesses } from './witnesses/install.ts';

const root = join(import.meta.dirname, '..');
const { repository, version, tag } = rehearsed;

const [act, verdaccio] = await Promise.all(['act', 'verdaccio'].map(program));
const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-rehearsal-'));
const registry = await startRegistry(verdaccio ?? '', join(folder, 'registry'));
try {
  const { clone, remote } = sourceIn(folder, root);
  const sha = run('git', ['rev-parse', 'HEAD'], clone);
  tell(`${tag} is set on ${sha} and pushed`);

  const { published, faults } = await fromGit(clone);
  hold(published.includes('dist/bin.cjs'), 'npm publish --dry-run names what it would publish');
  hold(faults.length === 0, `the clone works, installed by its address:\n${faults.join('\n')}`);

  const realNpm = run('sh', ['-c', 'command -v npm'], root);
  const { programs, actions } = standInsIn(folder, registry.npmrc, realNpm);
  const { log, isDone } = await carryOut({
    act: act ?? '',
    cwd: clone,
    workflow: '.github/workflows/release.yml',
    event: 'push',
    payload: {
      ref: `refs/tags/${tag}`,
      after: sha,
      repository: { full_name: repository, default_branch: 'main' },
    },
    actions,
    words: ['--env', `GITHUB_REPOSITORY=${repository}`, '--matrix', 'os:ubuntu-latest'],
    programs,
    home: join(folder, 'home'),
  });
  if (!isDone) throw new Error(`the release workflow failed:\n${log}`);
  tell('the release workflow is carried out');

  const tags = run('git', ['ls-remote', '--tags', remote], folder);
  const [released, moving] = [`v${version}`, 'v1'].map(
    (name) => new RegExp(`^(\\w+)\\trefs/tags/${name}$`, 'm').exec(tags)?.[1],
  );
  hold(
    released !== undefined && released === moving,
    `v${version} and v1 are one commit:\n${tags}`,
  );
  const parent = run('git', ['--git-dir', remote, 'rev-parse', `${released}^`], folder);
  hold(parent === sha, `it is on top of ${sha}`);
  const asked = readFileSync(join(folder, askedFile), 'utf8');
  hold(
    asked.includes(`release create v${version}`),
    `a release of GitHub was asked for:\n${asked}`,
  );

  const printed = npx(['timeback-catalog', '--version']);
  hold(printed === version, `npx timeback-catalog --version prints ${printed}`);

  const action = join(folder, 'action');
  const quiet = ['-c', 'advice.detachedHead=false'];
  run('git', [...quiet, 'clone', '--quiet', '--branch', 'v1', remote, action], folder);
  run('git', ['remote', 'set-url', 'origin', `https://github.com/${repository}.git`], action);
  hold(existsSync(join(action, 'dist/action.js')), 'a clone of v1 holds dist/action.js');
  await useTheTag(action);
} finally {
  registry.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Runs the workflows of a catalog that name the tag, as `init` of the published package writes them. */
async function useTheTag(action: string): Promise<void> {
  const catalog = join(folder, 'catalog');
  mkdirSync(catalog);
  run('git', ['init', '--quiet', '--initial-branch', 'main'], catalog);
  npx(['timeback-catalog', '--chdir', catalog, 'init', '--title', 'Reading']);
  const workflow = '.github/workflows/catalog-pull-request.yml';
  const text = readFileSync(join(catalog, workflow), 'utf8');
  hold(
    text.includes(`uses: ${repository}@v${version}`),
    'init writes workflows that name the release',
  );
  writeFileSync(join(catalog, workflow), text.replace(`@v${version}`, '@v1'));
  const who = ['-c', 'user.name=an author', '-c', 'user.email=author@example.org'];
  run('git', ['add', '--all'], catalog);
  run('git', [...who, 'commit', '--quiet', '--message', 'A course'], catalog);
  run('git', ['remote', 'add', 'origin', 'https://github.com/the-org/catalog.git'], catalog);
  const head = run('git', ['rev-parse', 'HEAD'], catalog);
  const commit = (full_name: string) => ({ ref: 'main', sha: head, repo: { full_name } });
  const { log } = await carryOut({
    act: act ?? '',
    cwd: catalog,
    workflow,
    event: 'pull_request',
    payload: {
      action: 'opened',
      number: 7,
      // The pull request comes from a fork, so that nothing but git is read.
      pull_request: {
        number: 7,
        user: { login: 'somebody' },
        base: commit('the-org/catalog'),
        head: commit('somebody/catalog'),
      },
      repository: { full_name: 'the-org/catalog', default_branch: 'main' },
    },
    actions: { [repository]: action, 'actions/upload-artifact': join(folder, 'actions/upload') },
    home: join(folder, 'home-of-the-author'),
  });
  hold(
    log.includes('Compared with the manifests at') && log.includes('Job succeeded'),
    `a workflow that uses ${repository}@v1 plans:\n${log}`,
  );
}

/** Runs `npx` with the package from the rehearsal's registry, in an empty folder without a cache. */
function npx(words: readonly string[]): string {
  const cwd = mkdtempSync(join(folder, 'empty-'));
  const { status, stdout, stderr } = spawnSync('npx', ['--yes', ...words], {
    cwd,
    encoding: 'utf8',
    env: {
      ...process.env,
      NPM_CONFIG_USERCONFIG: registry.npmrc,
      NPM_CONFIG_CACHE: join(cwd, 'cache'),
    },
  });
  if (status !== 0)
    throw new Error(`npx ${words.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout.trim();
}

function hold(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`It is not so that ${what}`);
  tell(what.split(':\n')[0] ?? what);
}

function tell(what: string): void {
  console.log(`- ${what}`);
}

async function program(name: string): Promise<string> {
  const witness = witnesses.find((one) => one.name === name);
  if (!witness) throw new Error(`no witness is called ${name}`);
  const found = await install(witness);
  if ('path' in found) return found.path;
  throw new Error(`${name} ${witness.version} cannot be had: ${found.why}`);
}
