import type { SourceLines } from '../../document/place.ts';
import type { ExplainedRow, ProbeReport } from '../../model/drift.ts';
import type { JsonObject } from '../../model/json.ts';
import { countStates, sendableLines } from '../words/probe-words.ts';
import { formatVersion, platformForm } from './plan-json.ts';
import { problemToJson } from './problem-json.ts';

/** The result of a probe for programs, described by schemas/probe.schema.json. */
export function probeToJson(report: ProbeReport, sources: SourceLines): JsonObject {
  const { platform, facts, rows, requests, writes, records, receipt, file, problems } = report;
  return {
    format_version: formatVersion,
    platform: platformForm.write(platform),
    measured: facts.measured,
    build: facts.build,
    read_only: facts.readOnly,
    summary: {
      ...countStates(rows),
      differ: rows.filter(({ differs }) => differs).length,
      requests,
      writes,
      left: records.filter(({ state }) => state === 'left').length,
    },
    rows: rows.map(rowToJson),
    records: records.map(({ collection, sourcedId, called, state }) => ({
      type: collection,
      sourced_id: sourcedId,
      called,
      state,
    })),
    text_to_send: sendableLines(report).join('\n'),
    ...(receipt !== undefined && { receipt }),
    ...(file !== undefined && { facts: file }),
    diagnostics: problems.map((one) => problemToJson(one, sources)),
  };
}

function rowToJson(row: ExplainedRow): JsonObject {
  return {
    row: row.row,
    asks: row.asks,
    state: row.state,
    ...(row.value !== undefined && { value: row.value }),
    how: row.how,
    ...(row.assumed !== undefined && { assumed: row.assumed }),
    differs: row.differs,
    handled: row.handled,
    ...(row.authors !== undefined && { authors: row.authors }),
  };
}
