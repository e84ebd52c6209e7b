/** The documented forms of the API, as a config names them. */
export const dialectNames = ['partner', 'oneroster'] as const;
export type DialectName = (typeof dialectNames)[number];
