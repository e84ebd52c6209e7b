import type { SourceLines } from '../../document/place.ts';
import {
  countCauses,
  type Diagnosis,
  type Drift,
  isDrifted,
  type NodeDrift,
  type Since,
} from '../../model/drift.ts';
import type { EventsReport } from '../../model/event-check.ts';
import type { DifferenceGroup, Explanation } from '../../model/explanation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { nest } from '../../model/json-values.ts';
import type { LinksReport } from '../../model/links.ts';
import { idIn } from '../../model/node.ts';
import type { Plan } from '../../model/plan.ts';
import { hasErrors, type Problem } from '../../model/problem.ts';
import type { Rehearsal, Trial } from '../../model/rehearsal.ts';
import type { ApplyReport, Invisible, LessonPlans, Outcome, Settled } from '../../model/report.ts';
import { countsOf, syncCall } from '../words/report-words.ts';
import {
  contextNodeForm,
  formatVersion,
  heldForm,
  nodeToJson,
  partialForm,
  platformForm,
} from './plan-json.ts';
import { diagnosticsToJson, pointForm, problemToJson } from './problem-json.ts';
import { jsonText } from './read-json.ts';

/** The diagnosis of each environment for programs, described by schemas/doctor.schema.json. */
export function diagnosesToJson(
  diagnoses: readonly Diagnosis[],
  sources: SourceLines,
  beside: readonly Problem[],
): JsonObject {
  return {
    format_version: formatVersion,
    environments: diagnoses.map((one) => diagnosisToJson(one, sources)),
    diagnostics: diagnosticsToJson(beside, sources),
  };
}

function diagnosisToJson(diagnosis: Diagnosis, sources: SourceLines): JsonObject {
  const { platform, access, clock, collections, rows, problems, unused, routes } = diagnosis;
  return {
    platform: platformForm.write(platform),
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
    rows: rows.map(({ row, value, source, isCorrected, verdict, evidence }) => ({
      ...{ row, value, source, corrected: isCorrected, verdict, evidence },
    })),
    diagnostics: diagnosticsToJson(problems, sources),
  };
}

/** The version of the drift format. A minor version adds fields; a major one would break readers. */
const driftJsonFormatVersion = '1.0';

/** A drift in its public form, described by schemas/drift.schema.json. */
export function driftToJson(drift: Drift, sources: SourceLines): JsonObject {
  const { platform, since, nodes, defaults, strangers, context, warnings } = drift;
  const counts = countCauses(nodes);
  return {
    format_version: driftJsonFormatVersion,
    platform: platformForm.write(platform),
    last_applied: sinceToJson(since),
    drifted: isDrifted(drift),
    summary: {
      changed_on_server: counts['changed on the server'],
      both: counts.both,
      edited_in_git: counts['edited in git'],
      server_defaults: defaults.reduce((sum, { addresses }) => sum + addresses.length, 0),
      unchanged: drift.unchanged,
      settled: drift.settled,
      unmanaged: strangers.length + drift.elsewhere,
    },
    resource_drift: nodes.map(resourceDrift),
    server_defaults: defaults.map(({ kind, path, addresses }) => ({
      type: kind,
      path,
      cause: 'server default',
      addresses,
    })),
    unmanaged: strangers.map(contextNodeForm.write),
    context: context.map(contextNodeForm.write),
    warnings: warnings.map((one) => problemToJson(one, sources)),
  };
}

function sinceToJson(since: Since): JsonObject {
  switch (since.from) {
    case 'commit':
      return { from: since.from, ref: since.ref, commit: since.commit };
    case 'receipt':
      return { from: since.from, receipt: since.file, commit: since.commit };
    case 'manifests':
      return { from: since.from };
  }
}

function resourceDrift(node: NodeDrift): JsonObject {
  const { parent, source, action, cause, fields } = node;
  return {
    ...nodeToJson(node),
    ...(parent !== undefined && { parent }),
    cause,
    change: {
      actions: [action],
      before: nest(fields.map(({ path, before }) => [path, before])),
      after: nest(fields.map(({ path, after }) => [path, after])),
      fields: fields.map(({ of, path, cause: why, before, after, wanted }) => {
        const kindOfField = before === null ? 'added' : 'changed';
        const values = { before, after, ...(wanted !== undefined && { wanted }) };
        return { path, kind: kindOfField, of, cause: why, ...values };
      }),
    },
    ...(source && { source: { file: source.file, ...pointForm.write(source.start) } }),
  };
}

/** Every event with its verdict, and every lesson with its count, described by schemas/events.schema.json. */
export function eventsToJson(report: EventsReport, sources: SourceLines): JsonObject {
  const { file, environment, events, lessons, problems } = report;
  return {
    format_version: formatVersion,
    file,
    environment: { name: environment.name, base_url: environment.baseUrl },
    events: events.map((event) => ({
      line: event.line,
      type: event.type ?? null,
      action: event.action ?? null,
      verdict: event.verdict,
      course: event.course ?? null,
      lesson: event.lesson ?? null,
      lesson_at: event.lessonAt,
      diagnostics: event.problems.map((one) => problemToJson(one, sources)),
    })),
    lessons: lessons.map(({ sourcedId, title, events: counts }) => ({
      sourced_id: sourcedId,
      title,
      ...counts,
    })),
    diagnostics: problems.map((one) => problemToJson(one, sources)),
  };
}

