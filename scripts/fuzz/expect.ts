import assert from 'node:assert/strict';
import { noSources } from '../../src/document/place.ts';
import type { Plan } from '../../src/model/plan.ts';
import { type Checked, hasErrors, type Problem } from '../../src/model/problem.ts';
import { problemCodes } from '../../src/model/problem-codes.ts';
import type { Look } from '../../src/text/look.ts';
import { renderers } from '../../src/text/renderers.ts';

const look: Look = {
  colour: false,
  width: 80,
  unicode: true,
  detail: 'fields',
  sources: noSources,
};

/** Expects a value, or problems that can be shown. */
export function expectChecked(result: Checked<unknown>): void {
  expectProblems(result.problems);
  assert.equal(result.ok, !hasErrors(result.problems), 'ok only without errors');
}

/** Expects problems with a code and texts, which every format can show. */
export function expectProblems(problems: readonly Problem[]): void {
  for (const { code, severity, detail, span } of problems) {
    assert.ok(Object.hasOwn(problemCodes, code), `no code: ${code}`);
    assert.equal(severity, problemCodes[code].severity);
    assert.notEqual(detail, '');
    assert.ok(span === undefined || (span.start.line > 0 && span.start.column > 0), 'no place');
  }
  for (const renderer of Object.values(renderers)) renderer.problems(problems, look);
}

/** Expects a plan that every format can show. */
export function expectShown(plan: Plan): void {
  for (const renderer of Object.values(renderers)) renderer.plan(plan, look);
}
