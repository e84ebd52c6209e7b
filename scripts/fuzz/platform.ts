import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addressOf, kinds, plural } from '../../src/model/node.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { findDrift } from '../../src/plan/drift.ts';
import { openDialect } from '../../src/remote/dialects/open-dialect.ts';
import { Secret } from '../../src/remote/http/redact.ts';
import type { RetryPolicy } from '../../src/remote/http/retry.ts';
import { openRemote, type Remote } from '../../src/remote/remote.ts';
import { catalogOf } from '../../test/support/nodes.ts';
import { type Answer, answersAround, list, refusal, responseOf, single, token } from './answers.ts';
import { area } from './area.ts';
import { expectChecked, expectProblems, expectShown } from './expect.ts';
import { sha256 } from './scratch.ts';

const url = 'https://platform.example';

/** A short policy, since a fuzzed platform would ask for waits of minutes. */
const retryPolicy: RetryPolicy = {
  oneTry: 1000,
  allTries: 2000,
  repetitions: 1,
  repetitionsWhileFailing: 0,
  firstPause: 1,
  longestPause: 1,
};

/** More requests than any case needs: after these, the answer is a refusal. */
const mostRequests = 300;

function remoteOf(answerTo: (request: Request) => Answer): Remote {
  const dialect = openDialect('partner', new Map());
  assert.ok(dialect.ok);
  let requests = 0;
  return openRemote({
    platform: { name: 'fuzzed', url, dialect: 'partner' },
    baseUrl: url,
    dialect: dialect.value,
    tokenUrl: `${url}/token`,
    credentials: { clientId: 'id', clientSecret: new Secret('secret') },
    parallelism: 4,
    now: () => new Date('2026-01-01T00:00:00Z'),
    requestId: () => 'id',
    signal: new AbortController().signal,
    retryPolicy,
    fetch: async (request) => {
      requests += 1;
      if (requests > mostRequests) return new Response('no', { status: 404 });
      return responseOf(answerTo(request));
    },
  });
}

const right: Answer = {
  status: 200,
  headers: [],
  body: '{"access_token":"t","expires_in":3600}',
  breaks: false,
};
const isToken = (request: Request) => request.url === `${url}/token`;

/** The token endpoint: the result is a token, or why there is none. */
export const tokens = area(
  'token',
  fc.array(answersAround(fc.oneof(token, refusal)), { minLength: 1, maxLength: 3 }),
  async (answers) => {
    let asked = 0;
    const remote = remoteOf((request) => {
      if (!isToken(request)) return { ...right, body: '{}' };
      asked += 1;
      return answers[(asked - 1) % answers.length] ?? right;
    });
    expectChecked(await remote.authenticate());
    expectProblems((await remote.probe()).problems);
    expectChecked(await remote.readOne('course/a'));
  },
);

const catalog = catalogOf([
  ['course', 'a', undefined, { org: 'o', grades: ['1'], metadata: { a: 1 } }],
  ['unit', 'b', 'a', { prerequisites: ['c'] }],
  ['unit', 'c', 'a'],
  ['lesson', 'd', 'b', { resources: ['a'] }],
]);

const pages = fc.tuple(
  ...kinds.map((kind) =>
    fc.array(answersAround(list(plural[kind])), { minLength: 1, maxLength: 3 }),
  ),
);

/**
 * The lists: the result is all records or problems, and every state that was read can be planned and shown.
 */
export const lists = area('lists', pages, async (answers) => {
  const asked = new Map<number, number>();
  const remote = remoteOf((request) => {
    if (isToken(request)) return right;
    const index = kinds.findIndex((kind) => request.url.includes(`/${plural[kind]}`));
    const count = asked.get(index) ?? 0;
    asked.set(index, count + 1);
    const some = answers[index] ?? [];
    return some[count % some.length] ?? right;
  });
  expectProblems((await remote.probe()).problems);
  const read = await remote.read();
  expectChecked(read);
  if (!read.ok) return;
  const { rules } = remote.dialect;
  const plan = buildPlan({ catalog, remote: read.value, rules, sha256 });
  expectChecked(plan);
  if (plan.ok) expectShown(plan.value);
  const drift = findDrift({ catalog, server: read.value, rules, since: { from: 'manifests' } });
  expectProblems(drift.warnings);
});

const kind = fc.constantFrom(...kinds);
const record = kind.chain((one) =>
  fc.tuple(fc.constant(one), answersAround(fc.oneof(single(one), refusal))),
);

/** One record: the result is a node, nothing, or problems. What was read can be written back. */
export const records = area('record', record, async ([one, answer]) => {
  const remote = remoteOf((request) => (isToken(request) ? right : answer));
  const read = await remote.readOne(addressOf(one, 'a'));
  expectChecked(read);
  if (!read.ok || !read.value) return;
  const { entity, record: base } = read.value;
  assert.equal(entity.kind, one);
  const failed = await remote.write({ entity, base });
  expectProblems(failed ? [failed] : []);
});

/** The answer to a PUT: it was written, or the problem says why not. */
export const writes = area(
  'write',
  fc.tuple(kind, answersAround(fc.oneof(single('course'), refusal))),
  async ([one, answer]) => {
    const remote = remoteOf((request) => (isToken(request) ? right : answer));
    const entity = { kind: one, sourcedId: 'a', title: 'A', fields: { title: 'A' } };
    const failed = await remote.write({ entity });
    expectProblems(failed ? [failed] : []);
    const { status, breaks } = answer;
    const isRefused = status >= 300 || (breaks && ![204, 205].includes(status));
    assert.ok(!isRefused || failed, `taken for written: ${status}`);
  },
);
