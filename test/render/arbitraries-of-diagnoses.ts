import type { Diagnosis } from '../../src/model/drift.ts';
import { kinds, plural } from '../../src/model/node.ts';
import { fc } from '../support/laws.ts';
import { anyProblem, json } from './arbitraries.ts';
import { hostileText } from './hostile.ts';

const platform = fc.record({ name: hostileText, url: hostileText, dialect: hostileText });

const access = fc.record(
  {
    ms: fc.nat(),
    lifetime: fc.integer({ min: 1 }),
    scopes: fc.record({
      from: fc.constantFrom('answer', 'token'),
      names: fc.array(hostileText, { maxLength: 3 }),
    }),
  },
  { requiredKeys: ['ms'] },
);

const collection = fc.record(
  {
    name: fc.constantFrom(...kinds),
    called: fc.constantFrom(...kinds.map((kind) => plural[kind])),
    total: fc.nat(),
    ms: fc.nat(),
    asked: fc.nat(),
    records: fc.nat(),
    cap: fc.nat(),
  },
  { requiredKeys: ['name', 'called', 'total', 'ms', 'asked', 'records'] },
);

const row = fc.record({
  row: hostileText,
  value: json,
  source: hostileText,
  isCorrected: fc.boolean(),
  verdict: fc.constantFrom('holds', 'differs', 'unknown'),
  evidence: hostileText,
});

/** A few diagnoses of plausible shape with hostile texts everywhere. */
export const anyDiagnoses: fc.Arbitrary<readonly Diagnosis[]> = fc.array(
  fc.record(
    {
      platform,
      access,
      clock: fc.record({ ahead: fc.integer(), within: fc.nat() }),
      collections: fc.array(collection, { maxLength: 4 }),
      rows: fc.array(row, { maxLength: 4 }),
      problems: fc.array(anyProblem, { maxLength: 2 }),
      unused: fc.constant(true),
    },
    { requiredKeys: ['platform', 'collections', 'rows', 'problems'] },
  ),
  { minLength: 1, maxLength: 3 },
);
