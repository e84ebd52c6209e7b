import { resolve } from 'node:path';
import { validators } from '../document/generated/plan-validators.js';
import { type LocatedDocument, parseYaml } from '../document/parse.ts';
import { decodeText } from '../document/source-text.ts';
import { validate } from '../document/validate.ts';
import { readOutside, whyNotRead } from '../files/outside.ts';
import { shellWord } from '../model/id-commands.ts';
import { inputLimits } from '../model/input-limits.ts';
import { isObject, type Json, parseJson, repeatedKeyIn } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked, failure } from '../model/problem.ts';
import type { PerEnvironment } from '../model/report.ts';
import { isAsMade } from '../plan/digest.ts';
import { isOfSeveral, planFromJson, plansFromJson } from '../text/json/plan-from-json.ts';
import { planFormat } from '../text/json/plan-json.ts';
import type { World } from './world.ts';

/** The content of a file of `plan -o FILE`: one plan, or one for each of several environments. */
export type SavedPlans =
  | { readonly of: 'one'; readonly plan: Plan }
  | { readonly of: 'several'; readonly plans: readonly PerEnvironment<Plan>[] };

/**
 * Reads a plan that `plan -o FILE` saved. Problems: the file is incomplete, was edited, or holds several
 * plans.
 */
export function readPlanFile(file: string, world: Pick<World, 'cwd' | 'sha256'>): Checked<Plan> {
  const saved = readSavedPlans(file, world);
  if (!saved.ok) return saved;
  if (saved.value.of === 'one') return checked(saved.value.plan, []);
  return unusable(`${file} has plans of several environments, but one plan is expected here.`);
}

/** Reads the plans that `plan -o FILE` saved, for one environment or for several. */
export function readSavedPlans(
  file: string,
  { cwd, sha256 }: Pick<World, 'cwd' | 'sha256'>,
): Checked<SavedPlans> {
  const found = readOutside(resolve(cwd, file), {
    most: inputLimits.saved.most,
    links: 'followed',
  });
  if (found.type !== 'file') {
    const why = whyNotRead(found, file, inputLimits.saved);
    if (why !== undefined) return unusable(why);
    const isName = /^[\w-]+$/.test(file);
    return unusable(`${file} does not exist.`, isName ? `${environmentHint(file)} ${anew}` : anew);
  }
  const decoded = decodeText(file, found.bytes);
  if (!decoded.ok)
    return unusable(`${file} cannot be read: ${decoded.problems[0]?.detail}`, encoding);
  const text = decoded.value;
  const json = parseJson(text);
  if (json === undefined) return unusable(`${file} is not JSON, or it is incomplete.`);
  const version = versionOf(json);
  if (version !== undefined && majorOf(version) !== majorOf(planFormat)) {
    return unusable(`${file} has the format ${version}, but this version reads ${planFormat}.`);
  }
  const twice = repeatedKeyIn(json);
  if (twice) {
    const name = JSON.stringify(twice.join('.'));
    return unusable(`${file} was changed after it was made: it has the key ${name} twice.`);
  }
  const isValid = isOfSeveral(json) ? validators.plans : validators.plan;
  const [invalid] = validate(isValid, located(json, { file, text }), file);
  const saved = invalid ? undefined : savedFrom(json);
  if (!saved) return unusable(`${file} is not a saved plan. ${invalid?.detail ?? ''}`.trim());
  if (!plansIn(saved).every((plan) => isAsMade(plan, sha256))) {
    return unusable(`${file} was changed after it was made: checksum mismatch.`);
  }
  return checked(saved, []);
}

/**
 * The positions of a JSON document, for messages about a damaged file. JSON is YAML, except that a platform
 * may hold values that YAML does not accept: lone surrogates, and keys that no manifest has.
 */
function located(value: Json, { file, text }: { file: string; text: string }): LocatedDocument {
  const document = () => {
    const read = parseYaml(file, text);
    return read.ok ? read.value : undefined;
  };
  return {
    value,
    pointAt: (path, what) => document()?.pointAt(path, what) ?? { line: 1, column: 1 },
    pointWithin: (path) => document()?.pointAt(path, 'value') ?? { line: 1, column: 1 },
    writtenAt: (path) => document()?.writtenAt(path),
  };
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

const anew = 'Make a new one with `timeback-catalog plan -o FILE`.';
/** A hint about encodings: a shell may write a file in another encoding than its input. */
const encoding = `${anew} That writes UTF-8. With \`>\`, some shells, such as Windows PowerShell, write another encoding.`;

/** A hint for a name without extension, which may be that of an environment. */
function environmentHint(name: string): string {
  return `Use --env for an environment: \`timeback-catalog apply --env ${shellWord(name)}\`.`;
}

function unusable(detail: string, hint = anew): Checked<never> {
  return failure('plan/file', { detail, hint });
}

function versionOf(json: Json): string | undefined {
  const version = isObject(json) ? json['format_version'] : undefined;
  return typeof version === 'string' ? version : undefined;
}

const majorOf = (version: string) => version.split('.')[0];
