// The platform of the benchmark: the emulator in a process of its own, on 127.0.0.1. Told by
// messages to open an emulator and to close it; says where it listens and what it was asked.
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { type Listening, listen } from '../../src/emulator/listen.ts';
import { kinds } from '../../src/model/kind.ts';
import { type Answer, latencyMs, type Order, type Traffic } from './platform.ts';

let emulator: Emulator | undefined;
let server: Listening | undefined;
/** What was published when an emulator was closed with `keep`. */
let published: Parameters<Emulator['seed']>[0] = [];

process.on('message', async (order: Order) => {
  const answer = order.do === 'open' ? await open(order.published) : await close(order.keep);
  process.send?.(answer);
});
process.on('disconnect', () => process.exit());

async function open(isPublished: boolean): Promise<Answer> {
  emulator = createEmulator({ latencyMs });
  if (isPublished) emulator.seed(published);
  server = await listen(emulator, { port: 0 });
  return { url: server.url };
}

async function close(keep: boolean): Promise<Answer> {
  if (!emulator || !server) throw new Error('no emulator is open');
  const { records } = emulator;
  if (keep) published = kinds.flatMap((kind) => records(kind).map((record) => ({ kind, record })));
  const traffic = trafficOf(emulator);
  await server.close();
  emulator.close();
  return { traffic };
}

function trafficOf({ requests }: Emulator): Traffic {
  const of = (method: string) => requests.filter((request) => request.method === method).length;
  return { token: of('POST'), read: of('GET'), write: of('PUT') };
}
