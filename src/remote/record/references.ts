import { isObject, type Json, type JsonObject } from '../../model/json.ts';

/** How one field of a node stands in a record. */
export interface FieldCodec {
  /** The author's name of the field. */
  readonly field: string;
  /** The platform's name of it. */
  readonly key: string;
  readonly decode: (value: Json) => Json;
  /** `present` is what the record holds: what a reference says besides its id is kept. */
  readonly encode: (value: Json, present: Json | undefined) => Json;
}

/** What references of a field refer to; absent where they do not say it. */
export type ReferenceType = string | undefined;

/** `{ "sourcedId": … }`, with what the record already says about the same target. */
export function reference(id: Json, type: ReferenceType, present?: Json): JsonObject {
  const same = isObject(present) && present['sourcedId'] === id ? present : {};
  return { ...same, ...(type !== undefined && { type }), sourcedId: id };
}

/** The id that a reference names; an id alone is one too. */
export function idOf(link: Json): Json {
  return isObject(link) ? (link['sourcedId'] ?? null) : link;
}

/** The ids in a list, in one reference, or in nothing: read as it comes, whatever is sent. */
function idsOf(links: Json): Json {
  if (links === null) return [];
  return Array.isArray(links) ? links.map(idOf) : [idOf(links)];
}

/** One id as one reference. */
export function one(field: string, key: string, type: ReferenceType): FieldCodec {
  return {
    field,
    key,
    decode: idOf,
    encode: (id, present) => (id === null ? null : reference(id, type, present)),
  };
}

/** A list of ids as a list of references. */
export function many(field: string, key: string, type: ReferenceType): FieldCodec {
  return {
    field,
    key,
    decode: idsOf,
    encode: (ids, present) => {
      const held: readonly Json[] = Array.isArray(present) ? present : [];
      const find = (id: Json) => held.find((link) => idOf(link) === id);
      return Array.isArray(ids) ? ids.map((id) => reference(id, type, find(id))) : ids;
    },
  };
}

/** A list of at most one id as one reference or nothing. */
export function single(field: string, key: string, type: ReferenceType): FieldCodec {
  const inner = one(field, key, type);
  return {
    ...inner,
    decode: idsOf,
    encode: (ids, present) => inner.encode(Array.isArray(ids) ? (ids[0] ?? null) : null, present),
  };
}
