import { appendFileSync } from 'node:fs';
import { posix } from 'node:path';
import { namesSeveral } from '../config/choose-environments.ts';
import { defaultCredentials } from '../config/environment.ts';
import { nearest } from '../document/validate.ts';
import { defined } from '../model/json-values.ts';
import {
  boundApprovalText,
  isPlanDigest,
  type Plan,
  parseBoundApproval,
  tallyOf,
} from '../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { ProblemCode } from '../model/problem-codes.ts';
import { redacting, Secret } from '../remote/http/redact.ts';
import type { GuardApproval } from '../run/approval.ts';
import type { Workspace } from '../run/catalog/workspace.ts';
import { type ExitCode, exit } from '../run/exit-code.ts';
import type { World } from '../run/world.ts';
import { isItemNumber } from './github.ts';

const commands = ['plan', 'apply', 'drift', 'undo', 'comment'] as const;
const commenting = ['true', 'changes-only', 'false'] as const;

export interface Inputs {
  readonly command: (typeof commands)[number];
  /** The folder of the catalog relative to the workspace, with slashes; `.` is the workspace itself. */
  readonly folder: string;
  readonly env?: string;
  readonly target: readonly string[];
  readonly comment: (typeof commenting)[number];
  readonly planHash?: string;
  /** Which changes may pass the guards. */
  readonly guardApprovals: readonly InputApproval[];
  readonly parallelism?: number;
  readonly failOnDrift: boolean;
  /** With `apply`: the number of the merged pull request whose plan is published. */
  readonly pull?: number;
  /** With `apply`: the newest commit of the branch, or the beginning of its id. */
  readonly head?: string;
  /** With `undo`, or with `apply` to finish a run: the path of its receipt. */
  readonly receipt?: string;
  /** With `apply`: the workflow file that plans open pull requests again. */
  readonly replan?: string;
  /** With `plan`: the name of the artifact that keeps the plan as a page. */
  readonly pageArtifact?: string;
  /** With `plan`: whether labels show what the pull request would do. */
  readonly labels: boolean;
  /** With `comment`: the folder with the plan of the followed run. */
  readonly plan?: string;
  readonly token?: Secret;
}

type InputApproval = GuardApproval & { readonly guards: (typeof approvable)[number] };
/** The guards that an input may let changes pass. */
const approvable = ['retire', 'update'] as const;

/** The inputs that let a plan pass the guards that stop it, with their values. */
export function guardInputs({ guards, digest }: Plan): readonly (readonly [Name, string])[] {
  return approvable.flatMap((one) =>
    guards
      .filter((guard) => guard.guards === one)
      .map(({ count }) => [`approve-${one}`, boundApprovalText({ count, digest })] as const),
  );
}

/** The names of the inputs in action.yml. */
const names = [
  'command',
  'working-directory',
  'env',
  'target',
  'comment',
  'plan',
  'plan-hash',
  'approve-retire',
  'approve-update',
  'parallelism',
  'fail-on-drift',
  'pull-request',
  'commit',
  'receipt',
  'replan',
  'page-artifact',
  'labels',
  'github-token',
] as const;
type Name = (typeof names)[number];

/** The names of all inputs that a step can have. */
export const inputNames: ReadonlySet<string> = new Set(names);

interface Form {
  readonly fits: (text: string) => boolean;
  readonly hint: string;
}

const ofPlan: Form = {
  fits: (text) => parseBoundApproval(text) !== undefined,
  hint: 'Use the number and the plan hash from the error message: 7@0123456789ab.',
};

/** Inputs that must have a certain form, in the order in which problems are reported. */
const forms = {
  parallelism: { fits: (text) => isParallelism(Number(text)), hint: 'Use a number from 1 to 64.' },
  'plan-hash': {
    fits: isPlanDigest,
    hint: 'Use the plan hash, at least its first twelve digits.',
  },
  'approve-retire': ofPlan,
  'approve-update': ofPlan,
  'pull-request': { fits: (text) => isItemNumber(Number(text)), hint: 'Use its number.' },
  commit: {
    fits: (text) => /^[0-9a-f]{7,64}$/.test(text),
    hint: 'Use seven digits of it or more.',
  },
  replan: {
    fits: (text) => /^[\w.-]+\.ya?ml$/.test(text),
    hint: 'Use the name of a file in .github/workflows, without folders.',
  },
} as const satisfies Partial<Record<Name, Form>>;

/**
 * Reads the inputs from environment variables. An unknown input is an error, since a misspelt one would seem
 * to have an effect.
 */
