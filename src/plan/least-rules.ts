import type { ExactNumber } from '../model/exact-number.ts';
import type { Difference } from '../model/explanation.ts';
import { isNumber, isObject, type Json } from '../model/json.ts';
import { isSettledBy } from './differences.ts';
import { type CompareRule, type CompareRules, strictRules } from './rules.ts';

/** The rules that take two values for the same, the one that hides least first. */
const gentle = ['setLike', 'asText', 'asMoment', 'trimmed', 'caseless'] as const;
type Gentle = (typeof gentle)[number];

/** All choices of them, small ones first. */
const choices: readonly (readonly Gentle[])[] = Array.from(
  { length: 2 ** gentle.length - 1 },
  (_, index) => gentle.filter((_rule, bit) => ((index + 1) >> bit) % 2 === 1),
).sort((a, b) => a.length - b.length);

/** What the platform leaves as it was written, and so does not change anywhere. */
export interface Untouched {
  readonly case: boolean;
  readonly blanks: boolean;
  readonly dates: boolean;
  readonly numbers: boolean;
  readonly digits: boolean;
}

/**
 * What values of one field say that the platform holds exactly as written: a platform that keeps
 * `Reading` does not change the case of letters, so where another case is found somebody edited.
 */
export function untouchedIn(kept: readonly Json[]): Untouched {
  const scalars = kept.flatMap(scalarsIn);
  const texts = scalars.filter((scalar) => typeof scalar === 'string');
  return {
    case: texts.some((text) => text !== text.toLowerCase() && text !== text.toUpperCase()),
    blanks: texts.some((text) => /^\s|\s$|\s\s/.test(text)),
    dates: texts.some((text) => /^\d{4}-\d\d-\d\d$/.test(text)),
    numbers: texts.length < scalars.length,
    digits: texts.some((text) => /^-?\d+(\.\d+)?$/.test(text)),
  };
}

/** Whether a rule would allow for what the platform does not do. */
const refuted: Readonly<Record<Gentle, (untouched: Untouched, wanted: Json) => boolean>> = {
  // A list that is in order already stays as it is: it proves nothing.
  setLike: () => false,
  asText: ({ numbers, digits }, wanted) =>
    scalarsIn(wanted).some((scalar) => typeof scalar !== 'string') ? numbers : digits,
  asMoment: ({ dates }) => dates,
  trimmed: ({ blanks }) => blanks,
  caseless: (untouched) => untouched.case,
};

/** The fewest rules under which the two sides of a difference say the same, if there are any. */
export function leastRules(
  difference: Difference,
  untouched: Untouched,
): readonly CompareRule[] | undefined {
  const name = difference.path.join('.');
  const possible = gentle.filter((rule) => !refuted[rule](untouched, difference.wanted));
  return choices
    .filter((rules) => rules.every((rule) => possible.includes(rule)))
    .find((rules) => isSettledBy(difference, rulesFor(name, rules)));
}

function rulesFor(name: string, rules: readonly Gentle[]): CompareRules {
  return { ...strictRules, ...Object.fromEntries(rules.map((rule) => [rule, [name]])) };
}

type Scalar = string | number | ExactNumber | boolean;

function scalarsIn(value: Json): readonly Scalar[] {
  if (value === null) return [];
  if (typeof value !== 'object' || isNumber(value)) return [value];
  return (isObject(value) ? Object.values(value) : value).flatMap(scalarsIn);
}
