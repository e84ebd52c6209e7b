import { isObject, type Json } from '../../model/json.ts';
import type { FoundPost } from '../comments.ts';
import { whoAmI } from '../comments.ts';
import { type GitHub, loginOf, type MergedPull } from '../github.ts';

const mostDeletions = 100;

const question = `query($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) { pullRequest(number: $number) { timelineItems(last: ${mostDeletions}, itemTypes: [COMMENT_DELETED_EVENT]) { nodes { ... on CommentDeletedEvent { createdAt deletedCommentAuthor { login } } } } } } }`;

/**
 * Why what became of a merge may be unknown: somebody deleted a comment of ours since. What an apply did is
 * written there alone, and GitHub keeps that a comment was deleted, and whose it was. Undefined where none was,
 * and where the comment that is there is older than the merge: that one would say it.
 */
export async function lostRecord(
  github: GitHub,
  repository: string,
  { number, mergedAt = Number.NEGATIVE_INFINITY }: MergedPull,
  found: FoundPost | undefined,
): Promise<string | undefined> {
  if (found?.createdAt !== undefined && found.createdAt <= mergedAt) return undefined;
  const [owner = '', name = ''] = repository.split('/');
  const answer = await github.query(question, { owner, name, number });
  const where = `on pull request ${number}`;
  const untold = (why: string) =>
    `whether a comment ${where} was deleted since its merge is unknown${why}`;
  // A server without this API cannot say.
  if (!answer.ok) {
    return answer.fault.type === 'not-found' ? undefined : untold(`: ${answer.fault.what}`);
  }
  const deletions = deletionsIn(answer.value);
  if (!deletions || deletions.length === mostDeletions) return untold('');
  const me = await whoAmI(github);
  const isOurs = (deletion: Json) => {
    const { createdAt, deletedCommentAuthor } = isObject(deletion) ? deletion : {};
    const author = loginOf(deletedCommentAuthor);
    const isBefore = Date.parse(String(createdAt)) < mergedAt;
    return !isBefore && (author === undefined || shortLogin(author) === shortLogin(me));
  };
  return deletions.some(isOurs)
    ? `a comment of ${me} ${where} was deleted since its merge, which may have said so`
    : undefined;
}

function deletionsIn(json: Json): readonly Json[] | undefined {
  const path = ['repository', 'pullRequest', 'timelineItems', 'nodes'];
  const nodes = path.reduce<Json | undefined>(
    (at, key) => (isObject(at) ? at[key] : undefined),
    json,
  );
  return Array.isArray(nodes) ? nodes : undefined;
}

/** GraphQL names bots without the suffix that they have elsewhere. */
const shortLogin = (login: string) => login.replace(/\[bot\]$/, '');
