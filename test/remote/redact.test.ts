// Which answers are changed before anybody sees them, and which are data that must stay as it came.
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import { redactorOf, Secret } from '../../src/remote/http/redact.ts';
import type { HttpRequest } from '../../src/remote/http/transport.ts';

const secret = 'a-client-secret';
const proxy = 'test';
const redact = redactorOf({ clientId: 'client', clientSecret: new Secret(secret) }, [proxy]);

const requests = {
  token: { method: 'POST', expects: 'json' },
  read: { method: 'GET', expects: 'json' },
  write: { method: 'PUT', expects: 'status' },
  post: { method: 'POST', expects: 'status' },
} as const satisfies Record<string, Pick<HttpRequest, 'method' | 'expects'>>;

function seen(of: keyof typeof requests, status: number, json: Json) {
  const text = JSON.stringify(json);
  const size = { bytes: text.length, values: 1 };
  const answer = { type: 'answered', status, headers: new Headers(), size, text, json } as const;
  return redact(answer, { ...requests[of], url: 'https://timeback.test/', headers: {} });
}

describe('a refusal is shown without credentials, whatever else it holds', () => {
  const statuses = [304, 400, 401, 403, 500];
  const rows = statuses.flatMap((status) =>
    (['token', 'read', 'write', 'post'] as const).map((of) => ({ of, status })),
  );
  test.each(rows)('$status to $of', ({ of, status }) => {
    const said = { access_token: 'none', error: `${secret} of ${proxy}` };
    const shown = { access_token: 'none', error: '[secret] of [secret]' };
    expect(seen(of, status, said)).toMatchObject({ json: shown, text: JSON.stringify(shown) });
  });
});

test.each(['read', 'write', 'post'] as const)('so is an error inside a success to %s', (of) => {
  expect(seen(of, 200, { error: `behind ${proxy}` })).toMatchObject({
    json: { error: 'behind [secret]' },
  });
});

test.each(['read', 'write', 'post'] as const)(
  'the data of a success to %s stays as it came, though a word of it is a password of a proxy',
  (of) => {
    const json = { sourcedIdPairs: [{ allocatedSourcedId: `${proxy}-12` }], [proxy]: proxy };
    expect(seen(of, 201, json)).toMatchObject({ json });
  },
);

test('the data of a write holds no credential of the run', () => {
  const json = { sourcedIdPairs: [{ allocatedSourcedId: `x-${secret}` }] };
  expect(seen('post', 201, json)).toMatchObject({
    json: { sourcedIdPairs: [{ allocatedSourcedId: 'x-[secret]' }] },
  });
});

test('the success that gives a token gives it as it came', () => {
  const json = { access_token: `${proxy}.${secret}` };
  expect(seen('token', 200, json)).toMatchObject({ json });
});
