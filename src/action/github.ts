import type { Json } from '../model/json.ts';
import { defined, textUnder, valueUnder } from '../model/json-values.ts';
import { type Problem, problem } from '../model/problem.ts';

/** Why GitHub did not carry out a request. */
export interface GitHubFault {
  readonly type: /** 401: the token ran out, or is none. */
    | 'token'
    /** 403: the token lacks a permission. */
    | 'forbidden'
    /** 403: the conversation is locked. */
    | 'locked'
    | 'not-found'
    /** 410: issues are switched off in the repository. */
    | 'switched-off'
    | 'too-long'
    | 'limited'
    | 'failing'
    | 'unreachable';
  /** The request and the answer, for people. */
  readonly what: string;
  /** What to do about a connection that would fail in the same way again. */
  readonly cure?: string;
}

export type GitHubResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: GitHubFault };

/** An answer that says something else than was asked for, as that of a proxy does. */
export function unexpected(what: string): { readonly ok: false; readonly fault: GitHubFault } {
  return { ok: false, fault: { type: 'failing', what } };
}

/** The API of one GitHub server. Failures are returned as faults. */
export interface GitHub {
  readonly get: (path: string) => Promise<GitHubResult<Json>>;
  /** The entries of a list, read page by page until `enough` says that they suffice. */
  readonly list: (
    path: string,
    enough?: (soFar: readonly Json[]) => boolean,
  ) => Promise<GitHubResult<readonly Json[]>>;
  /** Sends a body, or none if it is `null`. */
  readonly send: (
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body: Json,
  ) => Promise<GitHubResult<Json>>;
  readonly query: (query: string, variables: Json) => Promise<GitHubResult<Json>>;
}

/** A warning that GitHub did not accept a comment or issue, with the missing permission. */
export function githubWarning(
  { what, permission }: { readonly what: string; readonly permission: string },
  fault: GitHubFault,
): Problem {
  const detail = `GitHub rejected ${what}. ${fault.what}. The result of this step does not depend on it.`;
  const cure = cureOfFault(fault, permission);
  switch (fault.type) {
    case 'token':
      return problem('github/token', { detail, hint: cure });
    case 'switched-off':
      return problem('github/issues-off', { detail, hint: cure });
    case 'forbidden':
    case 'locked':
    case 'not-found':
      return problem('github/permission', { detail, hint: cure });
    default:
      return problem('github/unavailable', { detail, hint: cure });
  }
}

/** What to do about a fault of a request that takes these permissions. */
export function cureOfFault({ type, what, cure }: GitHubFault, permissions: string): string {
  switch (type) {
    case 'token':
      return 'The token of a job ends with the job, and that of an app after an hour. Run the job again; if it is a token of your own, make a new one and give it as `github-token`.';
    case 'switched-off':
      return 'Switch issues on in the settings of the repository (General, Features). Without issues give the step `github-token: ""` and `fail-on-drift: true`: then the job itself says that there is drift.';
    case 'locked':
      return 'Unlock the conversation on the pull request, and run the job again.';
    case 'not-found':
      return neededBy(permissions);
    case 'forbidden':
      return isAboutPermission(what)
        ? neededBy(permissions)
        : `The answer of GitHub names the rule that forbids it. ${neededBy(permissions)}`;
    case 'limited':
      return 'The token has made too many requests. GitHub allows more within an hour: run the job again then.';
    default:
      return cure ?? 'Run the job again.';
  }
}

const neededBy = (permissions: string) =>
  `Give the job \`permissions: ${permissions}\`. A run for a fork never has it.`;

/** Whether a server does not say something at all, or not to this token. */
export const isSilent = ({ type }: GitHubFault) => type === 'not-found' || type === 'forbidden';

/** Whether GitHub says that a permission is missing, and not a rule of the organisation or of its network. */
export function isAboutPermission(what: string): boolean {
  // The address may have the name of a repository.
  return /not accessible|permission/i.test(what.replace(/^\S+ \S+ /, ''));
}

