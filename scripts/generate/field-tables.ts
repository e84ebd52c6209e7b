import { schemaFiles } from './schemas.ts';

/** The keywords of JSON Schema that the schemas of this project use. */
interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly Schema[];
  readonly then?: Schema;
  readonly else?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

const files: ReadonlyMap<string, Schema> = new Map(
  schemaFiles.map(({ name, schema }) => [`${name}.schema.json`, schema]),
);

/** The tables of a schema file: its own fields, then those of each definition with fields. */
export function fieldTables(name: string): string {
  const file = `${name}.schema.json`;
  const root = files.get(file) ?? {};
  const definitions = Object.entries(root.definitions ?? {});
  const own = root.properties ? [table(root, file)] : [];
  const parts = definitions.flatMap(([key, schema]) =>
    schema.properties ? [`### ${schema.title ?? key}\n\n${introduced(schema, file)}`] : [],
  );
  return [...own, ...parts].join('\n\n');
}

/** A schema's description, which is about all of it. */
export function introduction(name: string): string {
  return files.get(`${name}.schema.json`)?.description ?? '';
}

function introduced(schema: Schema, file: string): string {
  const said = schema.description === undefined ? '' : `${schema.description}\n\n`;
  return said + table(schema, file);
}

function table(schema: Schema, file: string): string {
  const rows = rowsOf(schema, file, '').map((cells) => `| ${cells.map(cell).join(' | ')} |`);
  return ['| field | value | what |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The rows of a schema. Objects without a name of their own are shown in place, as `platform.url`. */
function rowsOf(schema: Schema, file: string, above: string): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, given]) => {
    const { schema: field, file: within } = resolved(given, file);
    const isNamed = given.$ref !== undefined;
    const must = schema.required?.includes(key) ? ', required' : '';
    const what = given.description ?? field.description ?? '';
    const row = [`\`${above}${key}\``, `${valueIn(given, file)}${must}`, what];
    return isNamed ? [row] : [row, ...rowsOf(field, within, `${above}${key}.`)];
  });
}

function resolved(schema: Schema, file: string): { schema: Schema; file: string } {
  if (schema.$ref === undefined) return { schema, file };
  const [path = '', pointer = ''] = schema.$ref.split('#');
  const within = path === '' ? file : path;
  const steps = pointer.split('/').filter((step) => step !== '');
  const found = steps.reduce<unknown>(
    (at, step) => (at as Readonly<Record<string, unknown>>)[step],
    files.get(within),
  );
  if (typeof found !== 'object' || found === null) throw new Error(`${schema.$ref} leads nowhere`);
  return resolved(found, within);
}

function valueIn(given: Schema, file: string): string {
  const { schema, file: within } = resolved(given, file);
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((each) => `\`${JSON.stringify(each)}\``).join(' or ');
  const branches = schema.then && schema.else && [schema.else, schema.then];
  const choices = schema.oneOf ?? schema.anyOf ?? branches;
  if (choices) return unique(choices.map((each) => valueIn(each, within))).join(' or ');
  if (given.$ref !== undefined && schema.properties) {
    return schema.title ?? given.$ref.split('/').at(-1) ?? 'map';
  }
  const types = [schema.type ?? 'anything'].flat();
  return types.map((type) => named(type, schema, within)).join(' or ');
}

function named(type: string, { items, additionalProperties }: Schema, file: string): string {
  if (type === 'array' && items) return `list of ${valueIn(items, file)}`;
  if (type === 'object' && typeof additionalProperties === 'object') {
    return `map of ${valueIn(additionalProperties, file)}`;
  }
  return { array: 'list', object: 'map', string: 'string', null: '`null`' }[type] ?? type;
}

const unique = (texts: readonly string[]) => [...new Set(texts)];

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
