import { isObject, type Json } from '../model/json.ts';
import type { CompareRules } from './rules.ts';

/**
 * Brings a value to the one shape in which both sides are compared: text in Unicode NFC, set-like
 * lists sorted without repetitions, listed fields as text. Only for comparing, never for sending.
 */
export function normalise(value: Json, field: string, rules: CompareRules): Json {
  if (!Array.isArray(value)) return composed(value);
  const texts = rules.asText.includes(field) ? value.map(asText) : value;
  const items = texts.map(composed);
  if (!rules.setLike.includes(field)) return items;
  const byText = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...byText.keys()].sort().map((key) => byText.get(key) ?? null);
}

function asText(item: Json): Json {
  return typeof item === 'number' ? String(item) : item;
}

function composed(value: Json): Json {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) return value.map(composed);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, composed(inner)]));
}
