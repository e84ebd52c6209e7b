// The client for GitHub's API: what it waits for, what it repeats, and where it sends the token. Time is
// moved on by the test, so that a minute is over at once.
import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { GitHub, GitHubResult } from '../../src/action/github.ts';
import { openGitHub } from '../../src/action/github-client.ts';
import { Secret } from '../../src/remote/http/redact.ts';
import { withoutPauses } from '../support/virtual-time.ts';

interface Scripted {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  /** The connection breaks off. */
  readonly isLost?: true;
}

interface Asked {
  readonly line: string;
  readonly authorization: string | undefined;
}

/** A server that gives these answers in turn, the last one for ever. */
async function serve(script: (url: string) => readonly Scripted[]) {
  const asked: Asked[] = [];
  let url = '';
  const server = createServer((incoming, outgoing) => {
    asked.push({
      line: `${incoming.method} ${incoming.url}`,
      authorization: incoming.headers.authorization,
    });
    incoming.resume();
    const answers = script(url);
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? {};
    if (answer.isLost) {
      incoming.destroy();
      return;
    }
    outgoing.writeHead(answer.status ?? 200, {
      'content-type': 'application/json',
      ...answer.headers,
    });
    outgoing.end(answer.text ?? JSON.stringify(answer.json ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url, asked, lines: () => asked.map(({ line }) => line) };
}

function open(url: string, { stopWaiting = new AbortController().signal } = {}): GitHub {
  return openGitHub({
    apiUrl: url,
    graphqlUrl: `${url}/graphql`,
    token: new Secret('ghs_secret'),
    stopWaiting,
    signal: new AbortController().signal,
  });
}

/** A result, and the milliseconds that it took by the clock. */
function timed<T>(start: () => Promise<T>): Promise<{ readonly value: T; readonly took: number }> {
  const now = new Date('2026-01-01');
  const measured = async () => ({ value: await start(), took: Date.now() - now.getTime() });
  return withoutPauses(measured, { now });
}

const faultOf = (result: GitHubResult<unknown>) => (result.ok ? 'none' : result.fault.type);
const whatOf = (result: GitHubResult<unknown>) => (result.ok ? '' : result.fault.what);
const secondary = { message: 'You have exceeded a secondary rate limit. Please wait.' };
const inAMinute = { 'x-ratelimit-reset': '1767225630', date: 'Thu, 01 Jan 2026 00:00:00 GMT' };

describe('waits', () => {
  test.each<[string, Scripted, number]>([
    ['as long as Retry-After says', { status: 429, headers: { 'retry-after': '7' } }, 7000],
    ['so for 403, too', { status: 403, headers: { 'retry-after': '3' } }, 3000],
    ['a minute for a secondary limit that says nothing', { status: 403, json: secondary }, 60_000],
    [
      'until the limit is reset, by the clock of GitHub',
      { status: 403, headers: { 'x-ratelimit-remaining': '0', ...inAMinute } },
      30_000,
    ],
    [
      'a minute for a secondary limit, whenever the hour of the token ends',
      {
        status: 403,
        json: secondary,
        headers: { 'x-ratelimit-remaining': '4990', 'x-ratelimit-reset': '1767228000' },
      },
      60_000,
    ],
    ['half a second after a failure of the server', { status: 502 }, 500],
    ['half a second after a lost connection', { isLost: true }, 500],
  ])('%s', async (_, refusal, expected) => {
    const { url, asked } = await serve(() => [refusal, { json: { number: 1 } }]);
    const { value, took } = await timed(() => open(url).get('/one'));
    expect(value).toEqual({ ok: true, value: { number: 1 } });
    expect(asked).toHaveLength(2);
    expect(took).toBe(expected);
  });

  test('GraphQL says by its body that there were too many requests', async () => {
    const limited = { json: { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit' }] } };
    const { url, asked } = await serve(() => [
      { ...limited, headers: { 'retry-after': '2' } },
      { json: { data: { viewer: null } } },
    ]);
    const { value, took } = await timed(() => open(url).query('query { viewer { login } }', {}));
    expect(value).toEqual({ ok: true, value: { viewer: null } });
    expect([asked.length, took]).toEqual([2, 2000]);
  });

  test('a minute in all, for all requests together', async () => {
    const { url, asked } = await serve(() => [{ status: 429, headers: { 'retry-after': '25' } }]);
    const github = open(url);
    const { value, took } = await timed(async () => [
      faultOf(await github.get('/one')),
      faultOf(await github.get('/two')),
    ]);
    expect(value).toEqual(['limited', 'limited']);
    // Two pauses of 25 seconds, and then one try each.
    expect([asked.length, took]).toEqual([4, 50_000]);
  });

  test('not for longer than that', async () => {
    const { url, asked } = await serve(() => [{ status: 429, headers: { 'retry-after': '61' } }]);
    const { value, took } = await timed(() => open(url).get('/one'));
    expect([faultOf(value), asked.length, took]).toEqual(['limited', 1, 0]);
  });

  test('no more once the job was cancelled: the fault is why it waited', async () => {
    const { url, asked } = await serve(() => [{ status: 429, headers: { 'retry-after': '20' } }]);
    const stop = new AbortController();
    const github = open(url, { stopWaiting: stop.signal });
    const waiting = github.get('/one');
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    stop.abort();
    expect(faultOf(await waiting)).toBe('limited');
    expect(faultOf(await github.get('/two'))).toBe('limited');
    expect(asked).toHaveLength(2);
  });
});

describe('repeats', () => {
  test.each<[string, Scripted, number]>([
    ['a POST that failed: it may have been done', { status: 502 }, 1],
    ['a POST whose answer was lost', { isLost: true }, 1],
    ['a POST that was refused for too many requests', { status: 403, json: secondary }, 2],
  ])('%s', async (_, refusal, times) => {
    const { url, lines } = await serve(() => [refusal, { status: 201, json: {} }]);
    await timed(() => open(url).send('POST', '/comments', { body: 'once' }));
    expect(lines()).toEqual(Array.from({ length: times }, () => 'POST /comments'));
  });

  test.each<[string, (github: GitHub) => Promise<GitHubResult<unknown>>]>([
    ['a PATCH, which says the same twice', (github) => github.send('PATCH', '/1', { body: 'x' })],
    [
      'a question in GraphQL, which is a POST that changes nothing',
      (github) => github.query('{}', {}),
    ],
  ])('%s', async (_, ask) => {
    const { url, asked } = await serve(() => [{ status: 502 }, { isLost: true }, { json: {} }]);
    const { value } = await timed(() => ask(open(url)));
    expect([value.ok, asked.length]).toEqual([true, 3]);
  });

  test('four times at most', async () => {
    const { url, asked } = await serve(() => [{ status: 503 }]);
    const { value, took } = await timed(() => open(url).get('/one'));
    expect([faultOf(value), asked.length, took]).toEqual(['failing', 4, 3500]);
  });
});

describe('tells apart', () => {
  test.each<[number, string, string]>([
    [401, 'Bad credentials', 'token'],
    [403, 'Resource not accessible by integration', 'forbidden'],
    [403, 'Unable to create comment because issue is locked.', 'locked'],
    [403, 'Sorry. Your account was blocked.', 'forbidden'],
    [404, 'Not Found', 'not-found'],
    [410, 'Issues has been disabled in this repository.', 'switched-off'],
    [410, 'This version of the API is no longer supported.', 'failing'],
    [422, 'Validation Failed', 'too-long'],
    [501, 'Not Implemented', 'failing'],
  ])('%i %s: %s', async (status, message, type) => {
    const { url } = await serve(() => [{ status, json: { message } }]);
    const { value } = await timed(() => open(url).get('/one'));
    expect(faultOf(value)).toBe(type);
    expect(whatOf(value)).toBe(`GET ${url}/one: ${status} ${message.replace(/\.$/, '')}`);
  });

  test.each(['{}', 'null', ''])('%s in place of a list: it is not empty', async (text) => {
    const { url } = await serve(() => [{ text }]);
    expect(whatOf(await open(url).list('/issues'))).toContain('the answer is no list');
  });

  test('a page of a proxy is no answer of GitHub', async () => {
    const { url } = await serve(() => [{ text: '<html>Sign in</html>' }]);
    expect(whatOf(await open(url).get('/one'))).toContain('the answer is no JSON');
  });
});

describe('the token goes to this API alone', () => {
  const prefix = '/git/api/v3';
  const page = (link: string) => ({ json: [{ page: link }], headers: { link } });

  test('pages are read below any path, and an address may end with a slash', async () => {
    const { url, lines } = await serve((here) => [
      page(
        `<${here}${prefix}/issues?page=2>; rel="next", <${here}${prefix}/issues?page=9>; rel="last"`,
      ),
      page(`<${here}${prefix}/issues?page=1>; rel="first"`),
    ]);
    const found = await open(`${url}${prefix}/`).list('/issues?page=1');
    expect(found.ok && found.value).toHaveLength(2);
    expect(lines()).toEqual([`GET ${prefix}/issues?page=1`, `GET ${prefix}/issues?page=2`]);
  });

  test.each<[string, (here: string) => string]>([
    ['another host', () => 'https://elsewhere.example/api/v3/issues?page=2&access=1'],
    ['another port of the same host', () => 'http://127.0.0.1:9/git/api/v3/issues?page=2'],
    ['another path of the same host', (here) => `${here}/git/api/v3/../../other?page=2`],
    ['a name that begins alike', (here) => `${here}${prefix}-evil/issues?page=2`],
  ])('the next page on %s is refused aloud', async (_, next) => {
    const { url, asked } = await serve((here) => [page(`<${next(here)}>; rel="next"`)]);
    const found = await open(`${url}${prefix}`).list('/issues');
    expect(faultOf(found)).toBe('failing');
    expect(whatOf(found)).toContain('the next page is said to be at ');
    expect(whatOf(found)).toContain(`the token goes to ${url}${prefix} alone`);
    expect(whatOf(found)).not.toContain('access=1');
    expect(asked).toHaveLength(1);
  });

  test('who has enough needs no next page, wherever that is', async () => {
    const { url } = await serve(() => [page('<https://elsewhere.example/2>; rel="next"')]);
    expect((await open(url).list('/issues', () => true)).ok).toBe(true);
  });

  test('a list without an end is refused', async () => {
    const { url, asked } = await serve((here) => [page(`<${here}/issues?page=2>; rel="next"`)]);
    expect(whatOf(await open(url).list('/issues'))).toContain('more than 100 pages');
    expect(asked).toHaveLength(100);
  });

  test('a renamed repository is followed within the API, with the same method', async () => {
    const { url, asked } = await serve((here) => [
      { status: 301, headers: { location: '/moved/comments' } },
      { status: 307, headers: { location: `${here}/repositories/1/comments` } },
      { status: 201, json: { id: 5 } },
    ]);
    expect(await open(url).send('POST', '/comments', { body: 'b' })).toEqual({
      ok: true,
      value: { id: 5 },
    });
    expect(asked).toEqual([
      { line: 'POST /comments', authorization: 'Bearer ghs_secret' },
      { line: 'POST /moved/comments', authorization: 'Bearer ghs_secret' },
      { line: 'POST /repositories/1/comments', authorization: 'Bearer ghs_secret' },
    ]);
  });

  test('a way out of the API is refused aloud', async () => {
    const { url, asked } = await serve(() => [
      { status: 301, headers: { location: 'https://elsewhere.example/comments' } },
    ]);
    expect(whatOf(await open(url).get('/comments'))).toContain(
      'https://elsewhere.example/comments',
    );
    expect(asked).toHaveLength(1);
  });
});
