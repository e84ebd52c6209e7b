import { packageText } from '../../files/import-folder.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../../model/json.ts';
import type { World } from '../../run/world.ts';

/** What there are schemas of, by the name that a person asks for. */
export const schemaNames = [
  'course',
  'unit',
  'lesson',
  'resource',
  'config',
  'plan',
  'plans',
  'drift',
  'doctor',
  'rehearsal',
  'events',
] as const;
export type SchemaName = (typeof schemaNames)[number];

/**
 * A JSON Schema in one piece, as it needs no other file: the schemas of this package that it refers
 * to stand whole among its definitions.
 */
export function schema(
  name: SchemaName,
  { packageFolder }: Pick<World, 'packageFolder'>,
): JsonObject {
  const whole = read(name, packageFolder);
  const parts = new Map<string, Json>();
  const collect = (json: Json): void => {
    for (const part of partsNamed(json)) {
      if (part === name || parts.has(part)) continue;
      const { $id: _id, $schema: _schema, ...rest } = read(part, packageFolder);
      parts.set(
        part,
        withReferences(rest, (to) => inside(name, { from: part, to })),
      );
      collect(rest);
    }
  };
  collect(whole);
  const own = withReferences(whole, (to) => inside(name, { from: name, to }));
  // Under a relative id, references would be looked up as files again.
  const { $id: _, definitions, ...rest } = isObject(own) ? own : {};
  const all = { ...(isObject(definitions) && definitions), ...Object.fromEntries(parts) };
  return Object.keys(all).length > 0 ? { ...rest, definitions: all } : rest;
}

function read(name: string, packageFolder: string): JsonObject {
  const json = parseJson(packageText(packageFolder, 'schemas', `${name}.schema.json`));
  if (!isObject(json)) throw new Error(`the schema of ${name} in this package is none`);
  return json;
}

/** `unit.schema.json#/definitions/Unit`: the name of another schema and the way into it. */
const reference = /^(?:(\w+)\.schema\.json)?(?:#(.*))?$/;

function partsNamed(json: Json): string[] {
  const names: string[] = [];
  withReferences(json, (to) => {
    names.push(...[reference.exec(to)?.[1]].flatMap((name) => name ?? []));
    return to;
  });
  return names;
}

/** Where a reference leads once everything is in one piece. */
function inside(whole: string, { from, to }: { readonly from: string; readonly to: string }) {
  const [, other = from, rest = ''] = reference.exec(to) ?? [];
  return other === whole ? `#${rest}` : `#/definitions/${other}${rest}`;
}

function withReferences(json: Json, to: (reference: string) => string): Json {
  if (Array.isArray(json)) return json.map((item) => withReferences(item, to));
  if (!isObject(json)) return json;
  const entries = Object.entries(json).map(([key, value]) =>
    key === '$ref' && typeof value === 'string'
      ? [key, to(value)]
      : [key, withReferences(value, to)],
  );
  return Object.fromEntries(entries);
}
