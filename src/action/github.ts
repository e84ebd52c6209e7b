import { isObject, type Json } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';

/** Why GitHub did not do what it was asked for. */
export interface GitHubFault {
  readonly type: /** 401: the token ran out, or is none. */
    | 'token'
    /** 403: the token may not do it. */
    | 'forbidden'
    | 'not-found'
    /** 410: the repository has no issues. */
    | 'switched-off'
    | 'too-long'
    | 'limited'
    | 'failing'
    | 'unreachable';
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

/** What GitHub did not let us say, as a warning that names what is missing. */
export function githubWarning(
  { what, permission }: { readonly what: string; readonly permission: string },
  fault: GitHubFault,
): Problem {
  const detail = `GitHub did not take ${what}. ${fault.what}. The result of this step does not depend on it.`;
  switch (fault.type) {
    case 'token':
      return problem('github/token', { detail, hint: cureOfToken });
    case 'switched-off':
      return problem('github/issues-off', { detail, hint: cureOfIssues });
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

const cureOfToken =
  'The token of a job ends with the job, and that of an app after an hour. Run the job again; if it is a token of your own, make a new one and give it as `github-token`.';

const cureOfIssues =
  'Switch issues on in the settings of the repository (General, Features). Without issues give the step `github-token: ""` and `fail-on-drift: true`: then the job itself says that there is drift.';

/** A merged pull request. */
export interface MergedPull {
  readonly number: number;
  /** The branch that it was merged into. */
  readonly branch: string;
  /** Its last commit, where GitHub says so. */
  readonly head?: string;
  /** When, in milliseconds; absent where GitHub does not say. */
  readonly mergedAt?: number;
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
  const pull = {
    number: json['number'],
    branch,
    ...(isCommit(last) && { head: last }),
    ...(Number.isFinite(mergedAt) && { mergedAt }),
  };
  return [{ pull, ...(typeof made === 'string' && { made }) }];
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
