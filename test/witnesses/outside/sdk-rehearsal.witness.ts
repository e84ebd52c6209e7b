// The official SDK as a witness of what a rehearsal makes, and of what the schema of resource metadata takes.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogFiles, folderWith } from '../../support/catalog-folder.ts';
import { cli } from '../../support/command-line.ts';
import { metadataSamples } from '../../support/metadata-samples.ts';
import { linesOf } from '../../support/python-witness.ts';
import { configFor, credentials } from '../../support/served-catalog.ts';
import { seen, witnessOf } from '../../support/witness.ts';
import { emulatorWith } from './rivers.ts';

const sdk = 'timeback-sdk';

describe.skipIf(!witnessOf(sdk))('the official SDK', () => {
  test('reads what a rehearsal made, by its own computation of the line items', async () => {
    const nowhere = 'http://127.0.0.1:9';
    // Nothing can be taken away, so that there is something to read.
    const faults = [{ fault: 'redirect', to: nowhere, method: 'PUT', path: '/ims/' } as const];
    const { url, emulator } = await emulatorWith({ faults });
    const config = { 'timeback-catalog.yaml': configFor(url, 'oneroster') };
    const around = { cwd: folderWith({ ...catalogFiles(), ...config }), env: credentials };
    await cli(['apply', '--env', 'test', '-y'], around);
    const { stdout } = await cli(['rehearse', '--env', 'test'], around);
    expect(stdout).toContain('2 of 2 lessons credited. 5 of 5 test records are still there.');
    const envelopes = emulator.requests
      .filter(({ path }) => path === '/caliper/event')
      .map(({ body }) => body ?? null);
    const given = { BASE: url, ENVELOPES: JSON.stringify(envelopes) };
    const lines = await linesOf(sdk, 'rehearsal_calls.py', given);
    const read = { results: 1, attempt: 1, isStudent: true, course: 'course-1' };
    expect(lines).toMatchObject([read, read]);
    const items = emulator.records('assessmentLineItem').map(({ sourcedId }) => sourcedId);
    expect(lines.map(({ lineItem }) => lineItem).sort()).toEqual(items.sort());
    seen(sdk, `${lines.length} lessons of a rehearsal read by its client`);
  });

  test('takes and refuses the metadata that the schema takes and refuses', async () => {
    const samples = JSON.stringify(metadataSamples.map(({ metadata }) => metadata));
    const folder = folderWith({ 'samples.json': samples });
    const variables = { SAMPLES: join(folder, 'samples.json') };
    const lines = await linesOf(sdk, 'metadata_calls.py', variables);
    expect(lines).toHaveLength(metadataSamples.length);
    const otherwise = metadataSamples.filter(({ isTaken }, at) => lines[at]?.['taken'] !== isTaken);
    expect(otherwise).toEqual([]);
    seen(sdk, `${lines.length} samples of resource metadata: the schema says what its model says`);
  });
});
