import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const schemaFolder = join(import.meta.dirname, '../../schemas');

/** A file of schemas/. `name` is the document kind: `course` for course.schema.json. */
export interface SchemaFile {
  readonly name: string;
  /** Named by its file, so that `$ref: unit.schema.json#/…` leads to the file beside it. */
  readonly schema: Record<string, unknown>;
  /** Documents can be of this kind; otherwise the file holds only parts that others refer to. */
  readonly isKind: boolean;
}

const ending = '.schema.json';

/** What the tool writes and never reads needs no validator and no type of its own. */
const onlyWritten = [
  'doctor.schema.json',
  'drift.schema.json',
  'events.schema.json',
  'import.schema.json',
  'links.schema.json',
  'probe.schema.json',
  'rehearsal.schema.json',
];

export const schemaFiles: readonly SchemaFile[] = readdirSync(schemaFolder)
  .filter((file) => file.endsWith(ending) && !onlyWritten.includes(file))
  .sort()
  .map((id) => {
    const schema = { ...JSON.parse(readFileSync(join(schemaFolder, id), 'utf8')), $id: id };
    const isKind = 'type' in schema || 'allOf' in schema;
    return { name: id.slice(0, -ending.length), schema, isKind };
  });

export const kinds = schemaFiles.filter(({ isKind }) => isKind).map(({ name }) => name);
