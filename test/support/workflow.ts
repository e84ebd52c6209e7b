import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { runActionIn } from '../../src/action/main.ts';
import { cli } from './command-line.ts';
import { type GitHubServer, token } from './github-server.ts';
import { type Ended, environmentIn, type Running, start } from './program.ts';
import { config, readingRepository } from './reading-catalog.ts';
import type { TestRepository } from './repository.ts';
import { configFor, credentials, type ServedCatalog, serveCatalog } from './served-catalog.ts';

/** The bundle that action.yml names. */
const bundle = fileURLToPath(new URL('../../dist/action.js', import.meta.url));

const repositoryName = 'the-org/catalog';

/** One step of a job, as a workflow describes it. */
export interface StepGiven {
  readonly event: string;
  /** The payload of the event. */
  readonly payload?: object;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly sha?: string;
  readonly ref?: string;
}

export interface StepEnded extends Ended {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The commands for remarks, as GitHub would read them. */
  readonly annotations: readonly string[];
  /** The log as GitHub would show it: without commands that set masks. */
  readonly log: string;
}

/** A job: a checkout, a platform, a GitHub, and a folder for what its steps keep. */
export interface Job {
  readonly repository: TestRepository;
  readonly platform: ServedCatalog;
  readonly github: GitHubServer;
  /** Runs a step inside the test, by the function that the bundle runs. Git is that of the test's own PATH. */
  readonly step: (given: StepGiven) => Promise<StepEnded>;
  /** Runs it as GitHub does: the bundle, as a process. */
  readonly builtStep: (given: StepGiven) => Promise<StepEnded>;
  /** Starts the bundle as a process: for signals, and for steps side by side. */
  readonly startStep: (given: StepGiven) => Running & { readonly files: StepFiles };
  readonly newJob: () => void;
}

interface StepFiles {
  readonly output: string;
  readonly summary: string;
}

type Platform = Parameters<typeof serveCatalog>[0];

export async function openJob(
  github: GitHubServer,
  files: (url: string) => Readonly<Record<string, string>> = (url) => ({
    [config]: configFor(url),
  }),
  options: Platform = {},
): Promise<Job> {
  const platform = await serveCatalog(options);
  const repository = readingRepository(files(platform.url));
  github.serve(repository.git);
  let temp = tempFolder();
  let count = 0;
  const prepared = (given: StepGiven) => {
    count += 1;
    const files = {
      output: join(temp, `output-${count}`),
      summary: join(temp, `summary-${count}`),
    };
    for (const file of Object.values(files)) writeFileSync(file, '');
    const event = join(temp, `event-${count}.json`);
    writeFileSync(event, JSON.stringify(given.payload ?? {}));
    const around = {
      cwd: repository.folder,
      env: {
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTOR: 'somebody',
        GITHUB_API_URL: github.url,
        GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
        GITHUB_EVENT_NAME: given.event,
        GITHUB_EVENT_PATH: event,
        GITHUB_OUTPUT: files.output,
        GITHUB_REF: given.ref ?? refOf(given.event),
        GITHUB_REPOSITORY: repositoryName,
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_RUN_ID: '4242',
        GITHUB_RUN_NUMBER: '12',
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_SHA: given.sha ?? repository.head(),
        GITHUB_STEP_SUMMARY: files.summary,
        GITHUB_WORKSPACE: repository.folder,
        RUNNER_TEMP: temp,
        // What action.yml fills in by itself.
        INPUT_COMMAND: 'plan',
        'INPUT_WORKING-DIRECTORY': '.',
        INPUT_COMMENT: 'true',
        'INPUT_FAIL-ON-DRIFT': 'false',
        'INPUT_GITHUB-TOKEN': token,
        ...credentials,
        ...Object.fromEntries(
          Object.entries({ env: 'test', ...given.with }).map(([name, value]) => [
            `INPUT_${name.toUpperCase()}`,
            value,
          ]),
        ),
        ...given.env,
      },
    };
    return { around, files };
  };
  const startStep = (given: StepGiven) => {
    const { around, files } = prepared(given);
    const program = start(process.execPath, [bundle], around);
    program.type('');
    return { ...program, files };
  };
  return {
    repository,
    platform,
    github,
    startStep,
    newJob: () => {
      temp = tempFolder();
    },
    step: async (given) => {
      const { around, files } = prepared(given);
      let stdout = '';
      const never = new AbortController().signal;
      const code = await runActionIn({
        env: environmentIn(around),
        print: (text) => {
          stdout += text;
        },
        signals: { stop: never, abort: never, killed: never },
      });
      return endedStep({ code, stdout, stderr: '' }, files);
    },
    builtStep: async (given) => {
      const { ended, files } = startStep(given);
      return endedStep(await ended, files);
    },
  };
}

