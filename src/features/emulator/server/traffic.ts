import type { Json, JsonObject } from '../../../model/json.ts';
import { textUnder } from '../../../model/json-values.ts';
import { kinds } from '../../../model/node.ts';
import type { RequestNotes } from './api.ts';
import { connectionDropped, type IncomingRequest, waitUnlessAborted } from './faults.ts';
import type { Entry, Store } from './store.ts';

/** One request in the request log, without credentials. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  /** The query as sent, without the question mark. */
  readonly query: string;
  /** Status of the answer; 0 if the connection ended without one. */
  readonly status: number;
  /** Requests in flight when it came in, itself included. */
  readonly inFlight: number;
  /** The JSON body, if the request came as far as being read. */
  readonly body?: Json;
}

/** A request as the status page shows it. */
export interface SeenRequest extends LoggedRequest {
  /** Counts from one. */
  readonly number: number;
  /** When it came in, and how long it took, in milliseconds. */
  readonly at: Date;
  readonly ms: number;
  /** Body of the answer, if that refuses the request. */
  readonly refusal?: Json;
}

interface RequestGatewayParts {
  readonly answer: (request: Request, exchange: RequestNotes) => Response | Promise<Response>;
  readonly injectFaults: (
    arrival: IncomingRequest,
    next: () => Promise<Response>,
  ) => Promise<Response>;
  readonly latencyMs: number;
  readonly now: () => Date;
}

/** Entry point of the emulator: delays, disturbs and logs each request. */
interface RequestGateway {
  readonly fetch: (request: Request) => Promise<Response>;
  /** The last requests in the order in which they ended: `mostKept`, or a few more. */
  readonly requests: readonly LoggedRequest[];
  /** The most recent requests, oldest first, without those of the status page. */
  readonly seen: readonly SeenRequest[];
  /** Closes the entry: later requests fail as if nobody listened. */
  close(): void;
}

export function createRequestGateway({
  answer,
  injectFaults: disturb,
  latencyMs,
  now,
}: RequestGatewayParts): RequestGateway {
  const requests: LoggedRequest[] = [];
  const seen: SeenRequest[] = [];
  let number = 0;
  let inFlight = 0;
  let isClosed = false;
  const pass = async (arrival: IncomingRequest, exchange: RequestNotes) => {
    const { request, path } = arrival;
    await waitUnlessAborted(latencyMs, request.signal);
    const next = async () => {
      if (isClosed) throw connectionDropped();
      return answer(request, exchange);
    };
    // The index shows which faults are active, so it must stay readable under all of them.
    return path === '/' ? next() : disturb(arrival, next);
  };
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname: path, search } = new URL(request.url);
    const exchange: RequestNotes = {};
    const at = now();
    let status = 0;
    inFlight += 1;
    const arrival = { request, path, inFlight };
    try {
      const response = await pass(arrival, exchange);
      status = response.status;
      return response;
    } finally {
      inFlight -= 1;
      const { method } = request;
      const query = search.slice(1);
      const { refusal, ...notes } = exchange;
      const logged = { method, path, query, status, inFlight: arrival.inFlight, ...notes };
      requests.push(logged);
      // A page that stays open in a browser asks every few seconds, for days.
      if (requests.length >= mostKept * 1.5) requests.splice(0, requests.length - mostKept);
      if (path !== '/' && path !== '/favicon.ico') {
        number += 1;
        const ms = now().valueOf() - at.valueOf();
        seen.push({ ...logged, number, at, ms, ...(refusal !== undefined && { refusal }) });
        if (seen.length > mostRequests) seen.shift();
      }
    }
  };
  return {
    fetch,
    requests,
    seen,
    close: () => {
      isClosed = true;
    },
  };
}

/** The most requests that are kept: more than anybody looks at, and few enough for memory. */
export const mostKept = 20_000;

/**
 * The most nodes that the status page shows: more than a person scrolls through, and few enough for a
 * browser.
 */
const mostNodes = 2000;
const mostRequests = 50;

/** Current content of the status page of an emulator. */
export function statusOf(
  { store, traffic }: { readonly store: Store; readonly traffic: Pick<RequestGateway, 'seen'> },
  about: JsonObject,
): Status {
  const entries = kinds.map((kind) => [kind, store.everyOwners(kind)] as const);
  const counts = Object.fromEntries(entries.map(([kind, all]) => [kind, all.length]));
  const shown = entries.flatMap(([, all]) => all).slice(0, mostNodes);
  const total = entries.reduce((sum, [, all]) => sum + all.length, 0);
  return {
    about,
    counts,
    omitted: total - shown.length,
    ...outlineOf(shown),
    requests: traffic.seen.toReversed(),
  };
}

/** The outline of the records. Resources are separate, since several lessons may place one. */
function outlineOf(entries: readonly Entry[]): Pick<Status, 'outline' | 'detached'> {
  const keyOf = (name: string, sourcedId: string) => `${name}/${sourcedId}`;
  const known = new Set(entries.map(({ name, sourcedId }) => keyOf(name, sourcedId)));
  const under = Map.groupBy(entries, (entry) => {
    const parent = parentOf(entry);
    return parent === undefined ? top : known.has(parent) ? parent : nowhere;
  });
  const nodesUnder = (place: string, above: readonly string[]): StatusNode[] =>
    (under.get(place) ?? []).toSorted(byOrder).map((entry) => {
      const key = keyOf(entry.name, entry.sourcedId);
      // Seeded parents may form a circle.
      const children = above.includes(key) ? [] : nodesUnder(key, [...above, key]);
      return { ...nodeOf(entry), children };
    });
  return { outline: nodesUnder(top, []), detached: nodesUnder(nowhere, []) };
}

const top = 'top';
const nowhere = 'nowhere';

/** The nearest record above, among the references that may name a parent. */
function parentOf({ name, record }: Entry): string | undefined {
  if (name !== 'lesson' && name !== 'unit') return undefined;
  const unit = textUnder(record, name === 'lesson' ? 'unit' : 'parent', 'sourcedId');
  const course = textUnder(record, 'course', 'sourcedId');
  if (unit !== undefined) return `unit/${unit}`;
  return course === undefined ? undefined : `course/${course}`;
}

function byOrder(a: Entry, b: Entry): number {
  return Number(a.record['sortOrder'] ?? 0) - Number(b.record['sortOrder'] ?? 0) || 0;
}

function nodeOf({ name, sourcedId, owner, record }: Entry): Omit<StatusNode, 'children'> {
  const [title = '', status = 'active'] = [textUnder(record, 'title'), textUnder(record, 'status')];
  return { kind: name, sourcedId, owner, title, status };
}

/** One record in the outline of the status page, with the records below it. */
export interface StatusNode {
  readonly kind: string;
  readonly sourcedId: string;
  readonly title: string;
  readonly status: string;
  readonly owner: string;
  readonly children: readonly StatusNode[];
}

/** Content of the status page. */
export interface Status {
  /** Settings of the emulator, by the names of its options. */
  readonly about: JsonObject;
  /** Number of records, by kind. */
  readonly counts: Readonly<Record<string, number>>;
  readonly outline: readonly StatusNode[];
  /** Records whose parent does not exist. */
  readonly detached: readonly StatusNode[];
  /** Number of records that the outline leaves out because there are too many. */
  readonly omitted: number;
  /** The requests, newest first. */
  readonly requests: readonly SeenRequest[];
}
