import type { Json } from '../model/json.ts';
import { objectUnder, textUnder } from '../model/json-values.ts';
import { type AllowedRequests, anId } from './http/allowed-requests.ts';
import type { Requester } from './http/request.ts';

/**
 * The path of orgs, which stands beside that of courses in both APIs. Only ids of orgs are read: others own
 * them.
 */
function pathBeside(courses: string): string {
  const above = courses.slice(0, courses.lastIndexOf('/', courses.length - 2) + 1);
  return `${above}orgs`;
}

function asking(path: string): AllowedRequests {
  const one = { method: 'GET', path, below: [anId] } as const;
  return { requests: [{ method: 'GET', path }, one], ofOthers: true };
}

/**
 * The ids that name no org of the platform. A 404 counts only if an org from the list is found by the same
 * kind of request. No failure here ends the run; ids about which the platform gives no answer are left out.
 */
export async function absentOrgs(
  ids: readonly string[],
  { courses, requester }: { readonly courses: string; readonly requester: Requester },
): Promise<ReadonlySet<string>> {
  const path = pathBeside(courses);
  const { ask } = requester.apart(asking(path));
  const question = { doing: 'Asking for an org', mayBeAbsent: true, isDispensable: true };
  const get = (below: string) => ask({ path: `${path}${below}`, ...question });
  const statusOf = async (id: string) => {
    const answer = await get(`/${encodeURIComponent(id)}`);
    return answer.ok ? answer.value.status : undefined;
  };
  const absent: string[] = [];
  for (const id of new Set(ids)) if ((await statusOf(id)) === 404) absent.push(id);
  if (absent.length === 0) return new Set();
  const listed = await get('?limit=1');
  const known = listed.ok ? firstIdIn(listed.value.json) : undefined;
  return known !== undefined && (await statusOf(known)) === 200 ? new Set(absent) : new Set();
}

function firstIdIn(answer: Json | undefined): string | undefined {
  const [first] = Object.values(objectUnder(answer)).find((one) => Array.isArray(one)) ?? [];
  return textUnder(first, 'sourcedId');
}
