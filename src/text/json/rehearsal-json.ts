import type { JsonObject } from '../../model/json.ts';
import type { Rehearsal, Trial } from '../../model/rehearsal.ts';
import { sourcedIdOf } from '../words/rehearsal-wording.ts';
import { formatVersion, platformToJson } from './plan-json.ts';
import { problemToJson } from './problem-json.ts';

/** What a rehearsal found out, described by schemas/rehearsal.schema.json. */
export function rehearsalToJson(rehearsal: Rehearsal): JsonObject {
  const { platform, org, trials, omitted, props, receipt, problems } = rehearsal;
  return {
    format_version: formatVersion,
    platform: platformToJson(platform),
    org,
    summary: {
      lessons: trials.length,
      credited: trials.filter(({ state }) => state === 'credited').length,
      omitted,
      left: props.filter(({ state }) => state === 'left').length,
    },
    lessons: trials.map(trialToJson),
    records: props.map(({ kind, sourcedId, called, state }) => ({
      type: kind,
      sourced_id: sourcedId,
      called,
      state,
    })),
    receipt,
    diagnostics: problems.map(problemToJson),
  };
}

function trialToJson(trial: Trial): JsonObject {
  const { address, title, state, afterMs, xp, problem } = trial;
  const isAccepted = state === 'credited' || state === 'not-credited';
  return {
    address,
    sourced_id: sourcedIdOf(trial),
    title,
    state,
    published: state !== 'not-published',
    accepted: state === 'not-published' || state === 'not-sent' ? null : isAccepted,
    credited: isAccepted ? state === 'credited' : null,
    ...(afterMs !== undefined && { after_ms: afterMs }),
    ...(xp !== undefined && { xp }),
    ...(problem && { problem: problemToJson(problem) }),
  };
}
