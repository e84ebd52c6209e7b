import { derivedUuid } from './derived-uuid.ts';
import { type Entry, hasUsableUuid, type Ids } from './entry.ts';
import type { Lineage } from './lineage.ts';

/** What stood in the manifests before, as it was accepted, and what became of it. */
export interface Continued {
  readonly entries: readonly Entry[];
  readonly lineage: Lineage;
  readonly idsBefore: Ids;
}

/**
 * Gives the ids that the manifests hold once the authors' revision is on top of the accepted one:
 * an identity that they did not touch stays as accepted, and what they wrote anew stands as written,
 * be it a placeholder or an id that another node has. A lesson that they placed in a further course
 * gets an id of its own; numbers are never used twice, as ids never are.
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

/** One lesson, by uuid and key, in a course that did not have it: meant so. All else is an accident. */
function isFurtherPlace({ kind, written, course }: Entry, others: readonly Entry[]): boolean {
  const twins = others.filter((each) => each.written.key === written.key);
  return kind === 'lesson' && twins.length > 0 && twins.every((each) => each.course !== course);
}
