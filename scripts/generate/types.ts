import { compile, type JSONSchema } from 'json-schema-to-typescript';
import type { Output } from './output.ts';
import { kinds, type SchemaFile, schemaFiles } from './schemas.ts';

/** A type for each kind of document and for each named part, and a table from kind to type. */
export const types: Output = {
  file: 'src/document/generated/types.ts',
  make() {
    const documents: JSONSchema = {
      description: 'The type of each kind of document.',
      type: 'object',
      additionalProperties: false,
      required: [...kinds],
      properties: Object.fromEntries(kinds.map((kind) => [kind, { $ref: pointer(kind) }])),
      definitions: Object.fromEntries(schemaFiles.map((file) => [file.name, adapt(file)])),
    };
    return compile(documents, 'Documents', {
      bannerComment: '// Made from schemas/ by `npm run generate`.',
      style: { singleQuote: true, printWidth: 100 },
    });
  },
};

function pointer(name: string): string {
  return `#/definitions/${name}`;
}

/**
 * A schema in the form that gives readable types: references lead into the one document made of
 * all files, an `if` becomes the choice that it is, and only maps keep a title, since every title
 * becomes a type of its own.
 */
function adapt({ name, schema }: SchemaFile): JSONSchema {
  return JSON.parse(JSON.stringify(schema), (key, value) => {
    if (key === '$ref') return referenceWithin(value, name);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const { $id, title, if: condition, then: met, else: unmet, ...others } = value;
    const isNamed = 'properties' in value || 'allOf' in value;
    const keepsTitle = isNamed || typeof title !== 'string';
    return {
      ...others,
      ...(keepsTitle && title !== undefined && { title }),
      ...(unmet && { anyOf: [unmet, met] }),
    };
  });
}

function referenceWithin(reference: string, self: string): string {
  const [file = '', inner = ''] = reference.split('#');
  return pointer(file === '' ? self : file.replace('.schema.json', '')) + inner;
}
