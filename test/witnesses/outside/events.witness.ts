// GitHub's own examples of event payloads, all of each event that can start a workflow, through plan, apply and
// drift: an orderly verdict that says which commit was read, and never a crash.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fromTheRepository } from '../../../src/action/step.ts';
import { isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { exit } from '../../../src/run/exit-code.ts';
import { performIn } from '../../support/action-step.ts';
import { type GitHubServer, serveGitHub } from '../../support/github-server.ts';
import { emptyFolder, hasGit } from '../../support/repository.ts';
import { seen, witnessOf } from '../../support/witness.ts';
import { branchOf, openJob } from '../../support/workflow.ts';

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
  readonly payload: JsonObject;
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

/** Finds a text in a payload by its keys. */
function at(payload: Json, ...keys: readonly string[]): string | undefined {
  const found = keys.reduce<Json>(
    (json, key) => (isObject(json) ? (json[key] ?? null) : null),
    payload,
  );
  return typeof found === 'string' ? found : undefined;
}

/** What GitHub puts into GITHUB_SHA and GITHUB_REF for an event; a commit that no test has. */
function startOf({ event, payload }: Example) {
  const tip = 'f'.repeat(40);
  const main = `refs/heads/${at(payload, 'repository', 'default_branch') ?? 'main'}`;
  if (event === 'push') {
    return { sha: at(payload, 'after') ?? tip, ref: at(payload, 'ref') ?? main };
  }
  if (event === 'merge_group') {
    const of = (key: string) => at(payload, 'merge_group', key);
    return { sha: of('head_sha') ?? tip, ref: of('head_ref') ?? main };
  }
  if (event === 'pull_request_target') {
    return { sha: at(payload, 'pull_request', 'base', 'sha') ?? tip, ref: main };
  }
  if (event.startsWith('pull_request')) {
    const merge = at(payload, 'pull_request', 'merge_commit_sha');
    return { sha: merge ?? tip, ref: `refs/pull/2/merge` };
  }
  return { sha: tip, ref: main };
}

describe.skipIf(!witnessOf('@octokit/webhooks-examples') || !hasGit)('events of GitHub', () => {
  test('each payload gets a verdict, with a reason and the commit, from each command', {
    timeout: 560_000,
  }, async () => {
    const job = await openJob(await serveGitHub());
    const files = emptyFolder();
    mkdirSync(files, { recursive: true });
    const { head } = await branchOf(job, {});
    const servers = new Map<string, GitHubServer>();
    const serverOf = async (repository: string) => {
      const server = servers.get(repository) ?? (await serveGitHub({ repository }));
      servers.set(repository, server);
      return server;
    };
    const before = job.platform.writes().length;
    const examples = examplesOf(witnessOf('@octokit/webhooks-examples')?.path ?? '');
    expect(examples.length).toBeGreaterThan(150);
    const verdicts = new Map<number, number>();
    for (const example of examples) {
      const { event, payload } = example;
      const { sha, ref } = startOf(example);
      const repository = at(payload, 'repository', 'full_name') ?? 'the-org/catalog';
      const { url } = await serverOf(repository);
      for (const command of ['plan', 'apply', 'drift']) {
        // Once with what the event is about checked out, as far as this clone can have it, once with another.
        for (const isOther of [false, true]) {
          const { code, problems, text } = await performIn(job, files, {
            event,
            command,
            payload,
            sha: head,
            env: {
              GITHUB_API_URL: url,
              GITHUB_REF: ref,
              GITHUB_REPOSITORY: repository,
              GITHUB_SHA: isOther ? sha : head,
            },
          });
          const what = `${command} on ${event} ${at(payload, 'action') ?? ''}, ${isOther ? 'another commit' : 'its commit'}`;
          expect([exit.done, exit.error, exit.refused, exit.stale, exit.usage], what).toContain(
            code,
          );
          const reason = problems.find(({ severity }) => severity === 'error');
          if (code !== exit.done) expect(reason?.detail, what).toMatch(/\w/);
          const isTold = problems.some((one) => one.code === 'action/commit-read');
          const isRefused = reason?.code === 'action/other-commit';
          const isStrict = command === 'apply' || !fromTheRepository.includes(event);
          // On pull_request_target GITHUB_SHA is the branch that the pull request wants to get into.
          const isAnother = isOther || event === 'pull_request_target';
          const told = isRefused ? 'refused' : isTold ? 'told' : 'read';
          expect(told, what).toBe(isAnother ? (isStrict ? 'refused' : 'told') : 'read');
          if (!isRefused) expect(text, what).toMatch(new RegExp(`^Commit ${head.slice(0, 7)} .*was read`));
          verdicts.set(code, (verdicts.get(code) ?? 0) + 1);
        }
      }
    }
    // Nothing is published from an event that nobody approved.
    expect(job.platform.writes()).toHaveLength(before);
    const counted = [...verdicts].map(([code, count]) => `${count} × exit ${code}`).join(', ');
    seen(
      '@octokit/webhooks-examples',
      `${examples.length} payloads through plan, apply and drift, twice each: ${counted}, no crash`,
    );
  });
});
