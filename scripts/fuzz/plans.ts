import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { noSources } from '../../src/document/place.ts';
import { canonicalJson, type Json } from '../../src/model/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import { digestOf, sealOf } from '../../src/plan/digest.ts';
import { dependencies } from '../../src/plan/select-changes.ts';
import { readPlanFile } from '../../src/run/saved-plan.ts';
import { planFromJson } from '../../src/text/json/plan-from-json.ts';
import { planToJson } from '../../src/text/json/plan-json.ts';
import { anyPlan } from '../../test/render/arbitraries.ts';
import { area } from './area.ts';
import { expectChecked, expectShown } from './expect.ts';
import { mutated, textOf } from './mutate-json.ts';
import { damaged } from './mutate-text.ts';
import { scratch, sha256 } from './scratch.ts';

/** A plan as `plan -o FILE` saves it. */
function sealed(plan: Plan): Plan {
  const named = { ...plan, digest: digestOf(plan, sha256) };
  return { ...named, seal: sealOf(named, sha256) };
}

/** A plan with a new hash after an edit, as a forger would make it. */
function resealed(json: Json): Json {
  const plan = planFromJson(json);
  return plan ? planToJson(sealed(plan), noSources) : json;
}

const saved = anyPlan.map((plan) => planToJson(sealed(plan), noSources));
const piece = fc.constantFrom('{', '}', '[', ']', '"', ',', ':', 'null', '1e999', '\n', '\\u0000');
const given = fc.oneof(
  fc.record({ original: saved, isResealed: fc.boolean() }).chain(({ original, isResealed }) =>
    mutated(fc.constant<Json>(original)).map((json) => ({
      text: textOf(isResealed ? resealed(json) : json),
      original: isResealed ? undefined : original,
    })),
  ),
  saved.chain((original) =>
    damaged(fc.constant(JSON.stringify(original)), piece).map((text) => ({ text, original })),
  ),
  fc.json().map((text) => ({ text, original: undefined })),
);

/** Plan files: an edited one is refused, and an accepted one can be shown and applied. */
export const plans = area('plans', given, ({ text, original }) => {
  const file = join(scratch, 'plan.json');
  writeFileSync(file, text);
  const read = readPlanFile(file, { cwd: scratch, sha256 });
  expectChecked(read);
  if (!read.ok) return;
  const { value } = read;
  const again = canonicalJson(planToJson(value, noSources));
  if (original) assert.equal(again, canonicalJson(original), 'an edit went unnoticed');
  expectShown(value);
  value.changes.map(dependencies(value.changes));
});
