import type { SourceLines } from '../../document/frame.ts';
import { idIn } from '../../model/address.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Rehearsal, Trial } from '../../model/rehearsal.ts';

import { formatVersion, platformToJson } from './plan-json.ts';
import { problemToJson } from './problem-json.ts';

/** What a rehearsal found out, described by schemas/rehearsal.schema.json. */
export function rehearsalToJson(rehearsal: Rehearsal, sources: SourceLines): JsonObject {
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
    lessons: trials.map((trial) => trialToJson(trial, sources)),
    records: props.map(({ kind, sourcedId, called, state }) => ({
      type: kind,
      sourced_id: sourcedId,
      called,
      state,
    })),
    receipt,
    diagnostics: problems.map((one) => problemToJson(one, sources)),
  };
}

function trialToJson(trial: Trial, sources: SourceLines): JsonObject {
  const { address, title, state, afterMs, xp, problem } = trial;
  const isAccepted = state === 'credited' || state === 'not-credited';
  return {
    address,
    sourced_id: idIn(trial.address),
    title,
    state,
    published: state !== 'not-published',
    accepted: state === 'not-published' || state === 'not-sent' ? null : isAccepted,
    credited: isAccepted ? state === 'credited' : null,
    ...(afterMs !== undefined && { after_ms: afterMs }),
    ...(xp !== undefined && { xp }),
    ...(problem && { problem: problemToJson(problem, sources) }),
  };
}
