import type { SourceLines } from '../../document/frame.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Plan } from '../../model/plan.ts';
import type { ApplyReport, Invisible, Outcome, Settled, Unkept } from '../../model/report.ts';
import { partsOf } from '../words/names.ts';
import { countsOf } from '../words/report-words.ts';
import { curesToJson } from './explanation-json.ts';
import { formatVersion, heldToJson, partialToJson, platformToJson } from './plan-json.ts';
import { problemToJson } from './problem-json.ts';

/** What an apply did, for programs. */
export function reportToJson(
  report: ApplyReport,
  { partial, held }: Plan,
  sources: SourceLines,
): JsonObject {
  const { notTried, ...counts } = countsOf(report);
  return {
    format_version: formatVersion,
    platform: platformToJson(report.platform),
    digest: report.digest,
    summary: { ...counts, not_tried: notTried, unchanged: report.unchanged },
    ...(partial && { partial: partialToJson(partial) }),
    held: held.map(heldToJson),
    ...(report.resumed && { resumed: { earlier: report.resumed.earlier } }),
    outcomes: report.outcomes.map((outcome) => outcomeToJson(outcome, sources)),
    settled: settledToJson(report.settled, sources),
    ...(report.receipt && { receipt: receiptToJson(report.receipt, sources) }),
  };
}

function receiptToJson(
  { file, problem }: NonNullable<ApplyReport['receipt']>,
  sources: SourceLines,
): JsonObject {
  return { file, ...(problem && { problem: problemToJson(problem, sources) }) };
}

function outcomeToJson(outcome: Outcome, sources: SourceLines): JsonObject {
  const { address, title, action, status } = outcome;
  const { kind, sourcedId } = partsOf(address);
  const common = { address, type: kind, sourced_id: sourcedId, title, action, status };
  switch (outcome.status) {
    case 'applied':
      return common;
    case 'failed':
      return { ...common, problem: problemToJson(outcome.problem, sources) };
    case 'not-tried': {
      const { because, blockedBy } = outcome;
      return { ...common, because, ...(blockedBy !== undefined && { blocked_by: blockedBy }) };
    }
  }
}

function settledToJson(settled: Settled, sources: SourceLines): JsonObject {
  switch (settled.state) {
    case 'converged':
      return { state: settled.state };
    case 'differs':
      return {
        state: settled.state,
        fields: settled.fields.map(unkeptToJson),
        ...(settled.explanation && curesToJson(settled.explanation)),
        ...(settled.invisible && { not_visible: invisibleToJson(settled.invisible, sources) }),
      };
    case 'not-visible':
      return { state: settled.state, not_visible: invisibleToJson(settled.invisible, sources) };
    case 'unread':
      return { state: settled.state, problem: problemToJson(settled.problem, sources) };
  }
}

function invisibleToJson({ nodes, waited, problem }: Invisible, sources: SourceLines): JsonObject {
  return {
    nodes: nodes.map(({ address, title, action }) => ({ address, title, action })),
    waited_ms: Math.round(waited),
    problem: problemToJson(problem, sources),
  };
}

function unkeptToJson({ address, title, path, sent, kept }: Unkept): JsonObject {
  return { address, title, path, sent, kept };
}
