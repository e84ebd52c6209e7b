import type { Scopes } from '../../model/drift.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../../model/json.ts';
import { defined, textUnder } from '../../model/json-values.ts';
import { type Checked, checked, failure, type Problem, problem } from '../../model/problem.ts';
import type { Connection } from '../connection.ts';
import { limits, sizeText } from '../limits.ts';
import type { HttpClient } from './client.ts';
import {
  askIssuer,
  checkCredentials,
  failureProblem,
  hasErrorInside,
  inBetween,
  refusalInside,
  rejection,
} from './failures.ts';
import { redacting, Secret, tokenIn } from './redact.ts';
import { isHtml } from './retry.ts';
import type { HttpAnswer, HttpRequest } from './transport.ts';

/** The token of one platform, shared by all requests. */
export interface TokenSource {
  /** The valid token; one request serves all callers who ask at the same time. */
  readonly get: () => Promise<Checked<Token>>;
  /** Forgets a token that the platform refused. */
  readonly forget: (token: Token) => void;
}

/** An access token, and what the platform said about it. */
export interface Token {
  readonly secret: Secret;
  /** The lifetime in seconds, if the platform gives one. */
  readonly lifetime?: number;
  readonly scopes?: Scopes;
}

/** Milliseconds before its end at which a token is renewed, so that no request in flight meets the end. */
const margin = 60_000;

/** The lifetime of a token in seconds, if the platform gives none. */
const usualLifetime = 3600;

/**
 * Tries after the first for the first token, fewer than later: a wrong address should be reported within
 * seconds.
 */
const repetitionsOfFirst = 3;

/** Opens the source of tokens; a token is requested when the first request needs it. */
export function tokenSource(connection: Connection, http: HttpClient): TokenSource {
  let held: Held | undefined;
  let isFirst = true;

  const renew = (): Promise<Checked<Token>> => {
    const entry: Held = { validUntil: Number.POSITIVE_INFINITY, token: request() };
    held = entry;
    return entry.token;

    async function request(): Promise<Checked<Token>> {
      const granted = await requestToken(connection, http, isFirst);
      if (!granted.ok) {
        // After a failure the next caller makes a new request.
        if (held === entry) held = undefined;
        return granted;
      }
      isFirst = false;
      entry.granted = granted.value;
      const lifetime = (granted.value.lifetime ?? usualLifetime) * 1000;
      const early = Math.min(margin, lifetime / 2);
      entry.validUntil = connection.now().getTime() + lifetime - early;
      return granted;
    }
  };

  return {
    get: () => (held && connection.now().getTime() < held.validUntil ? held.token : renew()),
    forget: (token) => {
      if (held?.granted === token) held = undefined;
    },
  };
}

interface Held {
  readonly token: Promise<Checked<Token>>;
  granted?: Token;
  /** Milliseconds since 1970; unlimited while the token is being requested. */
  validUntil: number;
}

const doing = 'Getting a token';

async function requestToken(
  connection: Connection,
  http: HttpClient,
  isFirst: boolean,
): Promise<Checked<Token>> {
  const { offers } = connection;
  const ended = await http.send(tokenRequest(connection), ...(isFirst ? [repetitionsOfFirst] : []));
  if (ended.type === 'failed') {
    return { ok: false, problems: [atTokenUrl(failureProblem(ended, doing, offers), connection)] };
  }
  if (ended.status >= 300) {
    return { ok: false, problems: [atTokenUrl(tokenRefusal(ended, connection), connection)] };
  }
  if ((textUnder(ended.json, 'access_token') ?? '').length > limits.token) {
    const most = `the token is longer than ${sizeText(limits.token)}, too long for a header`;
    const detail = `${doing} from ${connection.tokenUrl}: ${most}.`;
    return failure('remote/too-much', { detail, hint: correctAddress });
  }
  const granted = readToken(ended.json ?? null, connection);
  if (granted) return checked(granted, []);
  if (hasErrorInside(ended.json)) {
    const { detail } = refusalInside(ended, doing, { isWrite: false });
    return failure('auth/refused', { detail, hint: checkCredentials(offers) });
  }
  const detail = `${doing}: the token endpoint answered without an access_token that can be sent.`;
  const hint = correctAddress;
  return failure('remote/unexpected-answer', { detail, hint });
}

/** The problem of a token endpoint that is on another host than the API: its address is in another row. */
function atTokenUrl(found: Problem, { baseUrl, tokenUrl }: Connection): Problem {
  const isElsewhere = URL.parse(baseUrl)?.origin !== URL.parse(tokenUrl)?.origin;
  const { hint } = found;
  if (!isElsewhere || hint === undefined) return found;
  return { ...found, hint: hint.replace(/`baseUrl`(?:(?:,| or) `tokenUrl`)?/g, '`tokenUrl`') };
}

