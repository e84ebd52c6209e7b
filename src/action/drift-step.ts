import { refresh } from '../features/plan/refresh.ts';
import { type Drift, isDrifted } from '../model/drift.ts';
import type { Problem } from '../model/problem.ts';
import { exit } from '../run/exit-code.ts';
import { renderers } from '../text/renderers.ts';
import { problemAnnotations } from '../text/workflow.ts';
import { driftFromTop, failedStep } from './annotations.ts';
import { findOwnPost, issuesOf, writePost } from './comments.ts';
import { githubWarning } from './github.ts';
import { withMarker } from './marker.ts';
import {
  footer,
  type JobStep,
  type JobStepResult,
  paragraphs,
  platformOptionsOf,
  postKeyOf,
} from './step.ts';

/** Looks for drift, and keeps one issue about it for each environment. */
export async function driftStep(step: JobStep): Promise<JobStepResult> {
  const { inputs, world, look, prefix } = step;
  const result = await refresh(platformOptionsOf(step), world);
  // Without a result the drift is unknown, so an open issue stays as it is.
  if (!result.ok) {
    return failedStep(step, result.problems, look);
  }
  const drift = driftFromTop(result.value.drift, prefix);
  const isThere = isDrifted(drift);
  return {
    code: isThere && inputs.failOnDrift ? exit.changes : exit.done,
    problems: [],
    outputs: { changes: String(isThere) },
    text: renderers.human.drift(drift, look),
    summary: renderers.markdown.drift(drift, look),
    annotations: problemAnnotations(drift.warnings),
    post: () => postDrift(step, drift),
  };
}

async function postDrift(step: JobStep, drift: Drift): Promise<readonly Problem[]> {
  const { github, run, world } = step;
  if (!github) return [];
  const place = issuesOf(run.repository);
  const key = `drift:${postKeyOf(step)}`;
  const found = await findOwnPost(github, place, { key, sha256: world.sha256 });
  if (!found.ok) return [githubWarning(place, found.fault)];
  const isThere = isDrifted(drift);
  if (!isThere && !found.value) return [];
  const title = `Catalog drift on ${drift.platform.name}`;
  const marker = { key, state: isThere ? 'drift' : 'settled', commit: step.commit } as const;
  // Two runs at once may each have opened an issue; nobody else would close the second.
  for (const twin of found.value?.twins ?? []) {
    await github.send('PATCH', place.one(twin), { state: 'closed' });
  }
  return writePost(github, place, {
    found: found.value,
    body: (room) => {
      const text = isThere ? driftText(step, drift, room) : settledText(step);
      const body = withMarker(marker, step.redact(text), world.sha256);
      return isThere ? { title: step.redact(title), body } : { body, state: 'closed' };
    },
  });
}

/** Characters of the issue that are kept free for marker and footer. */
const reserve = 2500;

function driftText({ look, run, commit }: JobStep, drift: Drift, room: number): string {
  const texts = (['fields', 'tree', 'summary'] as const).map((detail) =>
    renderers.markdown.drift(drift, { ...look, detail }).trimEnd(),
  );
  const fitting = texts.findIndex(({ length }) => length <= room - reserve);
  const left =
    fitting === 0
      ? ''
      : `Omitted for lack of space; [the summary of the run](${run.page}) has more.`;
  return paragraphs(texts[fitting] ?? '', left, footer(run, commit));
}

function settledText({ run, commit }: JobStep): string {
  return paragraphs('### No drift any more', footer(run, commit));
}
