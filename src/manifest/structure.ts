import { type Kind, kinds } from '../model/kind.ts';

/** Lists of a node that hold nodes or includes, with the kind in each. */
export const childLists: Readonly<Record<Kind, Readonly<Record<string, Kind>>>> = {
  course: { units: 'unit', resources: 'resource' },
  unit: { lessons: 'lesson' },
  lesson: {},
  resource: {},
};

/** Lists of a node that name other nodes by sourcedId, with the kind in each. */
export const referenceLists: Readonly<Record<Kind, Readonly<Record<string, Kind>>>> = {
  course: {},
  unit: { prerequisites: 'unit' },
  lesson: { resources: 'resource' },
  resource: {},
};

const first = ['kind', 'sourcedId', 'title'] as const;
const further = ['metadata', 'additional'] as const;

/** Fields of a node in the order in which `fmt` writes them. */
export const fieldOrder: Readonly<Record<Kind, readonly string[]>> = {
  course: [
    ...first,
    ...['freeze', 'courseCode', 'org', 'subjects', 'grades', 'subjectCodes'],
    ...further,
    ...['units', 'resources'],
  ],
  unit: [...first, 'prerequisites', ...further, 'lessons'],
  lesson: [...first, 'resources', 'standards', ...further],
  resource: [
    ...first,
    ...['vendorResourceId', 'vendorId', 'applicationId', 'roles', 'importance', 'standards'],
    ...further,
  ],
};

/** Whether a value is a kind. */
export function isKind(value: unknown): value is Kind {
  return (kinds as readonly unknown[]).includes(value);
}