export function endedStep(ended: Ended, files: StepFiles): StepEnded {
  const lines = ended.stdout.split('\n');
  return {
    ...ended,
    outputs: outputsIn(readFileSync(files.output, 'utf8')),
    summary: existsSync(files.summary) ? readFileSync(files.summary, 'utf8') : '',
    annotations: lines.filter((line) => /^::(?:error|warning|notice) /.test(line)),
    log: lines.filter((line) => !line.startsWith('::add-mask::')).join('\n'),
  };
}

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-runner-'));
  mkdirSync(folder, { recursive: true });
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Reads the file of outputs as the runner does. */
function outputsIn(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line === '') continue;
    const [, name, end] = /^([^<=]+)<<(.+)$/.exec(line) ?? [];
    // The runner takes `name=value`, too: a line that we never write.
    if (name === undefined || end === undefined) throw new Error(`not an output of ours: ${line}`);
    const last = lines.indexOf(end, index + 1);
    if (last < 0 || name in outputs) throw new Error(`${name} does not end, or is there twice`);
    outputs[name] = lines.slice(index + 1, last).join('\n');
    index = last;
  }
  return outputs;
}

/** What GitHub puts into GITHUB_REF. */
function refOf(event: string): string {
  return /^pull_request(?!_target)/.test(event) ? 'refs/pull/7/merge' : 'refs/heads/main';
}

/** An event of a pull request. */
export interface Opened {
  readonly number: number;
  readonly branch: string;
  readonly base: string;
  readonly head: string;
  readonly event: string;
  readonly payload: object;
}

/** Main is published, and a branch off it is checked out, with these files. */
export async function branchOf(job: Job, files: Files, number = 7): Promise<Opened> {
  const { repository, platform } = job;
  await cli(['apply', '--env', 'test', '--yes'], { ...platform.around, cwd: repository.folder });
  return newBranch(job, files, number);
}

type Files = Readonly<Record<string, string>>;

/** A branch off main is checked out, with these files. */
export function newBranch(job: Job, files: Files, number = 7): Opened {
  const { repository } = job;
  const branch = number === 7 ? 'edit' : `edit-${number}`;
  const [base = ''] = repository.gitInTurn(
    ['rev-parse', 'main'],
    ['checkout', '-q', '-b', branch, 'main'],
  );
  const head = repository.commit(files);
  return opened(job, { number, branch, base, head });
}

/** One more commit on the branch of a pull request. */
export function pushTo(job: Job, { number, branch, base }: Opened, files: Files): Opened {
  job.repository.git('checkout', '-q', branch);
  return opened(job, { number, branch, base, head: job.repository.commit(files) });
}

/** GitHub knows it from now on, with its newest commit. */
function opened({ github }: Job, given: Omit<Opened, 'event' | 'payload'>): Opened {
  const { base, branch, head, number } = given;
  github.pulls.set(number, {
    state: 'open',
    user: { login: 'somebody' },
    head: { ref: branch, sha: head },
    base: { ref: 'main' },
  });
  return { ...given, event: 'pull_request', payload: pullRequest({ base, head, number }) };
}

/** How GitHub brings a branch into main. */
export type Merging = 'merge' | 'squash' | 'rebase';

/** The branch is merged, as GitHub would, and main is checked out. Gives what a push says. */
export function mergeOf(
  { repository, github }: Job,
  { number = 7, branch = 'edit', how = 'merge' as Merging, hasHead = true } = {},
) {
  const ways = {
    merge: [['merge', '-q', '--no-ff', '-m', `Merge ${number}`, branch]],
    squash: [
      ['merge', '-q', '--squash', branch],
      ['commit', '-q', '--allow-empty', '-m', 'A commit'],
    ],
    rebase: [['cherry-pick', '--allow-empty', `main..${branch}`]],
  };
  const printed = repository.gitInTurn(
    ['rev-parse', branch],
    ['checkout', '-q', 'main'],
    ...ways[how],
    ['rev-parse', 'HEAD'],
  );
  const [head = '', sha = ''] = [printed[0], printed.at(-1)];
  const pull = { number, merged_at: github.now(), merge_commit_sha: sha, base: { ref: 'main' } };
  github.pullsOf.set(sha, [{ ...pull, head: hasHead ? { sha: head } : null }]);
  github.pulls.set(number, { ...github.pulls.get(number), state: 'closed', ...pull });
  return { event: 'push', with: { command: 'apply' }, sha };
}

/** The payload of an event of a pull request. */
export function pullRequest(
  {
    base,
    head,
    number = 7,
  }: { readonly base: string; readonly head: string; readonly number?: number },
  { from = repositoryName, by = 'somebody' }: { readonly from?: string; readonly by?: string } = {},
): object {
  return {
    action: 'synchronize',
    number,
    pull_request: {
      number,
      user: { login: by },
      base: { ref: 'main', sha: base, repo: { full_name: repositoryName } },
      head: { ref: 'edit', sha: head, repo: { full_name: from } },
    },
    repository: { full_name: repositoryName, default_branch: 'main' },
  };
}
