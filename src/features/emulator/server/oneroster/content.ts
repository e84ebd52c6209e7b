import type { JsonObject } from '../../../../model/json.ts';
import { defined } from '../../../../model/json-values.ts';
import { type Collection, type Find, keptAs, type View } from '../collection.ts';
import { type FieldRules, isReference } from '../fields.ts';
import { placement } from '../placements.ts';
import { asText, mapField } from '../reshape.ts';
import type { Entry } from '../store.ts';
import { common, linkTypes, listedAt, rostering, usualOrg } from './common.ts';

/** A date for records that were never locked: the document requires one in every answer. */
const neverLocked = '1970-01-01T00:00:00.000Z';

/**
 * Units and lessons as components: a unit has no parent component, a lesson has one. A component
 * below a lesson is kept as a lesson of the same unit.
 */
const componentView: View = {
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
    // A unit stays a unit: in the other dialect a unit may have a parent too.
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

/** Keeps the placements of a lesson, which its component does not show. */
function placing(lesson: Entry | undefined): JsonObject {
  const { resource, resources } = lesson?.record ?? {};
  return { ...defined({ resource, resources }) };
}

/** The unit above a lesson; empty if the components form a circle. */
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
const courseView = keptAs('course', (record) => ({
  org: { sourcedId: usualOrg },
  ...mapField(record, 'grades', asText),
}));

/** In the document, every answer has a number. */
const placementView = keptAs(placement, (record) => ({ sortOrder: 0, ...record }));

/** The six documented values; clients report more. */
const lessonTypes = [
  ...['powerpath-100', 'quiz', 'test-out', 'placement', 'unit-test', 'alpha-read-article'],
] as const;
const ranks = ['primary', 'secondary'] as const;

/** Fields of the OpenAPI document, with what it requires of requests. */
const fieldsOf = {
  course: {
    ...common,
    org: { is: 'reference', to: 'org', required: true },
    academicSession: { is: 'part', fields: { sourcedId: { is: 'text', required: true } } },
    schoolYear: {
      is: 'part',
      fields: {
        href: { is: 'address', required: true },
        sourcedId: { is: 'text', required: true },
        type: { is: 'word', words: linkTypes, required: true },
      },
    },
    courseCode: { is: 'text' },
    grades: { is: 'texts' },
    subjects: { is: 'strings' },
    subjectCodes: { is: 'strings' },
    level: { is: 'text' },
    primaryApp: { is: 'text' },
    gradingScheme: { is: 'text' },
    resources: { is: 'references', to: 'resource' },
  },
  courseComponent: {
    ...common,
    course: { is: 'reference', to: 'course', required: true },
    parent: { is: 'reference', to: 'courseComponent' },
    courseComponent: { is: 'reference', to: 'courseComponent' },
    sortOrder: { is: 'number', neverNull: true },
    prerequisites: { is: 'strings' },
    prerequisiteCriteria: { is: 'text' },
    unlockDate: { is: 'text', neverNull: true },
  },
  componentResource: {
    ...common,
    sourcedId: { is: 'name', required: true },
    courseComponent: { is: 'reference', to: 'courseComponent', required: true },
    resource: { is: 'reference', to: 'resource', required: true },
    sortOrder: { is: 'number', neverNull: true },
    lessonType: { is: 'word', words: lessonTypes },
  },
  resource: {
    ...common,
    status: { is: 'word', words: ['active', 'tobedeleted'], neverNull: true },
    roles: { is: 'words', words: ranks, neverNull: true },
    importance: { is: 'word', words: ranks, neverNull: true },
    vendorResourceId: { is: 'text', required: true },
    vendorId: { is: 'text' },
    applicationId: { is: 'text' },
  },
} as const satisfies Record<string, FieldRules>;

const courses = `${rostering}/courses`;

/** Courses and their content. A path comes before shorter paths with which it begins. */
export const contentCollections: readonly Collection[] = [
  made('courseComponent', `${courses}/components`, { view: componentView }),
  made('componentResource', `${courses}/component-resources`, { view: placementView }),
  made('course', `${courses}/`, { view: courseView }),
  made('resource', '/ims/oneroster/resources/v1p2/resources/', {
    mayLack: ['status', 'title', 'vendorResourceId'],
  }),
];

function made(name: keyof typeof fieldsOf, path: string, more: Partial<Collection>): Collection {
  const envelope = { one: name, many: `${name}s` };
  return listedAt(path, name, { envelope, rules: fieldsOf[name], ...more });
}

const service = '/ims/case/v1p1';

/** Framework documents and standards of CASE, in the form that the official client reads. */
export const standardsCollections: readonly Collection[] = [
  read('framework', 'CFDocument', ({ sourcedId = '', title = '', dateLastModified }) => ({
    creator: '',
    CFPackageURI: { sourcedId, title, uri: `${service}/CFPackages/${sourcedId}` },
    lastChangeDateTime: dateLastModified ?? unknown,
  })),
  read('objective', 'CFItem', ({ title = '', dateLastModified }) => ({
    fullStatement: title,
    CFItemType: 'Standard',
    lastChangeDateTime: dateLastModified ?? unknown,
  })),
];

const unknown = '1970-01-01T00:00:00.000Z';

/** A collection of standards. They belong to nobody: a test seeds them, and every client reads them. */
function read(
  name: 'framework' | 'objective',
  envelope: 'CFDocument' | 'CFItem',
  more: (record: JsonObject) => JsonObject,
): Collection {
  const path = `${service}/${envelope}s`;
  return listedAt(path, name, {
    ...{ made: 'by nobody', isShared: true, right: 'read standards' },
    envelope: { one: envelope, many: `${envelope}s` },
    rules: { sourcedId: { is: 'name' }, title: { is: 'text' } },
    view: {
      ...keptAs(name),
      show: ({ record, sourcedId }) => ({
        ...{ uri: `${path}/${sourcedId}`, ...more(record), ...record },
      }),
    },
  });
}
