import type { SourceLines } from '../../document/frame.ts';
import type { Diagnosis, RowFinding } from '../../model/diagnosis.ts';
import type { JsonObject } from '../../model/json.ts';
import { inReadingOrder } from '../../model/problem.ts';
import { formatVersion, platformToJson } from './plan-json.ts';
import { problemToJson } from './problem-json.ts';

/** What was found out about each environment, described by schemas/doctor.schema.json. */
export function diagnosesToJson(diagnoses: readonly Diagnosis[], sources: SourceLines): JsonObject {
  return {
    format_version: formatVersion,
    environments: diagnoses.map((one) => diagnosisToJson(one, sources)),
  };
}

function diagnosisToJson(diagnosis: Diagnosis, sources: SourceLines): JsonObject {
  const { platform, access, clock, collections, rows, problems, unused, routes } = diagnosis;
  return {
    platform: platformToJson(platform),
    in_use: !unused,
    ...(access && {
      token: {
        ms: access.ms,
        ...(access.lifetime !== undefined && { lifetime_seconds: access.lifetime }),
        ...(access.scopes && {
          scopes: { from: access.scopes.from, names: access.scopes.names },
        }),
      },
    }),
    ...(clock && { clock: { ahead_ms: clock.ahead, within_ms: clock.within } }),
    ...(routes && {
      proxies: routes.map(({ to, proxy, variable }) => ({ to, proxy: proxy ?? null, variable })),
    }),
    collections: collections.map(({ name, total, ms, asked, records, cap }) => ({
      type: name,
      total,
      ms,
      asked,
      records,
      ...(cap !== undefined && { page_cap: cap }),
    })),
    rows: rows.map(rowToJson),
    diagnostics: inReadingOrder(problems).map((one) => problemToJson(one, sources)),
  };
}

function rowToJson({ row, value, source, isCorrected, verdict, evidence }: RowFinding): JsonObject {
  return { row, value, source, corrected: isCorrected, verdict, evidence };
}
