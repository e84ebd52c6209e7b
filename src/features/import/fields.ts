import { unwritableReason } from '../../document/edit.ts';
import { isForbiddenKey } from '../../document/tree.ts';
import { fitsSchema } from '../../document/validate.ts';
import { childLists, fieldOrder, referenceLists } from '../../manifest/manifest.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { isNothing } from '../../model/json-values.ts';
import { type Kind, kinds } from '../../model/node.ts';
import { type NamedPlacement, placementsIn, toEntries } from '../../model/placements.ts';
import { isTitle } from '../../model/text.ts';

/** A field of a kind, or an entry of a field that is a map: `metadata.goals.dailyXp`. */
export interface FieldTarget {
  readonly kind: Kind;
  readonly field: string;
}

/** The fields that make a node of each kind valid. */
const least: Readonly<Record<Kind, JsonObject>> = {
  course: { kind: 'course', title: 'T' },
  unit: { kind: 'unit', title: 'T' },
  lesson: { kind: 'lesson', title: 'T' },
  resource: { kind: 'resource', title: 'T', vendorResourceId: 'V' },
};

/** Whether manifests accept the value for the field, according to their schema. */
export function takesValue({ kind, field }: FieldTarget, value: Json): boolean {
  return fitsSchema(kind, { ...least[kind], [field]: value });
}

/** The fields of the schema, except those about identity and the lists of other nodes. */
export function contentFields(kind: Kind): readonly string[] {
  const lists = [...Object.keys(childLists[kind]), ...Object.keys(referenceLists[kind])];
  return fieldOrder[kind].filter(
    (field) => !['kind', 'sourcedId', 'title', ...lists].includes(field),
  );
}

/** Columns and fields that are not content: what names a node, and whether it is there. */
export const ofIdentity: readonly string[] = ['key', 'sourcedId', 'title', 'status'];

/** Fields that are maps with free content. */
const maps = ['metadata', 'additional'];

/** The most characters of a name: a longer one is a misplaced cell. */
const longest = 1000;

/**
 * The field that `KIND.FIELD` names, such as `course.courseCode`, `resource.metadata.url`, and `lesson.key`
 * for the key in a source and `lesson.status` for its state; undefined if there is none. Only names of entries are case-sensitive.
 */
export function fieldTarget(text: string): FieldTarget | undefined {
  const [first = '', second = '', ...entry] = text.trim().split('.');
  const kind = kinds.find((one) => one === first.toLowerCase());
  if (!kind || text.length > longest) return undefined;
  const known = [...ofIdentity, ...contentFields(kind)];
  const field = known.find((one) => one.toLowerCase() === second.toLowerCase());
  if (field === undefined || maps.includes(field) !== entry.length > 0) return undefined;
  const isRight = entry.every((part) => /^\S+$/.test(part) && !isForbiddenKey(part));
  return isRight ? { kind, field: [field, ...entry].join('.') } : undefined;
}

/** A field that a manifest cannot hold, with the reason. */
interface UnfitField {
  readonly field: string;
  readonly why: string;
}

/** The reason for a field that manifests do not have. */
export const unknownField = 'not a field of a manifest';
const notOfTheForm = 'not a form that manifests allow';

/** The entries of metadata that a manifest can hold, and the others. */
function writableEntries(metadata: JsonObject): {
  readonly kept: JsonObject;
  readonly unfit: readonly UnfitField[];
} {
  const kept: Record<string, Json> = {};
  const unfit: UnfitField[] = [];
  for (const [key, value] of Object.entries(metadata)) {
    const why = unwritableReason({ [key]: value });
    if (why === undefined) kept[key] = value;
    else unfit.push({ field: 'an entry of metadata', why });
  }
  return { kept, unfit };
}

/** The fields of a node that a manifest can hold, and the other fields with reasons. */
interface AuthorFields {
  readonly fields: JsonObject;
  readonly unfit: readonly UnfitField[];
}

const apart = ['kind', 'sourcedId', 'freeze', 'additional', 'defaults'];

/** The names of the fields that manifests have for a kind. */
function knownFields(kind: Kind): readonly string[] {
  return fieldOrder[kind].filter(
    (field) => !apart.includes(field) && !Object.hasOwn(childLists[kind], field),
  );
}

