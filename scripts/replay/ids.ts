import { derivedUuid } from './derived-uuid.ts';
import { type Entry, hasUsableUuid, type Ids } from './entry.ts';
import type { Lineage } from './lineage.ts';

/** The accepted entries before a revision, and how they continue. */
export interface Continued {
  readonly entries: readonly Entry[];
  readonly lineage: Lineage;
  readonly idsBefore: Ids;
}

/**
 * Makes the ids that the manifests have if the authors' revision is put on top of the accepted one: an
 * identity that they did not change stays as accepted, and a new one stays as written, be it a placeholder or
 * another node's id. A lesson that they placed in a further course gets an id of its own. Numbers are never
 * used twice, since ids are not.
 */
export function createIdRule(): (continued: Continued) => Ids {
  const placements = new Map<string, number>();
  const furtherId = (uuid: string): string => {
    const number = (placements.get(uuid) ?? 1) + 1;
    placements.set(uuid, number);
    return derivedUuid(`${uuid} ${number}`);
  };
  return ({ entries, lineage, idsBefore }) => {
    const ids = new Map<Entry, string>();
    for (const [entry, old] of lineage.untouched) {
      const id = idsBefore.get(old);
      if (id !== undefined) ids.set(entry, id);
    }
    const groups = Map.groupBy(entries, ({ kind, written }) => `${kind} ${written.uuid}`);
    for (const entry of entries) {
      const { uuid } = entry.written;
      if (lineage.untouched.has(entry) || uuid === undefined) continue;
      const others = (groups.get(`${entry.kind} ${uuid}`) ?? []).filter((each) => ids.has(each));
      const [first] = others;
      if (!first || !hasUsableUuid(entry)) ids.set(entry, uuid);
      else if (isFurtherPlace(entry, others)) ids.set(entry, furtherId(uuid));
      else ids.set(entry, ids.get(first) ?? uuid);
    }
    return ids;
  };
}

/**
 * Whether a lesson is placed in a further course on purpose: once, with uuid and key, in a course that did
 * not have it. All other repetitions are accidents.
 */
function isFurtherPlace({ kind, written, course }: Entry, others: readonly Entry[]): boolean {
  const twins = others.filter((each) => each.written.key === written.key);
  return kind === 'lesson' && twins.length > 0 && twins.every((each) => each.course !== course);
}