export interface MergedPull {
  readonly number: number;
  /** The name of the branch that it was merged into. */
  readonly branch: string;
  /** Its last commit; absent if GitHub does not say. */
  readonly head?: string;
  /** The time of the merge in milliseconds; absent if GitHub does not say. */
  readonly mergedAt?: number;
  /** The account that opened it. */
  readonly author?: string;
  /** The account that merged it; only a pull request that was asked for by its number says so. */
  readonly merger?: string;
}

/** A commit whose pull request is sought; without a branch, on any branch. */
interface SoughtPull {
  readonly commit: string;
  readonly branch?: string | undefined;
  /** Whether the commit may be one of several that the pull request brought. */
  readonly isPart?: boolean;
}

/**
 * The pull request whose merge made a commit; undefined if there is none. Only GitHub's own record counts,
 * not messages or names of branches, and not pull requests that merely contain the commit.
 */
export async function pullThatMade(
  github: GitHub,
  repository: string,
  { commit, branch, isPart = false }: SoughtPull,
): Promise<GitHubResult<MergedPull | undefined>> {
  const path = `/repos/${repository}/commits/${commit}/pulls?per_page=100`;
  const found = await github.list(path);
  if (!found.ok) return found;
  const pulls = found.value
    .flatMap(readPull)
    .filter(({ pull }) => branch === undefined || pull.branch === branch);
  const made = pulls.find((one) => one.made === undefined || one.made === commit);
  return { ok: true, value: (made ?? (isPart ? pulls[0] : undefined))?.pull };
}

interface Read {
  readonly pull: MergedPull;
  /** The commit that the merge made; absent if GitHub does not say. */
  readonly made?: string;
}

function readPull(json: Json): Read[] {
  const [number, branch] = [valueUnder(json, 'number'), textUnder(json, 'base', 'ref')];
  const merged = textUnder(json, 'merged_at');
  if (merged === undefined || !isItemNumber(number) || branch === undefined) return [];
  const said = defined({
    head: commitAt(json, 'head', 'sha'),
    mergedAt: timeAt(json, 'merged_at'),
    author: loginOf(valueUnder(json, 'user')),
    merger: loginOf(valueUnder(json, 'merged_by')),
  });
  const made = textUnder(json, 'merge_commit_sha');
  return [{ pull: { number, branch, ...said }, ...defined({ made }) }];
}

/**
 * A merged pull request by its number, with the commit that its merge made; undefined if it is not merged.
 */
export async function mergedPull(
  github: GitHub,
  repository: string,
  number: number,
): Promise<GitHubResult<{ readonly pull: MergedPull; readonly made?: string } | undefined>> {
  const found = await github.get(`/repos/${repository}/pulls/${number}`);
  return found.ok ? { ok: true, value: readPull(found.value)[0] } : found;
}

/** The name of an account; undefined for an account that was deleted. */
export function loginOf(account: Json | undefined): string | undefined {
  return textUnder(account, 'login') || undefined;
}

// Answers of GitHub are text from outside: numbers and commit ids are checked, since they become parts of
// addresses.

/** Whether a value is the full id of a commit. */
export function isCommit(value: unknown): value is string {
  return typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);
}

/** The full id of a commit under a path of keys; undefined if there is none. */
export function commitAt(json: Json | undefined, ...keys: readonly string[]): string | undefined {
  const found = valueUnder(json, ...keys);
  return isCommit(found) ? found : undefined;
}

/** The time under a key, in milliseconds; undefined if there is none. */
export function timeAt(json: Json | undefined, key: string): number | undefined {
  const time = Date.parse(String(valueUnder(json, key)));
  return Number.isFinite(time) ? time : undefined;
}

/** Whether a value is the number of a pull request, a comment or an issue. */
export function isItemNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

export function shortCommit(commit: string): string {
  return commit.slice(0, 7);
}
