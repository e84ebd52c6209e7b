import type { FieldRules } from '../fields.ts';

/** Required of every kind by the documents, or by the sibling APIs where those are silent. */
const common = {
  sourcedId: { is: 'text', required: true },
  status: { is: 'word', words: ['active', 'tobedeleted'], required: true },
  title: { is: 'text', required: true },
  dateLastModified: { is: 'dateTime' },
  metadata: { is: 'object' },
} as const satisfies FieldRules;

/** Only the unit's fields are documented; the others are those of their namesakes (F2, F3). */
export const partnerFields = {
  course: {
    ...common,
    courseCode: { is: 'text' },
    org: { is: 'reference', to: 'org' },
    subjects: { is: 'texts' },
    grades: { is: 'texts' },
    subjectCodes: { is: 'texts' },
    level: { is: 'text' },
    gradingScheme: { is: 'text' },
    resources: { is: 'references', to: 'resource' },
  },
  unit: {
    ...common,
    dateLastModified: { is: 'dateTime', required: true },
    course: { is: 'reference', to: 'course', required: true },
    parent: { is: 'reference', to: 'unit' },
    courseComponent: { is: 'reference', to: 'unit' },
    sortOrder: { is: 'number' },
    prerequisites: { is: 'list' },
    prerequisiteCriteria: { is: 'text' },
    unlockDate: { is: 'text' },
  },
  lesson: {
    ...common,
    course: { is: 'reference', to: 'course', required: true },
    unit: { is: 'reference', to: 'unit', required: true },
    sortOrder: { is: 'number' },
    resource: { is: 'reference', to: 'resource' },
    resources: { is: 'references', to: 'resource' },
    lessonType: { is: 'text' },
  },
  resource: {
    ...common,
    vendorResourceId: { is: 'text', required: true },
    vendorId: { is: 'text' },
    applicationId: { is: 'text' },
    roles: { is: 'texts' },
    importance: { is: 'text' },
  },
  org: {
    ...common,
    name: { is: 'text' },
    type: { is: 'text' },
    identifier: { is: 'text' },
  },
} as const satisfies Record<string, FieldRules>;
