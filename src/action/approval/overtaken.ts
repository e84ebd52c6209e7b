import { posix } from 'node:path';
import { isConfigName } from '../../files/manifests.ts';
import { foldersOf } from '../../manifest/include.ts';
import { isObject, type Json } from '../../model/json.ts';
import { defined, valueUnder } from '../../model/json-values.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { catalogFilter, openWorkspace } from '../../run/catalog/workspace.ts';
import { commentsOf, findOwnPost, withLastEdit } from '../comments.ts';
import {
  commitAt,
  cureOfFault,
  type GitHub,
  type GitHubFault,
  type GitHubResult,
  type MergedPull,
  pullThatMade,
  shortCommit,
  unexpected,
} from '../github.ts';
import { isApprovalUsed } from '../marker.ts';
import { type JobStep, postKeyOf } from '../step.ts';
import { type Approved, byHand, pullInTime } from './approvals.ts';
import { lostRecord } from './lost-record.ts';

/** The most commits after that of the run which are looked at. */
const mostLater = 100;

/** Why the commit of a run may not be published any more. */
interface Overtaken {
  readonly problem: Problem;
  /** True if a later commit was published; false if that is unknown. */
  readonly isCertain: boolean;
}

/**
 * Whether a later commit of the branch was published, or had nothing to publish. If that is unknown, it
 * counts as published, unless a person has just named the plan. Undefined if the commit may be published.
 */
export async function overtaken(step: JobStep, { pull }: Approved): Promise<Overtaken | undefined> {
  const { run, inputs, github } = step;
  const branch = run.branch ?? pull?.branch;
  const later =
    branch === undefined || !github
      ? unknown('there is no branch or no token')
      : await laterOn(step, github, branch);
  if (later.type === 'none') return undefined;
  const isCertain = later.type === 'published';
  const isByHand = inputs.planHash !== undefined && run.attempt === 1;
  if (!isCertain && isByHand) return undefined;
  const detail =
    later.type === 'published'
      ? `${shortCommit(later.commit)} (pull request ${later.pull}), which is newer than ${shortCommit(run.sha)}, was published or had no changes. An older commit is not published over it. Nothing was sent.`
      : `It is unknown whether a commit after ${shortCommit(run.sha)} was published: ${later.why}. Nothing was sent.`;
  const cure =
    later.type === 'unknown' && later.fault
      ? cureOfFault(later.fault, 'pull-requests: read` and `contents: read')
      : 'Run the job of the newest commit.';
  const hint = `${cure} ${byHand}`;
  return { problem: problem('action/overtaken', { detail, hint }), isCertain };
}

/**
 * Why the commit that a person names may not be published: only the newest one of the branch may. Undefined
 * if it may.
 */
export async function notTheHead({ run, inputs, github }: JobStep): Promise<Problem | undefined> {
  const { head } = inputs;
  const { branch, repository, sha } = run;
  if (head === undefined) return undefined;
  const tip = branch === undefined || !github ? undefined : await tipOf(github, repository, branch);
  const newest = tip?.ok ? tip.value : undefined;
  if (sha.startsWith(head) && newest === sha) return undefined;
  const is =
    newest === undefined ? 'which one that is, is unknown' : `and that is ${shortCommit(newest)}`;
  return problem('action/overtaken', {
    detail: `\`commit\` is ${shortCommit(head)}. Only the newest commit of the branch is published by hand, ${is}. Nothing was sent.`,
    hint: 'Name the newest commit, in a run that you start from its branch.',
  });
}

type Later =
  | { readonly type: 'none' }
  | { readonly type: 'published'; readonly commit: string; readonly pull: number }
  | { readonly type: 'unknown'; readonly why: string; readonly fault?: GitHubFault };

const unknown = (why: string): Later => ({ type: 'unknown', why });
const failed = (fault: GitHubFault): Later => ({ type: 'unknown', why: fault.what, fault });

/** Walks from the newest commit of the branch back to that of the run, by first parents. */
async function laterOn(step: JobStep, github: GitHub, branch: string): Promise<Later> {
  const { repository, sha } = step.run;
  const tip = await tipOf(github, repository, branch);
  if (!tip.ok) return failed(tip.fault);
  let untold: Later | undefined;
  let commit: string | undefined = tip.value;
  for (let count = 0; commit !== sha; count += 1) {
    if (count === mostLater || commit === undefined) {
      return unknown(
        `${shortCommit(sha)} is not among the newest ${mostLater} commits of ${branch}`,
      );
    }
    // Only the first commit that GitHub does not know yet is waited for.
    const isPatient = untold === undefined;
    const publication = await publicationOf(step, github, { commit, branch, isPatient });
    if (publication.type === 'published') return publication;
    if (publication.type === 'unknown') untold ??= publication;
    const parent = await firstParentOf(github, repository, commit);
    if (!parent.ok) return failed(parent.fault);
    commit = parent.value;
  }
  return untold ?? { type: 'none' };
}

/** The newest commit of a branch; undefined if GitHub names none. */
async function tipOf(
  github: GitHub,
  repository: string,
  branch: string,
): Promise<GitHubResult<string>> {
  const name = branch.split('/').map(encodeURIComponent).join('/');
  const ref = await github.get(`/repos/${repository}/git/ref/heads/${name}`);
  if (!ref.ok && ref.fault.type !== 'not-found') return ref;
  const found = ref.ok ? ref : await github.get(`/repos/${repository}/branches/${name}`);
  if (!found.ok) return found;
  const sha = commitAt(found.value, ref.ok ? 'object' : 'commit', 'sha');
  return sha === undefined
    ? unexpected(`The answer names no commit of ${branch}`)
    : { ok: true, value: sha };
}

