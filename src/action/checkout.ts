import { gitOutput, unknownCommit } from '../files/git-run.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { inTermsOfHost } from '../run/pipeline-hosts.ts';
import { onGitHub } from './annotations.ts';
import { shortCommit } from './github.ts';
import { isFromTheRepository, type JobStep } from './step.ts';

/**
 * The commit that is checked out around the catalog. It must be the one of the event: pages name that commit
 * as published, and the config of another commit would say where credentials go. Undefined if git cannot
 * tell. Changed files are allowed, since an earlier step may have generated manifests. Problems: another
 * commit.
 */
export function readCheckout(
  step: Pick<JobStep, 'run' | 'inputs' | 'world'>,
): Checked<FoundCommit | undefined> {
  const { run, inputs, world } = step;
  const publishes = inputs.command === 'apply' || inputs.command === 'undo';
  const head = findCommit(world.cwd, 'HEAD');
  if (!head.ok) {
    // A plan hash that a person names is the same in every checkout.
    const isNeeded = publishes && inputs.planHash === undefined;
    return isNeeded
      ? { ok: false, problems: inTermsOfHost(head.problems, onGitHub).map(checkoutUnknown) }
      : checked(undefined, []);
  }
  const { id, parents } = head.value;
  const isMergeOfHead = run.pull && parents[1] === run.pull.head;
  if (run.commits.includes(id) || isMergeOfHead) return head;
  const isStrict = publishes || !isFromTheRepository(run);
  return isStrict
    ? { ok: false, problems: [other(step, id)] }
    : checked(head.value, [readOther(step, id)]);
}

/** A sentence that names the commit that was read and its relation to the event. */
export function readCommitText({
  run,
  commit,
  parents: [onto = ''],
}: Pick<JobStep, 'run' | 'commit' | 'parents'>): string {
  const { pull, event, branch } = run;
  if (!pull) {
    const of = run.commits.includes(commit) ? ` of ${branch ?? event}` : '';
    return `Commit ${shortCommit(commit)}${of} was read.`;
  }
  if (commit === pull.head) {
    return `Commit ${shortCommit(commit)} was read, the head of pull request ${pull.number}.`;
  }
  return `Commit ${shortCommit(commit)} was read: pull request ${pull.number} (${shortCommit(pull.head)}) merged into ${pull.baseBranch} (${shortCommit(onto)}).`;
}

interface FoundCommit {
  readonly id: string;
  readonly parents: readonly string[];
}

/** Finds a commit and its parents by the commit itself, since a shallow clone hides them from `git log`. */
export function findCommit(folder: string, name: string): Checked<FoundCommit> {
  const found = gitOutput(['cat-file', '--batch'], { folder, input: `${name}\n` });
  if (!found.ok) return found;
  const [, id, head = ''] =
    /^([0-9a-f]+) commit \d+\n(.*?)\n\n/s.exec(found.value.toString('latin1')) ?? [];
  if (id === undefined) return { ok: false, problems: [unknownCommit(folder, name, 'commit')] };
  const parents = [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent = '']) => parent);
  return checked({ id, parents }, []);
}

function other({ run }: Pick<JobStep, 'run'>, commit: string): Problem {
  const about = run.pull ? `pull request ${run.pull.number}, ` : '';
  const isTarget = run.event === 'pull_request_target';
  return problem('action/other-commit', {
    detail: `${shortCommit(commit)} is checked out, and the event \`${run.event}\` is about ${about}${namesOf(run.commits)}. Nothing was sent.`,
    hint: isTarget
      ? `Use the event \`pull_request\`, or give actions/checkout \`ref: refs/pull/\${{ github.event.number }}/merge\` and \`fetch-depth: 0\`.`
      : run.pull
        ? `If the pull request has a newer commit, that has its own run. Otherwise give actions/checkout no \`ref\` but \`\${{ github.ref }}\`, and make no commit in an earlier step.`
        : 'Remove `ref` of actions/checkout, and make no commit in an earlier step.',
  });
}

function readOther({ run }: Pick<JobStep, 'run'>, commit: string): Problem {
  return problem('action/commit-read', {
    detail: `${shortCommit(commit)} is checked out and was read; the event \`${run.event}\` is about ${namesOf(run.commits)}.`,
    hint: 'If that is not intended, remove `ref` of actions/checkout.',
  });
}

const namesOf = (commits: readonly string[]) => commits.map(shortCommit).join(' or ');

function checkoutUnknown({ detail, hint }: Problem): Problem {
  // Git's own words end without a full stop.
  const said = detail.replace(/\.?$/, '.');
  return problem('action/other-commit', {
    detail: `It is unknown which commit is checked out, so it may not be the approved one. ${said} Nothing was sent.`,
    hint: `${hint ?? 'Check out with actions/checkout.'} Or give the plan hash as \`plan-hash\` in a run that you start by hand.`,
  });
}
