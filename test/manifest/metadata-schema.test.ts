// The schema of resource metadata for editors says what the write models of the official SDK say, type by type and
// key by key, and so does `check`. test/witnesses/outside/sdk.witness.ts asks the models themselves about the samples.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import metadataSchema from '../../schemas/metadata.schema.json' with { type: 'json' };
import { parseYaml } from '../../src/document/parse.ts';
import { checkReaders, readerRows } from '../../src/remote/dialects/reader-checks.ts';
import type { Catalog } from '../../src/model/catalog.ts';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { metadataTypes, reservedMetadataKeys } from '../../src/model/sdk/metadata.ts';
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
  const typed = metadataSamples.filter(({ metadata: { type } }) => type !== undefined && type !== null);
  const wrong = typed.filter(({ metadata, isTaken }) => (told(metadata) === 0) !== isTaken);
  expect(wrong).toEqual([]);
});

test('what the examples and init write fits', () => {
  const examples = join(import.meta.dirname, '../../examples');
  const files = readdirSync(examples, { recursive: true, encoding: 'utf8' });
  const found = files
    .filter((file) => /\.ya?ml$/.test(file))
    .flatMap((file) => metadataIn(valueOf(readFileSync(join(examples, file), 'utf8'))));
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter((metadata) => !fits(metadata))).toEqual([]);
});

/** The metadata of everything that has a vendor's id. */
function metadataIn(value: Json): Json[] {
  if (Array.isArray(value)) return value.flatMap(metadataIn);
  if (!isObject(value)) return [];
  const { vendorResourceId, metadata } = value;
  const own = vendorResourceId === undefined || metadata === undefined ? [] : [metadata];
  return [...own, ...Object.values(value).flatMap(metadataIn)];
}

function valueOf(text: string): Json {
  const read = parseYaml('a.yaml', text);
  return read.ok ? read.value.value : null;
}
