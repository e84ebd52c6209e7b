import { isObject, type Json } from '../../model/json.ts';
import { valueUnder } from '../../model/json-values.ts';
import { commentsOf, type FoundPost, whoAmI } from '../comments.ts';
import { loginOf, type MergedPull, timeAt } from '../github.ts';
import { markedKey, readMarker } from '../marker.ts';
import { type JobStep, postKeyOf } from '../step.ts';
import { belongsHere } from './reviews.ts';

const mostDeletions = 100;

const question = `query($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) { pullRequest(number: $number) { timelineItems(last: ${mostDeletions}, itemTypes: [COMMENT_DELETED_EVENT]) { nodes { ... on CommentDeletedEvent { createdAt deletedCommentAuthor { login } } } } } } }`;

/**
 * Why the result of a merge may be unknown, although only a comment records it: the comment may be of another
 * account or version, which this run does not read; or somebody deleted a comment of this account since,
 * which GitHub records. Undefined if neither is so, or if the existing comment is older than the merge and
 * would say it.
 */
export async function lostRecord(
  step: JobStep,
  { number, mergedAt = Number.NEGATIVE_INFINITY }: MergedPull,
  found: FoundPost | undefined,
): Promise<string | undefined> {
  const { github } = step;
  if (!github || (found?.createdAt !== undefined && found.createdAt <= mergedAt)) return undefined;
  const { repository } = step.run;
  const posts = await github.list(commentsOf(repository, number).list);
  if (!posts.ok) return posts.fault.what;
  const { login: me } = await whoAmI(github);
  const other = posts.value.flatMap((post) => otherAuthor(post, step, me))[0];
  if (other !== undefined) {
    return `the comment on pull request ${number} is by ${other} or of another version of the Action, and this run reads only those of ${me} and its own version`;
  }
  const [owner = '', name = ''] = repository.split('/');
  const answer = await github.query(question, { owner, name, number });
  const where = `on pull request ${number}`;
  const untold = (why: string) =>
    `whether a comment ${where} was deleted since its merge is unknown${why}`;
  // A server without this API cannot say.
  if (!answer.ok) {
    return answer.fault.type === 'not-found' ? undefined : untold(`: ${answer.fault.what}`);
  }
  const timeline = ['repository', 'pullRequest', 'timelineItems', 'nodes'];
  const deletions = valueUnder(answer.value, ...timeline);
  if (!Array.isArray(deletions) || deletions.length === mostDeletions) return untold('');
  const isOurs = (deletion: Json) => {
    const author = loginOf(valueUnder(deletion, 'deletedCommentAuthor'));
    const isBefore = (timeAt(deletion, 'createdAt') ?? mergedAt) < mergedAt;
    return !isBefore && (author === undefined || shortLogin(author) === shortLogin(me));
  };
  return deletions.some(isOurs)
    ? `a comment of ${me} ${where} was deleted since its merge, which may have said so`
    : undefined;
}

/**
 * The author of a comment with the same key that this run does not read, if a stranger could not have written
 * it; otherwise empty.
 */
function otherAuthor(post: Json, step: JobStep, me: string): string[] {
  const { body, user, author_association: association } = isObject(post) ? post : {};
  const login = loginOf(user);
  if (typeof body !== 'string' || login === undefined) return [];
  const belongs = (isObject(user) && user['type'] === 'Bot') || belongsHere(association);
  if (!belongs || markedKey(body) !== postKeyOf(step)) return [];
  const isRead = login === me && readMarker(body, step.world.sha256) !== undefined;
  return isRead ? [] : [login];
}

/** The name of a bot as GraphQL has it, without the suffix of the REST API. */
const shortLogin = (login: string) => login.replace(/\[bot\]$/, '');
