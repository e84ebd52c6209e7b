import type { LocatedDocument } from '../document/parse.ts';
import { isObject, type JsonObject } from '../model/json.ts';

/** The environments as written in a config, by name. */
export function environmentsOf({
  value,
}: LocatedDocument): readonly (readonly [string, JsonObject])[] {
  const environments = isObject(value) ? value['environments'] : undefined;
  return isObject(environments)
    ? Object.entries(environments).flatMap(([name, environment]) =>
        isObject(environment) ? [[name, environment] as const] : [],
      )
    : [];
}
