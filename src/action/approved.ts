import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { short } from './answers.ts';
import { parentsOf } from './checkout.ts';
import { commentsOf, type Found, findOwn } from './comments.ts';
import { type Doubt, doubtIn } from './edits.ts';
import type { Fault } from './github.ts';
import { isOpen, isSpent } from './marker.ts';
import { type MergedPull, pullThatMade } from './pulls.ts';
import { keyOf, type Step } from './step.ts';

/** What is known of the pull request whose merge is being published. */
export interface Approved {
  /** Absent where none is known. */
  readonly pull?: MergedPull;
  /** Our comment on it; absent where there is none. */
  readonly found?: Found;
  /** Why that is not what we wrote. */
  readonly doubt?: Doubt;
}

/** Finds the comment that shows the plan of what was merged. */
export async function findApproved(step: Step): Promise<Checked<Approved>> {
  const { run, github, world } = step;
  if (!github) return fail('There is no token to ask GitHub with.', 'Give `github-token`.');
  const { repository, sha: commit, branch } = run;
  const pull = await pullThatMade(github, repository, { commit, branch });
  if (!pull.ok) return fault(pull.fault, 'pull-requests: read` and `contents: read');
  if (pull.value === undefined) return checked({}, []);
  const place = commentsOf(repository, pull.value.number);
  const found = await findOwn(github, place, { key: keyOf(step), sha256: world.sha256 });
  if (!found.ok) return fault(found.fault, 'pull-requests: read');
  const doubt = found.value && (await doubtIn(github, found.value));
  return checked(
    { pull: pull.value, ...(found.value && { found: found.value }), ...(doubt && { doubt }) },
    [],
  );
}

/**
 * The digest that the merge of a pull request approved. It holds for one apply of the commit that was
 * planned. What it says is not believed either: the plan is made again, and its digest must be this one.
 */
export function approvedDigest({ pull, found, doubt }: Approved, step: Step): Checked<string> {
  const { run, world, inputs } = step;
  if (!pull) {
    return fail(
      `No merged pull request brought commit ${short(run.sha)}, so nobody approved a plan.`,
      byHand,
    );
  }
  const where = `pull request ${pull.number}`;
  if (!found) {
    return fail(
      `There is no plan for "${keyOf(step)}" on ${where}.`,
      `Plan on pull requests with the same working-directory and env. ${byHand}`,
    );
  }
  if (doubt)
    return refuse(
      'action/approval-edited',
      `The comment on ${where} that holds the approved digest was changed. ${doubt.why}`,
    );
  if (isSpent(found.state)) return spent(`The approval on ${where}`, found);
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
      `Which commit of ${where} was merged cannot be told, so it is not known whether it is the planned one, ${short(found.commit)}.`,
      byHand,
    );
  }
  if (found.commit !== last) {
    return fail(
      `The plan on ${where} was made for ${short(found.commit)}, and ${short(last)} was merged.`,
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
export function spent(
  whose: string,
  { state }: Pick<Found, 'state'>,
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

function fault({ what }: Fault, permissions: string) {
  return fail(
    `Which plan was approved cannot be found out: ${what}.`,
    `Give the job \`permissions: ${permissions}\`, or the digest as \`plan-hash\`.`,
  );
}
