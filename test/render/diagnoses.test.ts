import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { Diagnosis, RowFinding, Verdict } from '../../src/model/drift.ts';
import { kinds, plural } from '../../src/model/node.ts';
import { problem } from '../../src/model/problem.ts';
import { renderers } from '../../src/text/renderers.ts';
import { clockText, pagesText } from '../../src/text/views/doctor-view.ts';
import { fc } from '../support/laws.ts';
import { anyDiagnoses } from './arbitraries-of-diagnoses.ts';
import { plain, platform } from './examples.ts';

const schemaOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../schemas/${name}`, import.meta.url), 'utf8'));
const fits = new Ajv({ allErrors: true })
  .addSchema(schemaOf('plan.schema.json'), 'plan.schema.json')
  .compile(schemaOf('doctor.schema.json'));

function row(name: string, verdict: Verdict, evidence: string): RowFinding {
  return { row: name, value: 'x', source: 'unverified', isCorrected: false, verdict, evidence };
}

const sound: Diagnosis = {
  platform,
  access: { ms: 43, lifetime: 3600, scopes: { from: 'token', names: ['roster.readonly'] } },
  clock: { ahead: -200, within: 520 },
  collections: kinds.map((kind, index) => ({
    name: kind,
    called: plural[kind],
    total: index * 150,
    ms: index + 7,
    asked: 1000,
    records: Math.min(index * 150, 100),
    ...(index > 0 && { cap: 100 }),
  })),
  rows: [
    row('unit.path', 'holds', 'it answered'),
    {
      ...row(
        'lesson.unit',
        'differs',
        '0 of 300 lessons seen have it; ids of units are under "parent"',
      ),
      value: 'unit',
    },
    { ...row('compare.texts', 'unknown', 'it needs a write to test'), value: ['grades'] },
    { ...row('list.total', 'holds', 'the list has it'), isCorrected: true },
  ],
  problems: [problem('environment/clock', { detail: 'The clock is 90 seconds ahead.' })],
};

const named = (name: string) => ({ ...platform, name });
const diagnoses: readonly Diagnosis[] = [
  sound,
  { ...sound, platform: named('bare'), access: { ms: 5 }, collections: [], rows: [], problems: [] },
  {
    platform: named('down'),
    collections: [],
    rows: [],
    problems: [problem('auth/refused', { detail: 'The client is not known there.' })],
  },
  { platform: named('idle'), collections: [], rows: [], problems: [], unused: true },
];

describe('as golden text', () => {
  test.each(['summary', 'tree', 'fields'] as const)('for a terminal: %s', async (detail) => {
    await expect(renderers.human.diagnoses(diagnoses, { ...plain, detail })).toMatchFileSnapshot(
      `golden/doctor-${detail}.txt`,
    );
  });

  test('as Markdown and JSON', async () => {
    await expect(renderers.markdown.diagnoses(diagnoses, plain)).toMatchFileSnapshot(
      'golden/doctor.md',
    );
    await expect(renderers.json.diagnoses(diagnoses, plain)).toMatchFileSnapshot(
      'golden/doctor.json.txt',
    );
  });
});

test('law: the JSON fits its schema', () => {
  fc.assert(
    fc.property(anyDiagnoses, (some) => {
      const json = JSON.parse(renderers.json.diagnoses(some, plain));
      expect(fits(json), JSON.stringify(fits.errors)).toBe(true);
    }),
  );
});

describe('clocks are compared no more exactly than they are known', () => {
  test.each([
    { ahead: 0, within: 500, says: "agrees with this machine's, to within 0.5 s" },
    { ahead: -500, within: 500, says: "agrees with this machine's, to within 0.5 s" },
    { ahead: 90_000, within: 500, says: "90 s ahead of this machine's, to within 0.5 s" },
    { ahead: -2000, within: 500, says: "2.0 s behind this machine's, to within 0.5 s" },
  ])('$ahead ± $within', ({ says, ...clock }) => {
    expect(clockText(clock)).toBe(says);
  });
});

describe('what is known of a page', () => {
  const list = { name: 'unit', called: 'units', ms: 1, asked: 1000 } as const;
  test.each([
    { name: 'a cap', more: { total: 500, records: 100, cap: 100 }, says: /^at most 100 records/ },
    { name: 'a full page', more: { total: 2000, records: 1000 }, says: /^1000 records, as many/ },
    { name: 'a short list', more: { total: 5, records: 5 }, says: /no list is long enough/ },
  ])('$name', ({ more, says }) => {
    expect(pagesText({ ...sound, collections: [{ ...list, ...more }] })).toMatch(says);
  });
});
