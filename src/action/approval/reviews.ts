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

/** What somebody who may write to the repository said of a pull request. */
export interface Review {
  readonly login: string;
  readonly says: 'approved' | 'refused' | 'dismissed';
  /** When, in milliseconds by the clock of GitHub. */
  readonly time: number;
}

const meanings: Readonly<Record<string, Review['says']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'refused',
  DISMISSED: 'dismissed',
};

/** How GitHub says that somebody belongs to a repository. */
const belonging = ['OWNER', 'MEMBER', 'COLLABORATOR'];

export function belongsHere(association: Json | undefined): boolean {
  return belonging.some((one) => one === association);
}

interface Found extends Review {
  /** Whether the review itself says that its author belongs to the repository; true if it does not say. */
  readonly belongs: boolean;
}

/** More people than this are not looked at: what they say approves nothing. */
const mostPeople = 50;

/**
 * The reviews of a pull request in their order, remarks apart, by people who may write to the
 * repository: anybody may approve in a public one. Its author approves nothing either.
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
  // A crowd of strangers does not hide those who belong here.
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
  // Some servers do not say it to a token that can only read: then what the review itself says counts.
  return isSilent(answer.fault) ? { ok: true, value: belongs } : answer;
}

/**
 * Who approves: everybody whose last word is an approval, if they gave one while the plan was on the
 * screen and took none back since.
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
 * Approving reviews that are needed. If the config does not say, the pull request does: one if
 * anybody reviewed it, else its merge is the approval.
 */
export function neededReviews(asked: number | undefined, reviews: readonly Review[]): number {
  return asked ?? (reviews.length > 0 ? 1 : 0);
}
