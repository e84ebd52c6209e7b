/** The documented forms of the API, by their names in a config. */
export const dialectNames = ['partner', 'oneroster'] as const;
export type DialectName = (typeof dialectNames)[number];
