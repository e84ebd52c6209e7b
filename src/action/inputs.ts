import { posix } from 'node:path';
import type { GuardApproval } from '../commands/approval.ts';
import { namesSeveral } from '../config/select.ts';
import { nearest } from '../document/nearest.ts';
import { isPlanDigest, numberOfPlan } from '../model/number-of-plan.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { Secret } from '../remote/http/redact.ts';

const commands = ['plan', 'apply', 'drift'] as const;
const commenting = ['true', 'changes-only', 'false'] as const;

/** What a step of a workflow asks for. */
export interface Inputs {
  readonly command: (typeof commands)[number];
  /** Relative to the workspace, with slashes; `.` is the workspace itself. */
  readonly folder: string;
  readonly env?: string;
  readonly target: readonly string[];
  readonly comment: (typeof commenting)[number];
  readonly planHash?: string;
  /** What may pass the guards. */
  readonly guardApprovals: readonly InputApproval[];
  readonly parallelism?: number;
  readonly failOnDrift: boolean;
  readonly token?: Secret;
}

type InputApproval = GuardApproval & { readonly guards: (typeof approvable)[number] };
/** What an input may let through a guard. */
export const approvable = ['retire', 'update'] as const;

/** The inputs of action.yml. */
const names = [
  'command',
  'working-directory',
  'env',
  'target',
  'comment',
  'plan-hash',
  'approve-retire',
  'approve-update',
  'parallelism',
  'fail-on-drift',
  'github-token',
] as const;
type Name = (typeof names)[number];

/** What a step of a workflow can be given. */
export const inputNames: ReadonlySet<string> = new Set(names);

/**
 * Reads the inputs from the variables in which GitHub hands them over. One that is unknown is an
 * error: a misspelt one would be thought to have had an effect.
 */
export function readInputs(env: Readonly<Record<string, string | undefined>>): Checked<Inputs> {
  const value = (name: Name): string => env[`INPUT_${name.toUpperCase()}`]?.trim() ?? '';
  const problems: Problem[] = unknownInputs(env);
  const choice = <T extends string>(name: Name, choices: readonly [T, ...T[]]): T => {
    const given = value(name) || choices[0];
    const chosen = choices.find((one) => one === given);
    if (chosen === undefined) problems.push(notOneOf(name, given, choices));
    return chosen ?? choices[0];
  };
  const command = choice('command', commands);
  const failOnDrift = choice('fail-on-drift', ['false', 'true']) === 'true';
  const parallelism = value('parallelism') === '' ? undefined : Number(value('parallelism'));
  if (parallelism !== undefined && !isParallelism(parallelism)) {
    problems.push(wrong(`parallelism is "${value('parallelism')}".`, 'Use a number from 1 to 64.'));
  }
  const planHash = value('plan-hash');
  if (planHash !== '' && !isPlanDigest(planHash)) {
    problems.push(
      wrong(`plan-hash is "${planHash}".`, 'Use the digest of the plan, twelve digits or more.'),
    );
  }
  const guardApprovals = approvable.flatMap((guards): InputApproval[] => {
    const name = `approve-${guards}` as const;
    const number = numberOfPlan(value(name));
    if (!number && value(name) !== '') problems.push(noNumberOfPlan(name, value(name)));
    return number ? [{ guards, ...number }] : [];
  });
  const [token, env_] = [value('github-token'), value('env')];
  const inputs: Inputs = {
    command,
    folder: folderIn(value('working-directory')),
    target: value('target').split(/\s+/).filter(Boolean),
    comment: choice('comment', commenting),
    failOnDrift,
    guardApprovals,
    ...(env_ !== '' && { env: env_ }),
    ...(planHash !== '' && { planHash }),
    ...(parallelism !== undefined && { parallelism }),
    ...(token !== '' && { token: new Secret(token) }),
  };
  return checked(inputs, [...problems, ...misuse(inputs)]);
}

/** `./courses/` and `courses` are one folder, and have one comment. */
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

function notOneOf(name: Name, given: string, choices: readonly string[]): Problem {
  return wrong(`${name} is "${given}".`, `Use one of: ${choices.join(', ')}.`);
}

function isParallelism(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= 64;
}

/** Inputs that mean nothing together would be thought to have had an effect. */
function misuse(inputs: Inputs): Problem[] {
  const { command, planHash, guardApprovals, failOnDrift, target, env } = inputs;
  return [
    ...(namesSeveral(env)
      ? [wrong(`env is "${env}".`, 'Write one step for each environment, or a matrix.')]
      : []),
    ...(planHash !== undefined && command !== 'apply' ? [onlyWith('plan-hash', 'apply')] : []),
    ...guardApprovals
      .filter(() => command !== 'apply')
      .map(({ guards }) => onlyWith(`approve-${guards}`, 'apply')),
    ...(failOnDrift && command !== 'drift' ? [onlyWith('fail-on-drift', 'drift')] : []),
    ...(target.length > 0 && command === 'drift'
      ? [wrong('drift looks at the whole catalog, so target cannot be given.', 'Leave it out.')]
      : []),
  ];
}

function noNumberOfPlan(name: Name, given: string): Problem {
  return wrong(
    `${name} is "${given}".`,
    'Use the number and the digest of the plan, as the refusal names them: 7@0123456789ab.',
  );
}

function onlyWith(name: Name, command: Inputs['command']): Problem {
  return wrong(`${name} has a meaning with "command: ${command}" only.`, 'Leave it out.');
}

function wrong(detail: string, hint: string): Problem {
  return problem('usage/wrong', { detail, hint });
}
