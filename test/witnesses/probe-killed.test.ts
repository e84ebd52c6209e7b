// The command `probe` as a process that is killed at some of its writes and of its reads, with the
// request carried out or not: whatever it left, `--clean` takes that away, and nothing else. Whatever the
// platform is sent is in the receipt on the disk before. `npm run laws` tries each request both ways.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createEmulator, type SeedRecord } from '../../src/features/emulator/server/emulator.ts';
import { listen } from '../../src/features/emulator/server/listen.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { type DialectName, dialectNames } from '../support/dialects.ts';
import { isThorough } from '../support/laws.ts';
import { heldKinds } from '../support/probed.ts';
import { start, startCli, startFile } from '../support/program.ts';
import { configFor, credentials } from '../support/served-catalog.ts';
import { isAtHand, serverOfOthers } from '../support/server-of-others.ts';
import { courseRecords, sharedResources } from '../support/shared-platform.ts';

/** A platform, and all that it holds, in the form in which it keeps it. */
interface Held {
  readonly dialect: DialectName;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly records: () => Promise<readonly JsonObject[]>;
}

/** What others have there, and what somebody else's probe left, retired. */
const ofOthers: readonly SeedRecord[] = [
  ...sharedResources(1),
  ...courseRecords('other', { lessons: 3, placements: 1 }),
  {
    kind: 'course',
    record: {
      sourcedId: 'earlier',
      status: 'tobedeleted',
      title: 'timeback-catalog probe deadbeef: course 1, safe to delete',
      metadata: { probe: 'deadbeef-0000-4000-8000-000000000000' },
    },
  },
];

function emulated(dialect: DialectName): Held {
  const emulator = createEmulator();
  emulator.seed(ofOthers);
  return {
    dialect,
    fetch: emulator.fetch,
    records: async () => heldKinds.flatMap((kind) => emulator.records(kind)),
  };
}

async function heldByOthers(): Promise<Held> {
  const url = await serverOfOthers(['--resources', '--seed', '20']);
  const authorization = 'Bearer perf-token';
  const list = async (name: string): Promise<readonly JsonObject[]> => {
    const path = `${url}/rostering/1.0/${name}?limit=100&offset=0`;
    const answer = await fetch(path, { headers: { authorization } });
    return ((await answer.json()) as Record<string, readonly JsonObject[]>)[name] ?? [];
  };
  return {
    dialect: 'partner',
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      const { method, headers } = request;
      const body = method === 'GET' ? {} : { body: await request.text() };
      return fetch(`${url}${pathname}${search}`, { method, headers, ...body });
    },
    records: async () =>
      (await Promise.all(['courses', 'units', 'lessons', 'resources'].map(list))).flat(),
  };
}

/** A request at which a process is killed: the N-th of all, or the N-th that writes. */
interface Moment {
  readonly of: 'requests' | 'writes';
  readonly at: number;
  /** Whether the platform carries it out before. */
  readonly arrives: boolean;
}

/** What came: of each write whether it was the first of its record. */
interface Seen {
  requests: number;
  readonly writes: boolean[];
  /** Writes of records that no whole line of the receipt named. */
  readonly unnamed: string[];
}

interface Served {
  readonly seen: Seen;
  readonly folder: string;
  readonly around: { readonly cwd: string; readonly env: Readonly<Record<string, string>> };
  /** Calls at that request; it and all later ones are answered no more until `revive`. */
  readonly dieAt: (moment: Moment, then: () => void) => void;
  readonly revive: () => void;
  /** Is called as each request comes. */
  onRequest: (isWrite: boolean) => void;
  readonly close: () => Promise<void>;
}

/** Serves a platform on a port, with the folder of a catalog that publishes there. */
async function served({ dialect, ...held }: Held): Promise<Served> {
  const seen: Seen = { requests: 0, writes: [], unnamed: [] };
  const ids = new Set<string>();
  let death: { readonly moment: Moment; readonly then: () => void } | undefined;
  let isDead = false;
  const isAWrite = ({ method, url }: Request) =>
    method !== 'GET' && !new URL(url).pathname.endsWith('/token');
  const note = async (request: Request, isWrite: boolean) => {
    seen.requests += 1;
    if (!isWrite) return;
    const id = idIn((await request.json()) as JsonObject);
    seen.writes.push(!ids.has(id));
    ids.add(id);
    const isNamed = linesOf(folder).some((line) => line.includes(`"sourcedId":"${id}"`));
    if (!isNamed) seen.unnamed.push(id);
  };
  const fetch = async (request: Request): Promise<Response> => {
    if (isDead) throw new TypeError('nobody is there');
    const isWrite = isAWrite(request);
    await note(request.clone(), isWrite);
    server.onRequest(isWrite);
    const { moment, then } = death ?? {};
    const count = moment?.of === 'writes' ? (isWrite ? seen.writes.length : 0) : seen.requests;
    if (moment?.at !== count) return held.fetch(request);
    isDead = true;
    if (moment.arrives) await (await held.fetch(request)).text();
    then?.();
    throw new TypeError('nobody is left to answer');
  };
  const { url, close } = await listen({ fetch }, { port: 0 });
  const folder = folderWith({ 'timeback-catalog.yaml': configFor(url, dialect) });
  const server: Served = {
    ...{ seen, folder, close, around: { cwd: folder, env: credentials } },
    dieAt: (moment, then) => {
      Object.assign(seen, { requests: 0, writes: [] });
      death = { moment, then };
    },
    revive: () => {
      death = undefined;
      isDead = false;
    },
    onRequest: () => {},
  };
  return server;
}

