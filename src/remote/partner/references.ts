import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Kind } from '../../model/kind.ts';
import type { PartnerFacts } from './facts.ts';

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

/** The fields that refer to other records; every other field is the same on both sides. */
export function codecs(kind: Kind, facts: PartnerFacts): readonly FieldCodec[] {
  switch (kind) {
    case 'course':
      return [one('org', facts['course.org'], { type: 'org', facts })];
    case 'unit':
      return facts['unit.prerequisites'] === 'references'
        ? [many('prerequisites', 'prerequisites', { type: 'unit', facts })]
        : [];
    case 'lesson': {
      const key = facts['lesson.resources'];
      const as = { type: 'resource', facts };
      const course = facts['lesson.course'];
      return [
        facts['lesson.resources.shape'] === 'list'
          ? many('resources', key, as)
          : single('resources', key, as),
        ...(course ? [one('course', course, { type: 'course', facts })] : []),
      ];
    }
    case 'resource':
      return [];
  }
}

interface As {
  readonly type: string;
  readonly facts: PartnerFacts;
}

/** `{ "sourcedId": … }`, with what the record already says about the same target. */
export function reference(id: Json, as: As, present?: Json): JsonObject {
  const same = isObject(present) && present['sourcedId'] === id ? present : {};
  const typed = as.facts['reference.shape'] === 'typed' ? { type: as.type } : {};
  return { ...same, ...typed, sourcedId: id };
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
function one(field: string, key: string, as: As): FieldCodec {
  return {
    field,
    key,
    decode: idOf,
    encode: (id, present) => (id === null ? null : reference(id, as, present)),
  };
}

/** A list of ids as a list of references. */
function many(field: string, key: string, as: As): FieldCodec {
  return {
    field,
    key,
    decode: idsOf,
    encode: (ids, present) => {
      const held: readonly Json[] = Array.isArray(present) ? present : [];
      const find = (id: Json) => held.find((link) => idOf(link) === id);
      return Array.isArray(ids) ? ids.map((id) => reference(id, as, find(id))) : ids;
    },
  };
}

/** A list of at most one id as one reference or nothing. */
function single(field: string, key: string, as: As): FieldCodec {
  const inner = one(field, key, as);
  return {
    ...inner,
    decode: idsOf,
    encode: (ids, present) => inner.encode(Array.isArray(ids) ? (ids[0] ?? null) : null, present),
  };
}
