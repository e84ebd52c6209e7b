// A probe of servers that share no code with the tool: one that keeps records, and one that keeps nothing.
import { expect, test } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { credentials } from '../support/served-catalog.ts';
import { isAtHand, serverOfOthers } from '../support/server-of-others.ts';

const words = ['probe', '--env', 'test', '--yes', '--format', 'json'];

function around(baseUrl: string, dialect: string) {
  const config = `environments:\n  test:\n    baseUrl: ${baseUrl}\n    dialect: ${dialect}\n`;
  return { cwd: folderWith({ 'timeback-catalog.yaml': config }), env: credentials };
}

// Skipped if the server is not at hand: it is none of this repository.
test.skipIf(!isAtHand).each([
  ['without resources', [], 'none'],
  ['with resources', ['--resources'], '/rostering/1.0/resources'],
])('a server of others %s: every row ends orderly, nothing stays live', async (_, more, path) => {
  const { code, stdout } = await commandLine(words, around(await serverOfOthers(more), 'partner'));
  expect(code).toBe(0);
  const { summary, rows } = JSON.parse(stdout);
  expect(summary).toMatchObject({ contradicted: 0, left: 0 });
  expect(summary.requests).toBeLessThanOrEqual(150);
  expect(summary.writes).toBeLessThanOrEqual(40);
  const values = new Map(
    rows.map(({ row, value }: { row: string; value: unknown }) => [row, value]),
  );
  expect(values.get('put.fields')).toBe('replaced');
  expect(values.get('resource.path')).toBe(path);
});

test('a mock that keeps nothing: one course is tried, and every row says why it was not', async () => {
  const record = { sourcedId: 'string', status: 'active', title: 'string' };
  const fetch = async ({ url, method }: Request) => {
    const { pathname } = new URL(url);
    const name = pathname.includes('component') ? 'courseComponent' : 'course';
    const isList = /s\/?$/.test(pathname);
    const answer = pathname.includes('token')
      ? { access_token: 'a', token_type: 'Bearer', expires_in: 3600 }
      : isList
        ? { [`${name}s`]: [record], totalCount: 0 }
        : { [name]: record };
    return Response.json(answer, { status: method === 'POST' ? 201 : 200 });
  };
  const { code, stdout } = await commandLine(words, around('https://timeback.test', 'oneroster'), {
    fetch,
  });
  expect(code).toBe(0);
  const { summary, rows, records } = JSON.parse(stdout);
  expect(summary).toMatchObject({ contradicted: 0, left: 0 });
  expect(records).toHaveLength(1);
  const row = rows.find((one: { row: string }) => one.row === 'put.fields');
  expect(row).toMatchObject({
    state: 'not tried',
    how: expect.stringContaining('as a mock does not'),
  });
});
