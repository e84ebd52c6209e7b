import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from '../document/parse.ts';
import { validate } from '../document/validate.ts';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import { digestOf, sealOf } from '../plan/digest.ts';
import { planFromJson } from '../render/plan-from-json.ts';
import { formatVersion } from '../render/plan-json.ts';
import type { World } from './world.ts';

/** Reads a plan saved with `plan -o FILE`. Refuses one that was cut off or edited. */
export function readPlanFile(
  file: string,
  { cwd, sha256 }: Pick<World, 'cwd' | 'sha256'>,
): Checked<Plan> {
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
  const [invalid] = validate('plan', document.value, file);
  const plan = invalid ? undefined : planFromJson(document.value.value);
  if (!plan) return unusable(`${file} is not a saved plan. ${invalid?.detail ?? ''}`.trim());
  const isAsMade = plan.seal === sealOf(plan, sha256) && plan.digest === digestOf(plan, sha256);
  if (!isAsMade) {
    return unusable(`${file} was changed after it was made: its content does not match its seal.`);
  }
  return checked(plan, []);

  function unusable(detail: string): Checked<Plan> {
    const hint = 'Make a new one with `timeback-catalog plan -o FILE`.';
    return { ok: false, problems: [problem('plan/file', { detail, hint })] };
  }
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
