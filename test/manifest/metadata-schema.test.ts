// The schema of resource metadata for editors says what the write models of the official SDK say, type by type and
// key by key, and so does `check`. test/witnesses/outside/sdk.witness.ts asks the models themselves about the samples.
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import metadataSchema from '../../schemas/metadata.schema.json' with { type: 'json' };
import type { Catalog } from '../../src/model/catalog.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { metadataTypes, reservedMetadataKeys } from '../../src/model/sdk/metadata.ts';
import { checkReaders, readerRows } from '../../src/remote/dialects/reader-checks.ts';
import { metadataSamples } from '../support/metadata-samples.ts';

const fits = new Ajv({ allowUnionTypes: true, strictTypes: false }).compile(metadataSchema);

test('each sample is taken or refused as the models do', () => {
  expect(metadataTypes).toHaveLength(8);
  expect(reservedMetadataKeys).toHaveLength(33);
  expect(metadataSamples.length).toBeGreaterThan(600);
  const wrong = metadataSamples.filter(({ metadata, isTaken }) => fits(metadata) !== isTaken);
  expect(wrong).toEqual([]);
});

test('`check` says the same of all that has a type', () => {
  const warned = Object.fromEntries(readerRows.map((row) => [row, 'warned'])) as Record<
    (typeof readerRows)[number],
    'warned'
  >;
  const told = (metadata: JsonObject) => {
    const entity = { kind: 'resource', sourcedId: 'r', title: 'R', fields: { metadata } } as const;
    const source = { file: 'a.yaml', start: { line: 1, column: 1 }, fields: new Map() };
    const catalog: Catalog = { nodes: new Map([['resource/r', { entity, source }]]) };
    return checkReaders(catalog, warned).length;
  };
  const typed = metadataSamples.filter(
    ({ metadata: { type } }) => type !== undefined && type !== null,
  );
  const wrong = typed.filter(({ metadata, isTaken }) => (told(metadata) === 0) !== isTaken);
  expect(wrong).toEqual([]);
});
