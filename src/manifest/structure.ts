import { type Kind, kinds } from '../model/kind.ts';

/** The lists of a node that hold nodes or includes, and the kind that each holds. */
export const childLists: Readonly<Record<Kind, Readonly<Record<string, Kind>>>> = {
  course: { units: 'unit', resources: 'resource' },
  unit: { lessons: 'lesson' },
  lesson: {},
  resource: {},
};

/** The lists of a node that name other nodes by their sourcedId, and the kind that each names. */
export const referenceLists: Readonly<Record<Kind, Readonly<Record<string, Kind>>>> = {
  course: {},
  unit: { prerequisites: 'unit' },
  lesson: { resources: 'resource' },
  resource: {},
};

const first = ['kind', 'sourcedId', 'title'] as const;
const further = ['metadata', 'additional'] as const;

/** Every field of a node in the order in which `fmt` writes them. */
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

/** Narrows what a file says about itself. */
export function isKind(value: unknown): value is Kind {
  return (kinds as readonly unknown[]).includes(value);
}
