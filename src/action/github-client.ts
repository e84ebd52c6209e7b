import ky, { isHTTPError } from 'ky';
import { type Json, parseJson } from '../model/json.ts';
import { defined, textUnder, valueUnder } from '../model/json-values.ts';
import { untrustedCure } from '../remote/http/connection-causes.ts';
import { causeOf, cureOf, isFinal, ProxyError } from '../remote/http/network-errors.ts';
import type { Secret } from '../remote/http/redact.ts';
import { askedPause, backoff } from '../remote/http/retry.ts';
import {
  type AttemptResult,
  type HttpAnswer,
  type OutboundFor,
  sendOnce,
} from '../remote/http/transport.ts';
import { type GitHub, type GitHubFault, type GitHubResult, unexpected } from './github.ts';

interface GitHubAccess {
  /** The address of the REST API, of any server and below any path: `https://git.example.org/api/v3`. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly token: Secret;
  /** Aborted if the job was cancelled: nothing is waited for any more. */
  readonly stopWaiting: AbortSignal;
  /** Aborted shortly before the job is killed. */
  readonly signal: AbortSignal;
  /** How requests leave the runner; absent: directly. */
  readonly outboundFor?: OutboundFor | undefined;
}

/** The most milliseconds that all requests wait together: a comment is not worth the time of a job. */
const mostWaited = 60_000;
/** Milliseconds between tries, if GitHub does not say how long to wait. */
const pauses = { firstPause: 500, longestPause: mostWaited };
const mostTries = 4;
const mostPages = 100;
const requestTimeout = 20_000;
const mostHops = 3;
/** The most bytes of an answer: a page of a hundred comments, each of the greatest length and escaped. */
const mostBytes = 32 * 1024 * 1024;

interface Answer {
  readonly json: Json;
  /** The address of the next page of a list; absent on the last page. */
  readonly next?: string;
}

/**
 * Opens the API of GitHub. All requests together wait at most a minute, if GitHub fails or asks for a pause;
 * a request that may have been carried out is not repeated. The token is sent only to this API. Never throws.
 */
