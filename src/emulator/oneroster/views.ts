import type { JsonObject } from '../../model/json.ts';
import type { Find, View } from '../dialect.ts';
import { isReference } from '../fields.ts';
import { placement } from '../placements.ts';
import { asText, mapField } from '../reshape.ts';
import type { Entry } from '../store.ts';

/** The document wants a date in every answer; this one says that nothing was ever locked. */
const neverLocked = '1970-01-01T00:00:00.000Z';

/**
 * Units and lessons as components: a unit is one without a parent, a lesson is nested. A component
 * below a lesson is kept as a lesson of the unit that both are in.
 */
export const components: View = {
  names: ['unit', 'lesson'],
  show: ({ name, record }) => {
    const { unit, resource, resources, ...rest } = record;
    const parent = record['parent'] ?? (name === 'lesson' ? unit : undefined) ?? null;
    return {
      ...(name === 'lesson' ? rest : record),
      sortOrder: record['sortOrder'] ?? 0,
      unlockDate: record['unlockDate'] ?? neverLocked,
      parent,
      // A client reported that the one is copied to the other, and not the other way round.
      courseComponent: parent ?? record['courseComponent'] ?? null,
    };
  },
  keep: (sent, { existing, find }) => {
    const { parent, courseComponent, ...record } = withoutDefault(sent);
    if (!isReference(parent)) {
      const named = isReference(courseComponent) ? { courseComponent } : {};
      return { name: 'unit', record: { ...record, ...named } };
    }
    // What was published as a unit stays one: a unit of the other dialect may have a parent too.
    if (existing?.name === 'unit') return { name: 'unit', record: { ...record, parent } };
    const above = find('courseComponent', parent.sourcedId);
    const unit =
      above?.name === 'lesson' ? { unit: unitOf(above, find), parent } : { unit: parent };
    return { name: 'lesson', record: { ...record, ...unit, ...placing(existing) } };
  },
};

function withoutDefault({ unlockDate, ...record }: JsonObject): JsonObject {
  const isSaid = unlockDate !== undefined && unlockDate !== null && unlockDate !== neverLocked;
  return isSaid ? { ...record, unlockDate } : record;
}

/** Of the records that place resources a component says nothing. */
function placing(lesson: Entry | undefined): JsonObject {
  const { resource, resources } = lesson?.record ?? {};
  return {
    ...(resource !== undefined && { resource }),
    ...(resources !== undefined && { resources }),
  };
}

/** Components may be above each other in a circle, and then there is none. */
function unitOf(lesson: Entry, find: Find): JsonObject {
  const passed = new Set<string>();
  let at: Entry | undefined = lesson;
  while (at && at.name !== 'unit' && !passed.has(at.sourcedId)) {
    const { unit, parent }: JsonObject = at.record;
    if (isReference(unit)) return { sourcedId: unit.sourcedId };
    passed.add(at.sourcedId);
    at = isReference(parent) ? find('courseComponent', parent.sourcedId) : undefined;
  }
  return { sourcedId: at?.name === 'unit' ? at.sourcedId : '' };
}

/** The other dialect lets courses have no org, and grades be numbers; the document does not. */
export const courses: View = {
  names: ['course'],
  show: ({ record }) => ({
    org: { sourcedId: 'partner-sandbox' },
    ...mapField(record, 'grades', asText),
  }),
  keep: (record) => ({ name: 'course', record }),
};

/** As it is kept, with what the document has in every answer. */
function withDefaults(name: string, defaults: JsonObject): View {
  return {
    names: [name],
    show: ({ record }) => ({ ...defaults, ...record }),
    keep: (record) => ({ name, record }),
  };
}

export const placements: View = withDefaults(placement, { sortOrder: 0 });
