import { setTimeout as pause } from 'node:timers/promises';
import { isObject, type Json, parseJson } from '../model/json.ts';
import type { Secret } from '../remote/secret.ts';

/** Why GitHub did not do what it was asked for. */
export interface Fault {
  readonly type: 'forbidden' | 'not-found' | 'too-long' | 'limited' | 'failing' | 'unreachable';
  /** The request and the answer, for people. */
  readonly what: string;
}

export type Asked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: Fault };

/** The API of one GitHub. */
export interface GitHub {
  readonly get: (path: string) => Promise<Asked<Json>>;
  /** The elements of a list, page by page, until `enough` says so. */
  readonly list: (
    path: string,
    enough?: (soFar: readonly Json[]) => boolean,
  ) => Promise<Asked<readonly Json[]>>;
  readonly send: (method: 'POST' | 'PATCH', path: string, body: Json) => Promise<Asked<Json>>;
  readonly query: (query: string, variables: Json) => Promise<Asked<Json>>;
}

export interface Access {
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly token: Secret;
  /** Aborted when the job was cancelled: then nothing is waited for. */
  readonly hurry: AbortSignal;
  /** Aborted when the job is about to be killed. */
  readonly signal: AbortSignal;
}

/** So many milliseconds are waited in all: a comment is not worth a job's time. */
const patience = 60_000;
const mostTries = 4;
const mostPages = 100;
const requestTimeout = 20_000;

interface Answer {
  readonly json: Json;
  readonly next?: string;
}

/** Opens the API. Answers that ask for patience are waited for; nothing is thrown. */
export function openGitHub({ apiUrl, graphqlUrl, token, hurry, signal }: Access): GitHub {
  let waited = 0;

  return {
    get: async (path) => jsonOf(await ask('GET', `${apiUrl}${path}`)),
    send: async (method, path, body) => jsonOf(await ask(method, `${apiUrl}${path}`, body)),
    query: async (query, variables) => {
      const answer = await ask('POST', graphqlUrl, { query, variables });
      if (!answer.ok) return answer;
      const { json } = answer.value;
      const errors = isObject(json) ? json['errors'] : undefined;
      const what = `POST ${graphqlUrl}: ${JSON.stringify(errors)}`;
      return errors === undefined
        ? { ok: true, value: (isObject(json) && json['data']) || null }
        : { ok: false, fault: { type: 'forbidden', what } };
    },
    list: async (path, enough = () => false) => {
      const found: Json[] = [];
      let url: string | undefined = `${apiUrl}${path}`;
      for (let page = 0; url !== undefined && page < mostPages; page += 1) {
        const answer: Asked<Answer> = await ask('GET', url);
        if (!answer.ok) return answer;
        const { json, next } = answer.value;
        if (Array.isArray(json)) found.push(...json);
        // The token goes to this API only.
        url = next?.startsWith(`${apiUrl}/`) && !enough(found) ? next : undefined;
      }
      return { ok: true, value: found };
    },
  };

  async function ask(method: string, url: string, body?: Json): Promise<Asked<Answer>> {
    for (let time = 1; ; time += 1) {
      const response = await send(method, url, body);
      if (response instanceof Response && response.ok) return read(method, url, response);
      const text = response instanceof Response ? await textOf(response) : '';
      const fault = faultOf(`${method} ${url}`, response, text);
      const wait = waitFor(response, fault, time);
      // What may have been done is not done twice: a second comment would stay for ever.
      const isAgain = fault.type === 'limited' || method !== 'POST';
      const isWorth = isAgain && time < mostTries && wait !== undefined;
      if (!isWorth || waited + wait > patience || hurry.aborted) return { ok: false, fault };
      waited += wait;
      await pause(wait, undefined, { signal: hurry }).catch(() => {});
    }
  }

  async function send(method: string, url: string, body?: Json): Promise<Response | Error> {
    try {
      return await fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${token.reveal()}`,
          accept: 'application/vnd.github+json',
          'x-github-api-version': '2022-11-28',
          'user-agent': 'timeback-catalog',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeout)]),
      });
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}

async function read(method: string, url: string, response: Response): Promise<Asked<Answer>> {
  const text = await textOf(response);
  const json = text === '' ? null : parseJson(text);
  const next = /<([^<>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  return json === undefined
    ? { ok: false, fault: { type: 'failing', what: `${method} ${url}: the answer is no JSON` } }
    : { ok: true, value: { json, ...(next !== undefined && { next }) } };
}

function jsonOf(answer: Asked<Answer>): Asked<Json> {
  return answer.ok ? { ok: true, value: answer.value.json } : answer;
}

async function textOf(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch {
    return '';
  }
}

function faultOf(asked: string, response: Response | Error, text: string): Fault {
  if (!(response instanceof Response)) {
    return { type: 'unreachable', what: `${asked}: ${response.message}` };
  }
  const json = parseJson(text);
  const message = isObject(json) ? String(json['message'] ?? '') : '';
  const what = `${asked}: ${response.status} ${message}`.trim();
  return { type: typeOf(response, message), what };
}

function typeOf({ status, headers }: Response, message: string): Fault['type'] {
  const isLimited =
    status === 429 ||
    (status === 403 &&
      (headers.has('retry-after') ||
        headers.get('x-ratelimit-remaining') === '0' ||
        /rate limit/i.test(message)));
  if (isLimited) return 'limited';
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'not-found';
  if (status === 422) return 'too-long';
  return 'failing';
}

/** Milliseconds until another try has a chance; undefined where none has. */
function waitFor(response: Response | Error, { type }: Fault, time: number): number | undefined {
  const inTurn = 500 * 2 ** (time - 1);
  if (type === 'unreachable') return inTurn;
  if (!(response instanceof Response)) return undefined;
  if (type === 'failing') return response.status >= 500 ? inTurn : undefined;
  if (type !== 'limited') return undefined;
  const after = Number(response.headers.get('retry-after') ?? Number.NaN);
  if (Number.isFinite(after) && after >= 0) return after * 1000;
  const reset = Number(response.headers.get('x-ratelimit-reset') ?? Number.NaN);
  // GitHub asks for a minute where it does not say how long.
  return Number.isFinite(reset) ? Math.max(0, reset * 1000 - Date.now()) : patience;
}
