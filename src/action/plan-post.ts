import { reviewsFor, stricter } from '../config/approval-rule.ts';
import type { JsonObject } from '../model/json.ts';
import { defined, objectUnder, textUnder } from '../model/json-values.ts';
import type { Plan } from '../model/plan.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { ReviewedConfig } from '../run/catalog/redirections.ts';
import { code, strong } from '../text/document.ts';
import { markdownBlocks, markdownLine } from '../text/markdown.ts';
import { planToComment } from '../text/plan-comment.ts';
import { noticeSections, planTitle } from '../text/views/plan-view.ts';
import { sorted } from '../text/words/plan-words.ts';
import { formerPrints, onTopText, printsOf } from './approval/on-top.ts';
import { catalogChanges } from './approval/overtaken.ts';
import { approversIn, neededReviews, type Review, reviewsOf } from './approval/reviews.ts';
import { wasShownAt, withShowing } from './approval/showings.ts';
import {
  commentsOf,
  deleteTwins,
  type FoundPost,
  findOwnPost,
  historyOf,
  withLastEdit,
  writePost,
} from './comments.ts';
import {
  type GitHub,
  type GitHubResult,
  githubWarning,
  isSilent,
  loginOf,
  shortCommit,
} from './github.ts';
import { labelsOf, setLabels } from './labels.ts';
import { type History, isApprovalUsed, type Marker, withMarker } from './marker.ts';
import {
  footer,
  heading,
  type JobStep,
  leftOutText,
  paragraphs,
  planPart,
  postKeyOf,
  problemsWithin,
} from './step.ts';

/** The plan of a run, or the problems that prevented it. */
type Planned = (
  | { readonly plan: Plan; readonly problems?: undefined; readonly notices?: undefined }
  | {
      readonly problems: readonly Problem[];
      /** Problems to show before everything else; a plan has them among its warnings. */
      readonly notices: readonly Problem[];
      readonly plan?: undefined;
    }
) & {
  /** The time at which the run began to read. */
  readonly read: Date;
  /** The commit that the planned one was merged from; absent if it is not known. */
  readonly base?: string;
  /** The rules about reviews, there and now; absent if that commit is not known. */
  readonly rules?: ReviewedConfig['rules'];
};

/** Writes the comment on the pull request, replacing the comment of an earlier run. Returns warnings. */
export async function postPlan(step: JobStep, planned: Planned): Promise<readonly Problem[]> {
  const { run, github, inputs, world } = step;
  const { pull } = run;
  // For a fork's pull request, GitHub gives the run no token that can write.
  const isMute = pull?.isForeign && run.event !== 'pull_request_target';
  if (!pull || !github || isMute || inputs.comment === 'false') return [];
  const place = commentsOf(run.repository, pull.number);
  const key = postKeyOf(step);
  const about = await github.get(`/repos/${run.repository}/pulls/${pull.number}`);
  const said = objectUnder(about.ok ? about.value : undefined);
  const { number } = pull;
  const unchanged = (why: string, hint = newestStays): readonly Problem[] => {
    const detail = `The comment on pull request ${number} is unchanged, because ${why}.`;
    return [problem('action/not-newest', { detail, hint })];
  };
  const stale = await whyStale(step, planned, { github, said });
  if (stale) return unchanged(stale.why, stale.hint);
  const found = await findOwnPost(github, place, { key, sha256: world.sha256 });
  if (!found.ok) return [githubWarning(place, found.fault)];
  // After the merge, the comment keeps showing what the merge approved. A first comment is still written: it
  // is younger than the merge and approves nothing.
  const isMerged = typeof said['merged_at'] === 'string';
  if (found.value && (isMerged || isApprovalUsed(found.value.state))) {
    return [afterMerge(number)];
  }
  if (isOlder(planned.read, found.value, world.now())) {
    return unchanged('a run that read the platform later has written it');
  }
  // Where credentials go is shown even if nothing else changes.
  const notices = planned.notices ?? sorted(planned.plan.warnings).notices;
  const isNews = notices.length > 0;
  const isQuiet =
    inputs.comment === 'changes-only' && planned.plan?.changes.length === 0 && !isNews;
  // A comment that shows changes must not stay once there are none.
  if (isQuiet && !found.value) return [];
  const opened = { number, ...defined({ author: loginOf(said['user']) }) };
  const reviewed = await reviewsOf(github, run.repository, opened);
  const reviews = reviewed.ok ? reviewed.value : undefined;
  const past = await pastOf(github, found.value);
  // Without it reviews that were given would count no more.
  if (!past.ok) return [githubWarning(place, past.fault)];
  const before = past.value;
  const { plan } = planned;
  const digest = plan && !plan.against ? plan.digest : undefined;
  const marker: Marker = {
    ...historyAfter(step, planned, { before, reviews }),
    key,
    state: !plan ? 'failed' : plan.against ? 'secretless' : 'planned',
    commit: pull.head,
    ...defined({ digest, labels: inputs.labels && plan ? labelsOf(plan) : undefined }),
  };
  const bodyWithin = (room: number) => {
    const text = (within: number) =>
      step.redact(planPostTextOf(step, planned, { marker, reviews, room: within }));
    // The marker takes part of the room.
    const own = withMarker(marker, '', world.sha256).length;
    return { body: withMarker(marker, text(room - own), world.sha256) };
  };
  const lost = await writePost(github, place, {
    found: found.value,
    body: bodyWithin,
    isMadeAnew: true,
  });
  await deleteTwins(github, place, found.value);
  if (!inputs.labels) return lost;
  const on = { repository: run.repository, pull: pull.number };
  return [...lost, ...(await setLabels(github, on, marker, world.sha256))];
}

