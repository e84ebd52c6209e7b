import type { Plan } from '../model/plan.ts';
import { hasErrors, type Problem } from '../model/problem.ts';
import { mayBeWritten } from '../model/report.ts';
import { type ExitCode, exit } from '../run/exit-code.ts';
import type { ApplyResult } from '../run/publish.ts';
import { code as copied, strong } from '../text/document.ts';
import type { Look } from '../text/look.ts';
import { foldedMarkdown, markdownLine } from '../text/markdown.ts';
import { planToComment } from '../text/plan-comment.ts';
import { renderers } from '../text/renderers.ts';
import { tallyLine } from '../text/words/wording.ts';
import type { Approved } from './approval/approvals.ts';
import { otherThanApproved } from './approval/on-top.ts';
import { commentsOf, type FoundPost, findOwnPost, historyOf, writePost } from './comments.ts';
import { guardInputs } from './inputs.ts';
import { isApprovalUsed, type PostState, withMarker } from './marker.ts';
import {
  footer,
  formerPlan,
  heading,
  type JobStep,
  paragraphs,
  postKeyOf,
  problemsWithin,
} from './step.ts';

export interface ApplyProgress {
  /** Why nothing was sent; empty if something was sent, or nothing had to be. */
  readonly problems: readonly Problem[];
  readonly result?: ApplyResult;
  /** What publishing would change now, if it is not what was approved. */
  readonly now?: Plan;
  /** The plan hash that was approved. */
  readonly digest?: string;
}

export type Ended = ApplyProgress & { readonly code: ExitCode };

export async function postAll(
  step: JobStep,
  applied: Ended,
  approved: readonly Approved[],
): Promise<readonly Problem[]> {
  const lost: Problem[] = [];
  for (const one of approved) lost.push(...(await postApply(step, applied, one)));
  return lost;
}

/** Writes on the merged pull request how the apply of its plan ended. Returns warnings. */
async function postApply(
  step: JobStep,
  applied: Ended,
  { pull, found, suspectedEdit }: Approved,
): Promise<readonly Problem[]> {
  const { github, run, inputs, world } = step;
  if (!github || !pull || inputs.comment === 'false') return [];
  const state = stateAfter(found?.state, applied);
  const place = commentsOf(run.repository, pull.number);
  const own = found ?? (await writtenMeanwhile(step, place));
  // Without a comment nobody waits for the result of a plan. A publication is written all the same: runs of
  // older commits look for it.
  if (!own && (state === 'refused' || inputs.comment === 'changes-only')) return [];
  // A repeated job that sends nothing does not replace the result of the first run. If GitHub did not say who
  // edited the comment, the next run may find it unchanged.
  if (!applied.result && (found?.state === 'applied' || found?.state === 'partly')) return [];
  if (!applied.result && suspectedEdit && !suspectedEdit.isCertain) return [];
  const digest = digestAfter(state, applied, suspectedEdit ? undefined : found);
  const marker = {
    ...(suspectedEdit ? {} : historyOf(found)),
    key: postKeyOf(step),
    state,
    commit: found?.commit ?? run.sha,
    ...(digest !== undefined && { digest }),
  };
  const intact = found?.isIntact ? found : undefined;
  return writePost(github, place, {
    found: own,
    // Later runs must find the record of what was sent, even if somebody deleted the comment meanwhile.
    isMadeAnew: isApprovalUsed(state),
    body: (room) => ({
      body: withMarker(
        marker,
        step.redact(textOf(step, { ...applied, state }, { found: intact, room })),
        world.sha256,
      ),
    }),
  });
}

/** The comment that a run started by hand wrote before it sent anything, if there was none when it began. */
async function writtenMeanwhile(
  step: JobStep,
  place: ReturnType<typeof commentsOf>,
): Promise<FoundPost | undefined> {
  const { github, inputs } = step;
  // With `changes-only` such a run writes none.
  if (!github || inputs.planHash === undefined || inputs.comment === 'changes-only')
    return undefined;
  const { sha256 } = step.world;
  const answer = await findOwnPost(github, place, { key: postKeyOf(step), sha256 });
  return answer.ok ? answer.value : undefined;
}

type StateAfter = 'applied' | 'partly' | 'refused';

/**
 * The state after the run: whether its approval is used. It is not if nothing was sent, unless an earlier run
 * sent something.
 */
