import { isSameJson, type Json, type JsonObject } from '../model/json.ts';
import {
  type Address,
  addressOf,
  courseAbove,
  type Entity,
  idIn,
  parentKind,
} from '../model/node.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { cutText } from '../model/text.ts';
import { countText } from './limits.ts';
import { idOfRecord } from './records.ts';

type Entities = RemoteState['entities'];

/** What the records alone do not show. */
interface Judging {
  /** Whether a lesson says in which course it is. */
  readonly lessonNamesCourse: boolean;
  /** Descriptions of records without an id, which are not among the entities. */
  readonly nameless: readonly string[];
  /** Records that a list repeats with the same content: `course/…`. */
  readonly repeated: readonly string[];
}

/** One record, or a circle of records, and what is contradictory about it. */
interface Strange {
  /** Absent if the record has no id. */
  readonly address?: Address;
  /** The name of the record in a list of several. */
  readonly name: string;
  readonly detail: string;
}

function strange(address: Address, detail: string): Strange {
  return { address, name: address, detail };
}

/** The most records of one kind that get a warning of their own. */
const mostAlone = 3;
/** The most other records of the kind that a warning names. */
const mostNamed = 20;

/**
 * Warnings about live records that contradict each other or the table, from one walk over them. A platform
 * may hold thousands of other authors: a few of each kind get a warning of their own, and the others share
 * one.
 */
export function strangeRecords(entities: Entities, judging: Judging): Problem[] {
  /** The record of the same kind that a record belongs to, or that it names as its parent. */
  const besides = ({ kind, parent }: Entity): Address | undefined => {
    if (parent === undefined) return undefined;
    const above = entities.get(parent)?.entity;
    if (above) return above.kind === kind ? parent : undefined;
    const other = addressOf(kind, idIn(parent));
    return entities.has(other) ? other : undefined;
  };
  const next = (address: Address) => {
    const { entity } = entities.get(address) ?? {};
    return entity && besides(entity);
  };
  const settled = new Set<Address>();
  const holders = new Map<string, Address>();
  const found = {
    nameless: judging.nameless.map(nameless),
    repeated: [...new Set(judging.repeated)].map((name) => ({
      name,
      detail: `"${name}" is in its list more than once, each time the same: it counts once.`,
    })),
    ...{ circles: [] as Strange[], parentless: [] as Strange[], shared: [] as Strange[] },
    ...{ elsewhere: [] as Strange[], unknown: [] as Strange[] },
  };
  for (const [address, { entity, status, record }] of entities) {
    if (status === 'tobedeleted') continue;
    const { kind, sourcedId, parent } = entity;
    const round = besides(entity) && roundFrom(address, next, settled);
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
    // A record without a status says nothing: documents of some lists show none.
    if (status === 'other' && record['status'] !== undefined) {
      const word = JSON.stringify(record['status']).slice(0, longestStatus);
      const detail = `"${address}" has the status ${word}, which is neither in the row status.active nor in status.retired: it is treated as live.`;
      found.unknown.push(strange(address, detail));
    }
  }
  return [
    ...warnings(found.nameless, 'have no sourcedId'),
    ...warnings(found.repeated, 'are in their list more than once'),
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
 * The records of a circle of parents, if one is reached from `start`: lessons may belong to lessons, and
 * units and lessons of one collection may name each other.
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

/**
 * Records that repeat an earlier record of the same answer word for word. An answer shows one moment, so the
 * list itself repeats them, and no record is missing.
 */
export function repetitionsIn(records: readonly Json[]): ReadonlySet<Json> {
  const known = new Map<string, Json>();
  return new Set(
    records.filter((record) => {
      const id = idOfRecord(record);
      const before = id === undefined ? undefined : known.get(id);
      if (id !== undefined && before === undefined) known.set(id, record);
      return before !== undefined && isSameJson(before, record);
    }),
  );
}

/** A record without an id in words: `the course "Reading", number 3 of its list`. */
export function namelessText(
  { title }: JsonObject,
  { name, index }: { readonly name: string; readonly index: number },
): string {
  const called =
    typeof title === 'string' && title !== ''
      ? ` ${JSON.stringify(cutText(title, longestTitle))}`
      : '';
  return `the ${name}${called}, number ${countText(index + 1)} of its list`;
}

const longestTitle = 100;
