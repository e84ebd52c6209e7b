import { isObject, type Json } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';
import type { Sha256 } from '../plan/digest.ts';
import { isNumber } from './answers.ts';
import type { Asked, GitHub } from './github.ts';
import { lost } from './lost.ts';
import { type MarkedText, readMarker } from './marker.ts';

/** A comment or an issue of ours. */
export interface Found extends MarkedText {
  /** The number of the comment, or of the issue. */
  readonly id: number;
  /** Its name in the other API, GraphQL. */
  readonly node: string;
  /** When it was written last, in milliseconds; absent where the server does not say. */
  readonly updatedAt?: number;
}

/** Where posts of ours are kept, and what changing them takes. */
interface Place {
  readonly list: string;
  readonly create: string;
  readonly one: (id: number) => string;
  readonly idField: 'id' | 'number';
  /** What is lost where this fails, and which permission it takes. */
  readonly what: string;
  readonly permission: string;
}

export function commentsOf(repository: string, pull: number): Place {
  return {
    list: `/repos/${repository}/issues/${pull}/comments?per_page=100`,
    create: `/repos/${repository}/issues/${pull}/comments`,
    one: (id) => `/repos/${repository}/issues/comments/${id}`,
    idField: 'id',
    what: `the comment on pull request ${pull}`,
    permission: 'pull-requests: write',
  };
}

export function issuesOf(repository: string): Place {
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
export async function findOwn(
  github: GitHub,
  { list, idField }: Place,
  { key, sha256 }: { readonly key: string; readonly sha256: Sha256 },
): Promise<Asked<Found | undefined>> {
  const me = await whoAmI(github);
  const own = (posts: readonly Json[]) =>
    posts.flatMap((post): Found[] => {
      if (!isObject(post) || !isObject(post['user']) || post['user']['login'] !== me) return [];
      const { body, [idField]: id, node_id: node } = post;
      const marked = typeof body === 'string' ? readMarker(body, sha256) : undefined;
      if (marked?.key !== key || !isNumber(id)) return [];
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
  readonly found: Found | undefined;
  readonly body: (room: number) => { readonly [field: string]: Json };
}

/**
 * Writes a post in place of ours, or a new one where there is none. A failure is a warning: it must
 * not make a good plan look bad.
 */
export async function write(github: GitHub, place: Place, post: Post): Promise<readonly Problem[]> {
  const answer = await put(github, place, post);
  return answer.ok ? [] : [lost(place, answer.fault)];
}

/** The same, for whom the answer matters. */
export async function put(github: GitHub, place: Place, { found, body }: Post) {
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
