import type { StandardsAnswer, StandardsService } from '../model/catalog.ts';
import { valueUnder } from '../model/json-values.ts';
import { type Address, addressOf, courseAbove, idIn, kindIn, parentKind } from '../model/node.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { none } from './dialects/facts.ts';
import type { Requester } from './http/request.ts';

/** What the platform said of one identifier. */
type Word = 'known' | 'absent' | { readonly why: string; readonly isRefused?: boolean };

/**
 * Asks for each standard by its identifier. A 404 says that there is no such standard only where the
 * service itself is known to be there: one standard was found, or its list can be read. No failure here
 * ends anything; what the platform does not tell is left untold.
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
  // What the client may not ask for one it may not for all, and a catalog may list thousands.
  const isRefused = typeof one[1] === 'object' && one[1].isRefused;
  const words = [one, ...(isRefused ? [] : await Promise.all(others.map(ask)))];
  const having = (wanted: Word) =>
    new Set(words.flatMap(([id, word]) => (word === wanted ? [id] : [])));
  const [known, absent] = [having('known'), having('absent')];
  const [untold] = words.flatMap(([, word]) => (typeof word === 'object' ? [word.why] : []));
  if (known.size > 0 || absent.size === 0) return answerWith({ known, absent }, untold);
  const missing = await whyMissing(service, requester);
  return missing === undefined
    ? answerWith({ known, absent }, untold)
    : answerWith({ known, absent: new Set() }, missing);
}

function answerWith(sets: StandardsAnswer, why: string | undefined): StandardsAnswer {
  return why === undefined ? sets : { ...sets, why };
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
  if (answer.value.status === 404) return 'absent';
  const { json } = answer.value;
  const wrapped = envelope === '' ? json : valueUnder(json, envelope);
  const record = wrapped ?? (alsoRead ? json : undefined);
  const keys = [...new Set([key, ...(alsoRead?.ids ?? [])])];
  if (keys.some((one) => valueUnder(record, one) === id)) return 'known';
  const named = keys.map((one) => `"${one}"`).join(' or ');
  const under = envelope === '' ? '' : ` under "${envelope}"${alsoRead ? ' or at the top' : ''}`;
  return { why: `The answer to GET ${path} shows no ${named} of that value${under}.` };
}

/** Why the service seems not to be there; undefined where its list can be read. */
async function whyMissing(
  { path: at }: StandardsService,
  requester: Requester,
): Promise<string | undefined> {
  const path = `${at}?limit=1`;
  const doing = 'Asking for the list of standards';
  const answer = await requester.ask({ path, doing, mayBeAbsent: true });
  if (!answer.ok) return answer.problems[0]?.detail;
  if (answer.value.status === 404) return `The platform has nothing at ${at}: 404.`;
  return undefined;
}

type Entities = RemoteState['entities'];

/** What the records alone do not say. */
interface Judging {
  /** Whether a lesson says in which course it is. */
  readonly lessonNamesCourse: boolean;
  /** Records without an id, in words; they are not among the entities. */
  readonly nameless: readonly string[];
}

/** One record, or a circle of them, and what cannot be so about it. */
interface Strange {
  /** Absent if the record has no id. */
  readonly address?: Address;
  /** In a list of several. */
  readonly name: string;
  readonly detail: string;
}

function strange(address: Address, detail: string): Strange {
  return { address, name: address, detail };
}

/** Records of one kind that have a warning of their own. */
const mostAlone = 3;
/** Other records of the kind that are named. */
const mostNamed = 20;

/**
 * Warnings about live records that contradict each other or the table. A platform may hold thousands
 * that others made: of each kind a few have a warning of their own, and the others share one.
 */
export function strangeRecords(entities: Entities, judging: Judging): Problem[] {
  const live = [...entities].filter(([, { status }]) => status !== 'tobedeleted');
  const kinds: readonly (readonly [string, readonly Strange[]])[] = [
    ['have no sourcedId', judging.nameless.map(nameless)],
    ['are their own parent', circles(live, entities)],
    ['have no parent', live.flatMap(parentless)],
    ['exist as another kind as well', sharedIds(live)],
    ['name another course than that of their unit', elsewhere(live, entities, judging)],
    ['have an unknown status', live.flatMap(unknownStatus)],
  ];
  return kinds.flatMap(([many, found]) => warnings(found, many));
}

