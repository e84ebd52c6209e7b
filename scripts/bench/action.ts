import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEmulator, defaultClient } from '../../src/features/emulator/server/emulator.ts';
import { listen } from '../../src/features/emulator/server/listen.ts';
import { layouts } from './catalog.ts';
import { measure } from './child.ts';
import type { Contender, Job } from './job.ts';
import { type Workbench, writeConfig } from './workbench.ts';

const bundle = join(import.meta.dirname, '../../dist/action.js');

/**
 * What GitHub tells the Action about the commit of a catalog: for a push, and for a pull request with that
 * commit.
 */
export function workflowRuns(catalog: string, sha: string) {
  const event = join(catalog, 'event.json');
  const repo = { id: 1, full_name: 'an-org/a-catalog' };
  const [base, head] = ['main', 'a-branch'].map((ref) => ({ sha, repo, ref }));
  writeFileSync(event, JSON.stringify({ pull_request: { number: 1, base, head } }));
  const both = { GITHUB_REPOSITORY: repo.full_name, GITHUB_SHA: sha, GITHUB_WORKSPACE: catalog };
  return {
    push: { ...both, GITHUB_EVENT_NAME: 'push' },
    pull: { ...both, GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: event },
  };
}

/** The GitHub Action from its start to the first request that reaches the platform. */
export async function firstRequest(bench: Workbench): Promise<Job & { readonly end: () => void }> {
  const emulator = createEmulator();
  let first: number | undefined;
  const watched = {
    ...emulator,
    fetch: (request: Request) => {
      first ??= performance.now();
      return emulator.fetch(request);
    },
  };
  const { url, close } = await listen(watched, { port: 0 });
  const [layout] = layouts;
  const catalog = bench.commitCatalog({ lessons: 2, layout });
  writeConfig(catalog, url);
  const sha = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: catalog, encoding: 'utf8' }).trim();
  const { push, pull } = workflowRuns(catalog, sha);
  const contender = (name: string, more: Readonly<Record<string, string>>): Contender => ({
    name: `the Action, ${name}, to its first request`,
    run: async () => {
      first = undefined;
      const started = performance.now();
      const usage = await measure([bundle], {
        PATH: process.env['PATH'] ?? '',
        CI: 'true',
        RUNNER_TEMP: catalog,
        INPUT_ENV: 'bench',
        TIMEBACK_CLIENT_ID: defaultClient.id,
        TIMEBACK_CLIENT_SECRET: defaultClient.secret,
        ...more,
      });
      if (first === undefined) throw new Error('the Action sent no request');
      return { ...usage, wallMs: first - started };
    },
  });
  return {
    tool: [contender('on a push', push), contender('on a pull request', pull)],
    baseline: {
      name: 'an empty script',
      run: () => measure([bench.emptyScript], { PATH: process.env['PATH'] ?? '' }),
    },
    end: () => {
      void close();
      emulator.close();
    },
  };
}
