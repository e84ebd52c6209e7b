import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import { leastRules, untouchedIn } from '../../src/plan/differences.ts';

interface Row {
  readonly wanted: Json;
  readonly held: Json;
  readonly kept?: readonly Json[];
  readonly rules: readonly string[] | undefined;
}

describe('the fewest rules under which two values say the same', () => {
  test.each<Row>([
    { wanted: ['a', 'b'], held: ['b', 'a'], rules: ['setLike'] },
    { wanted: [5, 6], held: ['6', '5'], rules: ['setLike', 'asText'] },
    { wanted: true, held: 'true', rules: ['asText'] },
    { wanted: 'A  b', held: 'A b', rules: ['trimmed'] },
    { wanted: ' Ab', held: 'ab', rules: ['trimmed', 'caseless'] },
    { wanted: '2026-01-01', held: '2026-01-01T00:00:00.000Z', rules: ['asMoment'] },
    { wanted: 'R-1', held: 'R-2', rules: undefined },
    { wanted: 'R-1', held: null, rules: undefined },
  ])('$wanted and $held: $rules', ({ wanted, held, rules }) => {
    expect(leastRules(differenceOf(wanted, held), untouchedIn([]))).toEqual(rules);
  });

  test.each<Row>([
    { wanted: 'Ab', held: 'ab', kept: ['Reading'], rules: undefined },
    { wanted: 'Ab', held: 'ab', kept: ['reading', 'R'], rules: ['caseless'] },
    { wanted: 'A  b', held: 'A b', kept: ['C  d'], rules: undefined },
    { wanted: '2026-01-01', held: '2026-01-01T00:00Z', kept: ['2026-01-02'], rules: undefined },
    { wanted: 5, held: '5', kept: [{ x: 6 }], rules: undefined },
    { wanted: 5, held: '5', kept: ['6'], rules: ['asText'] },
    { wanted: '5', held: 5, kept: ['6'], rules: undefined },
    { wanted: '5', held: 5, kept: [6], rules: ['asText'] },
    { wanted: '5', held: 5, kept: ['-16.25'], rules: undefined },
    { wanted: '5', held: 5, kept: ['6th', 'v6', '1.x'], rules: ['asText'] },
    { wanted: ['a', 5], held: ['a', '5'], kept: [6], rules: undefined },
    { wanted: 'Ab', held: 'ab', kept: [null, 7], rules: ['caseless'] },
    { wanted: 'Ab', held: 'ab', kept: [['Reading']], rules: undefined },
    { wanted: 'A  b', held: 'A b', kept: ['C d'], rules: ['trimmed'] },
    { wanted: 'A  b', held: 'A b', kept: [' C'], rules: undefined },
    { wanted: 'A  b', held: 'A b', kept: ['C '], rules: undefined },
    {
      wanted: '2026-01-01',
      held: '2026-01-01T00:00Z',
      kept: ['on 2026-01-02', '2026-01-02 or so'],
      rules: ['asMoment'],
    },
  ])('$wanted and $held where the platform kept $kept elsewhere: $rules', (row) => {
    const untouched = untouchedIn(row.kept ?? []);
    expect(leastRules(differenceOf(row.wanted, row.held), untouched)).toEqual(row.rules);
  });

  function differenceOf(wanted: Json, held: Json) {
    return { address: 'lesson/l', title: 'L', path: ['metadata', 'x'], wanted, held } as const;
  }
});
