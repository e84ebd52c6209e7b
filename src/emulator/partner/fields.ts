import type { FieldRules } from '../fields.ts';

/** Fields of every kind, required by the documents or, if these are silent, by the sibling APIs. */
const common = {
  sourcedId: { is: 'text', required: true },
  status: { is: 'word', words: ['active', 'tobedeleted'], required: true },
  title: { is: 'text', required: true },
  dateLastModified: { is: 'dateTime' },
  metadata: { is: 'object' },
} as const satisfies FieldRules;

/** People need no status: the only body in the guide has none. */
const rostered = {
  sourcedId: { is: 'text', required: true },
  status: { is: 'word', words: ['active', 'tobedeleted'] },
  dateLastModified: { is: 'dateTime' },
  metadata: { is: 'object' },
} as const satisfies FieldRules;

/** Documented are the unit and the user; the others are those of their namesakes (F2, F3). */
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
  user: {
    ...rostered,
    enabledUser: { is: 'truth', required: true },
    givenName: { is: 'text', required: true },
    familyName: { is: 'text', required: true },
    roles: { is: 'list', required: true },
    email: { is: 'text' },
    grades: { is: 'texts' },
    primaryOrg: { is: 'reference', to: 'org' },
    agents: { is: 'references', to: 'user' },
  },
  class: {
    ...rostered,
    title: { is: 'text', required: true },
    course: { is: 'reference', to: 'course', required: true },
    school: { is: 'reference', to: 'org' },
    org: { is: 'reference', to: 'org' },
    terms: { is: 'list' },
    classCode: { is: 'text' },
    classType: { is: 'word', words: ['homeroom', 'scheduled'] },
    grades: { is: 'texts' },
    subjects: { is: 'texts' },
  },
  enrollment: {
    ...rostered,
    role: {
      is: 'word',
      words: ['administrator', 'proctor', 'student', 'teacher'],
      required: true,
    },
    user: { is: 'reference', to: 'user', required: true },
    class: { is: 'reference', to: 'class', required: true },
    school: { is: 'reference', to: 'org' },
    primary: { is: 'truth' },
    beginDate: { is: 'text' },
    endDate: { is: 'text' },
  },
  assessmentResult: {
    ...rostered,
    student: { is: 'reference', to: 'user' },
    assessmentLineItem: { is: 'reference', to: 'lesson' },
    course: { is: 'reference', to: 'course' },
    score: { is: 'number' },
    scoreDate: { is: 'dateTime' },
    scoreStatus: { is: 'text' },
  },
  framework: { ...rostered, title: { is: 'text' } },
  objective: {
    ...rostered,
    title: { is: 'text' },
    framework: { is: 'reference', to: 'framework' },
  },
  org: {
    ...common,
    name: { is: 'text' },
    type: { is: 'text' },
    identifier: { is: 'text' },
  },
} as const satisfies Record<string, FieldRules>;
