import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inputSchemas } from '../../src/text/json/schema-names.ts';

const schemaFolder = join(import.meta.dirname, '../../schemas');

/** A file of schemas/. `name` is the document kind: `course` for course.schema.json. */
export interface SchemaFile {
  readonly name: string;
  /** The schema with its file as its id, so that `$ref: unit.schema.json#/…` refers to the file beside it. */
  readonly schema: Record<string, unknown>;
  /** Whether documents can be of this kind; otherwise the file only holds parts for others. */
  readonly isKind: boolean;
}

const ending = '.schema.json';

/** Schemas of what the tool reads. What it only writes needs no validator and no type. */
const read = [...inputSchemas, 'node', 'metadata', 'plan', 'plans'].map((name) => name + ending);

export const schemaFiles: readonly SchemaFile[] = readdirSync(schemaFolder)
  .filter((file) => read.includes(file))
  .sort()
  .map((id) => {
    const schema = { ...JSON.parse(readFileSync(join(schemaFolder, id), 'utf8')), $id: id };
    const name = id.slice(0, -ending.length);
    if (name === 'metadata') return { name, schema: withoutTypes(schema), isKind: false };
    const isKind = 'type' in schema || 'allOf' in schema;
    return { name, schema, isKind };
  });

/**
 * A schema without the types of metadata, which are only for editors; the tool judges them by rows of the
 * dialects.
 */
function withoutTypes({ $id, title, description, type }: Record<string, unknown>) {
  return { $id, title, description, type };
}

export const kinds = schemaFiles.filter(({ isKind }) => isKind).map(({ name }) => name);
