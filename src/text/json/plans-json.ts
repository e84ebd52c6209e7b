import type { SourceLines } from '../../document/place.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Address } from '../../model/node.ts';
import type { Plan } from '../../model/plan.ts';
import type { AppliedPlan, PerEnvironment } from '../../model/report.ts';
import {
  numbersOf,
  planColumn,
  reportColumn,
  rowsOf,
  type TableColumn,
} from '../words/table-rows.ts';
import { formatVersion, nodeToJson, planFormat, planToJson } from './plan-json.ts';
import { diagnosticsToJson } from './problem-json.ts';
import { reportToJson } from './results-json.ts';

/** Plans of several environments, described by schemas/plans.schema.json; `apply FILE` reads them. */
export function plansToJson(
  several: readonly PerEnvironment<Plan>[],
  sources: SourceLines,
): JsonObject {
  const { changed, unchanged, failed } = numbersOf(several);
  const actions = several.map(({ result }) =>
    byAddress(result.ok ? result.value.changes : [], ({ action }) => action),
  );
  return {
    format_version: planFormat,
    summary: { with_changes: changed, without_changes: unchanged, failed },
    rows: rowsToJson(several.map(planColumn), actions),
    environments: several.map(({ environment, result }) => ({
      name: environment,
      ...(result.ok
        ? { plan: planToJson(result.value, sources) }
        : { diagnostics: diagnosticsToJson(result.problems, sources) }),
    })),
  };
}

/** The reports of several environments for programs. */
export function reportsToJson(
  several: readonly PerEnvironment<AppliedPlan>[],
  sources: SourceLines,
): JsonObject {
  const outcomes = several.map(({ result }) =>
    byAddress(result.ok ? result.value.report.outcomes : [], ({ action, status }) => ({
      action,
      status,
    })),
  );
  return {
    format_version: formatVersion,
    rows: rowsToJson(several.map(reportColumn), outcomes),
    environments: several.map(({ environment, result }) => ({
      name: environment,
      ...(result.ok
        ? { report: reportToJson(result.value.report, result.value.plan, sources) }
        : { diagnostics: diagnosticsToJson(result.problems, sources) }),
    })),
  };
}

type Values = ReadonlyMap<Address, Json>;

function byAddress<T extends { readonly address: Address }>(
  list: readonly T[],
  toValue: (item: T) => Json,
): Values {
  return new Map(list.map((item) => [item.address, toValue(item)]));
}

/**
 * A row for each changed node. Its entry for an environment is null if nothing changes there, and missing if
 * that is unknown.
 */
function rowsToJson(columns: readonly TableColumn[], values: readonly Values[]): JsonObject[] {
  const rows = rowsOf(columns).filter(({ cells }) => cells.some((cell) => cell !== undefined));
  return rows.map((row) => {
    const entries = columns.flatMap(({ environment, cells }, index) =>
      cells ? [[environment, values[index]?.get(row.address) ?? null]] : [],
    );
    return { ...nodeToJson(row), environments: Object.fromEntries(entries) };
  });
}
