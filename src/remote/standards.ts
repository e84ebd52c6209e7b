import type { StandardsAnswer, StandardsService } from '../model/catalog.ts';
import { valueUnder } from '../model/json-values.ts';
import { type Address, addressOf, courseAbove, idIn, parentKind } from '../model/node.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
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
 * Warnings about live records that contradict each other or the table, from one walk over them. A
 * platform may hold thousands that others made: of each kind a few have a warning of their own, and the
 * others share one.
 */
export function strangeRecords(entities: Entities, judging: Judging): Problem[] {
  /** The record of the same kind that a record hangs under, or names where its parent should be. */
  const besides = (address: Address): Address | undefined => {
    const { kind, parent } = entities.get(address)?.entity ?? {};
    if (kind === undefined || parent === undefined) return undefined;
    const above = entities.get(parent)?.entity;
    if (above) return above.kind === kind ? parent : undefined;
    const other = addressOf(kind, idIn(parent));
    return entities.has(other) ? other : undefined;
  };
  const settled = new Set<Address>();
  const holders = new Map<string, Address>();
  const found = {
    nameless: judging.nameless.map(nameless),
    ...{ circles: [] as Strange[], parentless: [] as Strange[], shared: [] as Strange[] },
    ...{ elsewhere: [] as Strange[], unknown: [] as Strange[] },
  };
  for (const [address, { entity, status, record }] of entities) {
    if (status === 'tobedeleted') continue;
    const { kind, sourcedId, parent } = entity;
    const round = roundFrom(address, besides, settled);
    if (round) found.circles.push(circle(round));
    if (parent === undefined && (kind === 'unit' || kind === 'lesson')) {
      const detail = `"${address}" has no ${parentKind[kind]} as its parent.`;
      found.parentless.push(strange(address, detail));
    }
    const holder = holders.get(sourcedId) ?? address;
    holders.set(sourcedId, holder);
    if (holder !== address) {
      found.shared.push(strange(address, `"${holder}" and "${address}" have the same id.`));
    }
    const { course } = kind === 'lesson' && judging.lessonNamesCourse ? entity.fields : {};
    if (typeof course === 'string' && parent) {
      const above = courseAbove(parent, (one) => entities.get(one)?.entity);
      if (above && addressOf('course', course) !== above) {
        const detail = `"${address}" says that it is in the course "${course}", but its parent "${parent}" is in "${idIn(above)}".`;
        found.elsewhere.push(strange(address, detail));
      }
    }
    // That a record says nothing of its status is no statement: documents of some lists show none.
    if (status === 'other' && record['status'] !== undefined) {
      const word = JSON.stringify(record['status']).slice(0, longestStatus);
      const detail = `"${address}" has the status ${word}, which is neither in the row status.active nor in status.retired: it is treated as live.`;
      found.unknown.push(strange(address, detail));
    }
  }
  return [
    ...warnings(found.nameless, 'have no sourcedId'),
    ...warnings(found.circles, 'are their own parent'),
    ...warnings(found.parentless, 'have no parent'),
    ...warnings(found.shared, 'exist as another kind as well'),
    ...warnings(found.elsewhere, 'name another course than that of their unit'),
    ...warnings(found.unknown, 'have an unknown status'),
  ];
}

const longestStatus = 60;

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

function nameless(name: string): Strange {
  return { name, detail: `There is no sourcedId in ${name}: the record is skipped.` };
}

/**
 * The records that are above themselves, as far as they are reached from one: where lessons hang under
 * lessons, and where units and lessons of one collection name each other.
 */
function roundFrom(
  start: Address,
  above: (address: Address) => Address | undefined,
  settled: Set<Address>,
): readonly Address[] | undefined {
  const chain: Address[] = [];
  let at: Address | undefined = start;
  while (at !== undefined && !settled.has(at)) {
    settled.add(at);
    chain.push(at);
    at = above(at);
  }
  const from = at === undefined ? -1 : chain.indexOf(at);
  return from < 0 ? undefined : chain.slice(from);
}

function circle(members: readonly Address[]): Strange {
  const [address = 'course/'] = members;
  const named = members.slice(0, mostNamed).map((one) => `"${one}"`);
  const detail =
    members.length === 1
      ? `"${address}" is its own parent, so it is in no course.`
      : `${named.join(', ')}${members.length > mostNamed ? ' and others' : ''} are parents of each other, so they are in no course.`;
  return strange(address, detail);
}
