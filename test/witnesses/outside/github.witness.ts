// GitHub's own descriptions of its APIs: every request of the Action and every answer of the tests' server.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../../support/catalog-folder.ts';
import { readGitHubDocument } from '../../support/github-document.ts';
import { wholeRecord } from '../../support/github-records.ts';
import { type Exchange, exchangesIn } from '../../support/github-server.ts';
import { hasGit } from '../../support/repository.ts';
import { root, seen, witnessOf } from '../../support/witness.ts';

let found: readonly Exchange[] | undefined;

/** What the Action asked, and was answered, in its tests: they are run for that, without the long laws. */
function exchangesOfTests(): readonly Exchange[] {
  if (found) return found;
  const file = join(folderWith(), 'exchanges.jsonl');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const env = { ...process.env, TIMEBACK_GITHUB_EXCHANGES: file };
  const laws = ['--exclude', '**/{orders,approvals-law}.test.ts'];
  const args = [vitest, 'run', '--project', 'fast', '--reporter', 'dot', ...laws, 'test/action'];
  execFileSync(process.execPath, args, { cwd: root, env, stdio: 'pipe', maxBuffer: 1 << 26 });
  found = exchangesIn(file);
  return found;
}

const document = witnessOf('@octokit/openapi');
const schema = witnessOf('@octokit/graphql-schema');
/** What stands for a parameter in a path. */
const variable =
  /\/(?:[0-9a-f]{40}|\d+|(?<=collaborators\/)[^/]+|(?<=workflows\/)[^/]+|(?<=labels\/)[^/]+)(?=\/|$)/g;
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
        .map(
          ({ method, path, status }) => `${method} ${path.replaceAll(variable, '/…')} ${status}`,
        ),
    );
    expect([...kinds].sort()).toEqual(
      expect.arrayContaining([
        'DELETE /repos/the-org/catalog/issues/…/labels/… 200',
        'GET /repos/the-org/catalog/actions/runs/…/approvals 200',
        'GET /repos/the-org/catalog/actions/workflows/…/runs 200',
        'GET /repos/the-org/catalog/collaborators/…/permission 200',
        'GET /repos/the-org/catalog/commits/… 200',
        'GET /repos/the-org/catalog/commits/…/pulls 200',
        'GET /repos/the-org/catalog/git/commits/… 200',
        'GET /repos/the-org/catalog/git/ref/heads/main 200',
        'GET /repos/the-org/catalog/issues 200',
        'GET /repos/the-org/catalog/issues/…/comments 200',
        'GET /repos/the-org/catalog/issues/…/labels 200',
        'GET /repos/the-org/catalog/pulls 200',
        'GET /repos/the-org/catalog/pulls/… 200',
        'GET /repos/the-org/catalog/pulls/…/reviews 200',
        'PATCH /repos/the-org/catalog/issues/comments/… 200',
        'PATCH /repos/the-org/catalog/issues/… 200',
        'POST /repos/the-org/catalog/actions/runs/…/rerun 201',
        'POST /repos/the-org/catalog/issues 201',
        'POST /repos/the-org/catalog/issues/…/comments 201',
        'POST /repos/the-org/catalog/issues/…/comments 403',
        'POST /repos/the-org/catalog/issues/…/labels 200',
      ]),
    );
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
    const at = { url: 'https://api.github.com', repository: 'o/r' };
    const record = Object(wholeRecord('issue-comment', { id: 1, body: 'text' }, at));
    const right: Exchange = {
      method: 'POST',
      path,
      query: new URLSearchParams(),
      body: { body: 'text' },
      status: 201,
      json: record,
    };
    expect(faultsOf(right)).toEqual([]);
    for (const wrong of [
      { body: { text: 'text' } },
      { json: { ...record, id: '1' } },
      { json: { ...record, editor: 'x' } },
      { json: { ...record, user: { login: 'somebody' } } },
      { json: { id: 1, body: 'text' } },
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
      exchangesOfTests().flatMap(({ path, body }) =>
        path === '/graphql' ? [(body as { query: string }).query] : [],
      ),
    );
    expect(questions.size).toBeGreaterThan(1);
    for (const question of questions) expect(validate(question).map(String), question).toEqual([]);
    expect(validate('query { viewer { nobody } }')).not.toHaveLength(0);
    seen('@octokit/graphql-schema', `${questions.size} questions, all as in the schema`);
  });
});
