import { isObject } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import { type Problem, problem } from '../model/problem.ts';
import { markdownBlocks } from '../text/markdown.ts';
import { planToComment } from '../text/plan-comment.ts';
import { noticeSections, planTitle } from '../text/views/plan-view.ts';
import { sorted } from '../text/words/plan-words.ts';
import { commentsOf, type Found, findOwn, write } from './comments.ts';
import { lost } from './lost.ts';
import { isSpent, type State, withMarker } from './marker.ts';
import { keyOf, type Step } from './step.ts';
import { footer, heading, leftOutText, paragraphs, planPart, problemsWithin } from './text.ts';

/** A plan, or why there is none. */
type Planned =
  | { readonly plan: Plan; readonly problems?: undefined; readonly notices?: undefined }
  | {
      readonly problems: readonly Problem[];
      /** What comes before everything else; a plan has them among its warnings. */
      readonly notices: readonly Problem[];
      readonly plan?: undefined;
    };

/** Writes the comment on the pull request, in place of the one of an earlier run. */
export async function tellAboutPlan(step: Step, planned: Planned): Promise<readonly Problem[]> {
  const { run, github, inputs, world } = step;
  const { pull } = run;
  // GitHub gives no token that could write to a run for a fork.
  const isMute = pull?.isForeign && run.event === 'pull_request';
  if (!pull || !github || isMute || inputs.comment === 'false') return [];
  const place = commentsOf(run.repository, pull.number);
  const key = keyOf(step);
  const found = await findOwn(github, place, { key, sha256: world.sha256 });
  if (!found.ok) return [lost(place, found.fault)];
  if (await isDecided(step, pull.number, found.value)) return [afterMerge(pull.number)];
  // Where credentials go is news even where nothing else changes.
  const isNews = noticesOf(planned).length > 0;
  const isQuiet =
    inputs.comment === 'changes-only' && planned.plan?.changes.length === 0 && !isNews;
  // One that shows changes must not stay where there are none any more.
  if (isQuiet && !found.value) return [];
  const { plan } = planned;
  const digest = plan && !plan.against ? plan.digest : undefined;
  const marker = {
    key,
    state: stateOf(planned),
    commit: pull.head,
    ...(digest !== undefined && { digest }),
  };
  return write(github, place, {
    found: found.value,
    body: (room) => ({
      body: withMarker(marker, step.scrub(textOf(step, planned, room)), world.sha256),
    }),
  });
}

/**
 * Once a pull request is merged, its comment shows what the merge approved. A first one is written even
 * then: it is younger than the merge, and approves nothing.
 */
async function isDecided({ github, run }: Step, number: number, found: Found | undefined) {
  if (!found) return false;
  if (isSpent(found.state)) return true;
  const pull = await github?.get(`/repos/${run.repository}/pulls/${number}`);
  return pull?.ok === true && isObject(pull.value) && typeof pull.value['merged_at'] === 'string';
}

function afterMerge(number: number): Problem {
  return problem('action/merged', {
    detail: `Pull request ${number} is merged, so its comment stays as it is: this plan approves nothing.`,
    hint: 'To publish this plan, give its digest as `plan-hash` in a run that is started by hand.',
  });
}

function stateOf({ plan }: Planned): State {
  if (!plan) return 'failed';
  return plan.against ? 'secretless' : 'planned';
}

function noticesOf({ plan, notices }: Planned): readonly Problem[] {
  return notices ?? sorted(plan.warnings).notices;
}

/** For heading, footer, marker and notes. */
const reserve = 2500;

function textOf(step: Step, planned: Planned, whole: number): string {
  const { plan, problems } = planned;
  const { run, look, inputs } = step;
  const notices = noticeSections(planned.notices ?? planned.plan.warnings);
  const first = markdownBlocks(
    notices.map(({ blocks }) => blocks),
    look,
  );
  const room = whole - first.length;
  const end = footer(run, run.pull?.head ?? run.sha);
  if (!plan) {
    const where = inputs.env === undefined ? '' : ` for ${inputs.env}`;
    const title = heading('❌', `No plan${where}`, step);
    return paragraphs(first, title, problemsWithin(problems, look, room - reserve), end);
  }
  const shown = planToComment(plan, look, room - reserve);
  const emoji = plan.changes.length === 0 ? '✅' : '📝';
  const title = heading(emoji, planTitle(plan), step);
  return paragraphs(first, title, planPart(shown.text), leftOutText(shown, run), end);
}
