import type { Collection } from '../collection.ts';
import type { FieldRules } from '../fields.ts';
import { common, fieldsOfPeople, listedAt } from './common.ts';

const gradebook = '/ims/oneroster/gradebook/v1p2';

const statuses = ['exempt', 'fully graded', 'not submitted', 'partially graded', 'submitted'];

/** Fields of a line item about its scale. */
const scale = {
  scoreScale: { is: 'reference', to: 'scoreScale' },
  resultValueMin: { is: 'number' },
  resultValueMax: { is: 'number' },
  learningObjectiveSet: {
    is: 'parts',
    fields: {
      source: { is: 'text', required: true },
      learningObjectiveIds: { is: 'strings', required: true },
    },
  },
} as const satisfies FieldRules;

/** Fields of a result about its score. */
const score = {
  student: { is: 'reference', to: 'user', required: true },
  scoreScale: { is: 'reference', to: 'scoreScale' },
  score: { is: 'number' },
  textScore: { is: 'text' },
  scoreDate: { is: 'dateTime', required: true },
  scoreStatus: { is: 'word', words: statuses, required: true },
  comment: { is: 'text' },
  learningObjectiveSet: {
    is: 'parts',
    fields: {
      source: { is: 'text', required: true },
      learningObjectiveResults: {
        ...{ is: 'parts', required: true },
        fields: {
          learningObjectiveId: { is: 'text', required: true },
          score: { is: 'number', neverNull: true },
          textScore: { is: 'text', neverNull: true },
        },
      },
    },
  },
  inProgress: { is: 'text' },
  incomplete: { is: 'text' },
  late: { is: 'text' },
  missing: { is: 'text' },
} as const satisfies FieldRules;

const withStatus = { ...fieldsOfPeople, status: common.status } as const;

const fieldsOfGrades = {
  assessmentLineItem: {
    ...common,
    description: { is: 'text' },
    // The official SDK sends this field; the document does not have it.
    course: { is: 'reference', to: 'course' },
    class: { is: 'reference', to: 'class' },
    parentAssessmentLineItem: { is: 'reference', to: 'assessmentLineItem' },
    component: { is: 'reference', to: 'courseComponent' },
    componentResource: { is: 'reference', to: 'componentResource' },
    ...scale,
  },
  assessmentResult: {
    ...withStatus,
    assessmentLineItem: { is: 'reference', to: 'assessmentLineItem', required: true },
    ...score,
    scorePercentile: { is: 'number' },
  },
  lineItem: {
    ...common,
    status: fieldsOfPeople.status,
    description: { is: 'text' },
    assignDate: { is: 'dateTime', required: true },
    dueDate: { is: 'dateTime', required: true },
    class: { is: 'reference', to: 'class', required: true },
    school: { is: 'reference', to: 'org', required: true },
    category: { is: 'reference', to: 'category', required: true },
    gradingPeriod: { is: 'reference', to: 'academicSession' },
    academicSession: { is: 'reference', to: 'academicSession' },
    ...scale,
  },
  result: {
    ...withStatus,
    lineItem: { is: 'reference', to: 'lineItem', required: true },
    class: { is: 'reference', to: 'class' },
    ...score,
    ...Object.fromEntries(
      ['inProgress', 'incomplete', 'late', 'missing'].map((field) => [
        field,
        { is: 'text', neverNull: true } as const,
      ]),
    ),
  },
  category: { ...common, weight: { is: 'number' } },
  scoreScale: {
    ...common,
    type: { is: 'text', required: true },
    class: { is: 'reference', to: 'class', required: true },
    course: { is: 'reference', to: 'course' },
    scoreScaleValue: {
      is: 'parts',
      required: true,
      fields: {
        itemValueLHS: { is: 'text', required: true },
        itemValueRHS: { is: 'text', required: true },
        value: { is: 'text', neverNull: true },
        description: { is: 'text', neverNull: true },
      },
    },
  },
} as const satisfies Record<string, FieldRules>;

/** Line items and results. A PUT creates missing records, and always answers 201. */
export const gradebookCollections: readonly Collection[] = [
  { ...graded('assessmentLineItem', 'assessmentLineItems'), isDerived: true },
  { ...graded('assessmentResult', 'assessmentResults'), isDerived: true },
  graded('lineItem', 'lineItems'),
  graded('result', 'results'),
  graded('category', 'categories'),
  graded('scoreScale', 'scoreScales'),
];

function graded(name: keyof typeof fieldsOfGrades, many: string): Collection {
  return listedAt(`${gradebook}/${many}/`, name, {
    ...{ rules: fieldsOfGrades[name], right: 'read gradebook' },
    ...{ made: 'by POST or PUT', putAnswers: { status: 201 } },
  });
}