export function readInputs(env: Readonly<Record<string, string | undefined>>): Checked<Inputs> {
  const value = (name: Name): string => {
    const text = env[`INPUT_${name.toUpperCase()}`]?.trim() ?? '';
    if (name === 'pull-request') return text.replace(/^#/, '');
    return name === 'commit' ? text.toLowerCase() : text;
  };
  const problems: Problem[] = unknownInputs(env);
  const choice = <T extends string>(name: Name, choices: readonly [T, ...T[]]): T => {
    const given = value(name) || choices[0];
    const chosen = choices.find((one) => one === given);
    if (chosen === undefined) {
      problems.push(wrong(`${name} is "${given}".`, `Use one of: ${choices.join(', ')}.`));
    }
    return chosen ?? choices[0];
  };
  const command = choice('command', commands);
  const failOnDrift = choice('fail-on-drift', ['false', 'true']) === 'true';
  for (const [name, { fits, hint }] of Object.entries(forms)) {
    const given = value(name as keyof typeof forms);
    if (given !== '' && !fits(given)) problems.push(wrong(`${name} is "${given}".`, hint));
  }
  const given = (name: Name) => value(name) || undefined;
  const number = (name: Name) => (value(name) === '' ? undefined : Number(value(name)));
  const token = given('github-token');
  const inputs: Inputs = {
    command,
    folder: folderIn(value('working-directory')),
    target: value('target').split(/\s+/).filter(Boolean),
    comment: choice('comment', commenting),
    failOnDrift,
    guardApprovals: approvable.flatMap((guards): InputApproval[] => {
      const number = parseBoundApproval(value(`approve-${guards}`));
      return number ? [{ guards, ...number }] : [];
    }),
    labels: choice('labels', ['false', 'true']) === 'true',
    ...defined({
      ...{ env: given('env'), plan: given('plan'), planHash: given('plan-hash') },
      ...{ pull: number('pull-request'), head: given('commit'), receipt: given('receipt') },
      ...{ replan: given('replan'), pageArtifact: given('page-artifact') },
      ...{
        parallelism: number('parallelism'),
        token: token === undefined ? token : new Secret(token),
      },
    }),
  };
  return checked(inputs, [...problems, ...misuse(inputs)]);
}

/** The folder in one spelling: `./courses/` and `courses` are the same folder and have one comment. */
function folderIn(path: string): string {
  return posix.normalize(path || '.').replace(/(?<=.)\/$/, '');
}

function unknownInputs(env: Readonly<Record<string, string | undefined>>): Problem[] {
  const known = names.map((name) => `INPUT_${name.toUpperCase()}`);
  return Object.keys(env)
    .filter((name) => name.startsWith('INPUT_') && !known.includes(name))
    .map((name) => {
      const given = name.slice('INPUT_'.length).toLowerCase();
      const near = nearest(given, [...names]);
      const hint = near ? `Did you mean "${near}"?` : `There are: ${names.join(', ')}.`;
      return wrong(`There is no input "${given}".`, hint);
    });
}

function isParallelism(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= 64;
}

/** Problems of inputs that have no effect together: they would seem to have one. */
function misuse(inputs: Inputs): Problem[] {
  const { command, plan, planHash, guardApprovals, failOnDrift, target, env } = inputs;
  const { comment, receipt, pull, token } = inputs;
  const isComment = command === 'comment';
  type Row = readonly [isSo: boolean, detail: string, hint: string];
  const needs = (name: Name, of: readonly Inputs['command'][], given: unknown): Row => {
    const commands = of.map((one) => `"command: ${one}"`).join(' or ');
    const isSo = given !== undefined && given !== false && !of.includes(command);
    return [isSo, `${name} can only be used with ${commands}.`, 'Remove it.'];
  };
  const only = (name: Name, of: Inputs['command'], given: unknown) => needs(name, [of], given);
  const publishing = ['apply', 'undo'] as const;
  const rows: readonly Row[] = [
    [namesSeveral(env), `env is "${env}".`, 'Write one step for each environment, or a matrix.'],
    needs('plan-hash', publishing, planHash),
    ...guardApprovals.map(({ guards }) => needs(`approve-${guards}`, publishing, true)),
    only('pull-request', 'apply', pull),
    only('commit', 'apply', inputs.head),
    only('replan', 'apply', inputs.replan),
    only('page-artifact', 'plan', inputs.pageArtifact),
    only('labels', 'plan', inputs.labels),
    needs('receipt', publishing, receipt),
    [
      command === 'undo' && receipt === undefined,
      'command: undo needs the receipt of the run to revert.',
      'Give `receipt`: its file, from the artifact of that run.',
    ],
    [
      pull !== undefined && planHash !== undefined,
      'pull-request and plan-hash cannot be used together: both name the approved plan.',
      'Use one of them.',
    ],
    [
      receipt !== undefined && target.length > 0,
      'A receipt defines what is published, so target cannot be used.',
      'Remove it.',
    ],
    only('plan', 'comment', plan),
    [
      isComment && plan === undefined,
      'command: comment needs the plan of the other run.',
      'Give `plan`: the folder of the downloaded artifact.',
    ],
    [isComment && token === undefined, 'command: comment has no token.', 'Remove `github-token`.'],
    [
      isComment && comment === 'false',
      'command: comment writes a comment, and comment is "false".',
      'Remove it.',
    ],
    only('fail-on-drift', 'drift', failOnDrift),
    [
      command === 'drift' && target.length > 0,
      'drift compares the whole catalog, so target cannot be used.',
      'Remove it.',
    ],
  ];
  return rows.flatMap(([isSo, detail, hint]) => (isSo ? [wrong(detail, hint)] : []));
}

function wrong(detail: string, hint: string): Problem {
  return problem('usage/wrong', { detail, hint });
}

/** Secrets that no output may show. */
export interface Masks {
  /** Replaces every secret in a text. GitHub masks secrets in logs, but not in comments. */
  readonly redact: (text: string) => string;
  readonly secrets: readonly string[];
}

/** The secrets of a step: the token and those of every environment of the config. */
export function masksOf(
  { token }: Pick<Inputs, 'token'>,
  workspace: Workspace | undefined,
  { env }: Pick<World, 'env'>,
): Masks {
  const environments = [...(workspace?.config.environments.values() ?? [])];
  const pairs = environments.flatMap((one) => (one.type === 'platform' ? one.credentials : []));
  const found = [...defaultCredentials, ...pairs].flatMap((names) => {
    const secret = env[names.clientSecret]?.trim();
    // The client id may be shown: if both texts are equal, the secret is not secret.
    return secret && secret !== env[names.clientId]?.trim() ? [secret] : [];
  });
  const secrets = [...new Set([...found, ...(token ? [token.reveal()] : [])])];
  return { secrets, redact: redacting(secrets) };
}

/** The outputs of action.yml; a step may leave some out. */
export type Outputs = Readonly<Partial<Record<OutputName, string>>>;

type OutputName =
  | 'changes'
  | 'to_add'
  | 'to_change'
  | 'to_move'
  | 'to_retire'
  | 'plan_path'
  | 'json_plan_path'
  | 'html_plan_path'
  | 'plan_hash'
  | 'failure_reason';

/** The outputs of a plan: its numbers, and its plan hash if it can be applied. */
export function outputsOfPlan(plan: Plan): Outputs {
  const { create, update, move, reorder, retire } = tallyOf(plan.changes);
  return {
    changes: String(plan.changes.length > 0),
    to_add: String(create),
    to_change: String(update),
    to_move: String(move + reorder),
    to_retire: String(retire),
    ...(!plan.against && { plan_hash: plan.digest }),
  };
}

/** Appends outputs to GitHub's file; does nothing without one. */
export function writeOutputs(file: string | undefined, outputs: Outputs, uuid: () => string): void {
  if (!file) return;
  const lines = Object.entries(outputs).map(([name, value]) => {
    // A value of several lines could otherwise name further outputs: nobody can guess this end mark.
    const end = `end-${uuid()}`;
    return `${name}<<${end}\n${value}\n${end}\n`;
  });
  appendFileSync(file, lines.join(''));
}

const ofCode: Partial<Record<ProblemCode, string>> = {
  'action/not-here': 'not-approved',
  'action/not-approved': 'not-approved',
  'action/not-reviewed': 'not-approved',
  'action/approval-edited': 'not-approved',
  'action/approval-spent': 'not-approved',
  'action/other-commit': 'other-commit',
  'action/overtaken': 'overtaken',
  'remote/taken': 'id-gate',
  'remote/other-kind': 'id-gate',
  'remote/retired': 'id-gate',
};

const ofExit: Partial<Record<ExitCode, string>> = {
  [exit.authentication]: 'auth',
  [exit.partial]: 'partial',
  [exit.refused]: 'safety-refused',
  [exit.stale]: 'plan-changed',
  [exit.usage]: 'usage',
  [exit.interrupted]: 'cancelled',
};

/** The output `failure_reason`: one word by which a workflow can decide; `''` if nothing failed. */
export function failureReason(
  code: ExitCode,
  problems: readonly Problem[],
  command: Inputs['command'],
): string {
  if (code === exit.done) return '';
  if (code === exit.changes) return 'drift';
  const error = problems.find(({ severity }) => severity === 'error')?.code;
  if ((code === exit.refused || code === exit.stale) && error !== undefined) {
    const named = ofCode[error] ?? (error.startsWith('identity/') ? 'id-gate' : undefined);
    if (named !== undefined) return named;
  }
  return ofExit[code] ?? `${command}-failed`;
}
