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

const witness = witnessOf('@octokit/webhooks-examples');
const examples = witness ? examplesOf(witness.path) : [];
const events = [...new Set(examples.map(({ event }) => event))];

describe.skipIf(!witness || !hasGit)('events of GitHub', () => {
  test('are many', () => {
    expect(events).toEqual(expect.arrayContaining(['push', 'merge_group', 'workflow_run']));
    expect(examples.length).toBeGreaterThan(150);
  });

  test.each(events)(
    '%s: each payload gets a verdict, and the commit, from each command',
    async (event) => {
      const job = await openJob(await serveGitHub());
      const files = emptyFolder();
      mkdirSync(files, { recursive: true });
      const { head } = await branchOf(job, {});
      const servers = new Map<string, GitHubServer>();
      const before = job.platform.writes().length;
      const verdicts = new Map<number, number>();
      const all = examples.filter((one) => one.event === event);
      for (const example of all) {
        const { payload } = example;
        const { sha, ref } = startOf(example);
        const repository = at(payload, 'repository', 'full_name') ?? 'the-org/catalog';
        const server = servers.get(repository) ?? (await serveGitHub({ repository }));
        servers.set(repository, server);
        for (const command of ['plan', 'apply', 'drift']) {
          // Once the commit of the event is checked out, and once another one.
          for (const isOther of [false, true]) {
            const { code, problems, text } = await performIn(job, files, {
              event,
              command,
              payload,
              sha: head,
              env: {
                GITHUB_API_URL: server.url,
                GITHUB_REF: ref,
                GITHUB_REPOSITORY: repository,
                GITHUB_SHA: isOther ? sha : head,
              },
            });
            const checkedOut = isOther ? 'another commit' : 'its commit';
            const what = `${command}, ${at(payload, 'action') ?? ''}, ${checkedOut}`;
            const orderly = [exit.done, exit.error, exit.refused, exit.stale, exit.usage];
            expect(orderly, what).toContain(code);
            const reason = problems.find(({ severity }) => severity === 'error');
            if (code !== exit.done) expect(reason?.detail, what).toMatch(/\w/);
            const isTold = problems.some((one) => one.code === 'action/commit-read');
            const isRefused = reason?.code === 'action/other-commit';
            const isStrict = command === 'apply' || !fromTheRepository.includes(event);
            // On pull_request_target GITHUB_SHA is the branch that the pull request wants to get into.
            const isAnother = isOther || event === 'pull_request_target';
            const told = isRefused ? 'refused' : isTold ? 'told' : 'read';
            expect(told, what).toBe(isAnother ? (isStrict ? 'refused' : 'told') : 'read');
            const named = new RegExp(`^Commit ${head.slice(0, 7)}\\b.* was read`);
            if (!isRefused) expect(text, what).toMatch(named);
            verdicts.set(code, (verdicts.get(code) ?? 0) + 1);
          }
        }
      }
      // Nothing is published from an event that nobody approved.
      expect(job.platform.writes()).toHaveLength(before);
      const counted = [...verdicts].map(([code, count]) => `${count} × exit ${code}`).join(', ');
      seen('@octokit/webhooks-examples', `${event}, ${all.length} payloads: ${counted}`);
    },
  );
});
