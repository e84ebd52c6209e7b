import { randomBytes } from 'node:crypto';
import { isObject, parseJson } from '../../../model/json.ts';
import { authenticate, type EmulatorClient, type EmulatorDialect } from './api.ts';
import { type Scope, writingRights } from './collection.ts';
import { type EmulatorAnswer, mediaType, readBodyText } from './http.ts';

/** What the bearer of a token may do. */
interface TokenGrant {
  readonly client: EmulatorClient;
  readonly scopes: readonly Scope[];
}

/** Issued access tokens. They live in memory: a restart ends them all. */
export interface AccessTokens {
  readonly lifetimeSeconds: number;
  issue(session: TokenGrant): string;
  /** The grant of a token; undefined if it is unknown or expired. */
  find(token: string): TokenGrant | undefined;
  expireAll(): void;
}

export function createAccessTokens(lifetimeSeconds: number, now: () => Date): AccessTokens {
  const sessions = new Map<string, TokenGrant & { readonly expires: number }>();
  return {
    lifetimeSeconds,
    issue: (session) => {
      const token = randomBytes(32).toString('base64url');
      sessions.set(token, { ...session, expires: now().getTime() + lifetimeSeconds * 1000 });
      return token;
    },
    find: (token) => {
      const session = sessions.get(token);
      if (session === undefined || now().getTime() < session.expires) return session;
      sessions.delete(token);
      return undefined;
    },
    expireAll: () => sessions.clear(),
  };
}

/** What the token endpoint needs. */
interface TokenIssuer {
  readonly clients: readonly EmulatorClient[];
  readonly tokens: AccessTokens;
  readonly dialect: EmulatorDialect;
  /** The scopes of all dialects. */
  readonly scopes: readonly Scope[];
}

/** OAuth 2 client credentials, by HTTP Basic or in the body (RFC 6749, sections 2.3.1 and 4.4). */
export async function issueToken(request: Request, issuer: TokenIssuer): Promise<EmulatorAnswer> {
  const form = await readForm(request, issuer.dialect.largestBodyBytes);
  if (form === undefined) return failure(400, 'invalid_request');
  // A JSON body may leave the grant type out, as in the documents; a form may not.
  const implied = mediaType(request) === 'application/json' ? 'client_credentials' : undefined;
  const grant = form.get('grant_type') ?? implied;
  if (grant === undefined) return failure(400, 'invalid_request');
  if (grant !== 'client_credentials') return failure(400, 'unsupported_grant_type');
  const { id, secret } = basicCredentials(request) ?? {
    id: form.get('client_id') ?? '',
    secret: form.get('client_secret') ?? '',
  };
  const client = authenticate(issuer.clients, id, secret);
  if (client === undefined) {
    return failure(401, 'invalid_client', { 'www-authenticate': 'Basic realm="emulator"' });
  }
  return grantTo(client, form.get('scope'), issuer);
}

function grantTo(
  client: EmulatorClient,
  asked: string | undefined,
  { tokens, dialect, scopes: known }: TokenIssuer,
): EmulatorAnswer {
  const mayWrite = client.canWrite !== false;
  const limited = known.filter(({ name }) => client.scopes?.includes(name));
  const rights = limited.flatMap(({ grants }) => grants);
  const isAllowed = ({ name, grants }: Scope) =>
    (mayWrite || !grants.some((right) => writingRights.includes(right))) &&
    (client.scopes === undefined ||
      client.scopes.includes(name) ||
      grants.every((right) => rights.includes(right)));
  const wanted = asked?.split(' ').filter((name) => name !== '') ?? [];
  // One token is valid for all services, so a scope may have the name of another dialect.
  const offered =
    wanted.length === 0 ? dialect.scopes : known.filter(({ name }) => wanted.includes(name));
  const scopes = offered.filter(isAllowed);
  if (scopes.length === 0) return failure(400, 'invalid_scope');
  return {
    status: 200,
    headers: notCached,
    body: {
      access_token: tokens.issue({ client, scopes }),
      token_type: 'Bearer',
      expires_in: tokens.lifetimeSeconds,
      scope: scopes.map(({ name }) => name).join(' '),
    },
  };
}

const notCached = { 'cache-control': 'no-store' };

function failure(
  status: number,
  error: string,
  headers: EmulatorAnswer['headers'] = {},
): EmulatorAnswer {
  return { status, body: { error }, headers: { ...notCached, ...headers } };
}

type Form = ReadonlyMap<string, string>;

async function readForm(request: Request, limitBytes: number): Promise<Form | undefined> {
  const text = await readBodyText(request, limitBytes);
  if (text === undefined) return undefined;
  if (mediaType(request) !== 'application/json') return new Map(new URLSearchParams(text));
  const body = parseJson(text);
  if (!isObject(body)) return undefined;
  return new Map(
    Object.entries(body).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}

function basicCredentials(request: Request): { id: string; secret: string } | undefined {
  const [, encoded] = /^Basic +(\S+) *$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0
    ? { id: decoded, secret: '' }
    : { id: decoded.slice(0, colon), secret: decoded.slice(colon + 1) };
}
