import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceLines } from '../document/place.ts';
import { writeWhole } from '../files/write.ts';
import type { Drift } from '../model/drift.ts';
import type { Plan } from '../model/plan.ts';
import type { Problem, Span } from '../model/problem.ts';
import { exit } from '../run/exit-code.ts';
import { inTermsOfHost } from '../run/pipeline-hosts.ts';
import type { Look } from '../text/look.ts';
import { markdownLine } from '../text/markdown.ts';
import { planToComment } from '../text/plan-comment.ts';
import { renderers } from '../text/renderers.ts';
import { planTitle } from '../text/views/plan-view.ts';
import { type Annotation, annotationCommand } from '../text/workflow.ts';
import { type JobStep, type JobStepResult, withoutResult } from './step.ts';

// Manifests are named relative to the folder of the catalog. GitHub's pages, and the links of editors there,
// name files relative to the root of the repository.

/** How GitHub says that a job is its own. */
export const onGitHub = { GITHUB_ACTIONS: 'true' };

function moved(span: Span, prefix: string): Span {
  return { ...span, file: `${prefix}${span.file}` };
}

/**
 * Finds the lines of files that are named relative to the root of the repository or to the catalog's folder.
 */
export function sourcesFrom(sources: SourceLines, prefix: string): SourceLines {
  return {
    linesOf: (file) =>
      (file.startsWith(prefix) ? sources.linesOf(file.slice(prefix.length)) : undefined) ??
      sources.linesOf(file),
  };
}

/** Problems for GitHub's pages: files named relative to the root of the repository, cures in its settings. */
export function problemsFromTop(problems: readonly Problem[], prefix: string): Problem[] {
  return inTermsOfHost(problems, onGitHub).map((one) => ({
    ...one,
    ...(one.span && { span: moved(one.span, prefix) }),
    ...(one.related && { related: { ...one.related, span: moved(one.related.span, prefix) } }),
  }));
}

/** The result of a failed step; a cancelled one has the exit code of an interruption. */
export function failedStep(
  { prefix, world }: Pick<JobStep, 'prefix' | 'world'>,
  problems: readonly Problem[],
  look?: Look,
): JobStepResult {
  const failed = withoutResult(problemsFromTop(problems, prefix), look);
  return world.stop.aborted ? { ...failed, code: exit.interrupted } : failed;
}

/** A drift with files named relative to the root of the repository, for showing. */
export function driftFromTop(drift: Drift, prefix: string): Drift {
  return {
    ...drift,
    nodes: drift.nodes.map((one) => ({
      ...one,
      ...(one.source && { source: moved(one.source, prefix) }),
    })),
    warnings: problemsFromTop(drift.warnings, prefix),
  };
}

/** A plan with files named relative to the root of the repository, for showing. */
export function planFromTop(plan: Plan, prefix: string): Plan {
  return {
    ...plan,
    changes: plan.changes.map((one) => ({ ...one, source: moved(one.source, prefix) })),
    warnings: problemsFromTop(plan.warnings, prefix),
  };
}

/** The most annotations of one level that GitHub shows from one step; it drops the others silently. */
const mostOfLevel = 10;
/** The most annotations that GitHub shows from one job. */
const mostOfJob = 50;

/**
 * The commands for the annotations that GitHub will show, most important first, and the number of the others.
 * A file in the temporary folder of the job counts those of earlier steps.
 */
export function annotationsWithin(
  annotations: readonly Annotation[],
  temp: string | undefined,
): { readonly commands: readonly string[]; readonly dropped: number } {
  const countFile = temp && join(temp, 'timeback-catalog', 'annotations');
  const before = countFile ? countIn(countFile) : 0;
  const shown = (['error', 'warning', 'notice'] as const)
    .flatMap((level) => annotations.filter((one) => one.level === level).slice(0, mostOfLevel))
    .slice(0, Math.max(0, mostOfJob - before));
  if (shown.length > 0 && countFile) {
    writeWhole(countFile, String(before + shown.length));
  }
  return { commands: shown.map(annotationCommand), dropped: annotations.length - shown.length };
}

function countIn(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    return 0;
  }
}

/** The most bytes of a summary: GitHub accepts one mebibyte from a step and drops a longer one. */
const mostBytes = 1_000_000;

/** The whole plan as a summary; if it is too long, parts are left out as in a comment. */
export function planSummary(plan: Plan, look: Look): string {
  const whole = renderers.markdown.plan(plan, { ...look, isWhole: true });
  if (Buffer.byteLength(whole) <= mostBytes) return whole;
  // A character takes at most three bytes for each UTF-16 unit of its length.
  const { text, leftOut } = planToComment(plan, look, Math.floor(mostBytes / 3) - 1000);
  const note = `Omitted, because a summary holds at most one mebibyte: ${leftOut.join(', ')}. The output \`json_plan_path\` names a file with the complete plan.`;
  return `### ${markdownLine(planTitle(plan))}\n\n${text}\n\n${note}\n`;
}

/** Any summary, cut to the size that GitHub accepts. */
export function withinSummary(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= mostBytes) return text;
  const start = bytes
    .subarray(0, mostBytes)
    .toString()
    .replace(/\n[^\n]*$/, '\n');
  return `${start}\nThe rest is omitted, because a summary holds at most one mebibyte.\n`;
}
