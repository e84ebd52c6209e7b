// The workflows that `init` writes, read by a linter for workflows and carried out by a program that stands in
// for the runner of GitHub.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../../support/catalog-folder.ts';
import { cli } from '../../support/command-line.ts';
import { serveGitHub, token } from '../../support/github-server.ts';
import { credentials, serveCatalog } from '../../support/served-catalog.ts';
import { root, seen, witnessOf } from '../../support/witness.ts';
import { pullRequest } from '../../support/workflow.ts';

const actionName = 'the-org/timeback-catalog@v1';
const pins = /uses: (actions\/[\w-]+@[0-9a-f]{40})/g;

/**
 * A workflow as act carries it out: act makes the checkout itself only if that has no expression as its `ref`.
 * GitHub takes an empty one, as in a first run, for none.
 */
const forAct = (workflow: string) => workflow.replace(/^ +ref: \$\{\{.*\n/m, '');

/** A repository as `init` writes it, with a platform; if none is given, nothing answers there. */
async function repository(
  platform = 'http://127.0.0.1:9',
  edit: (workflow: string) => string = (workflow) => workflow,
) {
  const folder = folderWith();
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  git('init', '-q', '-b', 'main');
  const { code } = await cli(['init', '--title', 'Reading', '--action', actionName], {
    cwd: folder,
  });
  expect(code).toBe(0);
  const workflows = join(folder, '.github/workflows');
  for (const name of readdirSync(workflows)) {
    const file = join(workflows, name);
    // GitHub documents this key of `concurrency`, and check-jsonschema knows it; actionlint and act do not yet.
    const text = readFileSync(file, 'utf8').replace(/^ {2}queue: max\n/m, '');
    writeFileSync(file, edit(text));
  }
  writeFileSync(
    join(folder, 'timeback-catalog.yaml'),
    `org: partner-sandbox\nenvironments:\n  production:\n    baseUrl: ${platform}\n`,
  );
  git('add', '-A');
  git('commit', '-qm', 'start');
  git('remote', 'add', 'origin', 'https://github.com/the-org/catalog.git');
  return { folder, git, workflows };
}

describe.skipIf(!witnessOf('actionlint'))('actionlint', () => {
  const lint = (folder: string, file: string) => {
    try {
      const args = ['-shellcheck=', '-pyflakes=', '-oneline', file];
      return execFileSync(witnessOf('actionlint')?.path ?? '', args, {
        cwd: folder,
        encoding: 'utf8',
      });
    } catch (error) {
      return String((error as { stdout?: unknown }).stdout ?? error);
    }
  };

  test('finds nothing in any workflow that init writes, and something in one that is wrong', async () => {
    const { folder, workflows } = await repository();
    const names = readdirSync(workflows);
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) expect(lint(folder, join(workflows, name)), name).toBe('');
    const wrong = join(workflows, 'wrong.yml');
    const text = readFileSync(join(workflows, 'catalog-merge.yml'), 'utf8');
    writeFileSync(wrong, text.replace('github.ref ==', 'github.reff =='));
    expect(lint(folder, wrong)).toContain('reff');
    seen('actionlint', `nothing in ${names.length} workflows`);
  });
});

interface Run {
  readonly event: string;
  readonly file: string;
  readonly what: string;
  /** What the log says, of which each part is to be there. */
  readonly says: readonly string[];
  readonly payload: (head: string) => object;
}

const own = { full_name: 'the-org/catalog', default_branch: 'main' };
const workflowRun = (head: string, from: string) => ({
  workflow_run: {
    id: 99,
    event: 'pull_request',
    conclusion: 'success',
    head_branch: 'edit',
    head_sha: head,
    head_repository: { full_name: from },
    actor: { login: 'stranger' },
  },
  repository: own,
});

const runs: readonly Run[] = [
  {
    event: 'pull_request',
    file: 'catalog-pull-request.yml',
    what: 'from a fork',
    says: ['Compared with the manifests at', 'stub upload-artifact', 'Job succeeded'],
    payload: (head) => pullRequest({ base: head, head }, { from: 'stranger/catalog' }),
  },
  {
    event: 'pull_request',
    file: 'catalog-pull-request.yml',
    what: 'of the repository',
    says: ['there is no server at that address', 'Job failed'],
    payload: (head) => pullRequest({ base: head, head }),
  },
  {
    event: 'merge_group',
    file: 'catalog-pull-request.yml',
    what: 'in a queue',
    says: ['there is no server at that address', 'Job failed'],
    payload: (head) => ({
      action: 'checks_requested',
      merge_group: { head_sha: head, base_sha: head, head_ref: 'refs/heads/main' },
      repository: own,
    }),
  },
  {
    event: 'push',
    file: 'catalog-merge.yml',
    what: 'to main',
    says: ['failure_reason=', 'Job failed'],
    payload: (head) => ({ ref: 'refs/heads/main', after: head, repository: own }),
  },
  {
    event: 'workflow_dispatch',
    file: 'catalog-merge.yml',
    what: 'by hand, with a digest',
    says: ['there is no server at that address', 'Job failed'],
    payload: () => ({
      inputs: { 'plan-hash': '0123456789ab' },
      ref: 'refs/heads/main',
      repository: own,
    }),
  },
  {
    event: 'schedule',
    file: 'catalog-drift.yml',
    what: 'at night',
    says: ['there is no server at that address', 'Job failed'],
    payload: () => ({ repository: own }),
  },
  {
    event: 'workflow_run',
    file: 'catalog-fork-safe.yml',
    what: 'after a run for a fork',
    says: ['stub download-artifact', 'command: comment'],
    payload: (head) => workflowRun(head, 'stranger/catalog'),
  },
  {
    event: 'workflow_run',
    file: 'catalog-fork-safe.yml',
    what: 'after a run for the repository itself: nothing is to be done',
    says: [],
    payload: (head) => workflowRun(head, 'the-org/catalog'),
  },
];

/** One event in the repository, carried out; gives the log. */
async function logOf(
  { folder, workflows }: { readonly folder: string; readonly workflows: string },
  event: { readonly name: string; readonly file: string; readonly payload: object },
  { env, secrets }: Readonly<Record<'env' | 'secrets', Variables>>,
): Promise<string> {
  const home = folderWith({ 'home/.config/act/actrc': '' });
  const action = join(home, 'action');
  for (const part of ['action.yml', 'dist', 'schemas', 'package.json']) {
    cpSync(join(root, part), join(action, part), { recursive: true });
  }
  const payloadFile = join(home, 'event.json');
  writeFileSync(payloadFile, JSON.stringify(event.payload));
  const uses = [...readFileSync(join(workflows, event.file), 'utf8').matchAll(pins)].flatMap(
    ([, name = '']) => (name.startsWith('actions/checkout@') ? [] : [name]),
  );
  const args = [
    ...[event.name, '-W', join('.github/workflows', event.file), '-e', payloadFile],
    ...['-P', 'ubuntu-latest=-self-hosted', '--action-offline-mode', '--pull=false'],
    ...['--local-repository', `${actionName}=${action}`],
    ...uses.flatMap((name) => ['--local-repository', `${name}=${stub(home, name)}`]),
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...Object.entries(secrets).flatMap(([name, value]) => ['-s', `${name}=${value}`]),
  ];
  const log = await carryOut(args, folder, join(home, 'home'));
  expect(log).not.toContain('bug in timeback-catalog');
  expect(log).not.toMatch(/There is no input|Unable to interpolate|invalid format/);
  seen(
    'act',
    `${event.name} in ${event.file}: ${/Job (?:succeeded|failed)/.exec(log)?.[0] ?? 'no job'}`,
  );
  return log;
}

type Variables = Readonly<Record<string, string>>;

describe.skipIf(!witnessOf('act'))('act', () => {
  test.each(runs)('$event $what ($file)', async ({ event, file, says, payload }) => {
    const made = await repository(undefined, forAct);
    const about = { name: event, file, payload: payload(made.git('rev-parse', 'HEAD')) };
    const secrets = {
      TIMEBACK_CLIENT_ID: 'an-id',
      TIMEBACK_CLIENT_SECRET: 'not-a-secret-of-anybody',
    };
    const log = await logOf(made, about, { env: {}, secrets });
    for (const part of says) expect(log).toContain(part);
  });

  test('a catalog is planned, merged, published and watched', async () => {
    const platform = await serveCatalog();
    const github = await serveGitHub();
    const made = await repository(platform.url, forAct);
    const { folder, git } = made;
    github.serve(git);
    const env = { GITHUB_API_URL: github.url, GITHUB_GRAPHQL_URL: `${github.url}/graphql` };
    const secrets = { ...credentials, GITHUB_TOKEN: token };
    const start = (name: string, file: string, payload: object) =>
      logOf(made, { name, file, payload: { repository: own, ...payload } }, { env, secrets });
    const lessons = () => platform.emulator.records('lesson').map(({ title }) => title);
    const comment = () => github.comments(7)[0]?.body ?? '';

    const manifest = join(folder, 'catalog/reading.yaml');
    const base = git('rev-parse', 'HEAD');
    git('checkout', '-qb', 'edit');
    writeFileSync(
      manifest,
      readFileSync(manifest, 'utf8').replace('title: First lesson', 'title: Main ideas'),
    );
    git('commit', '-qam', 'Another title');
    const head = git('rev-parse', 'HEAD');
    // GitHub's runs have the merge of a pull request.
    git('checkout', '-q', '--detach', 'main');
    git('merge', '-q', '--no-ff', '-m', 'Merge for the run', 'edit');
    const planned = await start(
      'pull_request',
      'catalog-pull-request.yml',
      pullRequest({ base, head }),
    );
    expect(planned).toContain('Job succeeded');
    expect(comment()).toContain('Main ideas');
    expect(comment()).toContain('"state":"planned"');
    expect(lessons()).toEqual([]);

    git('checkout', '-q', 'main');
    git('merge', '-q', '--no-ff', '-m', 'Merge 7', 'edit');
    const sha = git('rev-parse', 'HEAD');
    const pull = { number: 7, merge_commit_sha: sha, base: { ref: 'main' }, head: { sha: head } };
    github.pullsOf.set(sha, [{ ...pull, merged_at: github.now() }]);
    const push = { ref: 'refs/heads/main', before: base, after: sha };
    const applied = await start('push', 'catalog-merge.yml', push);
    expect(applied).toContain('Job succeeded');
    expect(lessons()).toEqual(['Main ideas']);
    expect(comment()).toContain('### ✅ Applied to production');
    const writes = platform.writes().length;
    expect(await start('push', 'catalog-merge.yml', push)).toContain('Job succeeded');
    expect(platform.writes()).toHaveLength(writes);

    expect(await start('schedule', 'catalog-drift.yml', {})).toContain('Job succeeded');
    expect(github.issues).toEqual([]);
    const [record = {}] = platform.emulator.records('lesson');
    platform.emulator.seed([{ kind: 'lesson', record: { ...record, title: 'Somebody was here' } }]);
    expect(await start('schedule', 'catalog-drift.yml', {})).toContain('Job succeeded');
    expect(github.issues.map(({ body }) => body).join()).toContain('Somebody was here');
  });
});

/** An action of others, which this machine need not have. */
function stub(home: string, name: string): string {
  const [, short = ''] = /^actions\/([\w-]+)@/.exec(name) ?? [];
  const folder = join(home, short);
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'action.yml'),
    `name: stub\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: echo "stub ${short}"\n`,
  );
  return folder;
}

function carryOut(args: readonly string[], cwd: string, home: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const path = `${dirname(process.execPath)}:${process.env['PATH']}`;
    const env = { PATH: path, HOME: home, XDG_CACHE_HOME: join(home, '.cache'), CI: 'true' };
    const running = spawn(witnessOf('act')?.path ?? '', args, { cwd, env, timeout: 170_000 });
    let log = '';
    for (const stream of [running.stdout, running.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text;
      });
    }
    running.on('error', reject);
    running.on('close', () => resolve(log));
  });
}
