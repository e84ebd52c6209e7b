/** The kinds of catalog nodes, in reading order. */
export const kinds = ['course', 'unit', 'lesson', 'resource'] as const;
export type Kind = (typeof kinds)[number];

/** The parent kind. Courses and resources have no parent. */
export const parentKind = { unit: 'course', lesson: 'unit' } as const satisfies Partial<
  Record<Kind, Kind>
>;

/** Plural of a kind, as in the platform's collections. */
export const plural = {
  course: 'courses',
  unit: 'units',
  lesson: 'lessons',
  resource: 'resources',
} as const satisfies Record<Kind, string>;
