import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { type GitHubServer, token } from './github-server.ts';
import { cli, type Ended, type Running, start } from './program.ts';
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
  readonly step: (given: StepGiven) => Promise<StepEnded>;
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
  let temp = tempFolder();
  let count = 0;
  const startStep = (given: StepGiven) => {
    count += 1;
    const files = {
      output: join(temp, `output-${count}`),
      summary: join(temp, `summary-${count}`),
    };
    for (const file of Object.values(files)) writeFileSync(file, '');
    const event = join(temp, `event-${count}.json`);
    writeFileSync(event, JSON.stringify(given.payload ?? {}));
    const program = start(process.execPath, [bundle], {
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
        GITHUB_REF: given.event === 'push' ? 'refs/heads/main' : 'refs/pull/7/merge',
        GITHUB_REPOSITORY: repositoryName,
        GITHUB_RUN_ID: '4242',
        GITHUB_RUN_NUMBER: '12',
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_SHA: given.sha ?? repository.git('rev-parse', 'HEAD'),
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
    });
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

/** Main is published, and a branch off it is checked out, with these files. */
export async function branchOf(
  { repository, platform }: Job,
  files: Readonly<Record<string, string>>,
) {
  const base = repository.git('rev-parse', 'HEAD');
  await cli(['apply', '--env', 'test', '--yes'], { ...platform.around, cwd: repository.folder });
  repository.git('checkout', '-q', '-b', 'edit');
  const head = repository.commit(files);
  return { base, head, event: 'pull_request', payload: pullRequest({ base, head }) };
}

/** The branch is merged, as GitHub would, and main is checked out. Gives what a push says. */
export function mergeOf({ repository, github }: Job) {
  repository.git('checkout', '-q', 'main');
  repository.git('merge', '-q', '--no-ff', '-m', 'Merge', 'edit');
  const sha = repository.git('rev-parse', 'HEAD');
  github.pullsOf.set(sha, [
    { number: 7, merged_at: '2026-01-01T00:00:00Z', merge_commit_sha: sha, base: { ref: 'main' } },
  ]);
  return { event: 'push', with: { command: 'apply' }, sha };
}

/** The payload of an event of pull request 7. */
export function pullRequest(
  { base, head }: { readonly base: string; readonly head: string },
  { from = repositoryName, by = 'somebody' }: { readonly from?: string; readonly by?: string } = {},
): object {
  return {
    action: 'synchronize',
    number: 7,
    pull_request: {
      number: 7,
      user: { login: by },
      base: { ref: 'main', sha: base, repo: { full_name: repositoryName } },
      head: { ref: 'edit', sha: head, repo: { full_name: from } },
    },
    repository: { full_name: repositoryName, default_branch: 'main' },
  };
}
