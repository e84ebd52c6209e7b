import type { Json, JsonObject } from '../../../model/json.ts';
import { isReference } from './fields.ts';
import type { Entry, Store } from './store.ts';

/** Name of the records that place a resource in a lesson. */
export const placement = 'componentResource';

type Looking = Pick<Store, 'find' | 'referring'>;

/**
 * Stores an entry with the other entries that follow from it. `before`: the entry that it replaces, which may
 * have another name.
 */
export function putInStep(entry: Entry, before: Entry | undefined, store: Store): void {
  const others = alongWith(entry, before, store);
  store.atOnce(() => {
    if (before && before.name !== entry.name) store.rename(entry, before.name);
    else store.put(entry);
    others.forEach(store.put);
  });
}

/**
 * Further entries to store with a record. One dialect lists resources in the lesson, the other has
 * a record for each placement: both forms are kept in step.
 */
function alongWith(entry: Entry, before: Entry | undefined, store: Looking): Entry[] {
  if (entry.name === 'lesson') return placementsAfter(entry, before, store);
  return entry.name === placement ? lessonsAfter(entry, before, store) : [];
}

/**
 * Placements after a write of a lesson: live for the resources it names, retired for all others.
 */
function placementsAfter(lesson: Entry, before: Entry | undefined, store: Looking): Entry[] {
  const wanted = resourcesOf(lesson.record, before?.record);
  const held = store.referring(placement, 'courseComponent', lesson.sourcedId);
  if (wanted.join('\n') === placedBy(held).join('\n')) return [];
  const kept = pairs(wanted, held);
  const placed = wanted.flatMap((resource, index): Entry[] => {
    const place = {
      courseComponent: { sourcedId: lesson.sourcedId },
      resource: { sourcedId: resource },
    };
    const said = { status: 'active', ...place, sortOrder: index + 1 };
    const present = kept[index];
    if (present) {
      const isSame = isLive(present) && present.record['sortOrder'] === index + 1;
      return isSame ? [] : [{ ...present, record: { ...present.record, ...said } }];
    }
    const time = wanted.slice(0, index).filter((one) => one === resource).length;
    const sourcedId = `${lesson.sourcedId}.${resource}${time > 0 ? `.${time + 1}` : ''}`;
    const title = store.find('resource', resource)?.record['title'] ?? resource;
    return [
      { name: placement, sourcedId, owner: lesson.owner, record: { sourcedId, title, ...said } },
    ];
  });
  const gone = held
    .filter((one) => isLive(one) && !kept.includes(one))
    .map((one) => ({ ...one, record: { ...one.record, status: 'tobedeleted' } }));
  return [...placed, ...gone];
}

/**
 * Resources of a lesson, which names one or lists several. If it has both, the newly written one
 * counts.
 */
function resourcesOf(lesson: JsonObject, before: JsonObject | undefined): string[] {
  const one = idOf(lesson['resource']);
  const { resources } = lesson;
  const isNew = before !== undefined && one !== idOf(before['resource']);
  if (Array.isArray(resources) && !isNew) {
    return resources.flatMap((link: Json) => idOf(link) ?? []);
  }
  return one === undefined ? [] : [one];
}

function idOf(link: Json | undefined): string | undefined {
  return isReference(link) ? link.sourcedId : undefined;
}

/** Lessons that contain, or contained, a placement and therefore change with it. */
function lessonsAfter(entry: Entry, before: Entry | undefined, store: Looking): Entry[] {
  const ids = [entry, before].flatMap((one) => idOf(one?.record['courseComponent']) ?? []);
  return [...new Set(ids)].flatMap((id) => {
    const lesson = store.find('lesson', id);
    if (!lesson) return [];
    const others = store
      .referring(placement, 'courseComponent', id)
      .filter(({ sourcedId }) => sourcedId !== entry.sourcedId);
    const isHere = idOf(entry.record['courseComponent']) === id;
    return [{ ...lesson, record: naming(lesson.record, isHere ? [...others, entry] : others) }];
  });
}

/** The lesson with its live placements: one resource as a name, several as a list. */
function naming(lesson: JsonObject, held: readonly Entry[]): JsonObject {
  const links = placedBy(held).map((sourcedId) => ({ sourcedId }));
  const { resource: _, resources: __, ...rest } = lesson;
  const [first] = links;
  if (!first) return rest;
  return links.length === 1
    ? { ...rest, resource: first }
    : { ...rest, resource: first, resources: links };
}

/** The resources of live placements, in order. */
function placedBy(held: readonly Entry[]): string[] {
  const live = held.filter(isLive).toSorted((a, b) => numberOf(a) - numberOf(b) || 0);
  return live.flatMap(({ record }) => idOf(record['resource']) ?? []);
}

/** The placement for each entry of a list; a live one is preferred to a retired one. */
function pairs(wanted: readonly string[], held: readonly Entry[]): readonly (Entry | undefined)[] {
  const used = new Set<Entry>();
  const free = held.toSorted((a, b) => numberOf(a) - numberOf(b) || 0);
  return wanted.map((resource) => {
    const fitting = free.filter(
      (one) => !used.has(one) && idOf(one.record['resource']) === resource,
    );
    const best = fitting.find(isLive) ?? fitting[0];
    if (best) used.add(best);
    return best;
  });
}

function isLive({ record }: Entry): boolean {
  return record['status'] !== 'tobedeleted';
}

function numberOf({ record }: Entry): number {
  return Number(record['sortOrder'] ?? 0);
}
