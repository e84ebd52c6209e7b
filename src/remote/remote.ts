import { type Address, addressOf, parseAddress } from '../model/address.ts';
import { isObject, type Json } from '../model/json.ts';
import { type Kind, kinds } from '../model/kind.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { ProblemCode } from '../model/problem-codes.ts';
import type { Platform, RemoteEntity, RemoteState } from '../model/remote.ts';
import type { Connection } from './connection.ts';
import type { Dialect, Write } from './dialect.ts';
import { listCollection } from './list.ts';
import { type Probe, probe } from './probe.ts';
import { readAgain } from './read-again.ts';
import { requester } from './request.ts';

/** One platform, opened: everything that can be asked of it. Failures come back as problems. */
export interface Remote {
  readonly platform: Platform;
  readonly dialect: Dialect;
  /** Gets a token and nothing else. */
  readonly authenticate: () => Promise<Checked<unknown>>;
  /** All collections, whole. */
  readonly read: () => Promise<Checked<RemoteState>>;
  /** One node by its id; undefined where the platform has none. */
  readonly readOne: (address: Address) => Promise<Checked<RemoteEntity | undefined>>;
  /** The state once these nodes were written over `before`, by the fewest requests. */
  readonly readAgain: (
    before: RemoteState,
    written: readonly Address[],
  ) => Promise<Checked<RemoteState>>;
  /** What little reading tells: access, clock, one page of each collection, rows of the table. */
  readonly probe: () => Promise<Probe>;
  /** Sends at once: the caller waits for its turn, so that it can change its mind until then. */
  readonly write: (write: Write) => Promise<Problem | undefined>;
  /** Runs a task when one of the platform's places is free. */
  readonly turn: <T>(task: () => Promise<T>) => Promise<T>;
  /** Gives up on what is being waited for; from then on every request is interrupted. */
  readonly cancel: () => void;
  /** Requests answered so far. */
  readonly requests: () => number;
}

export function openRemote(connection: Connection): Remote {
  const { platform, dialect } = connection;
  const cancelled = new AbortController();
  const signal = AbortSignal.any([connection.signal, cancelled.signal]);
  const requests = requester({ ...connection, signal });

  return {
    platform,
    dialect,
    authenticate: requests.authenticate,
    requests: requests.count,
    turn: requests.turn,
    cancel: () => cancelled.abort(),
    read,
    readOne,
    readAgain: (before, written) =>
      readAgain(before, written, { read, readOne, dialect, requester: requests }),
    probe: () => probe(connection, requests, pathOf),
    write: async (write) => {
      const { kind, sourcedId, fields } = write.entity;
      const answer = await requests.send({
        path: pathOf(kind, sourcedId),
        body: dialect.encode(write, connection.now()),
        doing: `Writing the ${kind} ${JSON.stringify(fields['title'] ?? sourcedId)}`,
      });
      return answer.problems[0];
    },
  };

  async function read(): Promise<Checked<RemoteState>> {
    const token = await requests.authenticate();
    if (!token.ok) return token;
    const before = requests.count();
    const lists = await Promise.all(
      kinds.map((kind) => listCollection(kind, connection, requests)),
    );
    const problems = oneOfEachKind(lists.flatMap((list) => list.problems));
    const entities = new Map<Address, RemoteEntity>();
    lists.forEach((list, index) => {
      const kind = kinds[index];
      if (list.ok && kind) problems.push(...decodeAll(kind, list.value, entities));
    });
    return checked({ platform, entities, requests: requests.count() - before }, problems);
  }

  async function readOne(address: Address): Promise<Checked<RemoteEntity | undefined>> {
    const parsed = parseAddress(address);
    if (!parsed) return checked(undefined, []);
    const { kind, sourcedId } = parsed;
    const path = pathOf(kind, sourcedId);
    const doing = `Reading the ${kind} ${sourcedId}`;
    const ask = { path, doing, mayBeAbsent: true };
    const answer = await requests.turn(() => requests.send(ask));
    if (!answer.ok) return answer;
    if (answer.value.status === 404) return checked(undefined, []);
    const record = dialect.unwrap(kind, answer.value.json ?? null);
    const entity = record && dialect.decode(kind, record);
    return entity ? checked(entity, []) : { ok: false, problems: [odd(kind, path)] };
  }

  function pathOf(kind: Kind, sourcedId: string): string {
    return `${dialect.collectionPath(kind)}/${encodeURIComponent(sourcedId)}`;
  }

  function decodeAll(
    kind: Kind,
    records: readonly Json[],
    entities: Map<Address, RemoteEntity>,
  ): Problem[] {
    return records.flatMap((record) => {
      const entity = isObject(record) ? dialect.decode(kind, record) : undefined;
      if (!entity) return [odd(kind, dialect.collectionPath(kind))];
      const address = addressOf(kind, entity.entity.sourcedId);
      const twice = entities.has(address);
      entities.set(address, entity);
      return twice ? [onTwoPages(address, records.length)] : [];
    });
  }

  function odd(kind: Kind, path: string): Problem {
    return problem('remote/unexpected-answer', {
      detail: `The answer to GET ${path} holds something that is no ${kind} with a sourcedId.`,
      hint: `If this platform wraps records otherwise, correct the row ${kind}.envelope under \`facts\` in the config.`,
    });
  }

  function onTwoPages(address: Address, read: number): Problem {
    return problem('remote/incomplete-read', {
      detail: `Reading ${platform.name}: "${address}" came twice among ${read} records, so the list shifted while it was read and another one is missing.`,
      hint: 'Run the command again when nobody else is publishing.',
    });
  }
}

/** A platform that is down fails every list: one reason is told once, not four times. */
function oneOfEachKind(problems: readonly Problem[]): Problem[] {
  const once: readonly ProblemCode[] = [
    'auth/refused',
    'remote/unreachable',
    'remote/server-error',
    'remote/busy',
    'remote/given-up',
    'run/interrupted',
  ];
  const causes = problems.filter(({ code }) => code !== 'remote/given-up');
  const told = causes.length > 0 ? causes : problems;
  return told.filter(
    ({ code }, index) =>
      !once.includes(code) || told.findIndex((other) => other.code === code) === index,
  );
}
