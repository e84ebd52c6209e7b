import {
  type MetadataForm,
  type MetadataKey,
  metadataKeysOf,
  metadataTypes,
  reservedMetadataKeys,
} from '../../src/model/sdk/metadata.ts';
import type { Output } from './output.ts';

type Schema = Readonly<Record<string, unknown>>;

/** A grade as the models read it: a number, or a word for one. */
const gradeWord =
  '^\\s*([Gg]rade[ _]+)?([Pp][Rr][Ee]-[Kk]|[Pp][Kk]|[Kk]|[Mm]iddle[ _][Ss]chool|-1|0*([0-9]|1[0-3])(st|nd|rd|th)?)([ _]+[Gg]rade)?\\s*$';

const texts: Schema = { type: 'array', items: { type: 'string' } };

/** The schema of a value, without null. */
function schemaOf(form: MetadataForm): Schema {
  if (typeof form === 'object') return { enum: form.oneOf };
  switch (form) {
    case 'text':
      return { type: 'string' };
    case 'texts':
      return texts;
    case 'number':
      return { type: 'number' };
    case 'truth':
      return { type: 'boolean' };
    case 'address':
      return { type: 'string', pattern: '^[Hh][Tt][Tt][Pp][Ss]?://[^/]' };
    case 'duration':
      return { type: 'string', pattern: '^[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{2})?$' };
    case 'grades': {
      const grade = [
        { type: 'integer', minimum: -1, maximum: 13 },
        { type: 'string', pattern: gradeWord },
      ];
      return { type: 'array', items: { anyOf: grade } };
    }
    case 'objectives':
      return { type: 'array', items: objective };
    case 'failFast':
      return { type: 'object', additionalProperties: false, properties: limits };
  }
}

const objective: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['source', 'learningObjectiveIds'],
  properties: { source: { type: 'string' }, learningObjectiveIds: texts },
};
const limit: Schema = { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }] };
const limits: Schema = { consecutiveFailures: limit, stagnationLimit: limit };

function propertyOf({ form, about, isRequired }: MetadataKey): Schema {
  const schema = schemaOf(form);
  // Null clears an entry, and the models read it as absent.
  const orNull = 'enum' in schema ? { enum: [...Object(schema['enum']), null] } : undefined;
  const typed = 'type' in schema ? { ...schema, type: [schema['type'], 'null'] } : schema;
  return { description: about, ...(isRequired ? schema : (orNull ?? typed)) };
}

/**
 * The schema of metadata of a type: its entries, and which are required; `otherwise`: the schema of other
 * types.
 */
function whenOf(otherwise: Schema, type: string): Schema {
  const keys = Object.entries(metadataKeysOf(type) ?? {});
  const required = keys.filter(([, { isRequired }]) => isRequired).map(([key]) => key);
  return when(
    { required: ['type'], properties: { type: { const: type } } },
    {
      ...(required.length > 0 && { required }),
      properties: Object.fromEntries(keys.map(([key, of]) => [key, propertyOf(of)])),
    },
    otherwise,
  );
}

/** A condition of JSON Schema, made from entries, since an object with a `then` looks like a promise. */
function when(condition: Schema, consequence: Schema, otherwise: Schema): Schema {
  const entries = Object.entries({ if: condition, else: otherwise });
  return Object.fromEntries([...entries, ['then', consequence]]);
}

/** Readers refuse these keys if there is no `type`. Editors say which key asks for it. */
const withoutType: Schema = {
  dependencies: Object.fromEntries(reservedMetadataKeys.map((key) => [key, ['type']])),
};

const schema: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'metadata.schema.json',
  title: 'Metadata of a resource',
  description:
    'Further facts about the resource. `type` says what it is, and with it which keys readers know; further keys are taken. Managed entry by entry: what is not written here stays as it is on the platform, null clears an entry.',
  $comment:
    'Made from src/model/sdk/metadata.ts by `npm run generate`, for editors. `check` judges types by the rows `reader.…`, which a config may set.',
  type: 'object',
  properties: {
    type: { description: 'What the resource is.', enum: metadataTypes },
  },
  // Nested, since for several conditions side by side editors offer the keys of all.
  ...metadataTypes.reduceRight(whenOf, withoutType),
};

/** The schema of resource metadata by its type, for editors. */
export const metadataSchema: Output = {
  file: 'schemas/metadata.schema.json',
  make: () => `${JSON.stringify(schema, undefined, 2)}\n`,
};
