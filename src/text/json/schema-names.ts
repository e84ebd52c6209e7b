/** What authors write and the tool reads, by the name that a person asks for. */
export const inputSchemas = ['course', 'unit', 'lesson', 'resource', 'config', 'facts'] as const;

/** What the tool prints and writes for programs. */
const outputSchemas = [
  'plan',
  'plans',
  'report',
  'reports',
  'progress',
  'receipt',
  'drift',
  'doctor',
  'probe',
  'explanation',
  'links',
  'rehearsal',
  'events',
  'import',
  'diagnostics',
  'init',
  'new',
  'export',
  'fmt',
  'retire',
  'confirm',
  'release',
  'take',
  'tree',
  'show',
  'explain',
  'ids',
  'emulator',
  'completion',
] as const;

/** What there are schemas of: each is a file of `schemas/` and an argument of `schema`. */
export const schemaNames = [...inputSchemas, ...outputSchemas] as const;
export type SchemaName = (typeof schemaNames)[number];
