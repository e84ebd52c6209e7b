import fc from 'fast-check';
import { isObject, type Json } from '../../src/model/json.ts';

/** Values that a reader of JSON does not expect. */
export const unusual: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, '', ' ', 0, -1, 0.5, 1e308, 2 ** 53, [], {}, [[]], [null]),
  fc.constantFrom<Json>('\ud800', '__proto__', 'lesson/', '1.x', '\u0000', '../..', '08'),
  fc.constant<Json>(JSON.parse('{"__proto__": {"sourcedId": "a"}}')),
  fc.constantFrom(5000, 50_000).map((length) => 'a '.repeat(length)),
  fc.constantFrom<Json>('<<nested 70>>', '<<nested 3000>>', '<<nested 30000>>'),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
);

/** JSON as text, with lists nested so deeply that no such value could be written. */
export function textOf(json: Json): string {
  return JSON.stringify(json).replace(
    /"<<nested (\d+)>> ?"/g,
    (_, depth: string) => `${'['.repeat(Number(depth))}${']'.repeat(Number(depth))}`,
  );
}

type Edit = 'remove' | 'replace' | 'wrap' | 'double' | 'rename' | 'nudge';

interface Mutation {
  /** The child to choose at each level; the rest is unused if a value has no children. */
  readonly steps: readonly number[];
  readonly edit: Edit;
  readonly value: Json;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  steps: fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 7 }),
  edit: fc.constantFrom('remove', 'replace', 'wrap', 'double', 'rename', 'nudge'),
  value: unusual,
});

/** Valid JSON after a few mutations anywhere in it. */
export function mutated(valid: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc
    .tuple(valid, fc.array(mutation, { maxLength: 4 }))
    .map(([json, mutations]) => mutations.reduce(mutate, json));
}

function mutate(json: Json, { steps: [step, ...steps], edit, value }: Mutation): Json {
  const entries = childrenOf(json);
  const chosen = entries[(step ?? 0) % Math.max(1, entries.length)];
  if (!chosen || step === undefined) return edited(json, edit, value);
  const [key, child] = chosen;
  const isHere = steps.length === 0 || childrenOf(child).length === 0;
  const others = entries.flatMap(([each, inner]): [string, Json][] => {
    if (each !== key) return [[each, inner]];
    if (!isHere) return [[each, mutate(inner, { steps, edit, value })]];
    if (edit === 'remove') return [];
    if (edit === 'rename') return [[`${each}s`, inner]];
    return [[each, edited(inner, edit, value)]];
  });
  return Array.isArray(json) ? others.map(([, inner]) => inner) : Object.fromEntries(others);
}

function childrenOf(json: Json): [string, Json][] {
  return Array.isArray(json) || isObject(json) ? Object.entries(json) : [];
}

function edited(json: Json, edit: Edit, value: Json): Json {
  switch (edit) {
    case 'wrap':
      return [json];
    case 'double':
      return Array.isArray(json) ? [...json, ...json] : [json, json];
    case 'nudge':
      return nudged(json);
    case 'remove':
    case 'rename':
    case 'replace':
      return value;
  }
}

/** A value that is nearly the same, of the same type. */
function nudged(json: Json): Json {
  switch (typeof json) {
    case 'string':
      return `${json} `;
    case 'number':
      return json + 1;
    case 'boolean':
      return !json;
    default:
      return json;
  }
}
