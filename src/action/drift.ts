import { exit, exitOfProblems } from '../commands/exit-code.ts';
import { refresh } from '../commands/refresh.ts';
import { type Drift, isDrifted } from '../model/drift.ts';
import type { Problem } from '../model/problem.ts';
import { renderers } from '../text/renderers.ts';
import { problemAnnotations } from '../text/workflow.ts';
import { findOwn, issuesOf, write } from './comments.ts';
import { lost } from './lost.ts';
import { withMarker } from './marker.ts';
import { driftFrom, problemsFrom } from './relocate.ts';
import { keyOf, platformOptions, type Step, type StepResult } from './step.ts';
import { footer, paragraphs } from './text.ts';

/** Looks for what was changed on the server, and keeps one issue about it for each environment. */
export async function driftStep(step: Step): Promise<StepResult> {
  const { inputs, world, look, prefix } = step;
  const result = await refresh(platformOptions(step), world);
  // Who cannot look does not know: an issue that is open stays as it is.
  if (!result.ok) {
    const problems = problemsFrom(result.problems, prefix);
    return {
      code: world.stop.aborted ? exit.interrupted : exitOfProblems(problems),
      problems,
      outputs: {},
      text: '',
      summary: renderers.markdown.problems(problems, look),
      annotations: problemAnnotations(problems),
    };
  }
  const drift = driftFrom(result.value.drift, prefix);
  const isThere = isDrifted(drift);
  return {
    code: isThere && inputs.failOnDrift ? exit.changes : exit.done,
    problems: [],
    outputs: { changes: String(isThere) },
    text: renderers.human.drift(drift, look),
    summary: renderers.markdown.drift(drift, look),
    annotations: problemAnnotations(drift.warnings),
    tell: () => tellAboutDrift(step, drift),
  };
}

async function tellAboutDrift(step: Step, drift: Drift): Promise<readonly Problem[]> {
  const { github, run, world } = step;
  if (!github) return [];
  const place = issuesOf(run.repository);
  const key = `drift:${keyOf(step)}`;
  const found = await findOwn(github, place, { key, sha256: world.sha256 });
  if (!found.ok) return [lost(place, found.fault)];
  const isThere = isDrifted(drift);
  if (!isThere && !found.value) return [];
  const title = `Catalog drift on ${drift.platform.name}`;
  const marker = { key, state: isThere ? 'drift' : 'settled', commit: step.commit } as const;
  return write(github, place, {
    found: found.value,
    body: (room) => {
      const text = isThere ? driftText(step, drift, room) : settledText(step);
      const body = withMarker(marker, step.scrub(text), world.sha256);
      return isThere ? { title: step.scrub(title), body } : { body, state: 'closed' };
    },
  });
}

/** For marker and footer. */
const reserve = 2500;

function driftText({ look, run, commit }: Step, drift: Drift, room: number): string {
  const texts = (['fields', 'tree', 'summary'] as const).map((detail) =>
    renderers.markdown.drift(drift, { ...look, detail }).trimEnd(),
  );
  const fitting = texts.findIndex(({ length }) => length <= room - reserve);
  const left =
    fitting === 0
      ? ''
      : `Left out for want of room; [the summary of the run](${run.page}) has more.`;
  return paragraphs(texts[fitting] ?? '', left, footer(run, commit));
}

function settledText({ run, commit }: Step): string {
  return paragraphs('### No drift any more', footer(run, commit));
}
