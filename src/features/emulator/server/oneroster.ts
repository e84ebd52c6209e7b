import { sdkEvents } from '../../../caliper/documented.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { EmulatorDialect } from './api.ts';
import type { Collection, Find, Page, Scope, View } from './collection.ts';
import { asText, type FieldRules, imsxRefusal, isReference, mapField } from './fields.ts';
import { placement } from './placements.ts';
import type { Entry } from './store.ts';

/** The document requires a date in every answer; this one means that nothing was ever locked. */
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
const courseView: View = {
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

const placementView: View = withDefaults(placement, { sortOrder: 0 });

const courses = '/ims/oneroster/rostering/v1p2/courses';

const common = {
  sourcedId: { is: 'text' },
  status: { is: 'word', words: ['active', 'tobedeleted'], required: true },
  title: { is: 'text', required: true },
  dateLastModified: { is: 'dateTime' },
  metadata: { is: 'object' },
} as const satisfies FieldRules;

/** Fields of the OpenAPI document, with what it requires of requests. */
const onerosterFields = {
  course: {
    ...common,
    org: { is: 'reference', to: 'org', required: true },
    academicSession: { is: 'object' },
    schoolYear: { is: 'object' },
    courseCode: { is: 'text' },
    grades: { is: 'texts' },
    subjects: { is: 'texts' },
    subjectCodes: { is: 'texts' },
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
    sortOrder: { is: 'number' },
    prerequisites: { is: 'texts' },
    prerequisiteCriteria: { is: 'text' },
    unlockDate: { is: 'text' },
  },
  componentResource: {
    ...common,
    sourcedId: { is: 'text', required: true },
    courseComponent: { is: 'reference', to: 'courseComponent', required: true },
    resource: { is: 'reference', to: 'resource', required: true },
    sortOrder: { is: 'number' },
    lessonType: { is: 'text' },
  },
  resource: {
    ...common,
    roles: { is: 'texts' },
    importance: { is: 'word', words: ['primary', 'secondary'] },
    vendorResourceId: { is: 'text', required: true },
    vendorId: { is: 'text' },
    applicationId: { is: 'text' },
  },
} as const satisfies Record<string, FieldRules>;

/** The BeyondAI OneRoster API as its OpenAPI document describes it: courses and their content. */
export const emulatedOneroster: EmulatorDialect = {
  name: 'oneroster',
  events: sdkEvents,
  tokenPath: '/oauth2/token',
  scopes: [
    scope('roster.readonly', 'read'),
    scope('roster.createput', 'write'),
    scope('roster.delete', 'write'),
    scope('resource.readonly', 'read'),
    scope('resource.createput', 'write'),
    scope('resource.delete', 'write'),
    scope('admin', 'read', 'write'),
  ],
  // Nested paths come before the paths that they begin with.
  collections: [
    made('courseComponent', `${courses}/components`, componentView),
    made('componentResource', `${courses}/component-resources`, placementView),
    made('course', `${courses}/`, courseView),
    {
      ...made('resource', '/ims/oneroster/resources/v1p2/resources/'),
      mayLack: ['status', 'title', 'vendorResourceId'],
    },
    orgs(),
  ],
  pageSize: { usual: 100, most: 3000 },
  longestId: 300,
  largestBodyBytes: 10 * 1024 * 1024,
  listBody: ({ envelope }, records, page) => ({ [envelope.many]: records, ...counted(page) }),
  refusal: imsxRefusal,
};

function scope(name: string, ...grants: Scope['grants']): Scope {
  return { name: `https://purl.imsglobal.org/spec/or/v1p1/scope/${name}`, grants };
}

/**
 * The trailing slash is that of the document. Without it the API is reported to refuse resources.
 */
function made(name: keyof typeof onerosterFields, path: string, view?: View): Collection {
  const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
  return {
    name,
    path,
    ...(name !== 'resource' && { alsoAt: [other] }),
    envelope: { one: name, many: `${name}s` },
    rules: onerosterFields[name],
    isMadeByPost: true,
    ...(view && { view }),
  };
}

/** The orgs that courses name: kept by the other dialect, read-only in both. */
function orgs(): Collection {
  return {
    name: 'org',
    path: '/ims/oneroster/rostering/v1p2/orgs/',
    alsoAt: ['/ims/oneroster/rostering/v1p2/orgs'],
    envelope: { one: 'org', many: 'orgs' },
    rules: { sourcedId: { is: 'text' }, name: { is: 'text' }, type: { is: 'text' } },
    fixed: [],
  };
}

function counted({ offset, limit, total }: Page): JsonObject {
  return {
    totalCount: total,
    pageCount: Math.ceil(total / limit),
    pageNumber: Math.floor(offset / limit) + 1,
    offset,
    limit,
  };
}
