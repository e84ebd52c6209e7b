import { unwritableReason } from '../../document/edit.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';

/** A field that a manifest cannot hold, and why. */
export interface UnfitField {
  readonly field: string;
  readonly why: string;
}

/** Reason for a field that manifests do not have. */
export const unknownField = 'not a field of a manifest';

/** The entries of metadata that a manifest can hold, and the others. */
export function writableEntries(metadata: JsonObject): {
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

/** Empty values in the forms that platforms use, not worth a line of a manifest. */
export function isNothing(value: Json): boolean {
  return (
    value === null ||
    (Array.isArray(value) && value.length === 0) ||
    (isObject(value) && Object.keys(value).length === 0)
  );
}
