import { readSavedPlans } from '../commands/plan-file.ts';
import { everyPlatform, namesSeveral } from '../config/select.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import type { PerEnvironment } from '../model/several.ts';
import type { EnvironmentOptions } from './options.ts';
import type { Shell } from './shell.ts';

/** The plans of a file that a run is to apply: all of it, or those that `--env` picks. */
export type ChosenPlans =
  | { readonly of: 'one'; readonly plan: Plan }
  | { readonly of: 'several'; readonly plans: ReadonlyMap<string, Plan> };

/** Reads a plan file as the options ask for it. */
export function choosePlans(
  { world }: Shell,
  options: EnvironmentOptions,
  file: string,
): Checked<ChosenPlans> {
  const { env, target, exclude, restore } = options;
  if ([...target, ...exclude, ...restore].length > 0) {
    return wrong(
      'A saved plan knows its --target, --exclude and --restore; they cannot be given with it.',
      'Leave them out, or make another plan with them.',
    );
  }
  const saved = readSavedPlans(file, world);
  if (!saved.ok) return saved;
  if (saved.value.of === 'several') return fromSeveral(file, saved.value.plans, env);
  if (!namesSeveral(env)) return checked({ of: 'one', plan: saved.value.plan }, []);
  const { name } = saved.value.plan.platform;
  return wrong(`${file} holds one plan, for ${name}.`, `Leave out --env.`);
}

function fromSeveral(
  file: string,
  plans: readonly PerEnvironment<Plan>[],
  env: string | undefined,
): Checked<ChosenPlans> {
  const held = plans.map(({ environment }) => environment);
  const isWhole = env === undefined || env === everyPlatform;
  const names = isWhole ? held : env.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !held.includes(name));
  if (unknown.length > 0) {
    const hint = `It has: ${held.join(', ')}.`;
    return wrong(`${file} has no environment ${unknown.join(', ')}.`, hint);
  }
  const chosen = plans.filter(({ environment }) => names.includes(environment));
  const unplanned = chosen.filter(({ result }) => !result.ok);
  if (unplanned.length > 0) return incomplete(file, unplanned, held);
  const found = new Map(
    chosen.flatMap(({ environment, result }) => (result.ok ? [[environment, result.value]] : [])),
  );
  const [plan] = found.values();
  // One that is named by itself is applied, and told, as if it had been planned by itself.
  const isOne = env !== undefined && !namesSeveral(env) && plan !== undefined;
  return checked(isOne ? { of: 'one', plan } : { of: 'several', plans: found }, []);
}

/** Who approved the file may not have seen that a platform is missing. */
function incomplete(
  file: string,
  unplanned: readonly PerEnvironment<Plan>[],
  held: readonly string[],
): Checked<never> {
  const without = unplanned.map(({ environment }) => environment);
  const others = held.filter((name) => !without.includes(name));
  const rest = others.length > 0 ? `, or apply the others: \`--env ${others.join(',')}\`` : '';
  const missing = problem('plan/file', {
    detail: `${file} holds no plan for ${without.join(', ')}: it could not be made. Nothing was read or sent.`,
    hint: `Plan again${rest}.`,
  });
  return { ok: false, problems: [missing] };
}

function wrong(detail: string, hint: string): Checked<never> {
  return { ok: false, problems: [problem('usage/wrong', { detail, hint })] };
}
