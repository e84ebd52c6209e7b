import { isObject, type Json } from '../model/json.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { commentsOf, type Found, findOwn } from './comments.ts';
import type { Asked, Fault, GitHub } from './github.ts';
import type { Run } from './run.ts';
import { keyOf, type Step } from './step.ts';

/** What was approved on a pull request. */
export interface Approved {
  /** The pull request whose merge is being published; absent where none is known. */
  readonly pull?: number;
  /** Our comment on it; absent where there is none. */
  readonly found?: Found;
}

/** Finds the comment that shows the plan of what was merged. */
export async function findApproved({ run, github, ...step }: Step): Promise<Checked<Approved>> {
  if (!github) return fail('There is no token to ask GitHub with.', 'Give `github-token`.');
  const pull = await pullOf(github, run);
  if (!pull.ok) return fault(pull.fault, 'pull-requests: read` and `contents: read');
  if (pull.value === undefined) return checked({}, []);
  const place = commentsOf(run.repository, pull.value);
  const key = keyOf(step);
  const found = await findOwn(github, place, { key, sha256: step.world.sha256 });
  if (!found.ok) return fault(found.fault, 'pull-requests: read');
  return checked({ pull: pull.value, ...(found.value && { found: found.value }) }, []);
}

/** The pull request that brought a commit, by what GitHub knows and not by what a message says. */
async function pullOf(github: GitHub, { repository, sha, branch }: Run) {
  const pulls = await github.list(`/repos/${repository}/commits/${sha}/pulls?per_page=100`);
  if (!pulls.ok) return pulls;
  const merged = pulls.value.filter(isObject).filter(({ merged_at: at }) => typeof at === 'string');
  const bringing = merged.find(({ merge_commit_sha: id }) => id === sha);
  const into = merged.find(({ base }) => isObject(base) && base['ref'] === branch);
  const number = (bringing ?? into)?.['number'];
  return { ok: true, value: typeof number === 'number' ? number : undefined } as const;
}

/**
 * The digest in a comment, if the comment is as it was written. What it says is not believed either:
 * the plan is made again, and its digest must be this one.
 */
export async function digestIn({ pull, found }: Approved, step: Step): Promise<Checked<string>> {
  const where = pull === undefined ? undefined : `pull request ${pull}`;
  if (where === undefined) {
    return fail(
      `No merged pull request brought commit ${step.run.sha.slice(0, 12)}, so nobody approved a plan.`,
      byHand,
    );
  }
  if (!found) {
    return fail(
      `There is no plan for "${keyOf(step)}" on ${where}.`,
      `Plan on pull requests with the same working-directory and env. ${byHand}`,
    );
  }
  if (found.digest === undefined) {
    return fail(
      `The comment on ${where} shows no plan that could be applied (${found.state}).`,
      byHand,
    );
  }
  const edited = found.isIntact
    ? await editedBy(step, found)
    : 'Its text is not what the Action wrote.';
  if (edited === undefined) return checked(found.digest, []);
  return {
    ok: false,
    problems: [
      problem('action/approval-edited', {
        detail: `The comment on ${where} that holds the approved digest was changed. ${edited} Nothing was sent.`,
        hint: byHand,
      }),
    ],
  };
}

const byHand =
  'Or look at the plan again, and give its digest as `plan-hash` in a run that is started by hand.';

const question =
  'query($id: ID!) { node(id: $id) { ... on IssueComment { author { login } editor { login } } } }';

/** Why a comment cannot be taken for the Action's own words; undefined where it can. */
async function editedBy({ github }: Step, { node }: Found): Promise<string | undefined> {
  const answer: Asked<Json> = github
    ? await github.query(question, { id: node })
    : { ok: true, value: null };
  // A server without this API cannot say. The sum over the text holds there, too.
  if (!answer.ok) {
    return answer.fault.type === 'not-found'
      ? undefined
      : `Who edited it cannot be found out: ${answer.fault.what}.`;
  }
  const post = isObject(answer.value) ? answer.value['node'] : undefined;
  const login = (who: string) => {
    const person = isObject(post) ? post[who] : undefined;
    return isObject(person) && typeof person['login'] === 'string' ? person['login'] : undefined;
  };
  const [author, editor] = [login('author'), login('editor')];
  if (author === undefined) return 'Who edited it cannot be found out.';
  return editor === undefined || editor === author ? undefined : `It was edited by ${editor}.`;
}

function fail(detail: string, hint: string): { readonly ok: false; readonly problems: Problem[] } {
  return {
    ok: false,
    problems: [problem('action/not-approved', { detail: `${detail} Nothing was sent.`, hint })],
  };
}

function fault({ what }: Fault, permissions: string) {
  return fail(
    `Which plan was approved cannot be found out: ${what}.`,
    `Give the job \`permissions: ${permissions}\`, or the digest as \`plan-hash\`.`,
  );
}
