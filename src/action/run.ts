import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isObject, type Json, type JsonObject, parseJson } from '../model/json.ts';
import { type Checked, checked, problem } from '../model/problem.ts';

/** The pull request that a run belongs to. */
export interface Pull {
  readonly number: number;
  /** The commit of the branch that it wants to get into. */
  readonly base: string;
  /** Its newest commit. */
  readonly head: string;
  /** From a repository of somebody else, or by a bot that GitHub gives no secrets. */
  readonly isForeign: boolean;
}

/** What GitHub says about the run. */
export interface Run {
  readonly event: string;
  /** `owner/name` */
  readonly repository: string;
  readonly sha: string;
  /** The branch that was pushed to; absent for anything else. */
  readonly branch?: string;
  readonly workspace: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** The page of the run. */
  readonly page: string;
  /** The number and the try of the run, for people. */
  readonly name: string;
  /** A folder that is emptied when the job ends. */
  readonly temp: string;
  readonly pull?: Pull;
}

type Env = Readonly<Record<string, string | undefined>>;

const needed = [
  'GITHUB_EVENT_NAME',
  'GITHUB_REPOSITORY',
  'GITHUB_SHA',
  'GITHUB_WORKSPACE',
] as const;

/** Reads what GitHub tells in variables and in the file of the event. */
export function readRun(env: Env): Checked<Run> {
  const missing = needed.filter((name) => !env[name]);
  if (missing.length > 0) return notInActions(`${missing.join(', ')} not set`);
  const text = (name: string, otherwise = ''): string => env[name] || otherwise;
  const repository = text('GITHUB_REPOSITORY');
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) return notInActions(`no repository "${repository}"`);
  const server = text('GITHUB_SERVER_URL', 'https://github.com');
  const apiUrl = text('GITHUB_API_URL', 'https://api.github.com');
  const ref = text('GITHUB_REF');
  const pull = pullOf(payloadIn(env['GITHUB_EVENT_PATH']), repository);
  const workspace = resolve(text('GITHUB_WORKSPACE'));
  return checked(
    {
      event: text('GITHUB_EVENT_NAME'),
      repository,
      sha: text('GITHUB_SHA'),
      ...(ref.startsWith('refs/heads/') && { branch: ref.slice('refs/heads/'.length) }),
      workspace,
      apiUrl,
      graphqlUrl: text('GITHUB_GRAPHQL_URL', `${apiUrl}/graphql`),
      page: `${server}/${repository}/actions/runs/${text('GITHUB_RUN_ID', '0')}`,
      name: `run ${text('GITHUB_RUN_NUMBER', '?')}`,
      temp: resolve(text('RUNNER_TEMP', workspace)),
      ...(pull && { pull }),
    },
    [],
  );
}

function payloadIn(path: string | undefined): Json | undefined {
  if (!path) return undefined;
  try {
    return parseJson(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function pullOf(payload: Json | undefined, repository: string): Pull | undefined {
  const pull = at(payload, 'pull_request');
  const [base, head] = [at(pull, 'base'), at(pull, 'head')];
  const number = pull?.['number'];
  const [baseSha, headSha] = [base?.['sha'], head?.['sha']];
  if (typeof number !== 'number' || typeof baseSha !== 'string' || typeof headSha !== 'string') {
    return undefined;
  }
  // The head's repository is null once a fork was deleted.
  const isFork = at(head, 'repo')?.['full_name'] !== repository;
  const isBot = at(pull, 'user')?.['login'] === 'dependabot[bot]';
  return { number, base: baseSha, head: headSha, isForeign: isFork || isBot };
}

function at(json: Json | undefined, key: string): JsonObject | undefined {
  const value = isObject(json) ? json[key] : undefined;
  return isObject(value) ? value : undefined;
}

function notInActions(what: string): Checked<never> {
  const detail = `This is the start file of a GitHub Action, and GitHub does not say what the run is about: ${what}.`;
  const hint = 'Elsewhere use the command: `timeback-catalog plan`.';
  return { ok: false, problems: [problem('usage/wrong', { detail, hint })] };
}
