// GitHub's own examples of event payloads, of each event that can start a workflow, through plan, apply and
// drift: an orderly verdict, and never a crash.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readInputs } from '../../../src/action/inputs.ts';
import { performStep } from '../../../src/action/main.ts';
import { pageLook, readWorkflowRun } from '../../../src/action/step.ts';
import { exit } from '../../../src/run/exit-code.ts';
import { nodeWorld } from '../../../src/run/node-world.ts';
import { serveGitHub } from '../../support/github-server.ts';
import { emptyFolder, hasGit } from '../../support/repository.ts';
import { credentials } from '../../support/served-catalog.ts';
import { seen, witnessOf } from '../../support/witness.ts';
import { branchOf, type Job, openJob } from '../../support/workflow.ts';

/** By GitHub's list of events that trigger workflows. */
const starting = [
  ...['branch_protection_rule', 'check_run', 'check_suite', 'create', 'delete', 'deployment'],
  ...['deployment_status', 'discussion', 'discussion_comment', 'fork', 'gollum', 'issue_comment'],
  ...['issues', 'label', 'merge_group', 'milestone', 'page_build', 'public', 'pull_request'],
  ...['pull_request_review', 'pull_request_review_comment', 'push', 'release'],
  ...['repository_dispatch', 'status', 'watch', 'workflow_dispatch', 'workflow_run'],
];

interface Example {
  readonly event: string;
  readonly payload: {
    readonly action?: string;
    readonly repository?: { readonly full_name?: string };
  };
}

function examplesOf(file: string): Example[] {
  const all: readonly { name: string; examples: Example['payload'][] }[] = JSON.parse(
    readFileSync(join(file, 'api.github.com/index.json'), 'utf8'),
  );
  return all
    .filter(({ name }) => starting.includes(name))
    .flatMap(({ name, examples }) => examples.map((payload) => ({ event: name, payload })))
    .flatMap((one) =>
      one.event === 'pull_request' ? [one, { ...one, event: 'pull_request_target' }] : [one],
    );
}

/** What is understood of a payload: a run, or a problem that says why there is none. */
function readOf(job: Job, example: Example, files: string) {
  const run = readWorkflowRun(variablesOf(job, example, files));
  if (!run.ok) expect(run.problems[0]?.detail, example.event).toMatch(/\w/);
  return run;
}

function variablesOf(job: Job, { event, payload }: Example, files: string) {
  const { folder } = job.repository;
  const file = join(files, 'event.json');
  writeFileSync(file, JSON.stringify(payload));
  return {
    ...credentials,
    CI: 'true',
    HOME: files,
    TIMEBACK_CATALOG_CACHE: join(files, 'cache'),
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: file,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: payload.repository?.full_name ?? 'the-org/catalog',
    GITHUB_SHA: headOf(job),
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: files,
    INPUT_ENV: 'test',
  };
}

const heads = new WeakMap<Job, string>();
function headOf(job: Job): string {
  const head = heads.get(job) ?? job.repository.git('rev-parse', 'HEAD');
  heads.set(job, head);
  return head;
}

async function verdictOn(job: Job, example: Example, command: string, files: string) {
  const { folder } = job.repository;
  const env = { ...variablesOf(job, example, files), INPUT_COMMAND: command };
  const [inputs, run] = [readInputs(env), readWorkflowRun(env)];
  if (!inputs.ok) throw new Error(JSON.stringify(inputs.problems));
  if (!run.ok) return { code: exit.usage, problems: run.problems };
  const { signal } = new AbortController();
  return performStep({
    inputs: inputs.value,
    run: run.value,
    world: nodeWorld({ cwd: folder, env, stop: signal, abort: signal }),
    look: pageLook,
    redact: (text) => text,
    prefix: '',
  });
}

describe.skipIf(!witnessOf('@octokit/webhooks-examples') || !hasGit)('events of GitHub', () => {
  test('each gets a verdict with a reason from each command', { timeout: 240_000 }, async () => {
    const job = await openJob(await serveGitHub());
    const files = emptyFolder();
    mkdirSync(files, { recursive: true });
    await branchOf(job, {});
    const before = job.platform.writes().length;
    const examples = examplesOf(witnessOf('@octokit/webhooks-examples')?.path ?? '');
    expect(examples.length).toBeGreaterThan(150);
    const verdicts = new Map<string, number>();
    const met = new Set<string>();
    for (const example of examples) {
      // All that a step reads of a payload is read there; whole steps are carried out for one of each event.
      readOf(job, example, files);
      const commands = met.has(example.event) ? [] : ['plan', 'apply', 'drift'];
      met.add(example.event);
      for (const command of commands) {
        const { code, problems } = await verdictOn(job, example, command, files);
        const what = `${command} on ${example.event}`;
        expect([exit.done, exit.error, exit.refused, exit.stale, exit.usage], what).toContain(code);
        const reason = problems.find(({ severity }) => severity === 'error');
        if (code !== exit.done) expect(reason?.detail, what).toMatch(/\w/);
        // Nothing is published from an event that nobody approved, and a stranger's checkout is told.
        if (example.event === 'pull_request_target') {
          expect(['action/other-commit', 'usage/wrong'], what).toContain(reason?.code);
        }
        verdicts.set(`exit ${code}`, (verdicts.get(`exit ${code}`) ?? 0) + 1);
      }
    }
    expect(job.platform.writes()).toHaveLength(before);
    const counted = [...verdicts].map(([code, count]) => `${count} × ${code}`).join(', ');
    seen(
      '@octokit/webhooks-examples',
      `${examples.length} payloads read, steps on ${met.size} events: ${counted}, no crash`,
    );
  });
});
