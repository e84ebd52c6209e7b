import { isObject, parseJson } from '../model/json.ts';
import type { Answer } from './answer.ts';
import { authenticate, type EmulatorClient } from './client.ts';
import { type Dialect, writingRights } from './dialect.ts';
import { mediaType, readText } from './request-body.ts';
import type { Tokens } from './tokens.ts';

/** What the token endpoint needs. */
export interface TokenOffice {
  readonly clients: readonly EmulatorClient[];
  readonly tokens: Tokens;
  readonly dialect: Dialect;
}

/** OAuth 2 client credentials, by HTTP Basic or in the body (RFC 6749, sections 2.3.1 and 4.4). */
export async function issueToken(request: Request, office: TokenOffice): Promise<Answer> {
  const form = await readForm(request, office.dialect.largestBodyBytes);
  if (form === undefined) return failure(400, 'invalid_request');
  const grant = form.get('grant_type') ?? impliedGrant(request);
  if (grant === undefined) return failure(400, 'invalid_request');
  if (grant !== 'client_credentials') return failure(400, 'unsupported_grant_type');
  const { id, secret } = basicCredentials(request) ?? {
    id: form.get('client_id') ?? '',
    secret: form.get('client_secret') ?? '',
  };
  const client = authenticate(office.clients, id, secret);
  if (client === undefined) {
    return failure(401, 'invalid_client', { 'www-authenticate': 'Basic realm="emulator"' });
  }
  return grantTo(client, form.get('scope'), office);
}

/** A JSON body may lack the grant type, as in the documents; a form may not. */
function impliedGrant(request: Request): string | undefined {
  return mediaType(request) === 'application/json' ? 'client_credentials' : undefined;
}

function grantTo(
  client: EmulatorClient,
  asked: string | undefined,
  { tokens, dialect }: TokenOffice,
): Answer {
  const mayWrite = client.canWrite !== false;
  const allowed = dialect.scopes.filter(
    ({ name, grants }) =>
      (mayWrite || !grants.some((right) => writingRights.includes(right))) &&
      (client.scopes?.includes(name) ?? true),
  );
  const wanted = asked?.split(' ').filter((name) => name !== '') ?? [];
  const scopes = allowed.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
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

function failure(status: number, error: string, headers: Answer['headers'] = {}): Answer {
  return { status, body: { error }, headers: { ...notCached, ...headers } };
}

type Form = ReadonlyMap<string, string>;

async function readForm(request: Request, limitBytes: number): Promise<Form | undefined> {
  const text = await readText(request, limitBytes);
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