/** The id of the record in a body, whatever wraps it. */
function idIn(body: JsonObject): string {
  const [sent] = Object.values(body) as readonly JsonObject[];
  return String(sent?.['sourcedId']);
}

const receipts = '.timeback-catalog/probes/test';

/** The receipt of the one probe in a folder, by its path from there. */
function receiptIn(folder: string): string | undefined {
  const all = join(folder, receipts);
  const [name] = existsSync(all) ? readdirSync(all) : [];
  return name === undefined ? undefined : join(receipts, name);
}

/** Its whole lines, as they are on the disk. */
function linesOf(folder: string): readonly string[] {
  const receipt = receiptIn(folder);
  return receipt ? readFileSync(join(folder, receipt), 'utf8').split('\n').slice(0, -1) : [];
}

/** What of these is not among them, by id. */
function beside(records: readonly JsonObject[], known: readonly JsonObject[]) {
  const ids = new Set(known.map(({ sourcedId }) => sourcedId));
  return records.filter(({ sourcedId }) => !ids.has(sourcedId));
}

/** What came there since and is live. */
async function liveIn(held: Held, before: readonly JsonObject[]): Promise<readonly JsonObject[]> {
  const made = beside(await held.records(), before);
  return made.filter(({ status }) => status !== 'tobedeleted');
}

/** After `--clean` nothing is live that came since, and what was there before is as it was. */
async function holdsAfterCleaning(
  held: Held,
  { around, folder }: Served,
  { before, at }: { readonly before: readonly JsonObject[]; readonly at: string },
): Promise<void> {
  const receipt = receiptIn(folder) ?? '';
  const { code, stdout, stderr } = await cli(['probe', '--clean', receipt], around);
  const says = expect.stringContaining('No record of the probe is live.');
  const isQuiet = expect.not.stringMatching(/Error|Warning/);
  expect([at, code, stdout, stderr]).toEqual([at, 0, says, isQuiet]);
  await holdsAsBefore(held, { before, at });
}

async function holdsAsBefore(
  held: Held,
  { before, at }: { readonly before: readonly JsonObject[]; readonly at: string },
): Promise<void> {
  expect([at, await liveIn(held, before)]).toEqual([at, []]);
  const records = await held.records();
  expect([at, beside(records, beside(records, before))]).toEqual([at, before]);
}

const probe = ['probe', '--env', 'test', '--yes'];

/** A probe that nobody kills: how many requests it sends, and of each write whether it is the first of its record. */
async function unharmed(held: Held): Promise<Seen> {
  const before = await held.records();
  const server = await served(held);
  const { code, stderr } = await startCli(probe, server.around).ended;
  await server.close();
  expect([code, stderr]).toEqual([0, expect.not.stringMatching(/Error|Warning/)]);
  expect(server.seen.unnamed).toEqual([]);
  await holdsAsBefore(held, { before, at: 'unharmed' });
  return server.seen;
}

/** Kills a probe at a moment, and looks at what `--clean` makes of that. */
async function killedAt(make: () => Promise<Held>, moment: Moment, isTorn: boolean): Promise<void> {
  const held = await make();
  const before = await held.records();
  const server = await served(held);
  try {
    const running = startCli(probe, server.around);
    server.dieAt(moment, running.kill);
    const at = `${JSON.stringify(moment)}${isTorn ? ', the last line half' : ''}`;
    expect([at, (await running.ended).code]).toEqual([at, null]);
    server.revive();
    expect([at, server.seen.unnamed]).toEqual([at, []]);
    if (linesOf(server.folder).length === 0) return await holdsAsBefore(held, { before, at });
    if (isTorn) {
      const path = join(server.folder, receiptIn(server.folder) ?? '');
      truncateSync(path, statSync(path).size - 20);
    }
    await holdsAfterCleaning(held, server, { before, at });
  } finally {
    await server.close();
  }
}

/**
 * Each moment both ways; or some, one way: a record is made, its line is half written, it is changed, it is
 * retired. test/laws-probe-kills.test.ts has each request of the emulator both ways without a process, and
 * `unharmed` holds the receipt on the disk against each write: what only a process shows is how it dies.
 */
