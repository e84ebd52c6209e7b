import { validate } from '../../document/validate.ts';
import { unwritable } from '../../document/writable.ts';
import { childLists, fieldOrder } from '../../manifest/structure.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Kind } from '../../model/kind.ts';

/** The fields of a node that a manifest can hold, and the other fields with a reason. */
export interface AuthorFields {
  readonly fields: JsonObject;
  readonly unfit: readonly { readonly field: string; readonly why: string }[];
}

const apart = ['kind', 'sourcedId', 'freeze', 'additional'];

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
    const unfit: { field: string; why: string }[] = [];
    for (const [field, value] of Object.entries(fields)) {
      if (isNothing(value)) continue;
      if (!known.includes(field)) unfit.push({ field, why: unwritable(value) ?? unknown });
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

/** Reason for a field that manifests do not have. */
export const unknown = 'no field of a manifest';

function faultOf(kind: Kind, field: string, value: Json): string | undefined {
  const fault = unwritable(value);
  if (fault !== undefined) return fault;
  const required = { kind, title: 'x', ...(kind === 'resource' && { vendorResourceId: 'x' }) };
  const document = {
    value: { ...required, [field]: value },
    pointAt: () => ({ line: 1, column: 1 }),
    writtenAt: () => undefined,
  };
  return validate(kind, document, '').length === 0
    ? undefined
    : 'not of the form that manifests take';
}

function writableEntries(metadata: JsonObject) {
  const kept: Record<string, Json> = {};
  const unfit: { field: string; why: string }[] = [];
  for (const [key, value] of Object.entries(metadata)) {
    const why = unwritable({ [key]: value });
    if (why === undefined) kept[key] = value;
    else unfit.push({ field: 'an entry of metadata', why });
  }
  return { kept, unfit };
}

/** Empty values in the forms that platforms use, not worth a line of a manifest. */
function isNothing(value: Json): boolean {
  return (
    value === null ||
    (Array.isArray(value) && value.length === 0) ||
    (isObject(value) && Object.keys(value).length === 0)
  );
}
