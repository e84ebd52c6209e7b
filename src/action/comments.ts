import { canonicalJson, isObject, type Json, parseJson } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';
import type { Sha256 } from '../plan/digest.ts';
import { type GitHub, type GitHubResult, githubWarning, isItemNumber } from './github.ts';

/** A comment or an issue of ours. */
export interface FoundPost extends MarkedText {
  /** The number of the comment, or of the issue. */
  readonly id: number;
  /** Its name in the other API, GraphQL. */
  readonly node: string;
  /** When it was written last, in milliseconds; absent where the server does not say. */
  readonly updatedAt?: number;
}

/** Where posts of ours are kept, and what changing them takes. */
interface PostPlace {
  readonly list: string;
  readonly create: string;
  readonly one: (id: number) => string;
  readonly idField: 'id' | 'number';
  /** What is lost where this fails, and which permission it takes. */
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

/** The identity of GitHub's own token for workflows, for where nobody says another. */
const ownToken = 'github-actions[bot]';

/** Who the token speaks for. */
async function whoAmI(github: GitHub): Promise<string> {
  const answer = await github.query('query { viewer { login } }', {});
  const viewer = answer.ok && isObject(answer.value) ? answer.value['viewer'] : undefined;
  const login = isObject(viewer) ? viewer['login'] : undefined;
  return typeof login === 'string' ? login : ownToken;
}

/**
 * The oldest post that carries the key and that we wrote. What others wrote is none, whatever it
 * says: anybody may copy a marker.
 */
export async function findOwnPost(
  github: GitHub,
  { list, idField }: PostPlace,
  { key, sha256 }: { readonly key: string; readonly sha256: Sha256 },
): Promise<GitHubResult<FoundPost | undefined>> {
  const me = await whoAmI(github);
  const own = (posts: readonly Json[]) =>
    posts.flatMap((post): FoundPost[] => {
      if (!isObject(post) || !isObject(post['user']) || post['user']['login'] !== me) return [];
      const { body, [idField]: id, node_id: node } = post;
      const marked = typeof body === 'string' ? readMarker(body, sha256) : undefined;
      if (marked?.key !== key || !isItemNumber(id)) return [];
      const updatedAt = Date.parse(String(post['updated_at']));
      return [
        {
          ...marked,
          id,
          node: typeof node === 'string' ? node : '',
          ...(Number.isFinite(updatedAt) && { updatedAt }),
        },
      ];
    });
  const posts = await github.list(list, (soFar) => own(soFar).length > 0);
  return posts.ok ? { ok: true, value: own(posts.value)[0] } : posts;
}

interface Post {
  readonly found: FoundPost | undefined;
  readonly body: (room: number) => { readonly [field: string]: Json };
}

/**
 * Writes a post in place of ours, or a new one where there is none. A failure is a warning: it must
 * not make a good plan look bad.
 */
export async function writePost(
  github: GitHub,
  place: PostPlace,
  post: Post,
): Promise<readonly Problem[]> {
  const answer = await putPost(github, place, post);
  return answer.ok ? [] : [githubWarning(place, answer.fault)];
}

/** The same, for whom the answer matters. */
export async function putPost(github: GitHub, place: PostPlace, { found, body }: Post) {
  const send = (room: number) =>
    found
      ? github.send('PATCH', place.one(found.id), body(room))
      : github.send('POST', place.create, body(room));
  const answer = await send(roomOfPost);
  // Some servers count otherwise than their documents say.
  return !answer.ok && answer.fault.type === 'too-long' ? send(roomOfPost / 4) : answer;
}

/** GitHub takes 65,536 characters. Some room is left for how it counts those beyond 16 bits. */
const roomOfPost = 65_000;

/**
 * What became of the plan that a comment shows, or of the drift in an issue. Of a plan: whether it may
 * still be applied. A run says that it takes an approval before it sends anything, so that one which
 * dies leaves no approval behind.
 */
const postStates = {
  planned: 'open',
  failed: 'none',
  secretless: 'none',
  applying: 'spent',
  applied: 'spent',
  partly: 'spent',
  refused: 'open',
  drift: 'none',
  settled: 'none',
} as const;
export type PostState = keyof typeof postStates;

/** Whether the plan may still be applied. */
export function isOpen(state: PostState): boolean {
  return postStates[state] === 'open';
}

/** Whether something was, or may have been, sent under the approval. */
export function isApprovalUsed(state: PostState): boolean {
  return postStates[state] === 'spent';
}

/** What a comment says to later runs, unseen by readers. */
interface Marker {
  /** Folder and environment: one comment for each of a pull request. */
  readonly key: string;
  readonly state: PostState;
  /** The commit that was planned. */
  readonly commit: string;
  /** Of the plan; absent where there is none that could be applied. */
  readonly digest?: string;
}

interface MarkedText extends Marker {
  readonly text: string;
  /** Whether marker and text are as they were written. */
  readonly isIntact: boolean;
}

const version = 1;
const begin = '<!-- timeback-catalog ';
const end = ' -->';

/** A body that begins with its marker. The sum over both tells an edit of either. */
export function withMarker(marker: Marker, text: string, sha256: Sha256): string {
  const sum = sumOf(marker, text, sha256);
  const json = JSON.stringify({ v: version, ...marker, sum });
  // Two hyphens or an angle bracket would end the comment early.
  const hidden = json.replaceAll('-', '\\u002d').replaceAll('>', '\\u003e');
  return `${begin}${hidden}${end}\n${text}`;
}

/** The marker that a body begins with; undefined where it has none of this version. */
export function readMarker(body: string, sha256: Sha256): MarkedText | undefined {
  const [line = '', ...rest] = body.replaceAll('\r\n', '\n').split('\n');
  if (!line.startsWith(begin) || !line.endsWith(end)) return undefined;
  const json = parseJson(line.slice(begin.length, -end.length));
  if (!isObject(json) || json['v'] !== version) return undefined;
  const { key, state, commit, digest, sum } = json;
  if (typeof key !== 'string' || !isPostState(state) || typeof commit !== 'string')
    return undefined;
  const marker = { key, state, commit, ...(typeof digest === 'string' && { digest }) };
  const text = rest.join('\n');
  return { ...marker, text, isIntact: sum === sumOf(marker, text, sha256) };
}

function isPostState(state: unknown): state is PostState {
  return typeof state === 'string' && Object.hasOwn(postStates, state);
}

/** Line ends and blanks at the end are the server's business. */
function sumOf(marker: Marker, text: string, sha256: Sha256): string {
  const { key, state, commit, digest = '' } = marker;
  return sha256(canonicalJson([key, state, commit, digest, text.trimEnd()]));
}

/** Why a comment cannot be taken for the Action's own words. */
export interface SuspectedEdit {
  readonly why: string;
  /** False where GitHub did not say who edited it, and may say so another time. */
  readonly isCertain: boolean;
}

const question =
  'query($id: ID!) { node(id: $id) { ... on IssueComment { author { login } editor { login } } } }';

/** Looks for an edit by somebody else; undefined where there is none. */
export async function findForeignEdit(
  github: GitHub,
  found: FoundPost,
): Promise<SuspectedEdit | undefined> {
  if (!found.isIntact) return { why: 'Its text is not what the Action wrote.', isCertain: true };
  const answer: GitHubResult<Json> = await github.query(question, { id: found.node });
  // A server without this API cannot say. The sum over the text holds there, too.
  if (!answer.ok) {
    const why = `Who edited it cannot be found out: ${answer.fault.what}.`;
    return answer.fault.type === 'not-found' ? undefined : { why, isCertain: false };
  }
  const post = isObject(answer.value) ? answer.value['node'] : undefined;
  const login = (who: string) => {
    const person = isObject(post) ? post[who] : undefined;
    return isObject(person) && typeof person['login'] === 'string' ? person['login'] : undefined;
  };
  const [author, editor] = [login('author'), login('editor')];
  if (author === undefined) {
    return { why: 'Who edited it cannot be found out.', isCertain: false };
  }
  return editor === undefined || editor === author
    ? undefined
    : { why: `It was edited by ${editor}.`, isCertain: true };
}
