import type { FieldRules } from '../fields.ts';

const common = {
  sourcedId: { is: 'text' },
  status: { is: 'word', words: ['active', 'tobedeleted'], required: true },
  title: { is: 'text', required: true },
  dateLastModified: { is: 'dateTime' },
  metadata: { is: 'object' },
} as const satisfies FieldRules;

/** Fields of the OpenAPI document, with what it requires of requests. */
export const onerosterFields = {
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
