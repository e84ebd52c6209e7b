import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openGitHub } from '../../src/action/github-client.ts';
import { readInputs } from '../../src/action/inputs.ts';
import { performStep } from '../../src/action/main.ts';
import { pageLook, readWorkflowRun } from '../../src/action/step.ts';
import { Secret } from '../../src/remote/http/redact.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import type { World } from '../../src/run/world.ts';
import { token } from './github-server.ts';
import { credentials } from './served-catalog.ts';
import type { Job } from './workflow.ts';

/** One step of a job in this process, as fast as that is, with a world of the caller's choice. */
export async function performIn(
  job: Job,
  files: string,
  given: {
    readonly event: string;
    readonly command: string;
    readonly sha: string;
    readonly payload?: object;
    readonly with?: Readonly<Record<string, string>>;
    readonly env?: Readonly<Record<string, string>>;
    readonly world?: Partial<World>;
  },
) {
  const { folder, git, isDetachedAt } = job.repository;
  if (!isDetachedAt(given.sha)) git('checkout', '-q', '--detach', given.sha);
  const event = join(files, 'event.json');
  writeFileSync(event, JSON.stringify(given.payload ?? {}));
  const inputs = { env: 'test', command: given.command, ...given.with };
  const env = {
    ...credentials,
    CI: 'true',
    HOME: files,
    TIMEBACK_CATALOG_CACHE: join(files, 'cache'),
    GITHUB_ACTOR: 'somebody',
    GITHUB_API_URL: job.github.url,
    GITHUB_EVENT_NAME: given.event,
    GITHUB_EVENT_PATH: event,
    GITHUB_REF: given.event.startsWith('pull_request') ? 'refs/pull/1/merge' : 'refs/heads/main',
    GITHUB_REPOSITORY: 'the-org/catalog',
    GITHUB_RUN_ID: '4242',
    GITHUB_SHA: given.sha,
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: files,
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
    ...given.env,
  };
  const [read, run] = [readInputs(env), readWorkflowRun(env)];
  if (!read.ok || !run.ok) throw new Error(JSON.stringify([read.problems, run.problems]));
  const { signal } = new AbortController();
  const access = { token: new Secret(token), stopWaiting: signal, signal };
  const before = job.platform.writes().length;
  const result = await performStep({
    inputs: read.value,
    run: run.value,
    world: nodeWorld({ cwd: folder, env, ...given.world }),
    look: pageLook,
    redact: (text) => text,
    prefix: '',
    github: openGitHub({ ...run.value, ...access }),
  });
  const lost = (await result.post?.()) ?? [];
  return {
    ...result,
    codes: result.problems.map(({ code }) => code).join(),
    lost: lost.map(({ code }) => code),
    hints: [...result.problems, ...lost].map(({ hint = '' }) => hint),
    sent: job.platform.writes().length - before,
  };
}
