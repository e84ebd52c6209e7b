/** Schemas of files that authors write, by the names that users type. */
export const inputSchemas = ['course', 'unit', 'lesson', 'resource', 'config', 'facts'] as const;

/** Schemas of what the tool prints and writes for programs. */
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

/** The names of all schemas: each is a file of `schemas/` and an argument of the command `schema`. */
export const schemaNames = [...inputSchemas, ...outputSchemas] as const;
export type SchemaName = (typeof schemaNames)[number];
