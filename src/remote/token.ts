import type { KyInstance } from 'ky';
import { isObject, type Json } from '../model/json.ts';
import type { Connection } from './connection.ts';
import { Secret } from './secret.ts';

export interface TokenSource {
  /** The token in force; one request serves all who ask at the same time. */
  readonly get: () => Promise<Secret>;
  /** Forgets a token that the platform refused. */
  readonly forget: (token: Secret) => void;
}

/** A token is renewed this long before it ends, so that no request in flight meets its end. */
const margin = 60_000;

/** Fewer repetitions than later: a wrong address should be told within seconds. */
const retry = { limit: 3 };

/** Answered by the token endpoint in a form without a token. */
export class NoTokenError extends Error {}

export function tokenSource(connection: Connection, http: KyInstance): TokenSource {
  let held: Held | undefined;

  const renew = (): Promise<Secret> => {
    const entry: Held = {
      validUntil: Number.POSITIVE_INFINITY,
      token: requestToken(connection, http).then(({ secret, seconds }) => {
        entry.secret = secret;
        entry.validUntil = connection.now().getTime() + seconds * 1000 - margin;
        return secret;
      }),
    };
    // A failed request must be made anew by whoever comes next.
    entry.token.catch(() => {
      if (held === entry) held = undefined;
    });
    held = entry;
    return entry.token;
  };

  return {
    get: () => (held && connection.now().getTime() < held.validUntil ? held.token : renew()),
    forget: (token) => {
      if (held?.secret === token) held = undefined;
    },
  };
}

interface Held {
  readonly token: Promise<Secret>;
  secret?: Secret;
  /** Milliseconds since 1970; unlimited while the token is on its way. */
  validUntil: number;
}

async function requestToken(connection: Connection, http: KyInstance) {
  const { dialect, credentials, tokenUrl } = connection;
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  if (dialect.token.scope) body.set('scope', dialect.token.scope);
  const headers: Record<string, string> = { accept: 'application/json' };
  const secret = credentials.clientSecret.reveal();
  if (dialect.token.auth === 'basic') {
    headers['authorization'] =
      `Basic ${Buffer.from(`${credentials.clientId}:${secret}`).toString('base64')}`;
  } else {
    body.set('client_id', credentials.clientId);
    body.set('client_secret', secret);
  }
  const answer = await http.post(tokenUrl, { body, headers, retry }).text();
  return readToken(answer);
}

function readToken(answer: string) {
  const body: Json = parse(answer);
  const token = isObject(body) ? body['access_token'] : undefined;
  if (!isObject(body) || typeof token !== 'string' || token === '') {
    throw new NoTokenError('the token endpoint answered without an access_token');
  }
  const seconds = Number(body['expires_in'] ?? 3600);
  return { secret: new Secret(token), seconds: Number.isFinite(seconds) ? seconds : 3600 };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
