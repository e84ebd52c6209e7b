import type { JsonObject } from '../../src/model/json.ts';
import {
  metadataKeysOf,
  metadataTypes,
  reservedMetadataKeys,
} from '../../src/model/sdk/metadata.ts';

/** Metadata of a resource, and whether the write models of the official SDK take it. */
export interface MetadataSample {
  readonly metadata: JsonObject;
  readonly isTaken: boolean;
}

/** By the form of a value: what is taken, and what is not. Words of a list are tried by the list. */
const values: Readonly<
  Record<string, { readonly taken: readonly unknown[]; readonly refused: readonly unknown[] }>
> = {
  text: { taken: ['a', ''], refused: [1, true, ['a'], { a: 1 }] },
  texts: { taken: [[], ['a', 'b']], refused: ['a', [1], { a: 1 }] },
  number: { taken: [0, -1, 2.5], refused: ['1', true, [1]] },
  truth: { taken: [true, false], refused: ['true', 1, []] },
  address: {
    taken: ['https://example.org/a', 'HTTP://example.org'],
    refused: ['example.org', '/a', 'ftp://example.org', 'https://', 7],
  },
  grades: {
    taken: [[], [-1, 0, 13], ['K', 'PK', 'pre-k', '5', '05', '5th grade', 'middle school', '-1']],
    refused: [5, 'K', [14], [-2], ['6-8'], ['HS'], ['14'], [{ grade: 1 }]],
  },
  duration: {
    taken: ['00:04:30', '10:00:00.25'],
    refused: ['4:30', '00:04', '00:04:30.5', 270, 'an hour'],
  },
  objectives: {
    taken: [[], [{ source: 'CASE', learningObjectiveIds: ['a'] }]],
    refused: [
      ...['a', [{ source: 'CASE' }], [{ source: 'CASE', learningObjectiveIds: 'a' }]],
      [{ source: 'CASE', learningObjectiveIds: [], more: 1 }],
    ],
  },
  failFast: {
    taken: [{}, { consecutiveFailures: 3 }, { consecutiveFailures: null, stagnationLimit: 1 }],
    refused: [3, { consecutiveFailures: 0 }, { stagnationLimit: 1.5 }, { more: 1 }],
  },
};

const sample = (metadata: object, isTaken: boolean): MetadataSample => ({
  // Only plain values are put in.
  metadata: metadata as JsonObject,
  isTaken,
});

function samplesOf(type: string): MetadataSample[] {
  const keys = Object.entries(metadataKeysOf(type) ?? {});
  const formOf = (form: (typeof keys)[number][1]['form']) =>
    typeof form === 'object'
      ? { taken: form.oneOf, refused: ['something else', 1, [form.oneOf[0]]] }
      : (values[form] ?? { taken: [], refused: [] });
  const needed = keys.filter(([, { isRequired }]) => isRequired);
  const least = {
    type,
    ...Object.fromEntries(needed.map(([key, { form }]) => [key, formOf(form).taken[0]])),
  };
  return [
    sample(least, true),
    sample({ ...least, ofTheApp: { any: ['thing', null] } }, true),
    ...needed.map(([key]) => sample({ ...least, [key]: undefined }, false)),
    ...keys.flatMap(([key, { form, isRequired }]) => [
      sample({ ...least, [key]: null }, !isRequired),
      ...formOf(form).taken.map((value) => sample({ ...least, [key]: value }, true)),
      ...formOf(form).refused.map((value) => sample({ ...least, [key]: value }, false)),
    ]),
  ].map(({ metadata, isTaken }) => sample(JSON.parse(JSON.stringify(metadata)), isTaken));
}

/** For each type what it takes and what it refuses, key by key; and what stands without a type. */
export const metadataSamples: readonly MetadataSample[] = [
  ...metadataTypes.flatMap(samplesOf),
  ...['qti-test', 'Video', '', 7, null].map((type) => sample({ type }, false)),
  ...reservedMetadataKeys.map((key) => sample({ [key]: 'a' }, false)),
  ...[{}, { ofTheApp: 1 }, { failFast: { consecutiveFailures: 2 } }].map((one) =>
    sample(one, true),
  ),
];
