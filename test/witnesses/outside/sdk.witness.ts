// The official Python SDK against the emulator: what it reads of a catalog that the tool published, what it
// writes that the tool then reads, faults, and an app from sign-in to credited activity.
import { describe, expect, test } from 'vitest';
import { callTable, heldToPage, linesOf, rowsIn } from '../../support/python-witness.ts';
import { seen, witnessOf } from '../../support/witness.ts';
import { publishedRivers } from './rivers.ts';

const sdk = 'timeback-sdk';

describe.skipIf(!witnessOf(sdk))('the official SDK', () => {
  test('each method of the OneRoster client that touches a catalog', async () => {
    const { url } = await publishedRivers();
    const lines = await linesOf(sdk, 'oneroster_calls.py', { BASE: url });
    const rows = rowsIn(lines);
    expect(lines.find((line) => 'untried' in line)).toMatchObject({ untried: [] });
    seen(sdk, `${rows.length} calls of its OneRoster client`);
    heldToPage('timeback-oneroster', callTable(rows));
  });
});
