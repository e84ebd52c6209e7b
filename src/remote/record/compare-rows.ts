import type { CompareRule } from '../../plan/rules.ts';
import type { Dialect } from '../dialect.ts';

/** The rows of a table that hold the rules of comparing; every dialect has them. */
export const compareRows = {
  setLike: 'compare.sets',
  asText: 'compare.texts',
  trimmed: 'compare.blanks',
  caseless: 'compare.letters',
  asMoment: 'compare.dates',
  ignored: 'compare.ignored',
} as const satisfies Dialect['compareRows'];

/** The row that says which zero values the platform keeps nothing of. */
export const droppedRow = 'values.dropped';

type CompareFacts = Readonly<Record<(typeof compareRows)[CompareRule], readonly string[]>>;

/** The rules of comparing as the rows of a table have them. */
export function compareRules(facts: CompareFacts): Record<CompareRule, readonly string[]> {
  return {
    setLike: facts[compareRows.setLike],
    asText: facts[compareRows.asText],
    trimmed: facts[compareRows.trimmed],
    caseless: facts[compareRows.caseless],
    asMoment: facts[compareRows.asMoment],
    ignored: facts[compareRows.ignored],
  };
}
