/** The kinds of catalog nodes, in the order in which people read them. */
export const kinds = ['course', 'unit', 'lesson', 'resource'] as const;
export type Kind = (typeof kinds)[number];

/** The kind that a node of this kind hangs under; courses and resources hang under nothing. */
export const parentKind = { unit: 'course', lesson: 'unit' } as const satisfies Partial<
  Record<Kind, Kind>
>;

/** The word for several nodes of a kind, as the platform spells its collections. */
export const plural = {
  course: 'courses',
  unit: 'units',
  lesson: 'lessons',
  resource: 'resources',
} as const satisfies Record<Kind, string>;
