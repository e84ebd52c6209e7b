import type { SourceLines } from '../../document/frame.ts';
import type { JsonObject } from '../../model/json.ts';
import { hasErrors, inReadingOrder, type Problem } from '../../model/problem.ts';
import { formatVersion } from './plan-json.ts';
import { problemToJson } from './problem-json.ts';

/** Problems for programs. Warnings alone leave the input valid. */
export function problemsToJson(problems: readonly Problem[], sources: SourceLines): JsonObject {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return {
    format_version: formatVersion,
    valid: !hasErrors(problems),
    error_count: errors,
    warning_count: problems.length - errors,
    diagnostics: inReadingOrder(problems).map((one) => problemToJson(one, sources)),
  };
}
