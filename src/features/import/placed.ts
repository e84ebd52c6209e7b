import { unwritableReason } from '../../document/edit.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type NamedPlacement, placementsIn, toEntries } from '../../model/placements.ts';
import { isTitle } from '../../model/text.ts';
import { isNothing, type UnfitField, unknownField, writableEntries } from './writable.ts';

/** What the entries of a list of resources are made with. */
interface Entering {
  /** What authors write of a placement for what its record says. */
  readonly entryOf: (said: JsonObject) => JsonObject;
  /** The title that a placement of a resource has by itself. */
  readonly titleOf: (resource: string) => string | undefined;
  /** Whether a field unknown to manifests becomes `additional`. */
  readonly takesAlso: (field: string) => boolean;
}

/**
 * The entries that authors would write for what a node places, and what no entry can hold. An id alone
 * where the record says nothing more than what would be made of it.
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
    // Of several of one resource each is told by its id; any other has its line in the ledger.
    const isOneOfSeveral = (several.get(one.resource)?.length ?? 0) > 1;
    const { sourcedId } = one.said;
    const own = isOneOfSeveral && sourcedId !== undefined ? { sourcedId } : {};
    return { ...one, said: { ...own, ...sorted.kept } };
  });
  return { entries: toEntries(entries), unfit };
}

const known: readonly string[] = ['title', 'lessonType', 'metadata'];

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
    else if (known.includes(field) && typeof value === 'string') kept[field] = value;
    else if (!known.includes(field) && entering.takesAlso(field)) kept[field] = value;
    else unfit.push({ field, why: known.includes(field) ? notOfTheForm : unknownField });
  }
  return { kept, unfit };
}

const notOfTheForm = 'not a form that manifests allow';

/** Whether a title is one that nothing else would give the placement. */
function isOwnTitle(title: Json, given: string | undefined): boolean {
  if (typeof title !== 'string' || !isTitle(title) || !title.isWellFormed()) return false;
  return title.normalize('NFC') !== given?.normalize('NFC');
}
