import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import {
  durationText,
  failureProblem,
  reasonToRetry,
  rejection,
} from '../../src/remote/http/failures.ts';
import type { RequestFailure } from '../../src/remote/http/retry.ts';
import type { HttpAnswer } from '../../src/remote/http/transport.ts';

const answer = (
  status: number,
  text: string,
  headers: Record<string, string> = {},
): HttpAnswer => ({
  type: 'answered',
  status,
  headers: new Headers(headers),
  size: { bytes: text.length, values: 1 },
  text,
  json: text.startsWith('{') ? JSON.parse(text) : undefined,
});
const lost = (code?: string) => ({
  type: 'lost' as const,
  cause: Object.assign(new Error('nobody reads this'), code && { code }),
});
/** What `apply` takes. */
const offers = {
  command: 'apply',
  options: new Set(['--exclude', '--parallelism', '--insecure-http']),
};
const doing = 'Writing the lesson "Ratios"';
const end = { type: 'failed', tries: 9, elapsed: 43_000, mayHaveArrived: true } as const;
const tried = 'It was tried 9 times in 43 seconds.';

describe('a request that was given up: what happened, what was done, what to run next', () => {
  test.each<{
    why: RequestFailure['why'];
    more?: Partial<RequestFailure>;
    code: string;
    says: string;
    hint?: string;
  }>([
    {
      why: lost('ECONNREFUSED'),
      code: 'remote/unreachable',
      says: `there is no server at that address (ECONNREFUSED). ${tried}`,
      hint: 'timeback-catalog doctor',
    },
    {
      why: lost('EPROTO'),
      code: 'remote/unreachable',
      says: `the server there does not use TLS (EPROTO). ${tried}`,
    },
    {
      why: lost('ENOCODE'),
      code: 'remote/unreachable',
      says: `the connection failed (ENOCODE). ${tried}`,
    },
    { why: lost(), code: 'remote/unreachable', says: `the connection failed. ${tried}` },
    {
      why: { type: 'out of time' },
      more: { tries: 3, elapsed: 180_000 },
      code: 'remote/unreachable',
      says: 'no answer in time. It was tried 3 times in 3 minutes.',
    },
    {
      why: { type: 'later', answer: answer(503, '<html><h1>503') },
      code: 'remote/server-error',
      says: `the platform answered 503: an HTML page instead of data. ${tried}`,
      hint: 'this is safe',
    },
    {
      why: { type: 'later', answer: answer(500, '{"error":"Out of memory."}') },
      more: { tries: 2 },
      code: 'remote/server-error',
      says: 'the platform answered 500: Out of memory. It was tried twice in 43 seconds.',
    },
    {
      why: { type: 'later', answer: answer(429, '') },
      more: { tries: 1, elapsed: 20, asked: 3_600_000 },
      code: 'remote/busy',
      says: 'the platform answered 429 without an explanation; it asks to wait 60 minutes. It was tried once.',
      hint: 'Run the command again in 60 minutes, or with a smaller `--parallelism`',
    },
    {
      why: { type: 'garbled', answer: answer(200, '<!doctype html>') },
      code: 'remote/unexpected-answer',
      says: `the answer was 200 with an HTML page instead of data. ${tried}`,
      hint: 'There may be a proxy, a firewall or a sign-in page in between',
    },
    ...['OK', '<?xml version="1.0"?><courses/>', 'access_token=abc', `)]}',\n{}`].map((text) => ({
      why: { type: 'garbled' as const, answer: answer(200, text) },
      code: 'remote/unexpected-answer',
      says: `the answer was 200 with text that is not JSON. ${tried}`,
      hint: 'There may be a proxy, a firewall or a sign-in page in between',
    })),
    {
      why: { type: 'garbled', answer: answer(200, '[{"sourcedId":') },
      code: 'remote/unexpected-answer',
      says: `the answer was 200 with 14 characters that are not complete JSON. ${tried}`,
      hint: 'Run the command again',
    },
    {
      why: { type: 'garbled', answer: answer(200, ' ') },
      code: 'remote/unexpected-answer',
      says: `the answer was 200 with an empty body. ${tried}`,
    },
    {
      why: { type: 'interrupted' },
      code: 'run/interrupted',
      says: 'stopped waiting for the answer.',
    },
    {
      why: { type: 'given up' },
      code: 'remote/given-up',
      says: 'not sent, because the requests before it failed one after the other.',
      hint: 'Run the command again',
    },
  ])('$code: $says', ({ why, more, code, says, hint = '' }) => {
    const problem = failureProblem({ ...end, why, ...more }, doing, offers);
    expect(problem).toMatchObject({ code, detail: `${doing}: ${says}` });
    expect(problem.hint ?? '').toContain(hint);
  });
});

