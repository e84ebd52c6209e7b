import { gitOutput } from '../files/git-run.ts';
import { isObject, type Json } from '../model/json.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import {
  commentsOf,
  type FoundPost,
  findForeignEdit,
  findOwnPost,
  isApprovalUsed,
  isOpen,
  type SuspectedEdit,
} from './comments.ts';
import {
  type GitHub,
  type GitHubFault,
  type GitHubResult,
  isCommit,
  type MergedPull,
  pullThatMade,
  shortCommit,
} from './github.ts';
import { isFromTheRepository, type JobStep, postKeyOf } from './step.ts';

/** What is known of the pull request whose merge is being published. */
export interface Approved {
  /** Absent where none is known. */
  readonly pull?: MergedPull;
  /** Our comment on it; absent where there is none. */
  readonly found?: FoundPost;
  /** Why that is not what we wrote. */
  readonly suspectedEdit?: SuspectedEdit;
}

/** Finds the comment that shows the plan of what was merged. */
export async function findApproved(step: JobStep): Promise<Checked<Approved>> {
  const { run, github, world } = step;
  if (!github) return fail('There is no token to ask GitHub with.', 'Give `github-token`.');
  const { repository, sha: commit, branch } = run;
  const pull = await pullThatMade(github, repository, { commit, branch });
  if (!pull.ok) return fault(pull.fault, 'pull-requests: read` and `contents: read');
  if (pull.value === undefined) return checked({}, []);
  const place = commentsOf(repository, pull.value.number);
  const found = await findOwnPost(github, place, { key: postKeyOf(step), sha256: world.sha256 });
  if (!found.ok) return fault(found.fault, 'pull-requests: read');
  const suspectedEdit = found.value && (await findForeignEdit(github, found.value));
  return checked(
    {
      pull: pull.value,
      ...(found.value && { found: found.value }),
      ...(suspectedEdit && { suspectedEdit }),
    },
    [],
  );
}

/**
 * The digest that the merge of a pull request approved. It holds for one apply of the commit that was
 * planned. What it says is not believed either: the plan is made again, and its digest must be this one.
 */
export function approvedDigest(
  { pull, found, suspectedEdit }: Approved,
  step: JobStep,
): Checked<string> {
  const { run, world, inputs } = step;
  if (!pull) {
    return fail(
      `No merged pull request brought commit ${shortCommit(run.sha)}, so nobody approved a plan.`,
      byHand,
    );
  }
  const where = `pull request ${pull.number}`;
  if (!found) {
    return fail(
      `There is no plan for "${postKeyOf(step)}" on ${where}.`,
      `Plan on pull requests with the same working-directory and env. ${byHand}`,
    );
  }
  if (suspectedEdit)
    return refuse(
      'action/approval-edited',
      `The comment on ${where} that holds the approved digest was changed. ${suspectedEdit.why}`,
    );
  if (isApprovalUsed(found.state)) return approvalUsed(`The approval on ${where}`, found);
  if (!isOpen(found.state) || found.digest === undefined) {
    return fail(
      `The comment on ${where} shows no plan that could be applied (${found.state}).`,
      byHand,
    );
  }
  if (found.state === 'planned' && isAfter(found.updatedAt, pull.mergedAt)) {
    return fail(
      `The plan on ${where} was made after it was merged, so nobody approved it.`,
      byHand,
    );
  }
  // Where GitHub does not name it, the merge itself does.
  const [, second, ...more] = parentsOf(world.cwd, run.sha);
  const last = pull.head ?? (more.length === 0 ? second : undefined);
  if (last === undefined) {
    return fail(
      `Which commit of ${where} was merged cannot be told, so it is not known whether it is the planned one, ${shortCommit(found.commit)}.`,
      byHand,
    );
  }
  if (found.commit !== last) {
    return fail(
      `The plan on ${where} was made for ${shortCommit(found.commit)}, and ${shortCommit(last)} was merged.`,
      byHand,
    );
  }
  if (inputs.comment === 'false') {
    return fail(
      'With `comment: false` nothing is written on the pull request, not even that its approval was used.',
      `Leave \`comment\` out. ${byHand}`,
    );
  }
  return checked(found.digest, []);
}

function isAfter(time: number | undefined, other: number | undefined): boolean {
  return time !== undefined && other !== undefined && time > other;
}

/** That an approval was used, by the state that its comment says. */
export function approvalUsed(
  whose: string,
  { state }: Pick<FoundPost, 'state'>,
): { readonly ok: false; readonly problems: Problem[] } {
  const what =
    state === 'applied'
      ? 'was used: its plan was applied'
      : state === 'partly'
        ? 'was used: its plan was applied in part'
        : 'was used by a run that did not say how it ended';
  return refuse('action/approval-spent', `${whose} ${what}. It holds for one apply.`);
}

/** The way on from every refusal; `apply` adds the digest that it would be now. */
export const byHand =
  'To publish all the same, look at the plan of the newest commit, and give its digest as `plan-hash` in a run that is started by hand.';

function fail(detail: string, hint: string): { readonly ok: false; readonly problems: Problem[] } {
  return refuse('action/not-approved', detail, hint);
}

