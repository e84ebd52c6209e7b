// GitHub's own descriptions of its APIs: every request of the Action and every answer of the tests' server.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readGitHubDocument } from '../../support/github-document.ts';
import { type Exchange, serveGitHub } from '../../support/github-server.ts';
import { edited, id, manifest, reading } from '../../support/reading-catalog.ts';
import { hasGit } from '../../support/repository.ts';
import { seen, witnessOf } from '../../support/witness.ts';
import { branchOf, type Job, mergeOf, openJob } from '../../support/workflow.ts';

const files = { [manifest]: edited(reading, ['Finding the', 'The']) };

/** What the Action asks for in the life of pull requests, nights and forks. */
async function exchangesOf(): Promise<readonly Exchange[]> {
  const job = await openJob(await serveGitHub({ perPage: 2 }));
  for (let count = 0; count < 3; count += 1) job.github.comment(7, 'somebody', `No ${count}`);
  const opened = await branchOf(job, files);
  await job.step(opened);
  await job.step(opened);
  await job.step(mergeOf(job));
  await job.step({ event: 'push', with: { command: 'apply' } });
  await nights(job);
  await answeredFork(job, opened.head);
  return job.github.exchanges;
}

async function nights(job: Job): Promise<void> {
  const night = { event: 'schedule', with: { command: 'drift' } };
  const { emulator } = job.platform;
  const record = emulator.records('lesson').find(({ sourcedId }) => sourcedId === id.finding);
  emulator.seed([{ kind: 'lesson', record: { ...record, title: 'Somebody was here' } }]);
  await job.step(night);
  emulator.seed([{ kind: 'lesson', record: { ...record } }]);
  await job.step(night);
}

async function answeredFork(job: Job, head: string): Promise<void> {
  const repo = { full_name: 'stranger/catalog' };
  job.github.openPulls.push({
    number: 9,
    user: { login: 'stranger' },
    head: { ref: 'edit', sha: head, repo },
  });
  await job.step({
    event: 'workflow_run',
    with: { command: 'comment', plan: 'nowhere' },
    payload: {
      workflow_run: {
        id: 99,
        event: 'pull_request',
        conclusion: 'failure',
        head_branch: 'edit',
        head_sha: head,
        head_repository: repo,
      },
    },
  });
}

/** The same of all tests of the Action, which are run for that. */
function exchangesOfTests(): readonly Exchange[] {
  const file = join(folderWith(), 'exchanges.jsonl');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const env = { ...process.env, TIMEBACK_GITHUB_EXCHANGES: file };
  const args = [vitest, 'run', '--project', 'fast', '--reporter', 'dot', 'test/action'];
  execFileSync(process.execPath, args, { cwd: root, env, stdio: 'pipe', maxBuffer: 1 << 26 });
  return exchangesIn(file);
}

const document = witnessOf('@octokit/openapi');
const schema = witnessOf('@octokit/graphql-schema');
const recordsFile = join(root, 'test/support/github-records.json');

describe.skipIf(!document || !hasGit)('GitHub’s OpenAPI document', () => {
  test('has the records that the tests’ server answers with', () => {
    const text = readFileSync(join(dirname(document?.path ?? ''), 'records.json'), 'utf8');
    const records: unknown = JSON.parse(text);
    if (process.env['TIMEBACK_WITNESSES_WRITE'] === 'yes') {
      writeFileSync(recordsFile, `${JSON.stringify(records, null, 2)}\n`);
    }
    expect(JSON.parse(readFileSync(recordsFile, 'utf8'))).toEqual(records);
  });

  test('knows every request of the Action, and every answer of the tests’ server is whole', () => {
    const { faultsOf } = readGitHubDocument(document?.path ?? '');
    const exchanges = exchangesOfTests().filter(({ path }) => path !== '/graphql');
    const kinds = new Set(
      exchanges
        .filter(({ isForced }) => !isForced)
        .map(({ method, path, status }) => `${method} ${named(path)} ${status}`),
    );
    expect([...kinds].sort()).toEqual(expect.arrayContaining(expected));
    expect([...new Set(exchanges.flatMap(faultsOf))]).toEqual([]);
    const forced = exchanges.filter(({ isForced }) => isForced).length;
    seen(
      '@octokit/openapi',
      `${exchanges.length} requests of ${kinds.size} kinds, all as documented; ${exchanges.length - forced} answers, all whole`,
    );
  });

  test('would notice what is not so', () => {
    const { faultsOf } = readGitHubDocument(document?.path ?? '');
    const path = '/repos/o/r/issues/1/comments';
    const right: Exchange = {
      method: 'POST',
      path,
      query: new URLSearchParams(),
      body: { body: 'text' },
      status: 201,
      json: { id: 1, body: 'text' },
    };
    expect(faultsOf(right)).toEqual([]);
    for (const wrong of [
      { body: { text: 'text' } },
      { json: { id: '1' } },
      { json: { editor: 'x' } },
      { status: 202 },
      { method: 'PUT' },
      { path: '/repos/o/r/remarks' },
      { query: new URLSearchParams({ size: '3' }) },
    ]) {
      expect(faultsOf({ ...right, ...wrong }), JSON.stringify(wrong)).not.toEqual([]);
    }
  });
});

describe.skipIf(!schema || !hasGit)('GitHub’s GraphQL schema', () => {
  test('takes every question of the Action', async () => {
    const module = await import(pathToFileURL(join(schema?.path ?? '', 'index.js')).href);
    const validate: (query: string) => readonly Error[] = (module.default ?? module).validate;
    const questions = new Set(
      (await exchangesOf()).flatMap(({ path, body }) =>
        path === '/graphql' ? [(body as { query: string }).query] : [],
      ),
    );
    expect(questions.size).toBeGreaterThan(1);
    for (const question of questions) expect(validate(question).map(String), question).toEqual([]);
    expect(validate('query { viewer { nobody } }')).not.toHaveLength(0);
    seen('@octokit/graphql-schema', `${questions.size} questions, all as in the schema`);
  });
});