export function openGitHub({
  apiUrl,
  graphqlUrl,
  token,
  stopWaiting,
  signal,
  outboundFor,
}: GitHubAccess): GitHub {
  const api = withoutSlash(apiUrl);
  const client = ky.create({
    headers: {
      authorization: `Bearer ${token.reveal()}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
    },
    fetch: fetchWithin(api, { signal, outboundFor }),
    // `fetchWithin` limits the time of each try.
    timeout: false,
    // This signal ends pauses; only the other one ends a running request.
    signal: stopWaiting,
  });
  let waited = 0;

  return {
    get: async (path) => jsonOf(await ask('GET', `${api}${path}`)),
    send: async (method, path, body) =>
      jsonOf(await ask(method, `${api}${path}`, body === null ? {} : { body })),
    query: async (query, variables) => {
      const body = { query, variables };
      const answer = await ask('POST', graphqlUrl, { body, isRead: true });
      return answer.ok ? dataOf(`POST ${graphqlUrl}`, answer.value.json) : answer;
    },
    list: async (path, enough = () => false) => {
      const found: Json[] = [];
      let url: string | undefined = `${api}${path}`;
      for (let page = 0; url !== undefined; page += 1) {
        if (page === mostPages) return unexpected(`GET ${url}: more than ${mostPages} pages`);
        const answer: GitHubResult<Answer> = await ask('GET', url);
        if (!answer.ok) return answer;
        const { json, next } = answer.value;
        // Nothing found would be taken for nothing there.
        if (!Array.isArray(json)) return unexpected(`GET ${url}: the answer is no list`);
        found.push(...json);
        if (enough(found)) break;
        if (next !== undefined && !isWithin(api, next)) {
          return unexpected(`GET ${url}: ${ledAway('the next page is', next, api)}`);
        }
        url = next;
      }
      return { ok: true, value: found };
    },
  };

  async function ask(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    { body, isRead = method !== 'POST' }: { readonly body?: Json; readonly isRead?: boolean } = {},
  ): Promise<GitHubResult<Answer>> {
    const asked = `${method} ${url}`;
    let fault: GitHubFault | undefined;
    let pause = 0;
    const mayTryAgain = (error: unknown, tries: number): boolean => {
      fault = faultOf(asked, error);
      const wait = waitFor(error, fault, tries);
      // A repeated POST could leave a second comment for ever.
      const isAgain = fault.type === 'limited' || isRead;
      if (!isAgain || wait === undefined || waited + wait > mostWaited || stopWaiting.aborted) {
        return false;
      }
      waited += wait;
      pause = wait;
      return true;
    };
    try {
      const response = await client(url, {
        method,
        ...(body !== undefined && { json: body }),
        retry: {
          limit: mostTries - 1,
          methods: [method],
          shouldRetry: ({ error, retryCount }) => mayTryAgain(error, retryCount),
          delay: () => pause,
        },
      });
      return await read(asked, response);
    } catch (error) {
      // An interrupted pause is not the reason of the failure; the fault that caused the pause is.
      const isEnded = stopWaiting.aborted && error === stopWaiting.reason;
      return { ok: false, fault: isEnded && fault ? fault : faultOf(asked, error) };
    }
  }
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '');
}

/** Whether an address belongs to the API: the same server, and below the same path. */
function isWithin(api: string, url: string): boolean {
  return URL.canParse(url) && new URL(url).href.startsWith(`${withoutSlash(new URL(api).href)}/`);
}

function ledAway(what: string, to: string, api: string): string {
  const url = URL.parse(to);
  const where = url ? `${url.origin}${url.pathname}` : 'no address';
  return `${what} said to be at ${where}, and the token goes to ${api} alone`;
}

/** The error of a try without an answer. */
class UnansweredError extends Error {
  readonly result: Exclude<AttemptResult, HttpAnswer>;

  constructor(result: Exclude<AttemptResult, HttpAnswer>) {
    super('no answer');
    this.result = result;
  }
}

/** The error of an answer that is not valid HTTP, or whose redirect is not followed. */
class UnusableError extends Error {}

/**
 * A `fetch` over the transport of platform requests, with its proxies and limits. Follows redirects within
 * the same API, as GitHub sends them for a renamed repository.
 */
function fetchWithin(
  api: string,
  by: { readonly signal: AbortSignal; readonly outboundFor: OutboundFor | undefined },
) {
  const send = async (request: Request, url: string, body: string): Promise<HttpAnswer> => {
    const result = await sendOnce(
      {
        method: methodOf(request),
        url,
        headers: Object.fromEntries(request.headers),
        ...(body !== '' && { body }),
        expects: 'json',
        mostBytes,
      },
      { ...by, time: requestTimeout },
    );
    if (result.type !== 'answered') throw new UnansweredError(result);
    return result;
  };
  return async (input: string | URL | Request): Promise<Response> => {
    const request = input instanceof Request ? input : new Request(input);
    const body = await request.text();
    let answer = await send(request, request.url, body);
    for (let hop = 0; hop < mostHops; hop += 1) {
      const to = [301, 302, 307, 308].includes(answer.status) && answer.headers.get('location');
      if (!to) break;
      const url = URL.canParse(to, request.url) ? new URL(to, request.url).href : to;
      if (!isWithin(api, url))
        throw new UnusableError(ledAway(`${answer.status}: it is`, url, api));
      answer = await send(request, url, body);
    }
    return responseOf(answer);
  };
}

function methodOf({ method }: Request): 'GET' | 'POST' | 'PATCH' | 'DELETE' {
  return method === 'POST' || method === 'PATCH' || method === 'DELETE' ? method : 'GET';
}

/** The names of the headers that are read. */
const headersRead = [
  'content-type',
  'date',
  'link',
  'retry-after',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
];

function responseOf({ status, text, json, headers }: HttpAnswer): Response {
  if (status < 200 || status > 599) throw new UnusableError(`${status} is no status of HTTP`);
  const kept = headersRead.flatMap((name): [string, string][] => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  return new Response(text === '' ? null : text, {
    status: isGraphqlLimit(json) ? 429 : status,
    headers: kept,
  });
}

/** Whether a GraphQL answer reports a rate limit: GraphQL says in the body what REST says by the status. */
function isGraphqlLimit(json: Json | undefined): boolean {
  const errors = valueUnder(json, 'errors');
  return Array.isArray(errors) && errors.some((one) => valueUnder(one, 'type') === 'RATE_LIMITED');
}

async function read(asked: string, response: Response): Promise<GitHubResult<Answer>> {
  const text = await response.text();
  const json = text === '' ? null : parseJson(text);
  const next = /<([^<>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  return json === undefined
    ? unexpected(`${asked}: the answer is no JSON`)
    : { ok: true, value: { json, ...(next !== undefined && { next }) } };
}

function jsonOf(answer: GitHubResult<Answer>): GitHubResult<Json> {
  return answer.ok ? { ok: true, value: answer.value.json } : answer;
}

function dataOf(asked: string, json: Json): GitHubResult<Json> {
  const errors = valueUnder(json, 'errors');
  if (errors === undefined) return { ok: true, value: valueUnder(json, 'data') || null };
  const isForbidden =
    Array.isArray(errors) &&
    errors.some((one: Json) => /^(?:FORBIDDEN|INSUFF)/.test(textUnder(one, 'type') ?? ''));
  const what = `${asked}: ${JSON.stringify(errors)}`;
  return { ok: false, fault: { type: isForbidden ? 'forbidden' : 'failing', what } };
}

function faultOf(asked: string, error: unknown): GitHubFault {
  if (error instanceof UnansweredError) {
    const { result } = error;
    const cure = result.type === 'lost' ? cureOfLost(result.cause) : undefined;
    return {
      type: 'unreachable',
      what: `${asked}: ${whyUnanswered(result)}`,
      ...defined({ cure }),
    };
  }
  if (error instanceof UnusableError) {
    return { type: 'failing', what: `${asked}: ${error.message}` };
  }
  if (!isHTTPError(error)) throw error;
  const { status, headers } = error.response;
  const { data } = error;
  const said = typeof data === 'object' && data !== null && 'message' in data ? data.message : '';
  // What it becomes part of ends the sentence.
  const message = typeof said === 'string' ? said.replace(/\.$/, '') : '';
  return {
    type: typeOf({ status, headers, message }),
    what: `${asked}: ${status} ${message}`.trim(),
  };
}

/** What to do about a connection that fails each time; undefined if another try may help. */
function cureOfLost(cause: unknown): string | undefined {
  if (!isFinal(cause)) return undefined;
  const cure = cureOf(cause);
  // Other cures name the settings of a platform.
  return cause instanceof ProxyError || cure === untrustedCure
    ? cure
    : 'Check the network of the runner: its proxies, its name server and its date.';
}

function whyUnanswered(result: UnansweredError['result']): string {
  if (result.type === 'lost') return causeOf(result.cause);
  return 'what' in result ? result.what : 'no answer in time';
}

function typeOf(answer: {
  readonly status: number;
  readonly headers: Headers;
  readonly message: string;
}): GitHubFault['type'] {
  const { status, headers, message } = answer;
  // Too many requests at once (a secondary rate limit) also give 403.
  const isLimited =
    status === 429 ||
    (status === 403 &&
      (headers.has('retry-after') ||
        headers.get('x-ratelimit-remaining') === '0' ||
        /rate limit|abuse detection/i.test(message)));
  if (isLimited) return 'limited';
  if (status === 401) return 'token';
  if (status === 403) return /\blocked\b/i.test(message) ? 'locked' : 'forbidden';
  if (status === 404) return 'not-found';
  // The same status says that GitHub has given up the version of its API.
  if (status === 410 && /issues/i.test(message)) return 'switched-off';
  return status === 422 ? 'too-long' : 'failing';
}

/** Milliseconds until another try makes sense; undefined if none does. */
function waitFor(error: unknown, { type }: GitHubFault, tries: number): number | undefined {
  if (error instanceof UnansweredError) {
    const { result } = error;
    const isSettled =
      result.type === 'lost' ? isFinal(result.cause) : result.type !== 'out of time';
    return isSettled ? undefined : backoff(tries, pauses);
  }
  if (!isHTTPError(error)) return undefined;
  const { status, headers } = error.response;
  if (type === 'failing') return status >= 500 ? backoff(tries, pauses) : undefined;
  if (type !== 'limited') return undefined;
  const asked = askedPause(headers, { now: new Date(), longest: mostWaited });
  if (asked !== undefined) return asked;
  // Every answer says when the hour of the token ends. GitHub asks for a minute if something else is the limit.
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
  if (headers.get('x-ratelimit-remaining') !== '0' || !Number.isFinite(reset)) return mostWaited;
  // By the clock that wrote it.
  const now = Date.parse(headers.get('date') ?? '') || Date.now();
  return Math.max(0, reset * 1000 - now);
}