function refuse(
  code: 'action/not-approved' | 'action/approval-edited' | 'action/approval-spent',
  detail: string,
  hint = byHand,
): { readonly ok: false; readonly problems: Problem[] } {
  return { ok: false, problems: [problem(code, { detail: `${detail} Nothing was sent.`, hint })] };
}

function fault({ what }: GitHubFault, permissions: string) {
  return fail(
    `Which plan was approved cannot be found out: ${what}.`,
    `Give the job \`permissions: ${permissions}\`, or the digest as \`plan-hash\`.`,
  );
}

/** So many commits after the one of the run are looked at. */
const mostLater = 100;

/** Why the commit of a run is not published any more. */
interface Overtaken {
  readonly problem: Problem;
  /** A later commit was published; else that cannot be told. */
  readonly isCertain: boolean;
}

/**
 * Whether a later commit of the branch was published, or was found to need nothing. What cannot be
 * told counts as such, unless a person has just named the plan.
 */
export async function overtaken(step: JobStep, { pull }: Approved): Promise<Overtaken | undefined> {
  const { run, inputs, github } = step;
  const branch = run.branch ?? pull?.branch;
  const later =
    branch === undefined || !github
      ? unknown('there is no branch, or no token, to ask about')
      : await laterOn(step, github, branch);
  if (later.type === 'none') return undefined;
  const isCertain = later.type === 'published';
  const isByHand = inputs.planHash !== undefined && run.attempt === 1;
  if (!isCertain && isByHand) return undefined;
  const detail =
    later.type === 'published'
      ? `${shortCommit(later.commit)} (pull request ${later.pull}), which came after ${shortCommit(run.sha)}, was published or needed nothing. What is older is not published over it. Nothing was sent.`
      : `Whether a later commit than ${shortCommit(run.sha)} was published cannot be told: ${later.why}. Nothing was sent.`;
  const hint = `Run the job of the newest commit. ${byHand}`;
  return { problem: problem('action/overtaken', { detail, hint }), isCertain };
}

type Later =
  | { readonly type: 'none' }
  | { readonly type: 'published'; readonly commit: string; readonly pull: number }
  | { readonly type: 'unknown'; readonly why: string };

const unknown = (why: string): Later => ({ type: 'unknown', why });
const failed = ({ what }: GitHubFault): Later => unknown(what);

/** Goes back from the newest commit of the branch to that of the run, by first parents. */
async function laterOn(step: JobStep, github: GitHub, branch: string): Promise<Later> {
  const { repository, sha } = step.run;
  const tip = await tipOf(github, repository, branch);
  if (!tip.ok) return failed(tip.fault);
  let untold: Later | undefined;
  let commit = tip.value;
  for (let count = 0; commit !== sha; count += 1) {
    if (count === mostLater || commit === undefined) {
      return unknown(
        `${shortCommit(sha)} is not among the newest ${mostLater} commits of ${branch}`,
      );
    }
    const publication = await publicationOf(step, github, { commit, branch });
    if (publication.type === 'published') return publication;
    if (publication.type === 'unknown') untold ??= publication;
    const parent = await firstParentOf(github, repository, commit);
    if (!parent.ok) return failed(parent.fault);
    commit = parent.value;
  }
  return untold ?? { type: 'none' };
}

/** The newest commit of a branch. */
async function tipOf(
  github: GitHub,
  repository: string,
  branch: string,
): Promise<GitHubResult<string | undefined>> {
  const name = branch.split('/').map(encodeURIComponent).join('/');
  const ref = await github.get(`/repos/${repository}/git/ref/heads/${name}`);
  if (ref.ok) return { ok: true, value: commitIn(ref.value, 'object') };
  if (ref.fault.type !== 'not-found') return ref;
  const found = await github.get(`/repos/${repository}/branches/${name}`);
  return found.ok ? { ok: true, value: commitIn(found.value, 'commit') } : found;
}

async function firstParentOf(
  github: GitHub,
  repository: string,
  commit: string,
): Promise<GitHubResult<string | undefined>> {
  const found = await github.get(`/repos/${repository}/git/commits/${commit}`);
  if (!found.ok) return found;
  const parents = isObject(found.value) ? found.value['parents'] : undefined;
  const [first = null] = Array.isArray(parents) ? parents : [];
  return { ok: true, value: shaOf(first) };
}

function commitIn(json: Json, key: string): string | undefined {
  return isObject(json) ? shaOf(json[key] ?? null) : undefined;
}

function shaOf(json: Json): string | undefined {
  const sha = isObject(json) ? json['sha'] : undefined;
  return isCommit(sha) ? sha : undefined;
}

