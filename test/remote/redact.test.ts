// Which answers are changed before anybody sees them, and which are data that must stay as it came.
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import { redacting, redactorOf, Secret } from '../../src/remote/http/redact.ts';
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

describe('a refusal is shown without a secret, however a server spells it', () => {
  const written = `aB/9+k"c'd<e&f>=%41\\g`;
  const hide = redacting([written]);
  const inJson = JSON.stringify(written).slice(1, -1);
  const asEntities = (of: (code: number) => string) =>
    written.replace(/\W/g, (character) => of(character.charCodeAt(0)));
  const spellings: Readonly<Record<string, string>> = {
    'as it is': written,
    'in JSON': inJson,
    'in JSON of PHP': inJson.replaceAll('/', '\\/'),
    'in JSON of Go': inJson.replace(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`),
    'in JSON in JSON': JSON.stringify(inJson).slice(1, -1),
    'in JSON of PHP in JSON': JSON.stringify(inJson.replaceAll('/', '\\/')).slice(1, -1),
    'in an address': encodeURIComponent(written),
    'in a path': encodeURI(written),
    'in an address in an address': encodeURIComponent(encodeURIComponent(written)),
    'in a form': new URLSearchParams({ '': written }).toString().slice(1),
    'in HTML by number': asEntities((code) => `&#${code};`),
    'in HTML by number with a zero': asEntities((code) => `&#0${code};`),
    'in HTML in hexadecimal': asEntities((code) => `&#x${code.toString(16).toUpperCase()};`),
    'in HTML by name': written
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll("'", '&apos;'),
    'in a literal of a program': asEntities((code) => `\\x${code.toString(16)}`),
    'with backslashes': written.replace(/\W/g, '\\$&'),
    'in Base64 in an address': encodeURIComponent(btoa(written)).replace(/(%3D)+$/, ''),
  };
  test.each(Object.entries(spellings))('%s', (_, spelled) => {
    const around = (text: string) => `100%25 of \\u00e9t\\u00e9 &amp; "${text}", not "${text}"`;
    expect(hide(around(spelled))).toBe(around('[secret]'));
  });

  test('escapes without it stay', () => {
    const text =
      'C:\\temp\\new 100%25 &amp; &#39;x&#39; &nbsp; \\u12 %4 &#99999999; "\\ud83d\\ude00"';
    expect(hide(text)).toBe(text);
  });
});

test('the success that gives a token gives it as it came', () => {
  const json = { access_token: `${proxy}.${secret}` };
  expect(seen('token', 200, json)).toMatchObject({ json });
});
