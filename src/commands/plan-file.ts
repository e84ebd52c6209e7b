import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { validators } from '../document/generated/plan-validators.js';
import { parse } from '../document/parse.ts';
import { validateWith } from '../document/validate.ts';
import type { Json } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import type { PerEnvironment } from '../model/several.ts';
import { isAsMade } from '../plan/digest.ts';
import { planFromJson } from '../render/plan-from-json.ts';
import { formatVersion } from '../render/plan-json.ts';
import { isOfSeveral, plansFromJson } from '../render/plans-from-json.ts';
import type { World } from './world.ts';

/** What a file made by `plan -o FILE` holds: one plan, or one for each of several environments. */
export type SavedPlans =
  | { readonly of: 'one'; readonly plan: Plan }
  | { readonly of: 'several'; readonly plans: readonly PerEnvironment<Plan>[] };

/** Reads a plan saved with `plan -o FILE`. Refuses one that was cut off or edited. */
export function readPlanFile(file: string, world: Pick<World, 'cwd' | 'sha256'>): Checked<Plan> {
  const saved = readSavedPlans(file, world);
  if (!saved.ok) return saved;
  if (saved.value.of === 'one') return checked(saved.value.plan, []);
  return unusable(`${file} holds plans of several environments, and here one plan is wanted.`);
}

/** Reads what `plan -o FILE` saved, for one environment or for several. */
export function readSavedPlans(
  file: string,
  { cwd, sha256 }: Pick<World, 'cwd' | 'sha256'>,
): Checked<SavedPlans> {
  const text = read(resolve(cwd, file));
  if (text === undefined) return unusable(`${file} cannot be read.`);
  const json = parseJson(text);
  if (json === undefined)
    return unusable(`${file} is not JSON: it was cut off or is something else.`);
  const version = versionOf(json);
  if (version !== undefined && majorOf(version) !== majorOf(formatVersion)) {
    return unusable(`${file} has the format ${version}, and this version reads ${formatVersion}.`);
  }
  // JSON is YAML: the same reading gives the same positions in messages.
  const document = parse(file, text);
  if (!document.ok) return document;
  const { value } = document.value;
  const isValid = isOfSeveral(value) ? validators.plans : validators.plan;
  const [invalid] = validateWith(isValid, document.value, file);
  const saved = invalid ? undefined : savedFrom(value);
  if (!saved) return unusable(`${file} is not a saved plan. ${invalid?.detail ?? ''}`.trim());
  if (!plansIn(saved).every((plan) => isAsMade(plan, sha256))) {
    return unusable(`${file} was changed after it was made: its content does not match its seal.`);
  }
  return checked(saved, []);
}

function savedFrom(json: Json): SavedPlans | undefined {
  if (isOfSeveral(json)) {
    const plans = plansFromJson(json);
    return plans && { of: 'several', plans };
  }
  const plan = planFromJson(json);
  return plan && { of: 'one', plan };
}

function plansIn(saved: SavedPlans): readonly Plan[] {
  if (saved.of === 'one') return [saved.plan];
  return saved.plans.flatMap(({ result }) => (result.ok ? [result.value] : []));
}

function unusable(detail: string): Checked<never> {
  const hint = 'Make a new one with `timeback-catalog plan -o FILE`.';
  return { ok: false, problems: [problem('plan/file', { detail, hint })] };
}

function versionOf(json: unknown): string | undefined {
  const version =
    typeof json === 'object' && json && 'format_version' in json && json.format_version;
  return typeof version === 'string' ? version : undefined;
}

const majorOf = (version: string) => version.split('.')[0];

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
