import type { Json } from '../model/json.ts';
import type { Exchange } from './api.ts';
import { type Arrival, dropped, pause } from './disturbance.ts';

/** One request in the request log, without credentials. */
export interface RequestRecord {
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

export interface TrafficParts {
  readonly answer: (request: Request, exchange: Exchange) => Response | Promise<Response>;
  readonly disturb: (arrival: Arrival, next: () => Promise<Response>) => Promise<Response>;
  readonly latencyMs: number;
}

/** Entry point of the emulator: delays, disturbs and logs each request. */
export interface Traffic {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Requests in the order in which they ended. */
  readonly requests: readonly RequestRecord[];
  /** Closes the entry: later requests fail as if nobody listened. */
  close(): void;
}

export function createTraffic({ answer, disturb, latencyMs }: TrafficParts): Traffic {
  const requests: RequestRecord[] = [];
  let inFlight = 0;
  let isClosed = false;
  const pass = async (arrival: Arrival, exchange: Exchange) => {
    const { request, path } = arrival;
    await pause(latencyMs, request.signal);
    const next = async () => {
      if (isClosed) throw dropped();
      return answer(request, exchange);
    };
    // The index tells which faults are active, so it must stay readable under all of them.
    return path === '/' ? next() : disturb(arrival, next);
  };
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname: path, search } = new URL(request.url);
    const exchange: Exchange = {};
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
      requests.push({ method, path, query, status, inFlight: arrival.inFlight, ...exchange });
    }
  };
  return {
    fetch,
    requests,
    close: () => {
      isClosed = true;
    },
  };
}
