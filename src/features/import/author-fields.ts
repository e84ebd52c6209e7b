import { unwritableReason } from '../../document/edit.ts';
import { validate } from '../../document/validate.ts';
import { childLists, fieldOrder } from '../../manifest/manifest.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Kind } from '../../model/node.ts';
import { isNothing, type UnfitField, unknownField, writableEntries } from './writable.ts';

/** The fields of a node that a manifest can hold, and the other fields with a reason. */
interface AuthorFields {
  readonly fields: JsonObject;
  readonly unfit: readonly UnfitField[];
}

const apart = ['kind', 'sourcedId', 'freeze', 'additional', 'defaults'];

/** Names of the fields that manifests have for a kind. */
function knownFields(kind: Kind): readonly string[] {
  return fieldOrder[kind].filter(
    (field) => !apart.includes(field) && !Object.hasOwn(childLists[kind], field),
  );
}

/** Sorts the fields of many nodes. Equal values are checked once. */
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
    if (!verdicts.has(key)) verdicts.set(key, faultOf(kind, field, value));
    return verdicts.get(key);
  }
}

function faultOf(kind: Kind, field: string, value: Json): string | undefined {
  const fault = unwritableReason(value);
  if (fault !== undefined) return fault;
  const required = { kind, title: 'x', ...(kind === 'resource' && { vendorResourceId: 'x' }) };
  const document = {
    value: { ...required, [field]: value },
    pointAt: () => ({ line: 1, column: 1 }),
    writtenAt: () => undefined,
  };
  return validate(kind, document, '').length === 0 ? undefined : 'not a form that manifests allow';
}

/** Names that `additional` may not hold (see its schema), since this tool manages these fields. */
export const takenNames: ReadonlySet<string> = new Set([
  ...Object.values(fieldOrder)
    .flat()
    .filter((field) => !['primaryApp', 'level'].includes(field)),
  ...['include', 'status', 'dateLastModified', 'course', 'unit', 'parent', 'courseComponent'],
  ...['sortOrder', 'resource'],
]);
