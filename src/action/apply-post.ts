import { type ExitCode, exit } from '../commands/exit-code.ts';
import type { ApplyResult } from '../commands/publish.ts';
import { numberText } from '../model/number-of-plan.ts';
import type { Plan } from '../model/plan.ts';
import { hasErrors, type Problem } from '../model/problem.ts';
import { escapeFor } from '../render/escape.ts';
import { codeSpan } from '../render/markdown-code.ts';
import { renderers } from '../render/renderers.ts';
import { tallyLine } from '../render/wording.ts';
import type { Approved } from './approved.ts';
import { commentsOf, write } from './comments.ts';
import { approvable } from './inputs.ts';
import { type State, withMarker } from './marker.ts';
import { keyOf, type Step } from './step.ts';
import { footer, formerPlan, heading, paragraphs, problemsWithin } from './text.ts';

/** How far an apply came. */
export interface Applied {
  /** Why nothing was sent; none where something was, or nothing had to be. */
  readonly problems: readonly Problem[];
  readonly result?: ApplyResult;
  /** What publishing would change now, where that is not what was approved. */
  readonly now?: Plan;
  /** What was approved. */
  readonly digest?: string;
}

/** Says on the merged pull request what became of its plan. */
export async function tellAboutApply(
  step: Step,
  applied: Applied & { readonly code: ExitCode },
  { pull, found }: Approved,
): Promise<readonly Problem[]> {
  const { github, run, inputs, world } = step;
  // Without a comment there is no plan whose fate anybody waits for.
  if (!github || pull === undefined || !found || inputs.comment === 'false') return [];
  // A job that is run again and sends nothing takes back nothing that was said of the first run.
  const isTold = found.state === 'applied' || found.state === 'partly';
  if (isTold && !applied.result) return [];
  const digest = applied.digest ?? found.digest;
  const marker = {
    key: keyOf(step),
    state: stateOf(applied),
    commit: run.sha,
    ...(digest !== undefined && { digest }),
  };
  const plan = found.isIntact ? formerPlan(found.text) : '';
  return write(github, commentsOf(run.repository, pull), {
    found,
    body: (room) => ({
      body: withMarker(marker, step.scrub(textOf(step, applied, { plan, room })), world.sha256),
    }),
  });
}

function stateOf({ result, problems, code }: Applied & { readonly code: ExitCode }): State {
  if (!result) return hasErrors(problems) || code !== exit.done ? 'refused' : 'applied';
  if (code === exit.done) return 'applied';
  return result.report.outcomes.some(({ status }) => status === 'applied') ? 'partly' : 'refused';
}

const titles = {
  applied: ['✅', 'Applied to'],
  partly: ['⚠️', 'Partly applied to'],
  refused: ['❌', 'Not applied to'],
} as const;

/** For heading, footer, marker and what to do next. */
const reserve = 3500;

function textOf(
  step: Step,
  applied: Applied & { readonly code: ExitCode },
  { plan, room }: { readonly plan: string; readonly room: number },
): string {
  const { run, inputs } = step;
  const { result, now, problems, code } = applied;
  const state = stateOf(applied);
  const [emoji, words] = titles[state === 'applied' || state === 'partly' ? state : 'refused'];
  const name = result?.plan.platform.name ?? now?.platform.name ?? inputs.env ?? 'the platform';
  const head = paragraphs(
    heading(emoji, `${words} ${escapeFor.markdown(name)}`, step),
    code === exit.interrupted ? 'The job was cancelled.' : '',
    result ? reportWithin(step, result, room - reserve) : '',
    problemsWithin(problems, step.look, room / 2),
    next(now, state),
  );
  const end = footer(run, run.sha);
  const whole = paragraphs(head, plan, end);
  return whole.length <= room ? whole : paragraphs(head, end);
}

/** The report without its heading, in as much detail as there is room for. */
function reportWithin({ look }: Step, { report, plan }: ApplyResult, room: number): string {
  if (plan.changes.length === 0) return `**${tallyLine(plan)}**`;
  const texts = (['fields', 'summary'] as const).map((detail) =>
    renderers.markdown
      .report(report, plan, { ...look, detail })
      .replace(/^### .*\n+/, '')
      .trimEnd(),
  );
  return texts.find(({ length }) => length <= room) ?? '';
}

/** How to go on where something is left to publish. */
function next(now: Plan | undefined, state: State): string {
  if (!now || now.changes.length === 0) {
    return now && state === 'applied' ? 'Everything is published: there is nothing to do.' : '';
  }
  return `Publishing now would be ${codeSpan(now.digest)}. **${tallyLine(now)}** To publish exactly that, run the workflow by hand with this digest as ${codeSpan('plan-hash')}${throughGuards(now)}.`;
}

/** Where guards stop the plan: what lets it through. */
function throughGuards({ guards, digest }: Plan): string {
  return guards
    .filter((guard) => approvable.some((one) => one === guard.guards))
    .map(({ guards, count }) => {
      const approval = codeSpan(numberText({ count, digest }));
      return ` and ${approval} as ${codeSpan(`approve-${guards}`)}`;
    })
    .join('');
}
