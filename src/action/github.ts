import { setTimeout as pause } from 'node:timers/promises';
import { isObject, type Json, parseJson } from '../model/json.ts';
import { causeOf, isFinal } from '../remote/cause.ts';
import { type Arrived, ConnectionError, exchange, TooMuchError } from '../remote/exchange.ts';
import type { Secret } from '../remote/secret.ts';
import type { WayTo } from '../remote/way.ts';

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
  /** How requests leave the runner; absent: directly. */
  readonly wayTo?: WayTo | undefined;
}

/** So many milliseconds are waited in all: a comment is not worth a job's time. */
const patience = 60_000;
const mostTries = 4;
const mostPages = 100;
const requestTimeout = 20_000;
const mostHops = 3;
/** Of an answer: a page of a hundred comments, each as long as GitHub takes it, escaped. */
const mostBytes = 32 * 1024 * 1024;

interface Answer {
  readonly json: Json;
  readonly next?: string;
}

/** Opens the API. Answers that ask for patience are waited for; nothing is thrown. */
export function openGitHub({ apiUrl, graphqlUrl, token, hurry, signal, wayTo }: Access): GitHub {
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
      const answer = await follow(method, url, body);
      if (!(answer instanceof Error) && isWelcome(answer)) return read(method, url, answer);
      const fault = faultOf(`${method} ${url}`, answer);
      const wait = waitFor(answer, fault, time);
      // What may have been done is not done twice: a second comment would stay for ever.
      const isAgain = fault.type === 'limited' || method !== 'POST';
      const isWorth = isAgain && time < mostTries && wait !== undefined;
      if (!isWorth || waited + wait > patience || hurry.aborted) return { ok: false, fault };
      waited += wait;
      await pause(wait, undefined, { signal: hurry }).catch(() => {});
    }
  }

  /** A repository that was renamed points to its new address, which is within the same API. */
  async function follow(method: string, url: string, body?: Json): Promise<Arrived | Error> {
    let answer = await send(method, url, body);
    for (let hop = 0; hop < mostHops && !(answer instanceof Error); hop += 1) {
      const to = answer.headers.get('location');
      const isMoved = [301, 302, 307, 308].includes(answer.status);
      // The token goes to this API only.
      if (!isMoved || !to?.startsWith(`${apiUrl}/`)) break;
      answer = await send(method, to, body);
    }
    return answer;
  }

  async function send(method: string, url: string, body?: Json): Promise<Arrived | Error> {
    const headers = {
      authorization: `Bearer ${token.reveal()}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const sent = {
      method,
      url,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      expects: 'json',
      most: mostBytes,
    } as const;
    const either = AbortSignal.any([signal, AbortSignal.timeout(requestTimeout)]);
    try {
      return await exchange(sent, either, undefined, wayTo);
    } catch (error) {
      if (error instanceof TooMuchError) return error;
      if (!(error instanceof ConnectionError)) throw error;
      const { cause } = error;
      return new Error(either.aborted ? 'no answer in time' : causeOf(cause), { cause });
    }
  }
}

function isWelcome({ status }: Arrived): boolean {
  return status >= 200 && status < 300;
}

function read(method: string, url: string, { text, headers }: Arrived): Asked<Answer> {
  const json = text === '' ? null : parseJson(text);
  const next = /<([^<>]+)>;\s*rel="next"/.exec(headers.get('link') ?? '')?.[1];
  return json === undefined
    ? { ok: false, fault: { type: 'failing', what: `${method} ${url}: the answer is no JSON` } }
    : { ok: true, value: { json, ...(next !== undefined && { next }) } };
}

function jsonOf(answer: Asked<Answer>): Asked<Json> {
  return answer.ok ? { ok: true, value: answer.value.json } : answer;
}

function faultOf(asked: string, answer: Arrived | Error): Fault {
  if (answer instanceof Error) return { type: 'unreachable', what: `${asked}: ${answer.message}` };
  const json = parseJson(answer.text);
  const message = isObject(json) ? String(json['message'] ?? '') : '';
  const what = `${asked}: ${answer.status} ${message}`.trim();
  return { type: typeOf(answer, message), what };
}

function typeOf({ status, headers }: Arrived, message: string): Fault['type'] {
  const isLimited =
    status === 429 ||
    (status === 403 &&
      (headers.get('retry-after') !== null ||
        headers.get('x-ratelimit-remaining') === '0' ||
        /rate limit/i.test(message)));
  if (isLimited) return 'limited';
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'not-found';
  if (status === 422) return 'too-long';
  return 'failing';
}

/** Milliseconds until another try has a chance; undefined where none has. */
function waitFor(answer: Arrived | Error, { type }: Fault, time: number): number | undefined {
  const inTurn = 500 * 2 ** (time - 1);
  if (answer instanceof Error) return isFinal(answer.cause) ? undefined : inTurn;
  if (type === 'failing') return answer.status >= 500 ? inTurn : undefined;
  if (type !== 'limited') return undefined;
  const after = Number(answer.headers.get('retry-after') ?? Number.NaN);
  if (Number.isFinite(after) && after >= 0) return after * 1000;
  const reset = Number(answer.headers.get('x-ratelimit-reset') ?? Number.NaN);
  // GitHub asks for a minute where it does not say how long.
  return Number.isFinite(reset) ? Math.max(0, reset * 1000 - Date.now()) : patience;
}
