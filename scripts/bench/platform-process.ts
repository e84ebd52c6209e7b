// The platform of the benchmark: the emulator in a process of its own, on 127.0.0.1. Messages tell it to open
// and close an emulator; it answers with the address and the number of requests.
import { readSeed, type Seed } from '../../src/features/emulator/emulator.ts';
import { createEmulator, type Emulator } from '../../src/features/emulator/server/emulator.ts';
import { type Listening, listen } from '../../src/features/emulator/server/listen.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { type Answer, latencyMs, type Order, type Traffic } from './platform.ts';

let emulator: Emulator | undefined;
let server: Listening | undefined;
/** The seed that was opened last and its folder: the next run usually needs the same. */
let last: { readonly folder: string; readonly records: Seed['records'] } | undefined;

process.on('message', async (order: Order) => {
  const answer = order.do === 'open' ? await open(order.published) : await close();
  process.send?.(answer);
});
process.on('disconnect', () => process.exit());

async function open(published: string | undefined): Promise<Answer> {
  emulator = createEmulator({ latencyMs });
  if (published !== undefined) emulator.seed(recordsOf(published));
  server = await listen(emulator, { port: 0 });
  return { url: server.url };
}

function recordsOf(folder: string): Seed['records'] {
  if (last?.folder === folder) return last.records;
  const seed = readSeed(['catalog'], nodeWorld({ cwd: folder }));
  if (!seed.ok) throw new Error(seed.problems.map(({ detail }) => detail).join());
  last = { folder, records: seed.value.records };
  return last.records;
}

async function close(): Promise<Answer> {
  if (!emulator || !server) throw new Error('no emulator is open');
  const traffic = trafficOf(emulator);
  await server.close();
  emulator.close();
  return { traffic };
}

function trafficOf({ requests }: Emulator): Traffic {
  const of = (method: string) => requests.filter((request) => request.method === method).length;
  return { token: of('POST'), read: of('GET'), write: of('PUT') };
}