/** Every address with its verdict and its lessons, described by schemas/links.schema.json. */
export function linksToJson(report: LinksReport, sources: SourceLines): JsonObject {
  const { environment, links, asked, nameless, problems } = report;
  return {
    format_version: formatVersion,
    environment,
    asked,
    links: links.map(({ url, verdict, why, resource, title, field, lessons }) => ({
      ...{ url, verdict, why, resource, title, field },
      lessons: lessons.map((lesson) => ({ ...lesson })),
    })),
    nameless: [...nameless],
    diagnostics: problems.map((one) => problemToJson(one, sources)),
  };
}

/** Differences and the corrections that resolve them, for programs. */
export function explanationToJson(explanation: Explanation): JsonObject {
  return {
    format_version: formatVersion,
    platform: platformForm.write(explanation.platform),
    ...curesToJson(explanation),
    open: explanation.open.map(groupToJson),
    missing: explanation.missing.map(({ address, title }) => ({ address, title })),
  };
}

/** The corrections; `facts` is the complete block of the environment. */
function curesToJson({ cures, facts }: Explanation): JsonObject {
  return {
    cures: cures.map(({ rows, settles }) => ({
      rows: rows.map(({ row, value, adds }) => ({ row, value, ...(adds && { adds }) })),
      settles: settles.map(groupToJson),
    })),
    facts: { ...facts },
  };
}

function groupToJson({ kind, path, nodes }: DifferenceGroup): JsonObject {
  return {
    type: kind,
    path,
    nodes: nodes.map(({ address, title, wanted, held }) => ({ address, title, wanted, held })),
  };
}

/** The result of a rehearsal for programs, described by schemas/rehearsal.schema.json. */
export function rehearsalToJson(rehearsal: Rehearsal, sources: SourceLines): JsonObject {
  const { platform, org, trials, omitted, props, receipt, problems } = rehearsal;
  return {
    format_version: formatVersion,
    platform: platformForm.write(platform),
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

/** The report of an apply for programs. */
export function reportToJson(
  report: ApplyReport,
  { partial, held }: Plan,
  sources: SourceLines,
): JsonObject {
  const { notTried, ...counts } = countsOf(report);
  const { receipt } = report;
  return {
    format_version: formatVersion,
    platform: platformForm.write(report.platform),
    digest: report.digest,
    summary: { ...counts, not_tried: notTried, unchanged: report.unchanged },
    ...(partial && { partial: partialForm.write(partial) }),
    held: held.map(heldForm.write),
    ...(report.resumed && { resumed: { earlier: report.resumed.earlier } }),
    outcomes: report.outcomes.map((outcome) => outcomeToJson(outcome, sources)),
    settled: settledToJson(report.settled, sources),
    ...(report.lessonPlans && { lesson_plans: lessonPlansToJson(report.lessonPlans, sources) }),
    ...(receipt && {
      receipt: {
        file: receipt.file,
        ...(receipt.problem && { problem: problemToJson(receipt.problem, sources) }),
      },
    }),
  };
}

function lessonPlansToJson({ path, courses }: LessonPlans, sources: SourceLines): JsonObject {
  return {
    courses: courses.map(({ sourcedId, title, isSynced = false, problem }) => ({
      sourced_id: sourcedId,
      title,
      call: syncCall(path, sourcedId),
      synced: isSynced,
      ...(problem && { problem: problemToJson(problem, sources) }),
    })),
  };
}

/** The outcome of one change for programs. */
export function outcomeToJson(outcome: Outcome, sources: SourceLines): JsonObject {
  const { action, status } = outcome;
  const common = { ...nodeToJson(outcome), action, status };
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
        fields: settled.fields.map(({ address, title, path, sent, kept }) => ({
          ...{ address, title, path, sent, kept },
        })),
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

/** Problems for programs. The input is valid if there are only warnings. */
export function problemsToJson(problems: readonly Problem[], sources: SourceLines): JsonObject {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return {
    format_version: formatVersion,
    valid: !hasErrors(problems),
    error_count: errors,
    warning_count: problems.length - errors,
    diagnostics: diagnosticsToJson(problems, sources),
  };
}

/** The facts of an environment as lines of the config from its top, ready to paste. */
export function factsYaml(
  environment: string,
  facts: Readonly<Record<string, Json>>,
): readonly string[] {
  const rows = Object.entries(facts).map(
    ([row, value]) =>
      `      ${scalarText(row)}: ${Array.isArray(value) ? `[${value.map(scalarText).join(', ')}]` : scalarText(value)}`,
  );
  return ['environments:', `  ${scalarText(environment)}:`, '    facts:', ...rows];
}

/**
 * A scalar of YAML without quotes, if YAML can read it only as this text; otherwise as JSON, which is YAML
 * too.
 */
function scalarText(value: Json): string {
  const isPlain =
    typeof value === 'string' &&
    /^[A-Za-z][\w./-]*$/.test(value) &&
    !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isPlain ? value : jsonText(value).trimEnd();
}
