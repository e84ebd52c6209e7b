import type { Address } from '../model/address.ts';
import type { JsonObject } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';
import { repeatedKey } from '../plan/repeated-key.ts';
import type { Dialect, WrittenRecord } from './dialect.ts';
import type { Requester } from './http/request.ts';
import { overlay } from './overlay.ts';
import { linkedId } from './record/record.ts';
import { collectionNamed, readRecord } from './record-at.ts';

interface Writing {
  /** The node that the record is of. */
  readonly address: Address;
  readonly dialect: Dialect;
  readonly requester: Requester;
  /** For messages: "Writing the lesson l". */
  readonly doing: string;
}

/** Writes one record by one request; gives the problem where it was not accepted. */
export async function writeRecord(
  written: WrittenRecord,
  { address, dialect, requester, doing }: Writing,
): Promise<Problem | undefined> {
  const { method, sourcedId, record, belongsBy } = written;
  const { path, pathOf, wrap } = collectionNamed(written.collection, dialect);
  const doingSo = { dialect, requester: inTurn(requester), doing };
  if (method === 'PUT') return belongsBy ? overWhatIsThere(undefined) : put(record);
  const posted = await requester.send({ method, path, body: wrap(record), doing });
  const [refused] = posted.problems;
  const isThere =
    belongsBy && ['remote/rejected', 'remote/server-error'].includes(refused?.code ?? '');
  // Lists may hide what is retired, and a lost answer may have been a yes.
  return refused && (isThere || refused.mayBeWritten) ? overWhatIsThere(refused) : refused;

  /** Lays the record over the one with its id, unless that belongs to something else. */
  async function overWhatIsThere(refused: Problem | undefined): Promise<Problem | undefined> {
    const there = await readRecord(written, doingSo);
    if (!there.ok) return refused ?? there.problems[0];
    if (there.value === undefined) return refused ?? put(record);
    const other = belongingOf(there.value, written);
    if (other !== undefined) return taken(other);
    return repeatedKey(address, there.value) ?? put(overlay(there.value, record));
  }

  async function put(body: JsonObject): Promise<Problem | undefined> {
    const ask = { method: 'PUT', path: pathOf(sourcedId), body: wrap(body), doing } as const;
    return (await requester.send(ask)).problems[0];
  }

  function taken(other: string): Problem {
    return problem('remote/taken', {
      detail: `${doing}: the platform has the ${written.collection} ${sourcedId} already, and there it belongs to ${other}. It was left as it is.`,
      hint: 'If the ledger gives a placement that id, restore the ledger to before that line was added, and run `timeback-catalog fmt`.',
    });
  }
}

/** What a record belongs to, where that is something else than what is written says. */
function belongingOf(
  there: JsonObject,
  { record, belongsBy = [] }: WrittenRecord,
): string | undefined {
  const isSame = belongsBy.every((key) => linkedId(there[key]) === linkedId(record[key]));
  if (isSame) return undefined;
  return belongsBy.map((key) => `${key} ${JSON.stringify(linkedId(there[key]) ?? '')}`).join(', ');
}

/** The caller has its turn already, and another one might never come. */
function inTurn(requester: Requester): Requester {
  return { ...requester, turn: (task) => task() };
}
