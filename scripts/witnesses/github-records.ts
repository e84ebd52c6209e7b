// One record of each kind with which GitHub answers the Action, made from the examples of its OpenAPI
// document.

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Answer {
  readonly $ref?: string;
  readonly content?: {
    readonly 'application/json'?: {
      readonly schema?: Schema;
      readonly examples?: Readonly<Record<string, Example>>;
    };
  };
}

interface Example {
  readonly $ref?: string;
  readonly value?: unknown;
}

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { responses?: Readonly<Record<string, Answer>> }>>>
  >;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Example records by the names of their schemas. A record has the members of its example; records inside of
 * it have only what they must have and are also listed themselves, with `{"$ref": "simple-user"}` in their
 * place. Lists are empty.
 */
export function exampleRecords(
  { paths, components }: Document,
  used: readonly string[],
): Readonly<Record<string, unknown>> {
  const resolved = <T extends { readonly $ref?: string }>(one: T): T => {
    if (one.$ref === undefined) return one;
    const [, , kind = '', name = ''] = one.$ref.split('/');
    return resolved(components[kind]?.[name] as T);
  };

  const records: Record<string, unknown> = {};
  const recordOf = (given: Schema, example: unknown, depth: number): unknown => {
    const schema = resolved(given);
    const name = given.$ref?.split('/').at(-1);
    if (depth > 0 && name !== undefined && schema.properties && !isNothing(example)) {
      records[name] ??= recordOf(schema, example, depth);
      return { $ref: name };
    }
    const { allOf, required = [], properties } = schema;
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return recordOf(choices.find((one) => fits(one, example)) ?? {}, example, depth);
    if (isNothing(example) && (schema.nullable || given.nullable)) return null;
    if (allOf) {
      return Object.assign({}, ...allOf.map((one) => recordOf(one, example, depth)));
    }
    if (schema.type === 'array') {
      const [first] = Array.isArray(example) ? example : [];
      if (first !== undefined) recordOf(schema.items ?? {}, first, depth + 1);
      return [];
    }
    if (!properties) return isNothing(example) ? plain(schema) : example;
    const its = Object(example);
    const names = Object.keys(properties).filter(
      (name) => required.includes(name) || (depth === 0 && name in its),
    );
    return Object.fromEntries(
      names.map((name) => [name, recordOf(properties[name] ?? {}, its[name], depth + 1)]),
    );
  };
  const fits = (given: Schema, example: unknown): boolean => {
    const { type, properties, enum: values } = resolved(given);
    if (values) return values.includes(example);
    return properties || type === 'object'
      ? typeof example === 'object' && example !== null
      : type === undefined || type === typeof example;
  };

  for (const path of used) {
    for (const { responses = {} } of Object.values(paths[path] ?? {})) {
      for (const [status, answer] of Object.entries(responses)) {
        const found = resolved(answer).content?.['application/json'];
        const name = (found?.schema?.items ?? found?.schema)?.$ref?.split('/').at(-1);
        const [first] = Object.values(found?.examples ?? {});
        if (!status.startsWith('2') || name === undefined || !first || name in records) continue;
        const { value } = resolved(first);
        const example = Array.isArray(value) ? value[0] : value;
        records[name] = recordOf({ $ref: `#/components/schemas/${name}` }, example, 0);
      }
    }
  }
  return records;
}

const isNothing = (value: unknown) => value === undefined || value === null;

/** A value of the right kind, for what the examples leave out. */
function plain({ enum: values, example, type }: Schema): unknown {
  if (example !== undefined) return example;
  if (values) return values[0];
  const byType: Readonly<Record<string, unknown>> = { boolean: false, integer: 0, number: 0 };
  return type === 'object' ? {} : (byType[type ?? ''] ?? '');
}