/** Whether the run began to read before the run that wrote the comment. A time in the future is ignored. */
function isOlder(read: Date, found: FoundPost | undefined, now: Date): boolean {
  const other = Date.parse(found?.read ?? '');
  return read.getTime() < other && other <= now.getTime();
}

/** What the comment keeps of its past; empty if somebody else may have edited it. */
async function pastOf(
  github: GitHub,
  found: FoundPost | undefined,
): Promise<GitHubResult<History>> {
  if (!found) return { ok: true, value: {} };
  const { found: post, suspectedEdit } = await withLastEdit(github, found);
  const fault = suspectedEdit?.fault;
  if (fault && !isSilent(fault)) return { ok: false, fault };
  return { ok: true, value: suspectedEdit ? {} : historyOf(post) };
}

interface Known {
  readonly before: History;
  /** Undefined if GitHub does not say. */
  readonly reviews: readonly Review[] | undefined;
}

/** The history of the comment after it shows this plan. */
function historyAfter(
  { world }: JobStep,
  { plan, read, rules }: Planned,
  { before, reviews }: Known,
): History {
  const { sha256 } = world;
  const digest = plan && !plan.against ? plan.digest : undefined;
  const then = before.shown ?? [];
  const shown = withShowing(then, digest, world.now());
  const kept = { shown, read: read.toISOString() };
  // Without a plan that can be applied, later plans are compared with the same plan as before.
  if (!plan || digest === undefined) {
    const { current, former } = before;
    return { ...kept, ...defined({ current, former }) };
  }
  const isApproved = (one: string) =>
    approversIn(reviews ?? [], (time) => wasShownAt(then, one, time)).length > 0;
  // What may be approved stays what is compared with.
  const former = (reviews ? undefined : before.former) ?? formerPrints(before, digest, isApproved);
  const needs = stricter(reviewsFor(rules?.before, plan), reviewsFor(rules?.now, plan));
  return { ...kept, current: printsOf(plan, sha256), ...defined({ former, needs }) };
}

function afterMerge(number: number): Problem {
  return problem('action/merged', {
    detail: `Pull request ${number} is merged, so its comment is unchanged: this plan approves nothing.`,
    hint: 'To publish this plan, give its plan hash as `plan-hash` in a run that you start by hand.',
  });
}

const newestStays = 'The plan of this run is in its summary. The comment shows the newest run.';
const startAnew = 'Push a commit to the pull request, or close it and open it again';

/**
 * Why this run is not about the open pull request as it is now: a run that is repeated has the event of its
 * first try and its commit, and changing the base starts none. Undefined if it is.
 */
