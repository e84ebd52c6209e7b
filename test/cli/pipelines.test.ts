// The pipelines for GitLab, Azure DevOps, Bitbucket and Jenkins: their steps, taken out of the files and carried out in a
// clone as each host does. A pull request is checked, its merge planned, and the plan applied.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, dirname, join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { builtPackage } from '../support/built-package.ts';
import { cli } from '../support/command-line.ts';
import { run } from '../support/program.ts';
import {
  config,
  edited,
  fresh,
  id,
  manifest,
  reading,
  readingRepository,
} from '../support/reading-catalog.ts';
import { cloneOf, emptyFolder, hasGit } from '../support/repository.ts';
import {
  configFor,
  credentials,
  type ServedCatalog,
  serveCatalog,
} from '../support/served-catalog.ts';

const root = join(import.meta.dirname, '../..');
const textOf = (name: string) => readFileSync(join(root, 'examples/pipelines', name), 'utf8');

type Job = 'check' | 'show' | 'plan' | 'apply';
type Variables = Readonly<Record<string, string>>;

/** A shell script of a job, or what a job keeps, which must be there, and where a later job finds it. */
type Step = { readonly script: string } | { readonly kept: string; readonly as: string };

/** What the jobs of a test share. */
interface Made {
  /** Variables of the pipeline. */
  readonly catalog: { readonly TIMEBACK_CATALOG: string; readonly CATALOG_ENV: string };
  readonly workspace: string;
}

interface Host {
  readonly name: string;
  /** The shell that runs a script, which is its last argument. */
  readonly shell: readonly string[];
  readonly steps: (job: Job, made: Made) => readonly Step[];
  readonly variables: Variables;
  /** What the host is left to show of a check. */
  readonly report: string;
}

interface AzureStep {
  readonly script?: string;
  readonly publish?: string;
  readonly artifact?: string;
}

