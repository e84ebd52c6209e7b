import type { JsonObject } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';
import { type CourseScope, exactCourses, namesAllCourses, outsideOf } from '../model/scope.ts';
import type { Connection } from './connection.ts';
import type { ListLink, RemoteCollection } from './dialects/dialect.ts';
import { linkedIds } from './dialects/record.ts';
import { type ListEnd, listCollection } from './list.ts';
import { askForPart, isMember, type PartReading, type Wanted } from './part-question.ts';

/** The part of a platform that a run is about. */
export interface PlatformPart {
  readonly scope: CourseScope;
  /** Ids that are read wherever they are, by the name of their collection. */
  readonly own: ReadonlyMap<string, ReadonlySet<string>>;
}

/** One list, as far as it belongs to the part. */
export interface PartList extends ListEnd {
  readonly records: readonly JsonObject[];
  /** Descriptions of records of the part without an id. */
  readonly nameless: readonly string[];
  /** Records that the list repeats: `course/…`; absent if only a part of the platform was read. */
  readonly repeated?: readonly string[];
}

interface PartRead {
  readonly lists: readonly PartList[];
  /** Warnings about filters that the platform does not answer correctly. */
  readonly warnings: readonly Problem[];
}

/** What is known of one list so far. */
interface HeldList {
  readonly collection: RemoteCollection;
  /** Records by id, in the order in which they came. */
  readonly records: Map<string, JsonObject>;
  /** Ids that were asked for, whether they exist or not. */
  readonly asked: Set<string>;
  nameless: readonly string[];
  problems: readonly Problem[];
  refused?: ListEnd['refused'];
}

/**
 * Reads the courses of a scope and everything in them, list after list, and the run's own records wherever
 * they are. Each list is asked by filters, and an answer counts only if it is proven to be the asked part
 * (`askForPart`). Otherwise, or if the table says that the platform has no such filter, the list is read
 * whole and reduced to the same part.
 */