async function whyStale(
  step: JobStep,
  { base }: Planned,
  { github, said }: { readonly github: GitHub; readonly said: JsonObject },
): Promise<{ readonly why: string; readonly hint?: string } | undefined> {
  const { commit, run } = step;
  const { pull, attempt } = run;
  if (!pull || said['state'] !== 'open') return undefined;
  const head = textUnder(said, 'head', 'sha') ?? pull.head;
  if (head !== pull.head) {
    const why = `this run is of ${shortCommit(commit)}, and the newest commit is ${shortCommit(head)}`;
    return { why };
  }
  const { baseBranch } = pull;
  const into = textUnder(said, 'base', 'ref') ?? baseBranch;
  if (into !== baseBranch) {
    return {
      why: `this run is for ${baseBranch}, and the base of the pull request is ${into} now`,
      hint: `${startAnew}: that starts a run for its base.`,
    };
  }
  // The plan of an old merge would revert what the branch has published since.
  if (attempt === 1 || base === undefined || commit === pull.head) return undefined;
  const since = `compare/${base}...${encodeURIComponent(baseBranch)}` as const;
  if ((await catalogChanges(step, github, since)) !== true) return undefined;
  return {
    why: `this run read it merged into ${shortCommit(base)}, and ${baseBranch} has changed the catalog since`,
    hint: `${startAnew}: that starts a run on the newest merge. If the pull request has conflicts, solve them first. To have a job that is run again read the newest merge too, give actions/checkout \`ref: \${{ github.run_attempt != '1' && github.ref || '' }}\`.`,
  };
}

/** Characters of the comment that are kept free for heading, footer and notes. */
const reserve = 2000;

interface Said {
  readonly marker: Marker;
  /** The reviews of the pull request; undefined if GitHub does not say. */
  readonly reviews: readonly Review[] | undefined;
  readonly room: number;
}

function planPostTextOf(step: JobStep, planned: Planned, { marker, reviews, room }: Said): string {
  const { plan, problems, base } = planned;
  const { run, look, inputs, world } = step;
  const notices = noticeSections(planned.notices ?? planned.plan.warnings);
  const first = markdownBlocks(
    notices.map(({ blocks }) => blocks),
    look,
  );
  const end = footer(run, run.pull?.head ?? run.sha, base);
  if (!plan) {
    const where = inputs.env === undefined ? '' : ` for ${inputs.env}`;
    const title = heading('❌', `No plan${where}`, step);
    const shown = problemsWithin(problems, look, room - first.length - reserve);
    return paragraphs(first, title, shown, end);
  }
  const { sha256 } = world;
  const onTop = plan.against ? '' : onTopText(marker, plan, { look, sha256 });
  const shown = planToComment(plan, look, room - first.length - onTop.length - reserve);
  const emoji = plan.changes.length === 0 ? '✅' : '📝';
  const title = heading(emoji, planTitle(plan), step);
  const approval = approvalText(plan, { marker, reviews });
  const notes = paragraphs(leftOutText(shown, run), pageText(step), approval);
  return paragraphs(first, title, onTop, planPart(shown.text), notes, end);
}

/** A note on the artifact that keeps the plan as a page, if the workflow keeps one. */
function pageText({ inputs, run }: JobStep): string {
  const { pageArtifact } = inputs;
  if (pageArtifact === undefined) return '';
  return markdownLine([
    'As a page to read: ',
    { text: `artifact ${pageArtifact}`, href: `${run.page}#artifacts` },
    ' of the run.',
  ]);
}

/** What is needed to publish this plan after the merge. */
function approvalText(
  { changes, against, digest }: Plan,
  { marker: { needs, shown = [] }, reviews }: Pick<Said, 'marker' | 'reviews'>,
): string {
  if (changes.length === 0 || against) return '';
  if (!reviews && needs === undefined) {
    const how =
      'the merge, and one approving review of this plan if anybody reviews the pull request';
    return markdownLine([strong('Approval:'), ` ${how}. GitHub does not say who did so far.`]);
  }
  const needed = neededReviews(needs, reviews ?? []);
  if (needed === 0) {
    const why =
      needs === 0 ? 'the config does not require a review' : 'nobody reviewed the pull request';
    return markdownLine([strong('Approval:'), ` ${why}, so merging it approves this plan.`]);
  }
  const given = approversIn(reviews ?? [], (time) => wasShownAt(shown, digest, time)).length;
  const many = needed === 1 ? 'one approving review' : `${needed} approving reviews`;
  const count = !reviews
    ? 'GitHub does not say how many so far'
    : given === 0
      ? 'none so far'
      : `${given} so far`;
  return markdownLine([
    strong('Approval:'),
    ` ${many} of plan `,
    code(digest.slice(0, 12)),
    `, given while this plan is shown here (${count}), and the merge.`,
  ]);
}
