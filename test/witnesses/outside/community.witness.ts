// The client `timeback` of PyPI, made by others than the platform: the one beside the official SDK that knows
// components and placements. It is only installed and run here; nothing of it is copied.
import { describe, expect, test } from 'vitest';
import { callTable, heldToPage, linesOf, rowsIn } from '../../support/python-witness.ts';
import { seen, witnessOf } from '../../support/witness.ts';
import { publishedRivers } from './rivers.ts';

const name = 'timeback';

describe.skipIf(!witnessOf(name))('the PyPI client timeback', () => {
  test('each method for courses and resources', async () => {
    const { url } = await publishedRivers();
    const lines = await linesOf(name, 'community_calls.py', { BASE: url });
    const rows = rowsIn(lines);
    heldToPage('timeback', callTable(rows));
    expect(lines.find((line) => 'untried' in line)).toMatchObject({ untried: [] });
    seen(name, `${rows.length} calls`);
  });
});
