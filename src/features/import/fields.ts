import { isForbiddenKey } from '../../document/tree.ts';
import { fitsSchema } from '../../document/validate.ts';
import { childLists, fieldOrder, referenceLists } from '../../manifest/manifest.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { type Kind, kinds } from '../../model/node.ts';

/** A field of a kind, or an entry of one that is a map: `metadata.goals.dailyXp`. */
export interface FieldTarget {
  readonly kind: Kind;
  readonly field: string;
}

/** Fields with which each node of the kind is valid. */
const least: Readonly<Record<Kind, JsonObject>> = {
  course: { kind: 'course', title: 'T' },
  unit: { kind: 'unit', title: 'T' },
  lesson: { kind: 'lesson', title: 'T' },
  resource: { kind: 'resource', title: 'T', vendorResourceId: 'V' },
};

/** Whether manifests take the value for the field, by their schema. */
export function takesValue({ kind, field }: FieldTarget, value: Json): boolean {
  return fitsSchema(kind, { ...least[kind], [field]: value });
}

/**
 * The fields with the content of a node: all that the schema has, without what says which node it
 * is and without the lists of other nodes.
 */
export function contentFields(kind: Kind): readonly string[] {
  const lists = [...Object.keys(childLists[kind]), ...Object.keys(referenceLists[kind])];
  return fieldOrder[kind].filter(
    (field) => !['kind', 'sourcedId', 'title', ...lists].includes(field),
  );
}

/** Fields that are maps in which anything may stand. */
const maps = ['metadata', 'additional'];

/** A longer name is a misplaced cell. */
const longest = 1000;

/**
 * The field that `KIND.FIELD` names, whatever the case of its letters but for those of entries:
 * `course.courseCode`, `resource.metadata.url`, and `lesson.key` for the key in a source.
 */
export function fieldTarget(text: string): FieldTarget | undefined {
  const [first = '', second = '', ...entry] = text.trim().split('.');
  const kind = kinds.find((one) => one === first.toLowerCase());
  if (!kind || text.length > longest) return undefined;
  const known = ['key', 'sourcedId', 'title', ...contentFields(kind)];
  const field = known.find((one) => one.toLowerCase() === second.toLowerCase());
  if (field === undefined || maps.includes(field) !== entry.length > 0) return undefined;
  const isRight = entry.every((part) => /^\S+$/.test(part) && !isForbiddenKey(part));
  return isRight ? { kind, field: [field, ...entry].join('.') } : undefined;
}
