// The requests that `call` of scripts/pages/bin sends: work of other people on a platform, for pages that
// show it.
import { readFileSync } from 'node:fs';

const at = `http://127.0.0.1:${process.argv[2]}`;
const { TIMEBACK_CLIENT_ID: id, TIMEBACK_CLIENT_SECRET: secret } = process.env;
const { access_token: token } = await answered('POST', '/auth/1.0/token', {
  body: { grant_type: 'client_credentials', client_id: id, client_secret: secret },
});

for (const line of readFileSync(0, 'utf8').split('\n')) {
  const [, method, path = '', json = ''] = /^([A-Z]+) (\S+) (.+)$/.exec(line) ?? [];
  if (method === undefined) continue;
  const sent = JSON.parse(json);
  const [envelope = ''] = Object.keys(sent);
  const there = method === 'PUT' ? await answered('GET', path, { token }).catch(() => ({})) : {};
  const body = { ...sent, [envelope]: { ...there[envelope], ...sent[envelope] } };
  await answered(method, path, { token, body });
}

async function answered(
  method: string,
  path: string,
  { token, body }: { readonly token?: string; readonly body?: object },
) {
  const response = await fetch(at + path, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} ${response.status}: ${text}`);
  return text === '' ? {} : JSON.parse(text);
}