function stateAfter(before: PostState | undefined, { result, problems, code }: Ended): StateAfter {
  const isUsed = before !== undefined && isApprovalUsed(before);
  if (!result) {
    if (!hasErrors(problems) && code === exit.done) return 'applied';
    return isUsed ? 'partly' : 'refused';
  }
  if (code === exit.done) return 'applied';
  const isSent = result.report.outcomes.some(mayBeWritten);
  return isSent || isUsed ? 'partly' : 'refused';
}

/**
 * The plan hash that was applied, or that may still be applied; the latter is copied only from an unedited
 * comment.
 */
function digestAfter(state: StateAfter, { digest }: Ended, found: FoundPost | undefined) {
  return state === 'refused' ? found?.digest : (digest ?? found?.digest);
}

const titles = {
  applied: ['✅', 'Applied to'],
  partly: ['⚠️', 'Partly applied to'],
  refused: ['❌', 'Not applied to'],
} as const;

/** Characters of the comment that are kept free for heading, footer, marker and next steps. */
const reserve = 3500;

function textOf(
  step: JobStep,
  applied: Ended & { readonly state: StateAfter },
  { found, room }: { readonly found: FoundPost | undefined; readonly room: number },
): string {
  const { run, inputs } = step;
  const { result, now, problems, code, state } = applied;
  const [emoji, words] = titles[state];
  const name = result?.plan.platform.name ?? now?.platform.name ?? inputs.env ?? 'the platform';
  const isNext = !isSuperseded(problems);
  const head = paragraphs(
    heading(emoji, `${words} ${name}`, step),
    code === exit.interrupted ? 'The job was cancelled.' : '',
    result ? reportWithin(step, result, room - reserve) : '',
    problemsWithin(problems, step.look, room / 2),
    isNext && !result && now ? otherPlanText(step, found, now) : '',
    isNext ? next(now, state) : '',
  );
  const end = footer(run, run.sha);
  const left = room - head.length - end.length - reserve;
  const shown =
    isNext && now && now.digest !== found?.digest ? planNowWithin(now, step.look, left) : '';
  const former = found ? formerPlan(found.text) : '';
  const whole = paragraphs(head, shown, former, end);
  return whole.length <= room ? whole : paragraphs(head, shown, end);
}

/** What publishing now would do other than what was approved. */
export function otherPlanText(
  { look, world: { sha256 } }: Pick<JobStep, 'look' | 'world'>,
  found: Pick<FoundPost, 'current' | 'isIntact'> | undefined,
  now: Plan,
): string {
  return found?.isIntact ? otherThanApproved(found.current, now, { look, sha256 }) : '';
}

/** The plan whose hash somebody is asked to give, folded away. */
function planNowWithin(now: Plan, look: Look, room: number): string {
  if (now.changes.length === 0 || room < reserve) return '';
  const text = foldedMarkdown('The plan now', planToComment(now, look, room).text);
  return text.length <= room ? text : '';
}

/** The report without its heading, in as much detail as fits into `room` characters. */
function reportWithin({ look }: JobStep, { report, plan }: ApplyResult, room: number): string {
  if (plan.changes.length === 0) return markdownLine([strong(tallyLine(plan))]);
  const texts = (['fields', 'summary'] as const).map((detail) =>
    renderers.markdown
      .report(report, plan, { ...look, detail })
      .replace(/^### .*\n+/, '')
      .trimEnd(),
  );
  return texts.find(({ length }) => length <= room) ?? '';
}

/**
 * Whether a newer commit is to be published instead: a run by hand publishes that commit, with another plan.
 */
const isSuperseded = (problems: readonly Problem[]) =>
  problems.some(({ code }) => code === 'action/overtaken');

/** How to go on if something is left to publish. */
function next(now: Plan | undefined, state: StateAfter): string {
  if (!now || now.changes.length === 0) {
    return now && state === 'applied' ? 'Everything is published: there is nothing to do.' : '';
  }
  return markdownLine([
    'Publishing now would be ',
    copied(now.digest),
    '. ',
    strong(tallyLine(now)),
    ' To publish exactly that, run the workflow by hand with this plan hash as ',
    copied('plan-hash'),
    ...guardInputs(now).flatMap(([name, value]) => [' and ', copied(value), ' as ', copied(name)]),
    '.',
  ]);
}