export async function readPart(part: PlatformPart, reading: PartReading): Promise<PartRead> {
  const { dialect } = reading.connection;
  const lists = new Map<string, HeldList>();
  const warnings: Problem[] = [];
  for (const link of dialect.links) {
    const collection = dialect.collections.find(({ name }) => name === link.collection);
    if (!collection) continue;
    const held: HeldList = {
      collection,
      records: new Map(),
      asked: new Set(),
      nameless: [],
      problems: [],
    };
    lists.set(link.collection, held);
    if (link === dialect.links[0]) await fillCourses(held);
    else await fill(held, wantedOf(link));
  }
  const hasOwn = [...part.own.values()].some(({ size }) => size > 0);
  if (hasOwn) await fillAbove();
  return {
    lists: [...lists.values()].map((held) => ({
      ...held,
      records: [...held.records.values()],
    })),
    warnings,
  };

  function idsOn(name: string | undefined): ReadonlySet<string> {
    return new Set(name === undefined ? [] : lists.get(name)?.records.keys());
  }

  function ownIn(name: string): ReadonlySet<string> {
    return part.own.get(name) ?? new Set();
  }

  function wantedOf({ collection, belongsBy, namedBy }: ListLink): Wanted {
    const naming = namedBy ? [...(lists.get(namedBy.collection)?.records.values() ?? [])] : [];
    const named = namedBy ? naming.flatMap((record) => linkedIds(record[namedBy.key])) : [];
    const ids = new Set([...ownIn(collection), ...named]);
    return belongsBy ? { ids, members: { key: belongsBy.key, of: idsOn(belongsBy.to) } } : { ids };
  }

  /**
   * Reads the courses of the scope: by filter if the scope names ids, from the whole list if it names codes,
   * orgs or patterns.
   */
  async function fillCourses(held: HeldList): Promise<void> {
    const { scope } = part;
    const own = ownIn(held.collection.name);
    const exact = exactCourses(scope);
    const ids = new Set([...own, ...exact]);
    const isOwn = (record: JsonObject) => own.has(String(record['sourcedId']));
    const isWanted = (record: JsonObject) => isOwn(record) || isInScope(record);
    if (namesAllCourses(scope)) await fill(held, { ids });
    const mayBeCodes = exact.some((text) => !held.records.has(text));
    if (held.problems.length === 0 && (mayBeCodes || !namesAllCourses(scope))) {
      await fillWhole(held, isWanted);
    }
    for (const [id, record] of held.records) if (!isWanted(record)) held.records.delete(id);
  }

  function isInScope(record: JsonObject): boolean {
    const entity =
      part.scope.courses === 'own' ? undefined : dialect.decode('course', record)?.entity;
    return entity !== undefined && outsideOf(entity, part.scope) === undefined;
  }

  async function fill(held: HeldList, wanted: Wanted): Promise<void> {
    const { collection } = held;
    const { ids, members } = wanted;
    for (const id of ids) held.asked.add(id);
    if (ids.size === 0 && (members?.of.size ?? 0) === 0) return;
    const isPartOf = (record: JsonObject) =>
      ids.has(String(record['sourcedId'])) || isMember(record, members);
    const canAsk =
      (ids.size === 0 || dialect.filtersById) &&
      (!members || members.of.size === 0 || dialect.filtersByReference);
    const asked = canAsk ? await askForPart({ collection, ids, members }, reading) : undefined;
    if (asked?.state === 'read') {
      add(held, asked);
      return;
    }
    if (asked?.state === 'failed') {
      held.problems = asked.problems;
      return;
    }
    await fillWhole(held, isPartOf);
    if (asked && held.problems.length === 0) {
      warnings.push(filterNotUsed(collection, asked, reading.connection));
    }
  }

  async function fillWhole(
    held: HeldList,
    isWanted: (record: JsonObject) => boolean,
  ): Promise<void> {
    const { connection, requester, budget } = reading;
    const keep = (page: readonly JsonObject[]) => page.filter(isWanted);
    const list = await listCollection(held.collection, connection, requester, { keep, budget });
    if (list.ok) add(held, { records: list.value.records, nameless: [] });
    else held.problems = list.problems;
    held.refused = list.refused;
  }

  /** Reads the ancestors of the run's own records outside the part, so that their places can be shown. */
  async function fillAbove(): Promise<void> {
    let missing = above();
    while (missing.size > 0 && [...lists.values()].every(({ problems }) => problems.length === 0)) {
      for (const [name, ids] of missing) {
        const held = lists.get(name);
        if (held) await fill(held, { ids });
      }
      missing = above();
    }
  }

  function above(): ReadonlyMap<string, ReadonlySet<string>> {
    const missing = new Map<string, Set<string>>();
    for (const { collection, belongsBy, above: further = [] } of dialect.links) {
      const records = [...(lists.get(collection)?.records.values() ?? [])];
      for (const { key, to } of [...(belongsBy ? [belongsBy] : []), ...further]) {
        const held = lists.get(to);
        for (const id of records.flatMap((record) => linkedIds(record[key]))) {
          if (!held || held.records.has(id) || held.asked.has(id)) continue;
          missing.set(to, (missing.get(to) ?? new Set()).add(id));
        }
      }
    }
    return missing;
  }
}

function add(held: HeldList, { records, nameless }: Pick<PartList, 'records' | 'nameless'>): void {
  for (const record of records) held.records.set(String(record['sourcedId']), record);
  held.nameless = [...held.nameless, ...nameless];
}

function filterNotUsed(
  { plural }: RemoteCollection,
  { filter, why }: { readonly filter: string; readonly why: string },
  { platform }: Connection,
): Problem {
  const row = filter === 'sourcedId' ? 'list.filter' : 'list.filterReferences';
  return problem('remote/filter-not-used', {
    detail: `${platform.name} does not filter its list of ${plural} by ${filter} correctly: ${why}. The whole list was read instead.`,
    hint: `Write under the environment in the config: facts: {${row}: false}. Then the filter is not tried again.`,
  });
}
