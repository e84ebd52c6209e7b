import { isObject, type Json } from '../../model/json.ts';
import { textUnder } from '../../model/json-values.ts';
import {
  type GitHub,
  type GitHubResult,
  isSilent,
  loginOf,
  timeAt,
  unexpected,
} from '../github.ts';

/** A review of a pull request by somebody who may write to the repository. */
export interface Review {
  readonly login: string;
  readonly says: 'approved' | 'refused' | 'dismissed';
  /** The time of the review, in milliseconds by GitHub's clock. */
  readonly time: number;
}

const meanings: Readonly<Record<string, Review['says']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'refused',
  DISMISSED: 'dismissed',
};

/** The words by which GitHub says that somebody belongs to a repository. */
const belonging = ['OWNER', 'MEMBER', 'COLLABORATOR'];

export function belongsHere(association: Json | undefined): boolean {
  return belonging.some((one) => one === association);
}

interface Found extends Review {
  /**
   * Whether GitHub says with the review that its author belongs to the repository; true if it says nothing.
   */
  readonly belongs: boolean;
}

/** The most reviewers that are looked at; reviews of others approve nothing. */
const mostPeople = 50;

/**
 * The reviews of a pull request in their order, without mere remarks, by people who may write to the
 * repository: anybody may review in a public one. The author of the pull request does not count either.
 */
export async function reviewsOf(
  github: GitHub,
  repository: string,
  pull: { readonly number: number; readonly author?: string },
): Promise<GitHubResult<readonly Review[]>> {
  const listed = await github.list(
    `/repos/${repository}/pulls/${pull.number}/reviews?per_page=100`,
  );
  // A server without reviews: there the merge is the approval.
  if (!listed.ok && listed.fault.type === 'not-found') return { ok: true, value: [] };
  if (!listed.ok) return listed;
  const all = listed.value.flatMap(readReview).filter(({ login }) => login !== pull.author);
  // Members come first, so that a crowd of strangers does not hide them.
  const people = [...new Map(all.map((one) => [one.login, one])).values()]
    .sort((one, other) => Number(other.belongs) - Number(one.belongs))
    .slice(0, mostPeople);
  const writers = new Set<string>();
  for (const one of people) {
    const may = await mayWrite(github, repository, one);
    if (!may.ok) return may;
    if (may.value) writers.add(one.login);
  }
  return { ok: true, value: all.filter(({ login }) => writers.has(login)) };
}

function readReview(json: Json): Found[] {
  if (!isObject(json)) return [];
  const login = loginOf(json['user']);
  const says = meanings[String(json['state']).toUpperCase()];
  const time = timeAt(json, 'submitted_at');
  if (login === undefined || says === undefined || time === undefined) return [];
  const association = json['author_association'];
  const belongs = association === undefined || belongsHere(association);
  return [{ login, says, time, belongs }];
}

const writing = ['admin', 'maintain', 'write'];

async function mayWrite(
  github: GitHub,
  repository: string,
  { login, belongs }: Pick<Found, 'login' | 'belongs'>,
): Promise<GitHubResult<boolean>> {
  const path = `/repos/${repository}/collaborators/${encodeURIComponent(login)}/permission`;
  const answer = await github.get(path);
  if (answer.ok) {
    const permission = textUnder(answer.value, 'permission');
    if (permission === undefined) return unexpected(`GET ${path}: the answer names none`);
    return { ok: true, value: writing.includes(permission) };
  }
  // Some servers do not tell this to a token that can only read. Then the statement of the review itself
  // counts.
  return isSilent(answer.fault) ? { ok: true, value: belongs } : answer;
}

/**
 * The accounts that approve: their last review is an approval, and they gave one while the plan was shown and
 * have not taken it back since.
 */
export function approversIn(
  reviews: readonly Review[],
  wasOnScreen: (time: number) => boolean,
): readonly string[] {
  const byPerson = Map.groupBy(inTime(reviews), ({ login }) => login);
  return [...byPerson].flatMap(([login, said]) => {
    const since = said.slice(said.findLastIndex(({ says }) => says !== 'approved') + 1);
    return since.some(({ time }) => wasOnScreen(time)) ? [login] : [];
  });
}

const inTime = (reviews: readonly Review[]) => [...reviews].sort((a, b) => a.time - b.time);

/**
 * The approving reviews that are needed. If the config does not say, it is one if anybody reviewed the pull
 * request; otherwise the merge is the approval.
 */
export function neededReviews(asked: number | undefined, reviews: readonly Review[]): number {
  return asked ?? (reviews.length > 0 ? 1 : 0);
}
