import type { Json } from '../model/json.ts';
import { defined, textUnder, valueUnder } from '../model/json-values.ts';
import type { Problem } from '../model/problem.ts';
import type { Sha256 } from '../plan/digest.ts';
import { showingsOf } from './approval/showings.ts';
import {
  type GitHub,
  type GitHubFault,
  type GitHubResult,
  githubWarning,
  isItemNumber,
  isSilent,
  timeAt,
  unexpected,
} from './github.ts';
import { type History, type MarkedText, markedKey, readMarker } from './marker.ts';

/** A comment or an issue that the Action wrote. */
export interface FoundPost extends MarkedText {
  /** The number of the comment or issue. */
  readonly id: number;
  /** Its id in GitHub's GraphQL API. */
  readonly node: string;
  /** When it was created, in milliseconds; absent if the server does not say. */
  readonly createdAt?: number;
  /** When it was written last. In REST, hiding a comment counts as well: `withLastEdit` knows better. */
  readonly updatedAt?: number;
  /** Numbers of younger posts with the same key: two runs at once may each have written one. */
  readonly twins: readonly number[];
}

/** Where posts of the Action are kept, and the requests that change them. */
interface PostPlace {
  readonly list: string;
  readonly create: string;
  readonly one: (id: number) => string;
  readonly idField: 'id' | 'number';
  /** What is lost if writing fails, for messages; `permission` is the one that it needs. */
  readonly what: string;
  readonly permission: string;
}

export function commentsOf(repository: string, pull: number): PostPlace {
  return {
    list: `/repos/${repository}/issues/${pull}/comments?per_page=100`,
    create: `/repos/${repository}/issues/${pull}/comments`,
    one: (id) => `/repos/${repository}/issues/comments/${id}`,
    idField: 'id',
    what: `the comment on pull request ${pull}`,
    permission: 'pull-requests: write',
  };
}

export function issuesOf(repository: string): PostPlace {
  return {
    list: `/repos/${repository}/issues?state=open&per_page=100`,
    create: `/repos/${repository}/issues`,
    one: (id) => `/repos/${repository}/issues/${id}`,
    idField: 'number',
    what: 'the issue about drift',
    permission: 'issues: write',
  };
}

/** The account of GitHub's own token for workflows, if GitHub names no other. */
const ownToken = 'github-actions[bot]';

/** Who the token speaks for; with a fault it is the most likely account. */
interface Viewer {
  readonly login: string;
  readonly fault?: GitHubFault;
}

export async function whoAmI(github: GitHub): Promise<Viewer> {
  const answer = await github.query('query { viewer { login } }', {});
  if (answer.ok) return { login: textUnder(answer.value, 'viewer', 'login') ?? ownToken };
  return { login: ownToken, ...(!isSilent(answer.fault) && { fault: answer.fault }) };
}

/**
 * The oldest post with this key that the token's own account wrote; undefined if there is none. Posts of
 * others never count, since anybody may copy a marker.
 */
export async function findOwnPost(
  github: GitHub,
  { list, idField }: PostPlace,
  { key, sha256 }: { readonly key: string; readonly sha256: Sha256 },
): Promise<GitHubResult<FoundPost | undefined>> {
  const { login: me, fault } = await whoAmI(github);
  const own = (posts: readonly Json[]) =>
    posts.flatMap((post): Omit<FoundPost, 'twins'>[] => {
      if (valueUnder(post, 'user', 'login') !== me) return [];
      const id = valueUnder(post, idField);
      const marked = readMarker(textUnder(post, 'body') ?? '', sha256);
      if (marked?.key !== key || !isItemNumber(id)) return [];
      const node = textUnder(post, 'node_id') ?? '';
      const [createdAt, updatedAt] = [timeAt(post, 'created_at'), timeAt(post, 'updated_at')];
      return [{ ...marked, id, node, ...defined({ createdAt, updatedAt }) }];
    });
  const posts = await github.list(list, (soFar) => own(soFar).length > 0);
  if (!posts.ok) return posts;
  const [first, ...others] = own(posts.value);
  // One of another account may be ours then, and would be written a second time.
  const isOther = (post: Json) => markedKey(textUnder(post, 'body') ?? '') === key;
  if (fault && !first && posts.value.some(isOther)) return { ok: false, fault };
  return { ok: true, value: first && { ...first, twins: others.map(({ id }) => id) } };
}