describe('an answer that is none of those hoped for', () => {
  test.each<{ of: HttpAnswer; code: string; says: string }>([
    {
      of: answer(307, '', { location: 'https://other.example/' }),
      code: 'remote/unexpected-answer',
      says: 'the platform answered 307 and points to https://other.example/. The redirect is not followed, because the credentials would be sent along.',
    },
    {
      of: answer(304, ''),
      code: 'remote/unexpected-answer',
      says: 'the platform answered 304 without an explanation.',
    },
    {
      of: answer(401, '{"error":"expired"}'),
      code: 'auth/refused',
      says: 'the platform answered 401: expired.',
    },
    { of: answer(403, 'No.'), code: 'auth/forbidden', says: 'the platform answered 403: No.' },
    {
      of: answer(404, ''),
      code: 'remote/rejected',
      says: 'the platform answered 404 without an explanation.',
    },
    {
      of: answer(501, ''),
      code: 'remote/server-error',
      says: 'the platform answered 501 without an explanation.',
    },
    {
      of: answer(
        422,
        '{"imsx_description":"Invalid.","imsx_error_details":[{"title":"too long"}]}',
      ),
      code: 'remote/rejected',
      says: 'the platform answered 422: Invalid. [{"title":"too long"}].',
    },
  ])('$of.status', ({ of, code, says }) => {
    const told = rejection(of, doing, { isWrite: false });
    expect(told).toMatchObject({ code, detail: `${doing}: ${says}` });
  });

  test('404 to a write may be about what belongs to somebody else; to a read it is not', () => {
    expect(rejection(answer(404, ''), doing, { isWrite: true }).hint).toContain('another client');
    expect(rejection(answer(404, ''), doing, { isWrite: false }).hint).toBeUndefined();
  });

  test.each([
    { status: 400, isWrite: false, hint: 'doctor` shows which rows of the config are wrong' },
    { status: 403, isWrite: false, hint: 'Ask the team that issued the credentials.' },
    { status: 403, isWrite: false, hint: 'there is nothing at this address' },
    { status: 403, isWrite: true, hint: 'Use `--exclude` to skip a part' },
    { status: 501, isWrite: false, hint: 'contact the operator of the platform' },
    { status: 501, isWrite: true, hint: 'contact the operator of the platform' },
  ])('$status says what to do (a write: $isWrite)', ({ status, isWrite, hint }) => {
    const commandLine = { command: 'apply', options: new Set(['--insecure-http', '--exclude']) };
    const told = rejection(answer(status, ''), doing, { isWrite, offers: commandLine }).hint ?? '';
    expect(told).toContain(hint);
    // Lists are read whole: leaving a part out sends the same requests.
    expect(told.includes('--exclude')).toBe(isWrite && status === 403);
  });
});

describe('the reason of a refusal is told, wherever the framework puts it', () => {
  test.each<{ of: string; body: Json; says: string }>([
    {
      of: 'Fastify, Spring, hapi',
      body: { statusCode: 400, error: 'Bad Request', message: 'lesson.unit is required' },
      says: 'Bad Request: lesson.unit is required',
    },
    {
      of: 'NestJS',
      body: { statusCode: 400, message: ['a is missing', 'b is empty'], error: 'Bad Request' },
      says: 'Bad Request: ["a is missing","b is empty"]',
    },
    {
      of: 'OAuth',
      body: { error: 'invalid_client', error_description: 'Unknown client.' },
      says: 'invalid_client: Unknown client',
    },
    {
      of: 'Laravel',
      body: { message: 'The data was invalid.', errors: { title: ['is too long'] } },
      says: 'The data was invalid. {"title":["is too long"]}',
    },
    {
      of: 'ASP.NET',
      body: { title: 'Not valid', status: 400, errors: { title: ['is too long'] } },
      says: '{"title":["is too long"]}',
    },
    {
      of: 'FastAPI',
      body: { detail: [{ loc: ['body', 'title'], msg: 'field required' }] },
      says: '[{"loc":["body","title"],"msg":"field required"}]',
    },
    {
      of: 'RFC 9457',
      body: { type: 'about:blank', title: 'Not valid', status: 422, detail: 'No unit.' },
      says: 'No unit',
    },
    { of: 'AWS API Gateway', body: { Message: 'explicit deny' }, says: 'explicit deny' },
    { of: 'a nested message', body: { error: { code: 7, message: 'no unit' } }, says: 'no unit' },
    { of: 'a word said twice', body: { error: 'no', message: 'no' }, says: 'no' },
    { of: 'Django', body: { title: ['is too long'] }, says: '{"title":["is too long"]}' },
    { of: 'a blank word', body: { error: { message: '' }, message: 'x' }, says: 'x' },
    { of: 'a word of blanks', body: { error: ' \n', message: 'x' }, says: 'x' },
    { of: 'a word that is null', body: { error: { message: null }, message: 'x' }, says: 'x' },
    { of: 'words that are blank', body: { error: ['', null], message: 'x' }, says: 'x' },
    {
      of: 'a blank word beside a code',
      body: { error: { message: '', code: 7 } },
      says: '{"message":"","code":7}',
    },
    { of: 'details that are blank', body: { message: 'x', details: [{ title: '' }] }, says: 'x' },
    { of: 'only a blank word', body: { error: { message: '' } }, says: '{"error":{"message":""}}' },
    { of: 'no word', body: { error: true, code: 7 }, says: '{"error":true,"code":7}' },
  ])('$of', ({ body, says }) => {
    const refused = rejection(answer(422, JSON.stringify(body)), doing, { isWrite: true });
    expect(refused.detail).toBe(`${doing}: the platform answered 422: ${says}.`);
  });
});

test.each([401, 403])(
  'a page with %d is not the answer of the API to the credentials',
  (status) => {
    const refused = rejection(answer(status, '<html>Blocked</html>'), doing, { isWrite: true });
    expect(refused.hint).toMatch(/^There may be a proxy, a firewall or a sign-in page in between/);
  },
);

test.each([
  [400, 'there was no answer; trying again'],
  [20_000, 'there was no answer; trying again in 20 seconds'],
])('the progress names a pause of %d ms where it can be noticed', (pause, says) => {
  expect(reasonToRetry(lost(), pause)).toBe(says);
});

test.each([
  [0, '1 second'],
  [1400, '1 second'],
  [45_000, '45 seconds'],
  [89_000, '89 seconds'],
  [180_000, '3 minutes'],
  [5_400_000, '2 hours'],
  [86_400_000, '24 hours'],
  [100_000_000_000, '1157 days'],
])('%d ms is %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
