import type { Emulator } from '../../src/features/emulator/server/emulator.ts';

/** What a platform may answer with that must not be shown as it stands. */
export type Leak = (said: string, request: Request) => Response;

const json = (body: unknown, status: number) => Response.json(body, { status });

/** Answers that repeat what they were sent, by the forms in which platforms and proxies do. */
export const leaks: Readonly<Record<string, Leak>> = {
  '401 with a description': (said) => json({ imsx_description: `bad credentials: ${said}` }, 401),
  '401 with a token': (said) =>
    json({ access_token: 'none', error: 'invalid_client', error_description: said }, 401),
  '403 with details': (said) =>
    json(
      { error: 'forbidden', details: [{ [said]: said, headers: { authorization: said } }] },
      403,
    ),
  '400 of another form': (said) => json({ wrong: { deep: [said] } }, 400),
  '422 with a long text': (said) => new Response(`${'x'.repeat(560)} ${said}`, { status: 422 }),
  '500 as text': (said) => new Response(`stack trace\n  at auth(${said})`, { status: 500 }),
  '503 as a page': (said) =>
    new Response(`<!doctype html><h1>${said}</h1>`, {
      status: 503,
      headers: { 'retry-after': '0' },
    }),
  'a page that passes for a success': (said) => new Response(`<html>${said}</html>`),
  'a success that is no JSON': (said) => new Response(said),
  'a success with an error inside': (said) => json({ error: said }, 200),
  'a success with details of an error': (said) =>
    json({ access_token: 'not for a header', statusCode: 422, message: 'no', errors: [said] }, 201),
  'a redirection': (said) =>
    new Response(null, {
      status: 307,
      headers: { location: `https://evil.test/?${new URLSearchParams({ said })}` },
    }),
  'a redirection with the secret in its path': (said) =>
    new Response(said, {
      status: 302,
      headers: { location: `https://evil.test/${encodeURIComponent(said)}` },
    }),
};

/** A platform that can be told to leak. */
export interface Talkative {
  readonly fetch: (request: Request) => Promise<Response>;
  /** In force for requests of this method, and for those whose path holds it. */
  leak?: { readonly by: Leak; readonly of: string };
  /** All that nobody may be shown, in every form in which it could be: grows with the tokens. */
  readonly secrets: () => readonly string[];
}

export function talkative(
  emulator: Emulator,
  client: { readonly id: string; readonly secret: string },
): Talkative {
  const values = new Set([client.secret]);
  const self: Talkative = {
    secrets: () => [...values].flatMap(formsOf),
    fetch: async (request) => {
      const { leak } = self;
      const credentials = request.headers.get('authorization')?.split(' ')[1] ?? '';
      if (credentials !== '') values.add(credentials);
      const { pathname } = new URL(request.url);
      if (!leak || !(request.method === leak.of || pathname.includes(leak.of))) {
        return emulator.fetch(request);
      }
      const basic = Buffer.from(`${client.id}:${client.secret}`).toString('base64');
      const body = await request.text();
      const own = request.method === 'POST' ? body : '';
      const headers = JSON.stringify(Object.fromEntries(request.headers));
      const said = [client.secret, credentials, basic, ...formsOf(client.secret), own, headers];
      return leak.by(said.join(' '), request);
    },
  };
  return self;
}

/** A text as it is and as it could be written otherwise. */
function formsOf(value: string): string[] {
  const base64 = Buffer.from(value).toString('base64');
  return [
    value,
    encodeURIComponent(value),
    new URLSearchParams({ '': value }).toString().slice(1),
    JSON.stringify(value).slice(1, -1),
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(value).toString('base64url'),
  ];
}