/** The history of a comment, to be written into the comment that replaces it; empty if it was edited. */
export function historyOf(found: FoundPost | undefined): History {
  if (!found?.isIntact) return {};
  const { current, former, read, needs } = found;
  return { shown: showingsOf(found), ...defined({ current, former, read, needs }) };
}

/**
 * Deletes the younger posts of two runs at once. A twin would show an old plan for ever, and would still be
 * an approval after the other one was used.
 */
export async function deleteTwins(
  github: GitHub,
  place: PostPlace,
  found: FoundPost | undefined,
): Promise<GitHubFault | undefined> {
  for (const id of found?.twins ?? []) {
    const answer = await github.send('DELETE', place.one(id), null);
    if (!answer.ok && answer.fault.type !== 'not-found') return answer.fault;
  }
  return undefined;
}

interface Post {
  readonly found: FoundPost | undefined;
  /** Whether a new post is created if somebody deleted the old one meanwhile. */
  readonly isMadeAnew?: boolean;
  readonly body: (room: number) => { readonly [field: string]: Json };
}

/**
 * Replaces the Action's post, or creates one. Returns a failure as a warning: it must not make a good plan
 * look bad.
 */
export async function writePost(
  github: GitHub,
  place: PostPlace,
  post: Post,
): Promise<readonly Problem[]> {
  const answer = await putPost(github, place, post);
  return answer.ok ? [] : [githubWarning(place, answer.fault)];
}

/** Like `writePost`, but returns GitHub's answer. */
export async function putPost(
  github: GitHub,
  place: PostPlace,
  { found, body, isMadeAnew = false }: Post,
): Promise<GitHubResult<Json>> {
  const send = (room: number) =>
    found
      ? github.send('PATCH', place.one(found.id), body(room))
      : github.send('POST', place.create, body(room));
  const answer = written(await send(roomOfPost));
  if (answer.ok) return answer;
  const { type } = answer.fault;
  if (found && isMadeAnew && type === 'not-found') {
    return putPost(github, place, { found: undefined, body });
  }
  // Some servers allow less than their documents say.
  return type === 'too-long' ? written(await send(roomOfPost / 4)) : answer;
}

/** GitHub answers with the post as it is now. What else says that all is well, such as a proxy, wrote nothing. */
function written(answer: GitHubResult<Json>): GitHubResult<Json> {
  if (!answer.ok || isItemNumber(valueUnder(answer.value, 'id'))) return answer;
  return unexpected('The answer to what was written is no post');
}

/**
 * Characters of a post. GitHub accepts 65,536; the rest allows for how it counts characters beyond 16 bits.
 */
const roomOfPost = 65_000;

/** Why a comment may have been edited by somebody else. */
export interface SuspectedEdit {
  readonly why: string;
  /** False if GitHub did not say who edited it; another try may tell. */
  readonly isCertain: boolean;
  /** Why it did not say so. */
  readonly fault?: GitHubFault;
}

const question =
  'query($id: ID!) { node(id: $id) { ... on IssueComment { author { login } editor { login } createdAt lastEditedAt } } }';

/** A comment with the time of its last edit, and with the suspicion that somebody else edited it. */
export async function withLastEdit(
  github: GitHub,
  found: FoundPost,
): Promise<{ readonly found: FoundPost; readonly suspectedEdit?: SuspectedEdit }> {
  const suspected = (suspectedEdit: SuspectedEdit) => ({ found, suspectedEdit });
  if (!found.isIntact) {
    const why = 'was changed. Its text is different from what the Action wrote';
    return suspected({ why, isCertain: true });
  }
  const answer: GitHubResult<Json> = await github.query(question, { id: found.node });
  // A server without this API cannot say. The checksum over the text holds there too.
  if (!answer.ok) {
    const { fault } = answer;
    const why = `was perhaps changed. GitHub does not say who edited it: ${fault.what}`;
    return fault.type === 'not-found' ? { found } : suspected({ why, isCertain: false, fault });
  }
  const node = valueUnder(answer.value, 'node');
  const [author, editor] = [textUnder(node, 'author', 'login'), textUnder(node, 'editor', 'login')];
  if (author === undefined) {
    const why = 'was perhaps changed. GitHub does not say who edited it';
    return suspected({ why, isCertain: false });
  }
  if (editor !== undefined && editor !== author) {
    return suspected({ why: `was changed. It was edited by ${editor}`, isCertain: true });
  }
  const updatedAt = timeAt(node, 'lastEditedAt') ?? timeAt(node, 'createdAt');
  return { found: { ...found, ...defined({ updatedAt }) } };
}
