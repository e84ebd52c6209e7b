import type { LocatedDocument } from '../document/parse.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { type Address, addressOf, parseAddress } from '../model/node.ts';
import type { CourseScope } from '../model/scope.ts';
import type { OtherId } from './environment.ts';

/** The courses that a catalog is about, from `scope` of a config that passed its schema. */
export function readScope(value: JsonObject): CourseScope {
  const { courses } = value;
  const [org, primaryApp, prefix] = [value['org'], value['primaryApp'], value['prefix']].map(text);
  return {
    ...(courses !== undefined && { courses: courses === 'own' ? 'own' : texts(courses) }),
    ...(org !== undefined && { org }),
    ...(primaryApp !== undefined && { primaryApp }),
    ...(prefix !== undefined && { prefix }),
  };
}

/** The ids that nodes have in one environment, from its `ids`. */
export function readOtherIds(
  environment: string,
  ids: JsonObject,
  document: LocatedDocument,
): ReadonlyMap<Address, OtherId> {
  return new Map(
    Object.entries(ids).flatMap(([key, value]) => {
      const address = parseAddress(key);
      const id = text(value);
      if (!address || id === undefined) return [];
      const at = document.pointAt(['environments', environment, 'ids', key]);
      return [[addressOf(address.kind, address.sourcedId), { id, at }] as const];
    }),
  );
}

function texts(value: Json | undefined): readonly string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((one) => text(one) ?? []);
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
