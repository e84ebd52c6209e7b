import type { DifferenceGroup, Explanation, Row } from '../../model/explanation.ts';
import type { JsonObject } from '../../model/json.ts';
import { formatVersion, platformToJson } from './plan-json.ts';

/** What differs and which corrections settle it, for programs. */
export function explanationToJson(explanation: Explanation): JsonObject {
  return {
    format_version: formatVersion,
    platform: platformToJson(explanation.platform),
    ...curesToJson(explanation),
    open: explanation.open.map(groupToJson),
    missing: explanation.missing.map(({ address, title }) => ({ address, title })),
  };
}

/** The part that says what to correct; `facts` is the whole block of the environment. */
export function curesToJson({ cures, facts }: Explanation): JsonObject {
  return {
    cures: cures.map(({ rows, settles }) => ({
      rows: rows.map(rowToJson),
      settles: settles.map(groupToJson),
    })),
    facts: { ...facts },
  };
}

function rowToJson({ row, value, adds }: Row): JsonObject {
  return { row, value, ...(adds && { adds }) };
}

function groupToJson({ kind, path, nodes }: DifferenceGroup): JsonObject {
  return {
    type: kind,
    path,
    nodes: nodes.map(({ address, title, wanted, held }) => ({ address, title, wanted, held })),
  };
}