function momentsOf({ requests }: Seen): readonly Moment[] {
  const both = (at: number): Moment[] =>
    [true, false].map((arrives) => ({ of: 'requests', at, arrives }));
  if (isThorough) return Array.from({ length: requests }, (_, index) => both(index + 1)).flat();
  const inTurn = [5, 10, 22, 33].map(
    (at, index): Moment => ({ of: 'writes', at, arrives: index % 2 === 0 }),
  );
  return [...inTurn, { of: 'requests', at: 59, arrives: true }];
}

/** One lesson is moved to another unit by then, and nothing is taken away. */
const midway: Moment = { of: 'writes', at: 20, arrives: true };

const platforms: readonly (readonly [string, () => Promise<Held>])[] = [
  ...dialectNames.map(
    (dialect) => [`the emulator, ${dialect}`, async () => emulated(dialect)] as const,
  ),
  ...(isAtHand ? [['a server of others', heldByOthers] as const] : []),
];

describe.each(platforms)('%s', (_, make) => {
  test('killed at any request: --clean leaves nothing live that the probe made, and all else as it was', {
    timeout: 900_000,
  }, async () => {
    const seen = await unharmed(await make());
    expect(seen.requests).toBeGreaterThan(90);
    expect(seen.writes.length).toBeGreaterThan(32);
    // What is in the last line was not sent if the power goes while it is written.
    const isTorn = ({ of, at, arrives }: Moment) =>
      at % 2 === 0 && of === 'writes' && !arrives && seen.writes[at - 1] === true;
    const moments = momentsOf(seen);
    if (!isThorough) expect(moments.filter(isTorn)).not.toEqual([]);
    for (const moment of moments) await killedAt(make, moment, isTorn(moment));
  });

  test('cleaning up that is killed as well: the next one ends it', {
    timeout: 300_000,
  }, async () => {
    const held = await make();
    const before = await held.records();
    const server = await served(held);
    const running = startCli(probe, server.around);
    server.dieAt(midway, running.kill);
    await running.ended;
    const left = (await liveIn(held, before)).length;
    expect(left).toBeGreaterThan(8);
    const clean = ['probe', '--clean', receiptIn(server.folder) ?? ''];
    // Each time it comes as far as its fourth write: a record is retired, and it is not known.
    for (let count = 0; count < left; count += 1) {
      server.revive();
      const cleaning = startCli(clean, server.around);
      server.dieAt({ of: 'writes', at: 4, arrives: count % 2 === 0 }, cleaning.kill);
      if ((await cleaning.ended).code === 0) break;
    }
    server.revive();
    await holdsAfterCleaning(held, server, { before, at: 'cleaned by several' });
    await server.close();
  });
});

/** A limit for the size of files can be lifted while the process runs: a disk that has room again. */
const limiter = '/usr/bin/prlimit';

describe.skipIf(!existsSync(limiter))('a disk that is full', () => {
  const limited = (size: number) => [`--fsize=${size}:unlimited`, process.execPath, startFile];

  // Nothing at all; the first line; some records; all of them and not that they are gone.
  test.each([0, 500, 900, 2500, 5000])(
    'after %i bytes of a file: nothing is written that the receipt does not name, and nothing is left',
    async (size) => {
      const held = emulated('partner');
      const before = await held.records();
      const server = await served(held);
      const words = [...limited(size), ...probe, '--no-facts'];
      const { code, stdout, stderr } = await start(limiter, words, server.around).ended;
      const said = stdout + stderr;
      expect([code, said]).toEqual([1, expect.stringMatching(/Error\[.*EFBIG/s)]);
      expect(said).not.toContain('bug in timeback-catalog');
      expect(server.seen.unnamed).toEqual([]);
      await holdsAsBefore(held, { before, at: `${size} bytes` });
      await server.close();
    },
  );

  test('for a while: the receipt can be read, and says what is gone', async () => {
    const held = emulated('partner');
    const before = await held.records();
    const server = await served(held);
    const running = start(limiter, [...limited(2 ** 30), ...probe], server.around);
    const setLimit = (size: number | string) =>
      execFileSync(limiter, ['--pid', String(running.pid), `--fsize=${size}:unlimited`]);
    server.onRequest = (isWrite) => {
      if (!isWrite) return;
      const path = join(server.folder, receiptIn(server.folder) ?? '');
      // The next record is half written down; when the first one is taken away, there is room again.
      if (server.seen.writes.length === 4) setLimit(statSync(path).size + 100);
      if (server.seen.writes.length === 5) setLimit('unlimited');
    };
    const { code, stdout } = await running.ended;
    expect([code, stdout]).toEqual([1, expect.stringContaining('receipt/unwritable')]);
    expect(server.seen.unnamed).toEqual([]);
    await holdsAsBefore(held, { before, at: 'after a full disk' });
    const lines = linesOf(server.folder).map((line) => JSON.parse(line).type);
    // The second course is refused once, and written down once more.
    const made = [...Array(4).fill('intended'), ...Array(3).fill('retired')];
    expect(lines).toEqual(['probe', ...made, 'end']);
    await holdsAfterCleaning(held, server, { before, at: 'cleaned' });
    await server.close();
  });
});