const azure: Host = {
  name: 'Azure DevOps',
  shell: ['bash', '--noprofile', '--norc', '-c'],
  variables: { SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main' },
  report: 'check.xml',
  steps: (name, { catalog, workspace }) => {
    const { stages } = parse(textOf('azure-pipelines.yml'));
    const [job] = stages.find(({ stage }: { stage: string }) => stage === name).jobs;
    const all: readonly AzureStep[] = job.steps ?? job.strategy.runOnce.deploy.steps;
    const macros: Variables = {
      ...catalog,
      'Build.ArtifactStagingDirectory': join(workspace, 'a'),
      'Pipeline.Workspace': workspace,
    };
    const filled = (text: string) =>
      text.replaceAll(/\$\(([\w.]+)\)/g, (macro, key: string) => macros[key] ?? macro);
    return all.flatMap(({ script, publish, artifact = '' }): Step[] => {
      if (script !== undefined) return [{ script: filled(script) }];
      if (publish === undefined) return [];
      // A deployment finds what was published below the workspace, by its name.
      return [{ kept: filled(publish), as: join(workspace, artifact, basename(publish)) }];
    });
  },
};

interface BitbucketStep {
  readonly step: { readonly name: string; readonly script: readonly string[] };
}

const bitbucket: Host = {
  name: 'Bitbucket',
  shell: ['bash', '-e', '-c'],
  variables: { BITBUCKET_PR_DESTINATION_BRANCH: 'main' },
  report: 'test-results/check.xml',
  steps: (job) => {
    const { pipelines } = parse(textOf('bitbucket-pipelines.yml'));
    const all: readonly BitbucketStep[] = [
      ...pipelines['pull-requests']['**'],
      ...pipelines.branches.main,
    ];
    const named = { check: 'Catalog', show: 'Catalog', plan: 'Plan', apply: 'Apply' }[job];
    const found = all.find(({ step }) => step.name === named);
    return [{ script: (found?.step.script ?? []).join('\n') }];
  },
};

interface GitLabJob {
  readonly script: readonly string[];
}

const gitlab: Host = {
  name: 'GitLab',
  shell: ['bash', '-eo', 'pipefail', '-c'],
  variables: { CI_MERGE_REQUEST_DIFF_BASE_SHA: 'origin/main' },
  report: 'check.xml',
  steps: (name) => {
    const pipeline = parse(textOf('gitlab-ci.yml'));
    const job: GitLabJob = pipeline[name === 'show' ? 'plan on the merge request' : name];
    return [{ script: [...pipeline['.catalog'].before_script, ...job.script].join('\n') }];
  },
};

const jenkins: Host = {
  name: 'Jenkins',
  shell: ['sh', '-xe', '-c'],
  variables: { CHANGE_TARGET: 'main' },
  report: 'check.xml',
  steps: (job) => {
    const stages = textOf('Jenkinsfile').split(/^ {4}stage\('(\w+)'\)/m);
    const stage = stages[stages.findIndex((one) => one.toLowerCase() === job) + 1] ?? '';
    const scripts = stage.matchAll(/\bsh (?:'''([\s\S]*?)'''|'([^']*)')/g);
    return [...scripts].map(([, long, short]) => ({ script: long ?? short ?? '' }));
  },
};

/** A repository that was published, and a clone on a branch that gives a lesson another title. */
async function proposal() {
  const platform = await serveCatalog();
  const origin = readingRepository({ [config]: configFor(platform.url) });
  await cli(['apply', '--env', 'test', '--yes'], { ...platform.around, cwd: origin.folder });
  origin.git('checkout', '-q', '-b', 'edit');
  origin.commit({ [manifest]: edited(reading, ['Finding the', 'The']) });
  const catalog = { TIMEBACK_CATALOG: builtPackage(), CATALOG_ENV: 'test' };
  const made: Made = { catalog, workspace: emptyFolder() };
  return { platform, origin, clone: cloneOf(origin), made };
}

async function carryOut(
  host: Host,
  job: Job,
  {
    folder,
    made,
    more = {},
  }: { readonly folder: string; readonly made: Made; readonly more?: Variables },
) {
  // npx takes a folder as a package, and needs nothing from anywhere.
  const npm = { npm_config_offline: 'true', npm_config_cache: join(emptyFolder(), 'npm') };
  const before = host === gitlab ? [] : [quickNpx()];
  const path = { PATH: [...before, dirname(process.execPath), process.env['PATH']].join(':') };
  const secrets = job === 'plan' || job === 'apply' ? credentials : {};
  const env = { ...path, ...npm, ...made.catalog, ...host.variables, ...secrets, ...more };
  const steps = host.steps(job, made);
  expect(steps.some((one) => 'script' in one)).toBe(true);
  const [shell = '', ...how] = host.shell;
  let said = '';
  for (const step of steps) {
    if ('kept' in step) {
      cpSync(resolve(folder, step.kept), step.as, { recursive: true });
      continue;
    }
    const ended = await run(shell, [...how, step.script], { cwd: folder, env });
    said += ended.stdout + ended.stderr;
    if (ended.code !== 0) return { code: ended.code, said };
  }
  return { code: 0, said };
}

const hasCurl = spawnSync('curl', ['--version']).status === 0;

interface Note {
  readonly id: number;
  readonly author: { readonly id: number };
  body: string;
}

/** The notes of a merge request, and the account of whoever asks, as GitLab documents them. */
async function serveNotes(notes: Note[]) {
  const requests: string[] = [];
  const me = { id: 9 };
  const server = createServer(async (incoming, outgoing) => {
    const { method = '', url = '' } = incoming;
    const { pathname } = new URL(url, 'http://here');
    let text = '';
    for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
    requests.push(`${method} ${pathname}`);
    const body = new URLSearchParams(text).get('body') ?? '';
    const found = notes.find(({ id }) => pathname.endsWith(`/notes/${id}`));
    if (found && method === 'PUT') found.body = body;
    if (method === 'POST') notes.push({ id: notes.length + 1, author: me, body });
    const json = pathname.endsWith('/user')
      ? me
      : method === 'GET'
        ? notes
        : (found ?? notes.at(-1));
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const variables = {
    CI_API_V4_URL: `http://127.0.0.1:${port}/api/v4`,
    CI_PROJECT_ID: '1',
    CI_MERGE_REQUEST_IID: '7',
  };
  return { requests, variables };
}

/**
 * A folder with an `npx` that takes the one form in which all pipelines call it, and refuses every other. npm takes
 * three times as long as the command itself, so it is what starts the command for one of the hosts only.
 */
function quickNpx(): string {
  const folder = emptyFolder();
  const script = `#!/bin/sh
if [ "$1" != --yes ] || [ "$2" != --package ] || [ "$3" != "$TIMEBACK_CATALOG" ] || [ "$4" != -- ] ||
  [ "$5" != timeback-catalog ]; then
  echo "npx is called in another way: $*" >&2
  exit 127
fi
shift 5
exec node "$TIMEBACK_CATALOG/dist/bin.cjs" "$@"
`;
  writeFileSync(join(folder, 'npx'), script, { mode: 0o755 });
  return folder;
}

const titles = (platform: ServedCatalog) => JSON.stringify(platform.emulator.records('lesson'));

test('Azure DevOps: a failed job can be run again, since `publish` replaces no artifact', () => {
  const text = textOf('azure-pipelines.yml');
  const steps = text.split(/^ +- (?=\w)/m).filter((step) => step.startsWith('publish:'));
  const afterFailures = steps.filter((step) => step.includes('condition: always()'));
  expect(afterFailures).not.toEqual([]);
  for (const step of afterFailures) expect(step).toMatch(/artifact: .*\$\(System\.\w+Attempt\)/);
});

describe.skipIf(!hasGit || process.platform === 'win32')('pipelines', () => {
  test.each([gitlab, azure, bitbucket, jenkins])(
    '$name: a change is checked and shown, then planned and applied',
    async (host) => {
      const { platform, origin, clone, made } = await proposal();
      const checked = await carryOut(host, 'check', { folder: clone.folder, made });
      expect(checked, checked.said).toMatchObject({ code: 0 });
      expect(readFileSync(join(clone.folder, host.report), 'utf8')).toContain('<testsuite');
      if (host === gitlab) {
        const shown = await carryOut(host, 'show', { folder: clone.folder, made });
        expect(shown, shown.said).toMatchObject({ code: 0 });
      }
      expect(readFileSync(join(clone.folder, 'plan.md'), 'utf8')).toContain('The main idea');
      expect(titles(platform)).toContain('Finding the main idea');

      origin.git('checkout', '-q', 'main');
      origin.git('merge', '-q', '--no-ff', '-m', 'Merge', 'edit');
      const main = cloneOf(origin).folder;
      const planned = await carryOut(host, 'plan', { folder: main, made });
      expect(planned, planned.said).toMatchObject({ code: 0 });
      expect(existsSync(join(main, 'plan.html'))).toBe(true);
      const applied = await carryOut(host, 'apply', { folder: main, made });
      expect(applied, applied.said).toMatchObject({ code: 0 });
      expect(titles(platform)).toContain('"The main idea"');
      expect(existsSync(join(main, '.timeback-catalog/receipts'))).toBe(true);

      // The next commit may have nothing to publish.
      const next = cloneOf(origin).folder;
      for (const job of ['plan', 'apply'] as const) {
        const again = await carryOut(host, job, { folder: next, made });
        expect(again, again.said).toMatchObject({ code: 0 });
      }
    },
  );

  test.each([gitlab, azure, bitbucket, jenkins])(
    '$name: a lost id fails the check',
    async (host) => {
      const { clone, made } = await proposal();
      clone.commit({ [manifest]: edited(reading, [id.finding, fresh.one]) });
      const { code, said } = await carryOut(host, 'check', { folder: clone.folder, made });
      expect(code, said).not.toBe(0);
      expect(readFileSync(join(clone.folder, host.report), 'utf8')).toContain('<failure');
    },
  );

  test.each([gitlab, azure, bitbucket, jenkins])(
    '$name: a platform that does not answer fails the plan, and leaves none to apply',
    async (host) => {
      const { clone, made } = await proposal();
      clone.commit({ [config]: configFor('http://127.0.0.1:9') });
      const planned = await carryOut(host, 'plan', { folder: clone.folder, made });
      expect(planned.code, planned.said).toBe(1);
      expect(existsSync(join(clone.folder, 'plan.json'))).toBe(false);
    },
  );

  test('GitLab: a merged result is compared with what it was merged into, so what others did there is not its own', async () => {
    const { origin, clone, made } = await proposal();
    const { git } = origin;
    const left = git('rev-parse', 'main');
    git('checkout', '-q', 'main');
    // Others swapped two ids on purpose: against an old commit, every branch would seem to do so.
    const swapped = reading
      .replaceAll(id.finding, 'TMP')
      .replaceAll(id.supporting, id.finding)
      .replaceAll('TMP', id.supporting);
    origin.commit({ [manifest]: swapped });
    clone.gitInTurn(['fetch', '-q'], ['checkout', '-q', '--detach', left]);
    clone.commit({ [manifest]: edited(reading, ['title: Inference', 'title: To infer']) });
    clone.git('merge', '-q', '-m', 'What GitLab proposes', 'origin/main');
    const more = {
      CI_MERGE_REQUEST_DIFF_BASE_SHA: left,
      CI_MERGE_REQUEST_TARGET_BRANCH_SHA: git('rev-parse', 'main'),
    };
    const checked = await carryOut(gitlab, 'check', { folder: clone.folder, made, more });
    expect(checked, checked.said).toMatchObject({ code: 0 });
  });

  test('GitLab: with credentials a merge request shows what publishing does, whether or not its note is taken', async () => {
    const { clone, made } = await proposal();
    const api = { CI_API_V4_URL: 'http://127.0.0.1:9/api/v4', CI_PROJECT_ID: '1' };
    const more = { ...credentials, ...api, CI_MERGE_REQUEST_IID: '7', NOTE_TOKEN: 'glpat-secret' };
    const shown = await carryOut(gitlab, 'show', { folder: clone.folder, made, more });
    expect(shown, shown.said).toMatchObject({ code: 0 });
    expect(shown.said).toContain('GitLab did not take the note');
    expect(shown.said).not.toContain('glpat-secret');
    expect(readFileSync(join(clone.folder, 'plan.md'), 'utf8')).toContain('plan hash');
  });

  test.skipIf(!hasCurl)(
    'GitLab: a merge request has one note with its newest plan, and those of others stay',
    async () => {
      const { clone, made } = await proposal();
      const notes = [{ id: 1, author: { id: 8 }, body: '<!-- catalog plan for test -->\nA copy' }];
      const server = await serveNotes(notes);
      const more = { ...credentials, ...server.variables, NOTE_TOKEN: 'glpat-secret' };
      for (const title of ['The main idea', 'Main ideas']) {
        clone.commit({ [manifest]: edited(reading, ['Finding the main idea', title]) });
        const shown = await carryOut(gitlab, 'show', { folder: clone.folder, made, more });
        expect(shown, shown.said).toMatchObject({ code: 0 });
        expect(shown.said).not.toMatch(/did not take|glpat-secret/);
        expect(notes).toMatchObject([
          { body: expect.stringMatching(/A copy$/) },
          { body: expect.stringContaining(title) },
        ]);
      }
      expect(server.requests.filter((asked) => !asked.startsWith('GET'))).toEqual([
        'POST /api/v4/projects/1/merge_requests/7/notes',
        'PUT /api/v4/projects/1/merge_requests/7/notes/2',
      ]);
    },
  );

  test('Jenkins: no stage asks anybody before it is known to be for the branch', () => {
    const [, ...stages] = textOf('Jenkinsfile').split(/^ {4}stage\(/m);
    const asking = stages.filter((stage) => stage.includes(' input {'));
    expect(asking).toHaveLength(1);
    for (const stage of asking) {
      expect(stage).toMatch(/when \{\s*beforeInput true\b/);
      expect(stage).toMatch(/options \{ timeout\(/);
    }
  });
});