/** The commit that a branch was at before a commit; undefined before the first. */
export async function firstParentOf(
  github: GitHub,
  repository: string,
  commit: string,
): Promise<GitHubResult<string | undefined>> {
  const found = await github.get(`/repos/${repository}/git/commits/${commit}`);
  if (!found.ok) return found;
  const parents = valueUnder(found.value, 'parents');
  if (!Array.isArray(parents)) return unexpected(`The answer names no parent of ${commit}`);
  return { ok: true, value: commitAt(parents[0], 'sha') };
}

/** A commit of the branch after that of the run. */
interface Sought {
  readonly commit: string;
  readonly branch: string;
  readonly isPatient: boolean;
}

/** Whether a commit was published, judged by the comment on its pull request. */
async function publicationOf(step: JobStep, github: GitHub, at: Sought): Promise<Later> {
  const { run, world, inputs } = step;
  const { commit } = at;
  // A rebase adds several commits, and GitHub names only the last one as the merge.
  const pull = await pullThatMade(github, run.repository, { ...at, isPart: true });
  if (!pull.ok) return failed(pull.fault);
  const made = pull.value ?? (await lateMaker(step, github, at));
  if ('type' in made) return made;
  const { number } = made;
  const place = commentsOf(run.repository, number);
  const found = await findOwnPost(github, place, { key: postKeyOf(step), sha256: world.sha256 });
  if (!found.ok) return failed(found.fault);
  if (found.value && isApprovalUsed(found.value.state)) {
    return { type: 'published', commit, pull: number };
  }
  const lost = await lostRecord(step, made, found.value);
  if (lost !== undefined) return ifItMatters(step, github, commit, lost);
  // An apply writes a comment if there is none, unless the inputs switch that off.
  if (!found.value) {
    const why = `pull request ${number} has no comment that shows it`;
    return inputs.comment === 'true' ? { type: 'none' } : ifItMatters(step, github, commit, why);
  }
  const { suspectedEdit } = await withLastEdit(github, found.value);
  if (!suspectedEdit) return { type: 'none' };
  const { why, fault } = suspectedEdit;
  const detail = `the comment on pull request ${number} ${why}`;
  return { type: 'unknown', why: detail, ...defined({ fault }) };
}

/** Finds the pull request of a commit that GitHub does not know yet, if the commit matters. */
async function lateMaker(step: JobStep, github: GitHub, at: Sought): Promise<Later | MergedPull> {
  const why = `${shortCommit(at.commit)} came without a pull request`;
  const later = await ifItMatters(step, github, at.commit, why);
  if (later.type === 'none' || !at.isPatient) return later;
  const pull = await pullInTime(step, at);
  return pull.ok ? (pull.value ?? later) : failed(pull.fault);
}

/** `none` for a commit that changes no file of the catalog; otherwise `unknown` with the reason. */
async function ifItMatters(
  step: JobStep,
  github: GitHub,
  commit: string,
  why: string,
): Promise<Later> {
  const isKnownNotTo = (await catalogChanges(step, github, `commits/${commit}`)) === false;
  return isKnownNotTo ? { type: 'none' } : unknown(why);
}

/**
 * Whether a commit, or what GitHub compares, changes a file of the catalog; undefined if GitHub does not say.
 */
export async function catalogChanges(
  step: JobStep,
  github: GitHub,
  of: `commits/${string}` | `compare/${string}`,
): Promise<boolean | undefined> {
  const found = await github.get(`/repos/${step.run.repository}/${of}`);
  const files = found.ok ? valueUnder(found.value, 'files') : undefined;
  if (!Array.isArray(files)) return undefined;
  const isOfCatalog = catalogFileTest(step);
  // GitHub lists at most 300 files on one page.
  return (
    files.length >= 300 ||
    files.some(
      (file) =>
        !isObject(file) ||
        isOfCatalog(file['filename']) ||
        (file['previous_filename'] !== undefined && isOfCatalog(file['previous_filename'])),
    )
  );
}

/**
 * Gives a test whether a file, by its path from the top of the repository, may belong to the catalog: any
 * config, since a commit may add a nearer one; what the config of the run names; and everything in its
 * folders, where a link or a submodule may bring manifests. Without a config, all files of the folder may.
 */
function catalogFileTest({ prefix, world }: JobStep) {
  const workspace = openWorkspace(world);
  const config = workspace.ok ? workspace.value.config : undefined;
  const belongs = config && catalogFilter(config);
  const folders = (config ? foldersOf([...config.catalog, ...config.standards]) : ['.']).map(
    (one) => posix.join(prefix, one).replace(/\/$/, ''),
  );
  const environments = [...(config?.environments.values() ?? [])];
  const facts = environments.flatMap((one) =>
    one.type === 'platform' && one.measured ? [posix.join(prefix, one.measured.file)] : [],
  );
  return (path: Json | undefined): boolean => {
    if (typeof path !== 'string' || isConfigName(posix.basename(path))) return true;
    if (belongs && path.startsWith(prefix) && belongs(path.slice(prefix.length))) return true;
    return [...folders, ...facts].some((one) => isBelow(one, path) || isBelow(path, one));
  };
}

function isBelow(folder: string, path: string): boolean {
  return folder === '.' || path === folder || path.startsWith(`${folder}/`);
}