/** Opens a function that sorts the fields of many nodes. Equal values are checked once. */
export function fieldSorter(): (kind: Kind, fields: JsonObject) => AuthorFields {
  const verdicts = new Map<string, string | undefined>();
  return (kind, fields) => {
    const known = knownFields(kind);
    const kept: Record<string, Json> = {};
    const unfit: UnfitField[] = [];
    for (const [field, value] of Object.entries(fields)) {
      if (isNothing(value)) continue;
      if (!known.includes(field))
        unfit.push({ field, why: unwritableReason(value) ?? unknownField });
      else if (field === 'metadata' && isObject(value)) {
        const sorted = writableEntries(value);
        if (Object.keys(sorted.kept).length > 0) kept[field] = sorted.kept;
        unfit.push(...sorted.unfit);
      } else {
        const why = verdict(kind, field, value);
        if (why === undefined) kept[field] = value;
        else unfit.push({ field, why });
      }
    }
    return { fields: kept, unfit };
  };

  function verdict(kind: Kind, field: string, value: Json): string | undefined {
    const key = `${kind} ${field} ${canonicalJson(value)}`;
    if (!verdicts.has(key)) {
      const wrongForm = takesValue({ kind, field }, value) ? undefined : notOfTheForm;
      verdicts.set(key, unwritableReason(value) ?? wrongForm);
    }
    return verdicts.get(key);
  }
}

/** Names that `additional` may not hold (see its schema), since this tool manages these fields. */
export const takenNames: ReadonlySet<string> = new Set([
  ...Object.values(fieldOrder)
    .flat()
    .filter((field) => !['primaryApp', 'level'].includes(field)),
  ...['include', 'status', 'dateLastModified', 'course', 'unit', 'parent', 'courseComponent'],
  ...['sortOrder', 'resource'],
]);

/** What making the entries of a list of resources needs. */
interface Entering {
  /** The entry of `resources` that authors would write for the record of a placement. */
  readonly entryOf: (said: JsonObject) => JsonObject;
  /** The title that a placement of a resource gets when it is made. */
  readonly titleOf: (resource: string) => string | undefined;
  /** Whether a field that manifests do not know becomes `additional`. */
  readonly takesAlso: (field: string) => boolean;
}

/**
 * The entries that authors would write for the placements of a node, and what no entry can hold. An entry is
 * the id alone if the record says nothing more than a new placement would.
 */
export function entriesFor(
  fields: JsonObject,
  entering: Entering,
): { readonly entries: Json; readonly unfit: readonly UnfitField[] } {
  const placed = placementsIn(fields) ?? [];
  const unfit: UnfitField[] = [];
  const several = Map.groupBy(placed, ({ resource }) => resource);
  const entries = placed.map((one): NamedPlacement => {
    const sorted = sortedFields(one, entering);
    unfit.push(...sorted.unfit);
    // Several placements of one resource are told apart by ids; any other has its line in the ledger.
    const isOneOfSeveral = (several.get(one.resource)?.length ?? 0) > 1;
    const { sourcedId } = one.said;
    const own = isOneOfSeveral && sourcedId !== undefined ? { sourcedId } : {};
    return { ...one, said: { ...own, ...sorted.kept } };
  });
  return { entries: toEntries(entries), unfit };
}

const ofPlacements: readonly string[] = ['title', 'lessonType', 'metadata'];

function sortedFields({ resource, said }: NamedPlacement, entering: Entering) {
  const kept: Record<string, Json> = {};
  const unfit: UnfitField[] = [];
  const { sourcedId: _, ...record } = said;
  for (const [field, value] of Object.entries(entering.entryOf(record))) {
    if (isNothing(value)) continue;
    const why = unwritableReason(value);
    if (field === 'title' && isOwnTitle(value, entering.titleOf(resource))) kept[field] = value;
    else if (field === 'title') continue;
    else if (field === 'metadata' && isObject(value)) {
      const sorted = writableEntries(value);
      if (!isNothing(sorted.kept)) kept[field] = sorted.kept;
      unfit.push(...sorted.unfit);
    } else if (why !== undefined) unfit.push({ field, why });
    else if (ofPlacements.includes(field) && typeof value === 'string') kept[field] = value;
    else if (!ofPlacements.includes(field) && entering.takesAlso(field)) kept[field] = value;
    else unfit.push({ field, why: ofPlacements.includes(field) ? notOfTheForm : unknownField });
  }
  return { kept, unfit };
}

/** Whether a title differs from the one that a new placement would get. */
function isOwnTitle(title: Json, given: string | undefined): boolean {
  if (typeof title !== 'string' || !isTitle(title) || !title.isWellFormed()) return false;
  return title.normalize('NFC') !== given?.normalize('NFC');
}