function warnings(found: readonly Strange[], many: string): Problem[] {
  const own = found.length > mostAlone + 1 ? found.slice(0, mostAlone) : found;
  const others = found.slice(own.length);
  const names = others.slice(0, mostNamed).map(({ name }) => name);
  const more = others.length > mostNamed ? [`and ${others.length - mostNamed} others`] : [];
  const rest = `${others.length} more records ${many}: ${[...names, ...more].join(', ')}.`;
  return [
    ...own.map(({ detail, address }) =>
      problem('remote/strange-record', { detail, ...(address && { address }) }),
    ),
    ...(others.length === 0 ? [] : [problem('remote/strange-record', { detail: rest })]),
  ];
}

type Entry = readonly [Address, RemoteEntity];

function nameless(name: string): Strange {
  return { name, detail: `There is no sourcedId in ${name}: the record is skipped.` };
}

/**
 * Where lessons hang under lessons, a record may be above itself; and units and lessons that are of one
 * collection may name each other.
 */
function circles(live: readonly Entry[], entities: Entities): Strange[] {
  const settled = new Set<Address>();
  const found: Strange[] = [];
  for (const [start] of live) {
    const chain: Address[] = [];
    let at: Address | undefined = start;
    while (at !== undefined && !settled.has(at)) {
      settled.add(at);
      chain.push(at);
      at = besides(at, entities);
    }
    const from = at === undefined ? -1 : chain.indexOf(at);
    if (at === undefined || from < 0) continue;
    found.push(circle(at, chain.slice(from)));
  }
  return found;
}

function circle(address: Address, members: readonly Address[]): Strange {
  const named = members.slice(0, mostNamed).map((one) => `"${one}"`);
  const detail =
    members.length === 1
      ? `"${address}" is its own parent, so it is in no course.`
      : `${named.join(', ')}${members.length > mostNamed ? ' and others' : ''} are parents of each other, so they are in no course.`;
  return strange(address, detail);
}

/** The record of the same kind that a record hangs under, or names where its parent should be. */
function besides(address: Address, entities: Entities): Address | undefined {
  const entity = entities.get(address)?.entity;
  if (!entity?.parent) return undefined;
  if (entities.has(entity.parent)) {
    return kindIn(entity.parent) === entity.kind ? entity.parent : undefined;
  }
  const other = addressOf(entity.kind, idIn(entity.parent));
  return entities.has(other) ? other : undefined;
}

function parentless([address, { entity }]: Entry): Strange[] {
  const { kind, parent } = entity;
  if (parent !== undefined || (kind !== 'unit' && kind !== 'lesson')) return [];
  const detail = `"${address}" has no ${parentKind[kind]} as its parent.`;
  return [strange(address, detail)];
}

function sharedIds(live: readonly Entry[]): Strange[] {
  const holders = new Map<string, Address>();
  return live.flatMap(([address, { entity }]): Strange[] => {
    const holder = holders.get(entity.sourcedId);
    if (holder === undefined) holders.set(entity.sourcedId, address);
    if (holder === undefined || holder === address) return [];
    return [strange(address, `"${holder}" and "${address}" have the same id.`)];
  });
}

function elsewhere(
  live: readonly Entry[],
  entities: Entities,
  { lessonNamesCourse }: Judging,
): Strange[] {
  if (!lessonNamesCourse) return [];
  return live.flatMap(([address, { entity }]): Strange[] => {
    const { course } = entity.fields;
    if (entity.kind !== 'lesson' || typeof course !== 'string' || !entity.parent) return [];
    const above = courseAbove(entity.parent, (one) => entities.get(one)?.entity);
    if (!above || addressOf('course', course) === above) return [];
    const detail = `"${address}" says that it is in the course "${course}", but its parent "${entity.parent}" is in "${idIn(above)}".`;
    return [strange(address, detail)];
  });
}

const longestStatus = 60;

/** That a record says nothing of its status is no statement: documents of some lists show none. */
function unknownStatus([address, { status, record }]: Entry): Strange[] {
  if (status !== 'other' || record['status'] === undefined) return [];
  const word = JSON.stringify(record['status']).slice(0, longestStatus);
  const detail = `"${address}" has the status ${word}, which is neither in the row status.active nor in status.retired: it is treated as live.`;
  return [strange(address, detail)];
}
