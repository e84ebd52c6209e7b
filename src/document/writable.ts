import { isObject, type Json } from '../model/json.ts';
import { deepest } from './compose.ts';
import { isForbiddenKey } from './tree.ts';

/** Leaves room for the levels of course, unit and lesson around a value. */
const levels = deepest - 16;

/**
 * Why a value cannot stand in a document, as the end of a sentence after "it"; undefined if it can.
 */
export function unwritable(value: Json, level = 0): string | undefined {
  if (typeof value === 'string') {
    return value.isWellFormed() ? undefined : 'holds half of a character';
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (level >= levels) return 'is nested too deeply';
  if (Array.isArray(value)) return firstOf(value, level);
  if (!isObject(value)) return undefined;
  const bad = Object.keys(value).find((key) => isForbiddenKey(key) || !key.isWellFormed());
  if (bad !== undefined) return `has the key ${JSON.stringify(bad)}, which no manifest may have`;
  return firstOf(Object.values(value), level);
}

function firstOf(values: readonly Json[], level: number): string | undefined {
  for (const value of values) {
    const reason = unwritable(value, level + 1);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
