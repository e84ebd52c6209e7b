// A probe that is killed: whatever it left, --clean takes that away, and nothing else.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../src/features/emulator/server/emulator.ts';
import { dialectNames } from '../src/model/destination.ts';
import type { JsonObject } from '../src/model/json.ts';
import { commandLine } from './support/command-line.ts';
import { heldKinds, liveOfProbes, probed, probeFolder, seedOf } from './support/probed.ts';
import { credentials } from './support/served-catalog.ts';
import { virtualTime } from './support/virtual-time.ts';

const receipts = '.timeback-catalog/probes/test';

/** What a kill leaves: the receipt as far as it was written, and what the platform holds. */
interface Left {
  /** Of the request before which, or behind which, the probe was killed. */
  readonly at: string;
  readonly receipt: string | undefined;
  /** The name of the receipt; empty if there is none. */
  readonly name: string;
  readonly records: Emulated;
}
type Emulated = readonly (readonly [(typeof heldKinds)[number], JsonObject])[];

const recordsOf = (emulator: Emulator): Emulated =>
  heldKinds.flatMap((kind) => emulator.records(kind).map((record) => [kind, record] as const));

/** Probes, and keeps what a kill would leave at each request: as it is sent, and before its answer comes. */
async function leftByKills(dialect: (typeof dialectNames)[number]) {
  const found = new Map<string, Left>();
  let written: string | undefined;
  let folder = '';
  const see = (at: string, emulator: Emulator) => {
    const records = recordsOf(emulator);
    const inFolder = join(folder, receipts);
    const [name = ''] = existsSync(inFolder) ? readdirSync(inFolder) : [];
    const keep = (receipt: string | undefined, how: string) => {
      const left = { at: `${at}, ${how}`, receipt, name, records };
      found.set(JSON.stringify([receipt, records]), left);
    };
    const receipt = name === '' ? undefined : readFileSync(join(inFolder, name), 'utf8');
    keep(receipt, 'killed');
    // A line that was being written when the power went: its request was not sent.
    if (receipt !== written && receipt !== undefined && written !== undefined)
      keep(receipt.slice(0, -20), 'the last line half');
    written = receipt;
  };
  let requests = 0;
  await probed(
    dialect,
    {},
    {
      seed: seedOf(3),
      inFolder: (path) => {
        folder = path;
      },
      fetch: (real) => async (request) => {
        requests += 1;
        const at = `request ${requests}: ${request.method} ${new URL(request.url).pathname}`;
        see(`before ${at}`, real);
        const answer = await real.fetch(request);
        const text = await answer.text();
        see(`after ${at}`, real);
        return new Response(answer.status === 204 ? null : text, answer);
      },
    },
  );
  return { requests, left: [...found.values()] };
}

test.each(dialectNames)(
  'killed at any request of a probe of %s: --clean leaves nothing live that it made, and all else as it was',
  { timeout: 600_000 },
  async (dialect) => {
    const { requests, left } = await leftByKills(dialect);
    expect(requests).toBeGreaterThan(100);
    let cleaned = 0;
    for (const { at, name, receipt, records } of left) {
      const time = virtualTime();
      const emulator = createEmulator({ now: time.now });
      emulator.seed(records.map(([kind, record]) => ({ kind, record })));
      if (receipt === undefined) {
        expect([at, liveOfProbes(emulator)]).toEqual([at, []]);
        continue;
      }
      const others = (one: Emulator) =>
        recordsOf(one).filter(([, record]) => {
          const isOfProbe = JSON.stringify(record).includes('timeback-catalog probe');
          return !isOfProbe && !receipt.includes(`"${record['sourcedId']}"`);
        });
      const before = others(emulator);
      const folder = probeFolder(dialect);
      mkdirSync(join(folder, receipts), { recursive: true });
      const path = join(receipts, name);
      writeFileSync(join(folder, path), receipt);
      const { code, stdout } = await commandLine(
        ['probe', '--clean', path],
        { cwd: folder, env: credentials },
        { fetch: emulator.fetch, now: time.now, wait: time.wait },
      );
      expect([at, code, stdout]).toEqual([at, 0, expect.any(String)]);
      expect([at, liveOfProbes(emulator)]).toEqual([at, []]);
      expect([at, others(emulator)]).toEqual([at, before]);
      cleaned += 1;
    }
    expect(cleaned).toBeGreaterThan(60);
  },
);