/** Whether a commit was published, by what the comment on its pull request says. */
async function publicationOf(
  step: JobStep,
  github: GitHub,
  at: { readonly commit: string; readonly branch: string },
): Promise<Later> {
  const { run, world, inputs } = step;
  const { commit } = at;
  const pull = await pullThatMade(github, run.repository, at);
  if (!pull.ok) return failed(pull.fault);
  if (!pull.value) {
    return ifItMatters(step, github, commit, `${shortCommit(commit)} came without a pull request`);
  }
  const { number } = pull.value;
  const place = commentsOf(run.repository, number);
  const found = await findOwnPost(github, place, { key: postKeyOf(step), sha256: world.sha256 });
  if (!found.ok) return failed(found.fault);
  // An apply writes a comment where there is none, unless it is told not to.
  if (!found.value) {
    const why = `pull request ${number} has no comment that says so`;
    return inputs.comment === 'true' ? { type: 'none' } : ifItMatters(step, github, commit, why);
  }
  if (isApprovalUsed(found.value.state)) return { type: 'published', commit, pull: number };
  const suspectedEdit = await findForeignEdit(github, found.value);
  return suspectedEdit
    ? unknown(`the comment on pull request ${number} was changed. ${suspectedEdit.why}`)
    : { type: 'none' };
}

/** A commit that leaves the folder of the catalog alone has nothing to publish. */
async function ifItMatters(
  { run, inputs }: JobStep,
  github: GitHub,
  commit: string,
  why: string,
): Promise<Later> {
  const found = await github.get(`/repos/${run.repository}/commits/${commit}`);
  const files = found.ok && isObject(found.value) ? found.value['files'] : undefined;
  // GitHub names 300 files of a commit on a page.
  if (!Array.isArray(files) || files.length >= 300) return unknown(why);
  const inFolder = (name: Json | undefined) =>
    typeof name !== 'string' || inputs.folder === '.' || name.startsWith(`${inputs.folder}/`);
  const matters = files.some(
    (file) =>
      !isObject(file) || inFolder(file['filename']) || inFolder(file['previous_filename'] ?? ''),
  );
  return matters ? unknown(why) : { type: 'none' };
}

/**
 * The commit that is checked out around the catalog, compared with the one that the event is about:
 * what is shown and published is said to be of that commit, and the config of another one would say
 * where credentials go. Absent where there is no git to tell. Files that differ from the commit are
 * no matter: a step before may have made manifests.
 */
export function readCheckout(
  step: Pick<JobStep, 'run' | 'inputs' | 'world'>,
): Checked<string | undefined> {
  const { run, inputs, world } = step;
  const head = gitOutput(['rev-parse', '--verify', 'HEAD'], { folder: world.cwd });
  if (!head.ok) {
    // What a person names by its digest is the same in any checkout.
    const isNeeded = inputs.command === 'apply' && inputs.planHash === undefined;
    return isNeeded
      ? { ok: false, problems: head.problems.map(checkoutUnknown) }
      : checked(undefined, []);
  }
  const commit = head.value.toString().trim();
  const isMergeOfHead = () => parentsOf(world.cwd, commit)[1] === run.pull?.head;
  if (run.commits.includes(commit) || (run.pull && isMergeOfHead())) return checked(commit, []);
  const isStrict = inputs.command === 'apply' || !isFromTheRepository(run);
  return isStrict
    ? { ok: false, problems: [other(step, commit)] }
    : checked(commit, [readOther(step, commit)]);
}

/** The parents of a commit as it was made: a shallow clone has the commit without them. */
function parentsOf(folder: string, commit: string): readonly string[] {
  const found = gitOutput(['cat-file', 'commit', commit], { folder });
  if (!found.ok) return [];
  const text = found.value.toString('latin1');
  const [head = ''] = text.split('\n\n', 1);
  return head.split('\n').flatMap((line) => {
    const [, parent] = /^parent ([0-9a-f]+)$/.exec(line) ?? [];
    return parent === undefined ? [] : [parent];
  });
}

function other({ run }: Pick<JobStep, 'run'>, commit: string): Problem {
  const about = run.pull ? `pull request ${run.pull.number}, ` : '';
  const isTarget = run.event === 'pull_request_target';
  return problem('action/other-commit', {
    detail: `${shortCommit(commit)} is checked out, and the event \`${run.event}\` is about ${about}${namesOf(run.commits)}. Nothing was sent.`,
    hint: isTarget
      ? `Use the event \`pull_request\`, or give actions/checkout \`ref: \${{ github.event.pull_request.head.sha }}\` and \`fetch-depth: 0\`.`
      : 'Leave out `ref` of actions/checkout, and make no commit in a step before.',
  });
}

function readOther({ run }: Pick<JobStep, 'run'>, commit: string): Problem {
  return problem('action/commit-read', {
    detail: `${shortCommit(commit)} is checked out and was read; the event \`${run.event}\` is about ${namesOf(run.commits)}.`,
    hint: 'Where that is not meant, leave out `ref` of actions/checkout.',
  });
}

const namesOf = (commits: readonly string[]) => commits.map(shortCommit).join(' or ');

function checkoutUnknown({ detail, hint }: Problem): Problem {
  return problem('action/other-commit', {
    detail: `Which commit is checked out cannot be told, so it is not known whether it is the approved one. ${detail} Nothing was sent.`,
    hint: `${hint ?? 'Check out with actions/checkout.'} Or give the digest of the plan as \`plan-hash\` in a run that is started by hand.`,
  });
}
