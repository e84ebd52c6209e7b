import type { JsonObject } from '../../model/json.ts';
import type { Find, View } from '../dialect.ts';
import { isReference } from '../fields.ts';
import { placement } from '../placements.ts';
import { asText, mapField } from '../reshape.ts';
import type { Entry } from '../store.ts';

/** The document requires a date in every answer; this one means that nothing was ever locked. */
const neverLocked = '1970-01-01T00:00:00.000Z';

/**
 * Units and lessons as components: a unit has no parent component, a lesson has one. A component
 * below a lesson is kept as a lesson of the same unit.
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
      // A client reported this direction of copying, and not the other.
      courseComponent: parent ?? record['courseComponent'] ?? null,
    };
  },
  keep: (sent, { existing, find }) => {
    const { parent, courseComponent, ...record } = withoutDefault(sent);
    if (!isReference(parent)) {
      const named = isReference(courseComponent) ? { courseComponent } : {};
      return { name: 'unit', record: { ...record, ...named } };
    }
    // A unit stays a unit: in the other dialect a unit may have a parent as well.
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

/** A component does not show the placements of a lesson. */
function placing(lesson: Entry | undefined): JsonObject {
  const { resource, resources } = lesson?.record ?? {};
  return {
    ...(resource !== undefined && { resource }),
    ...(resources !== undefined && { resources }),
  };
}

/** The unit above a lesson; none if the components form a circle. */
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

/** Courses with the fields that this document requires: an org, and grades as texts. */
export const courses: View = {
  names: ['course'],
  show: ({ record }) => ({
    org: { sourcedId: 'partner-sandbox' },
    ...mapField(record, 'grades', asText),
  }),
  keep: (record) => ({ name: 'course', record }),
};

/** A view that adds the fields which the document has in every answer. */
function withDefaults(name: string, defaults: JsonObject): View {
  return {
    names: [name],
    show: ({ record }) => ({ ...defaults, ...record }),
    keep: (record) => ({ name, record }),
  };
}

export const placements: View = withDefaults(placement, { sortOrder: 0 });