/** Statuses of a server that has no token endpoint at that address. */
const notThere: readonly number[] = [404, 405, 410];

function tokenRefusal(answer: HttpAnswer, { offers, tokenUrl }: Connection): Problem {
  const found = rejection(answer, doing, { isWrite: false, offers });
  const { detail } = found;
  const known = oauthErrors.get(textUnder(answer.json, 'error') ?? '');
  if (known) return problem(known.code, { detail, hint: known.hint });
  const isOfCredentials = answer.status === 401 && !isHtml(answer.text);
  if (found.code !== 'remote/rejected' && !isOfCredentials) return found;
  const isThere = !notThere.includes(answer.status);
  if (!isThere || isHtml(answer.text)) {
    // The path is one of the dialect if the config names none.
    const from = detail.replace(doing, `${doing} from ${tokenUrl}`);
    const hint = isThere ? inBetween : correctAddress;
    return problem('remote/unexpected-answer', { detail: from, hint });
  }
  // OAuth 2.0 has 400 and 401 for a client that is not known (RFC 6749, 5.2).
  return problem('auth/refused', { detail, hint: checkCredentials(offers) });
}

const correctAddress =
  'Correct `tokenUrl` of the environment in the config; if it is right, contact the operator of the platform.';

const correctRow = (row: string) =>
  `Correct the row ${row} under \`facts\` of the environment in the config.`;

/** Errors of OAuth 2.0 (RFC 6749, 5.2) that new credentials would not end. */
const oauthErrors = new Map<string, Pick<Problem, 'code'> & { readonly hint: string }>([
  ['invalid_request', { code: 'remote/rejected', hint: correctRow('token.auth') }],
  ['invalid_scope', { code: 'remote/rejected', hint: correctRow('token.scope') }],
  ['unauthorized_client', { code: 'auth/forbidden', hint: askIssuer }],
  ['unsupported_grant_type', { code: 'remote/rejected', hint: correctAddress }],
]);

function tokenRequest({ dialect, credentials, tokenUrl }: Connection): HttpRequest {
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (dialect.token.scope) form.set('scope', dialect.token.scope);
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
  };
  const secret = credentials.clientSecret.reveal();
  if (dialect.token.auth === 'basic') {
    headers['authorization'] =
      `Basic ${Buffer.from(`${credentials.clientId}:${secret}`).toString('base64')}`;
  } else {
    form.set('client_id', credentials.clientId);
    form.set('client_secret', secret);
  }
  return { method: 'POST', url: tokenUrl, headers, body: form.toString(), expects: 'json' };
}

function readToken(
  body: Json,
  { credentials }: Pick<Connection, 'credentials'>,
): Token | undefined {
  const token = tokenIn(body);
  if (!isObject(body) || token === undefined) return undefined;
  const seconds = Number(String(body['expires_in']));
  const scopes = scopesOf(body, token, credentials.clientSecret.reveal());
  const lifetime = seconds > 0 ? seconds : undefined;
  return { secret: new Secret(token), ...defined({ lifetime, scopes }) };
}

/** The characters of a scope (RFC 6749, section 3.3); longer texts are not taken as scopes. */
const scope = /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/;
const most = 100;

/**
 * The scopes of a token, if the platform names them beside the token or in the payload of a JWT. The payload
 * is read without verification, which is the platform's task.
 */
export function scopesOf(
  answer: JsonObject,
  token: string,
  clientSecret: string,
): Scopes | undefined {
  const secrets = [clientSecret, token, ...token.split('.')].filter(({ length }) => length >= 8);
  const redact = redacting(secrets);
  const harmless = (name: string) => redact(name) === name;
  const beside = namesIn(answer['scope'] ?? answer['scopes'])?.filter(harmless);
  if (beside) return { from: 'answer', names: beside };
  const payload = payloadOf(token);
  const inside = namesIn(payload?.['scope'] ?? payload?.['scp'])?.filter(harmless);
  return inside && { from: 'token', names: inside };
}

/** The names in a text separated by blanks, or in a list of strings; undefined for anything else. */
function namesIn(value: Json | undefined): string[] | undefined {
  if (typeof value !== 'string' && !Array.isArray(value)) return undefined;
  const names = typeof value === 'string' ? value.split(/\s+/) : value;
  const texts = names.filter((name): name is string => typeof name === 'string');
  return [...new Set(texts.filter((name) => scope.test(name)))].slice(0, most);
}

function payloadOf(token: string): JsonObject | undefined {
  const [, payload, , ...more] = token.split('.');
  if (payload === undefined || more.length > 0) return undefined;
  const json = parseJson(Buffer.from(payload, 'base64url').toString('utf8'));
  return isObject(json) ? json : undefined;
}
