import { isObject, type Json } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';
import { causeOf, isFinal } from '../remote/http/network-errors.ts';
import type { Secret } from '../remote/http/redact.ts';
import { askedPause, backoff, withRetries } from '../remote/http/retry.ts';
import {
  type AttemptResult,
  type HttpAnswer,
  type HttpRequest,
  isSuccess,
  type OutboundFor,
  sendOnce,
} from '../remote/http/transport.ts';

/** Why GitHub did not do what it was asked for. */
export interface GitHubFault {
  readonly type: 'forbidden' | 'not-found' | 'too-long' | 'limited' | 'failing' | 'unreachable';
  /** The request and the answer, for people. */
  readonly what: string;
}

export type GitHubResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: GitHubFault };

/** The API of one GitHub. */
export interface GitHub {
  readonly get: (path: string) => Promise<GitHubResult<Json>>;
  /** The elements of a list, page by page, until `enough` says so. */
  readonly list: (
    path: string,
    enough?: (soFar: readonly Json[]) => boolean,
  ) => Promise<GitHubResult<readonly Json[]>>;
  readonly send: (
    method: 'POST' | 'PATCH',
    path: string,
    body: Json,
  ) => Promise<GitHubResult<Json>>;
  readonly query: (query: string, variables: Json) => Promise<GitHubResult<Json>>;
}

interface GitHubAccess {
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly token: Secret;
  /** Aborted when the job was cancelled: then nothing is waited for. */
  readonly stopWaiting: AbortSignal;
  /** Aborted when the job is about to be killed. */
  readonly signal: AbortSignal;
  /** How requests leave the runner; absent: directly. */
  readonly outboundFor?: OutboundFor | undefined;
}

/** Milliseconds of waiting in all: a comment is not worth a job's time. */
const mostWaited = 60_000;
/** Milliseconds between tries if GitHub does not say how long to wait. */
const pauses = { firstPause: 500, longestPause: mostWaited };
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

/** Opens the API. Waits if an answer asks for it; throws nothing. */
export function openGitHub({
  apiUrl,
  graphqlUrl,
  token,
  stopWaiting: hurry,
  signal,
  outboundFor,
}: GitHubAccess): GitHub {
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
        const answer: GitHubResult<Answer> = await ask('GET', url);
        if (!answer.ok) return answer;
        const { json, next } = answer.value;
        if (Array.isArray(json)) found.push(...json);
        // The token goes to this API only.
        url = next?.startsWith(`${apiUrl}/`) && !enough(found) ? next : undefined;
      }
      return { ok: true, value: found };
    },
  };

  async function ask(
    method: HttpRequest['method'],
    url: string,
    body?: Json,
  ): Promise<GitHubResult<Answer>> {
    const asked = `${method} ${url}`;
    const result = await withRetries(
      () => follow(method, url, body),
      (ended, tries) => {
        if (isWelcome(ended)) return undefined;
        const fault = faultOf(asked, ended);
        const wait = waitFor(ended, fault, tries);
        // What may have been done is not done twice: a second comment would stay for ever.
        const isAgain = (fault.type === 'limited' || method !== 'POST') && tries < mostTries;
        if (!isAgain || wait === undefined || waited + wait > mostWaited || hurry.aborted) {
          return undefined;
        }
        waited += wait;
        return wait;
      },
      hurry,
    );
    return isWelcome(result) ? read(asked, result) : { ok: false, fault: faultOf(asked, result) };
  }

  /** A repository that was renamed points to its new address, which is within the same API. */
  async function follow(
    method: HttpRequest['method'],
    url: string,
    body?: Json,
  ): Promise<AttemptResult> {
    let result = await send(method, url, body);
    for (let hop = 0; hop < mostHops && result.type === 'answered'; hop += 1) {
      const to = result.headers.get('location');
      const isMoved = [301, 302, 307, 308].includes(result.status);
      // The token goes to this API only.
      if (!isMoved || !to?.startsWith(`${apiUrl}/`)) break;
      result = await send(method, to, body);
    }
    return result;
  }

  function send(method: HttpRequest['method'], url: string, body?: Json): Promise<AttemptResult> {
    const headers = {
      authorization: `Bearer ${token.reveal()}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const text = body !== undefined && { body: JSON.stringify(body) };
    const request = { method, url, headers, ...text, expects: 'json', mostBytes } as const;
    return sendOnce(request, { signal, outboundFor, time: requestTimeout });
  }
}

function isWelcome(result: AttemptResult): result is HttpAnswer {
  return result.type === 'answered' && isSuccess(result.status);
}

function read(asked: string, { text, json, headers }: HttpAnswer): GitHubResult<Answer> {
  const value = text === '' ? null : json;
  const next = /<([^<>]+)>;\s*rel="next"/.exec(headers.get('link') ?? '')?.[1];
  return value === undefined
    ? { ok: false, fault: { type: 'failing', what: `${asked}: the answer is no JSON` } }
    : { ok: true, value: { json: value, ...(next !== undefined && { next }) } };
}

function jsonOf(answer: GitHubResult<Answer>): GitHubResult<Json> {
  return answer.ok ? { ok: true, value: answer.value.json } : answer;
}

function faultOf(asked: string, result: AttemptResult): GitHubFault {
  if (result.type !== 'answered') {
    return { type: 'unreachable', what: `${asked}: ${whyUnanswered(result)}` };
  }
  const { status, json } = result;
  const message = isObject(json) ? String(json['message'] ?? '') : '';
  return { type: typeOf(result, message), what: `${asked}: ${status} ${message}`.trim() };
}

function whyUnanswered(result: Exclude<AttemptResult, HttpAnswer>): string {
  if (result.type === 'lost') return causeOf(result.cause);
  return 'what' in result ? result.what : 'no answer in time';
}

function typeOf({ status, headers }: HttpAnswer, message: string): GitHubFault['type'] {
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

/** Milliseconds until another try has a chance; undefined if none has. */
function waitFor(result: AttemptResult, { type }: GitHubFault, tries: number): number | undefined {
  if (result.type === 'lost' && isFinal(result.cause)) return undefined;
  if (result.type !== 'answered') return backoff(tries, pauses);
  const { status, headers } = result;
  if (type === 'failing') return status >= 500 ? backoff(tries, pauses) : undefined;
  if (type !== 'limited') return undefined;
  const asked = askedPause(headers, { now: new Date(), longest: mostWaited });
  if (asked !== undefined) return asked;
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
  // GitHub asks for a minute if it does not say how long.
  return Number.isFinite(reset) ? Math.max(0, reset * 1000 - Date.now()) : mostWaited;
}

/** What GitHub did not let us say, as a warning that names what is missing. */
export function githubWarning(
  { what, permission }: { readonly what: string; readonly permission: string },
  fault: GitHubFault,
): Problem {
  const detail = `GitHub did not take ${what}. ${fault.what}. The result of this step does not depend on it.`;
  switch (fault.type) {
    case 'forbidden':
    case 'not-found':
      return problem('github/permission', {
        detail,
        hint: `Give the job \`permissions: ${permission}\`. A run for a fork never has it.`,
      });
    default:
      return problem('github/unavailable', {
        detail,
        hint: 'Run the job again. The step summary has what the comment would say.',
      });
  }
}

