import type { StandardsAnswer, StandardsService } from '../model/catalog.ts';
import type { Json } from '../model/json.ts';
import { defined, objectUnder, textUnder, valueUnder } from '../model/json-values.ts';
import { none } from './dialects/facts.ts';
import { type AllowedRequests, anId } from './http/allowed-requests.ts';
import type { Requester } from './http/request.ts';

/** What the platform said about one identifier. */
type Word = 'known' | 'absent' | { readonly why: string; readonly isRefused?: boolean };

/**
 * Asks the platform for each standard by its identifier. A 404 or 410 means that there is no such standard only if
 * the service itself is known to exist: one standard was found, or the list can be read. No failure here ends
 * the run; identifiers without an answer stay unknown.
 */
export async function askForStandards(
  identifiers: readonly string[],
  service: StandardsService,
  requester: Requester,
): Promise<StandardsAnswer> {
  const [first, ...others] = [...new Set(identifiers)];
  if (first === undefined) return { known: new Set(), absent: new Set() };
  if (service.path === none) {
    const why = 'The row `standard.path` says that this platform has no such service.';
    return { known: new Set(), absent: new Set(), why };
  }
  const ask = async (id: string) => [id, await wordOn(id, service, requester)] as const;
  const one = await ask(first);
  // If one request is refused, all will be: a catalog may list thousands of standards.
  const isRefused = typeof one[1] === 'object' && one[1].isRefused;
  const words = [one, ...(isRefused ? [] : await Promise.all(others.map(ask)))];
  const having = (wanted: Word) =>
    new Set(words.flatMap(([id, word]) => (word === wanted ? [id] : [])));
  const [known, absent] = [having('known'), having('absent')];
  const [untold] = words.flatMap(([, word]) => (typeof word === 'object' ? [word.why] : []));
  const isSure = known.size > 0 || absent.size === 0;
  const missing = isSure ? undefined : await whyMissing(service, requester);
  const sets = { known, absent: missing === undefined ? absent : new Set<string>() };
  return { ...sets, ...defined({ why: missing ?? untold }) };
}

async function wordOn(
  id: string,
  { path: at, envelope, id: key, alsoRead }: StandardsService,
  requester: Requester,
): Promise<Word> {
  const path = `${at}/${encodeURIComponent(id)}`;
  const doing = 'Asking for a standard';
  const answer = await requester.ask({ path, doing, mayBeAbsent: true });
  if (!answer.ok) {
    const [failed] = answer.problems;
    return { why: failed?.detail ?? '', isRefused: failed?.code.startsWith('auth/') ?? false };
  }
  if (answer.value.isAbsent) return 'absent';
  const { json } = answer.value;
  const wrapped = envelope === '' ? json : valueUnder(json, envelope);
  const record = wrapped ?? (alsoRead ? json : undefined);
  const keys = [...new Set([key, ...(alsoRead?.ids ?? [])])];
  if (keys.some((one) => valueUnder(record, one) === id)) return 'known';
  const named = keys.map((one) => `"${one}"`).join(' or ');
  const under = envelope === '' ? '' : ` under "${envelope}"${alsoRead ? ' or at the top' : ''}`;
  return { why: `The answer to GET ${path} shows no ${named} of that value${under}.` };
}

/** Why the service seems not to exist; undefined if its list can be read. */
async function whyMissing(
  { path: at }: StandardsService,
  requester: Requester,
): Promise<string | undefined> {
  const path = `${at}?limit=1`;
  const doing = 'Asking for the list of standards';
  const answer = await requester.ask({ path, doing, mayBeAbsent: true });
  if (!answer.ok) return answer.problems[0]?.detail;
  const { isAbsent, status } = answer.value;
  return isAbsent ? `The platform has nothing at ${at}: ${status}.` : undefined;
}

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
 * The ids that name no org of the platform. A 404 or 410 counts only if an org from the list is found by the same
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
  /** Whether the platform has the org; undefined if it does not say. */
  const has = async (id: string) => {
    const answer = await get(`/${encodeURIComponent(id)}`);
    return answer.ok ? !answer.value.isAbsent : undefined;
  };
  const absent: string[] = [];
  for (const id of new Set(ids)) if ((await has(id)) === false) absent.push(id);
  if (absent.length === 0) return new Set();
  const listed = await get('?limit=1');
  const known = listed.ok ? firstIdIn(listed.value.json) : undefined;
  return known !== undefined && (await has(known)) ? new Set(absent) : new Set();
}

function firstIdIn(answer: Json | undefined): string | undefined {
  const [first] = Object.values(objectUnder(answer)).find((one) => Array.isArray(one)) ?? [];
  return textUnder(first, 'sourcedId');
}
