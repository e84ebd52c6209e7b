import type { Problem } from '../model/problem.ts';
import type { Dialect, WrittenRecord } from './dialect.ts';
import { overlay } from './overlay.ts';
import { collectionNamed, readRecord } from './record-at.ts';
import type { Requester } from './request.ts';

interface Writing {
  readonly dialect: Dialect;
  readonly requester: Requester;
  /** For messages: "Writing the lesson l". */
  readonly doing: string;
}

/** Writes one record by one request; gives the problem where it was not accepted. */
export async function writeRecord(
  written: WrittenRecord,
  { dialect, requester, doing }: Writing,
): Promise<Problem | undefined> {
  const { method, sourcedId, record, isOurs } = written;
  const { path, pathOf, wrap } = collectionNamed(written.collection, dialect);
  if (method === 'PUT') return put(record);
  const posted = await requester.send({ method, path, body: wrap(record), doing });
  const [refused] = posted.problems;
  const isThere =
    isOurs && ['remote/rejected', 'remote/server-error'].includes(refused?.code ?? '');
  // Lists may hide what is retired, and a lost answer may have been a yes.
  if (!refused || !(isThere || refused.inDoubt)) return refused;
  const doingSo = { dialect, requester: inTurn(requester), doing };
  const there = await readRecord(written, doingSo);
  return there.ok && there.value ? put(overlay(there.value, record)) : refused;

  async function put(body: typeof record): Promise<Problem | undefined> {
    const ask = { method: 'PUT', path: pathOf(sourcedId), body: wrap(body), doing } as const;
    return (await requester.send(ask)).problems[0];
  }
}

/** The caller has its turn already, and another one might never come. */
function inTurn(requester: Requester): Requester {
  return { ...requester, turn: (task) => task() };
}