/** A merged pull request. */
export interface MergedPull {
  readonly number: number;
  /** The branch that it was merged into. */
  readonly branch: string;
  /** Its last commit, where GitHub says so. */
  readonly head?: string;
  /** When, in milliseconds; absent where GitHub does not say. */
  readonly mergedAt?: number;
  /** Who opened it. */
  readonly author?: string;
}

/**
 * The pull request whose merge made a commit of a branch, or of any branch where none is named. GitHub
 * knows it; no message and no name of a branch counts. Others that merely hold the commit are none.
 */
export async function pullThatMade(
  github: GitHub,
  repository: string,
  { commit, branch }: { readonly commit: string; readonly branch?: string | undefined },
): Promise<GitHubResult<MergedPull | undefined>> {
  const path = `/repos/${repository}/commits/${commit}/pulls?per_page=100`;
  const isIt = ({ made, pull }: Read) =>
    (made === undefined || made === commit) && (branch === undefined || pull.branch === branch);
  const found = await github.list(path);
  return found.ok ? { ok: true, value: found.value.flatMap(readPull).find(isIt)?.pull } : found;
}

interface Read {
  readonly pull: MergedPull;
  /** The commit that the merge made; absent where GitHub does not say. */
  readonly made?: string;
}

function readPull(json: Json): Read[] {
  if (!isObject(json) || typeof json['merged_at'] !== 'string' || !isItemNumber(json['number'])) {
    return [];
  }
  const [base, head] = [json['base'] ?? null, json['head'] ?? null];
  const branch = isObject(base) ? base['ref'] : undefined;
  if (typeof branch !== 'string') return [];
  const last = isObject(head) ? head['sha'] : undefined;
  const made = json['merge_commit_sha'];
  const mergedAt = Date.parse(json['merged_at']);
  const author = loginOf(json['user']);
  const pull = {
    number: json['number'],
    branch,
    ...(isCommit(last) && { head: last }),
    ...(Number.isFinite(mergedAt) && { mergedAt }),
    ...(author !== undefined && { author }),
  };
  return [{ pull, ...(typeof made === 'string' && { made }) }];
}

/** Who merged a pull request; undefined where GitHub does not say. */
export async function mergerOf(
  github: GitHub,
  repository: string,
  pull: number,
): Promise<string | undefined> {
  const found = await github.get(`/repos/${repository}/pulls/${pull}`);
  return found.ok && isObject(found.value) ? loginOf(found.value['merged_by']) : undefined;
}

/** The name of an account, where there is one: accounts that were closed leave none. */
export function loginOf(account: Json | undefined): string | undefined {
  const login = isObject(account) ? account['login'] : undefined;
  return typeof login === 'string' && login !== '' ? login : undefined;
}

// What GitHub says is text from outside: numbers and ids of commits become parts of addresses.

/** The full id of a commit. */
export function isCommit(value: unknown): value is string {
  return typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);
}

/** The number of a pull request, a comment or an issue. */
export function isItemNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** A commit as people read it. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 7);
}
