import type { PerEnvironment } from '../../model/environment-results.ts';
import type { Json } from '../../model/json.ts';
import type { Plan } from '../../model/plan.ts';
import { checked } from '../../model/problem.ts';
import { planFromJson } from './plan-from-json.ts';
import { problemFromJson } from './problem-json.ts';
import { attempt, listFrom, objectFrom, textFrom, Unreadable } from './read-json.ts';

/** Whether JSON is meant to hold plans of several environments. */
export function isOfSeveral(json: Json): boolean {
  return attempt(() => objectFrom(json)['environments']) !== undefined;
}

/** The plans that `plansToJson` was given. Undefined where the JSON is none. */
export function plansFromJson(json: Json): readonly PerEnvironment<Plan>[] | undefined {
  return attempt(() => {
    const several = listFrom(objectFrom(json)['environments'], fromJson);
    const names = new Set(several.map(({ environment }) => environment));
    if (names.size < several.length) throw new Unreadable('an environment twice');
    return several;
  });
}

function fromJson(json: Json | undefined): PerEnvironment<Plan> {
  const object = objectFrom(json);
  const environment = textFrom(object['name']);
  if (object['plan'] === undefined) {
    const problems = listFrom(object['diagnostics'], problemFromJson);
    return { environment, result: { ok: false, problems } };
  }
  const plan = planFromJson(object['plan']);
  // The name beside the plan is under no seal: the one in it is.
  if (plan?.platform.name !== environment) throw new Unreadable('the plan of another environment');
  return { environment, result: checked(plan, []) };
}
