import { canonicalJson, isNumber, isObject, type Json } from '../model/json.ts';
import { asMoment } from './moment.ts';
import { type CompareRules, covers } from './rules.ts';

/**
 * Brings a value to the one shape in which both sides are compared: text in Unicode NFC, and what
 * the rules say of the path. Only for comparing, never for sending.
 */
export function normalise(value: Json, path: readonly string[], rules: CompareRules): Json {
  const turns = {
    text: covers(rules.asText, path),
    set: covers(rules.setLike, path),
    trimmed: covers(rules.trimmed, path),
    caseless: covers(rules.caseless, path),
    moment: covers(rules.asMoment, path),
  };
  return shape(value);

  function shape(each: Json): Json {
    if (typeof each === 'string') return shapeText(each);
    if (isNumber(each) || typeof each === 'boolean') {
      return turns.text ? shapeText(String(each)) : each;
    }
    if (Array.isArray(each)) return turns.set ? asSet(each.map(shape)) : each.map(shape);
    if (!isObject(each)) return each;
    const entries = Object.entries(each);
    return Object.fromEntries(entries.map(([key, inner]) => [key.normalize('NFC'), shape(inner)]));
  }

  function shapeText(text: string): string {
    const trimmed = turns.trimmed ? text.trim().replace(/\s+/g, ' ') : text;
    const moment = turns.moment ? (asMoment(trimmed) ?? trimmed) : trimmed;
    return (turns.caseless ? moment.toLowerCase() : moment).normalize('NFC');
  }
}

function asSet(items: readonly Json[]): Json {
  const byText = new Map(items.map((item) => [canonicalJson(item), item]));
  return [...byText.keys()].sort().map((key) => byText.get(key) ?? null);
}
