import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, toResponse } from './answer.ts';
import { cutOff, slow, truncate } from './body.ts';
import type { FaultSpec } from './faults.ts';

/** An incoming request as faults see it. */
export interface Arrival {
  readonly request: Request;
  readonly path: string;
  /** Requests in flight, this one included. */
  readonly inFlight: number;
}

/** Parts of the emulator that faults need. */
export interface Surroundings {
  readonly tokenPaths: readonly string[];
  readonly now: () => Date;
  readonly expireTokens: () => void;
  readonly refusal: (status: number, description: string) => Answer;
}

type Next = () => Promise<Response>;

/** Passes a request through every fault that strikes it. The first fault named is the outermost. */
export function createDisturbance(
  specs: readonly FaultSpec[],
  surroundings: Surroundings,
): (arrival: Arrival, next: Next) => Promise<Response> {
  const selections = specs.map((spec) => ({ spec, strikes: createSelection(spec, surroundings) }));
  return (arrival, next) => {
    const striking = selections.filter(({ strikes }) => strikes(arrival));
    const steps = striking.reduceRight<Next>(
      (inner, { spec }) =>
        () =>
          strike(spec, inner, { ...surroundings, ...arrival }),
      next,
    );
    return steps();
  };
}

/** Counts the requests that match a fault, and says of each whether the fault strikes it. */
function createSelection(spec: FaultSpec, { tokenPaths }: Surroundings) {
  let matching = 0;
  let struck = 0;
  return (arrival: Arrival): boolean => {
    if (!isAbout(spec, arrival, tokenPaths)) return false;
    matching += 1;
    if (spec.every !== undefined && matching % spec.every !== 0) return false;
    if (spec.at !== undefined && matching !== spec.at) return false;
    if (spec.times !== undefined && struck >= spec.times) return false;
    struck += 1;
    return true;
  };
}

function isAbout(spec: FaultSpec, arrival: Arrival, tokenPaths: readonly string[]): boolean {
  const { request, path, inFlight } = arrival;
  if (spec.method !== undefined && spec.method !== request.method) return false;
  if (spec.path !== undefined && !path.includes(spec.path)) return false;
  switch (spec.fault) {
    case 'token-down':
      return tokenPaths.includes(path);
    case 'forbid':
      return [spec.id, encodeURIComponent(spec.id)].some((id) => path.endsWith(`/${id}`));
    case 'burst':
      return inFlight > spec.limit;
    default:
      return true;
  }
}

async function strike(
  spec: FaultSpec,
  next: Next,
  around: Surroundings & Arrival,
): Promise<Response> {
  const { refusal, request } = around;
  switch (spec.fault) {
    case 'latency':
      await pause(spec.ms, request.signal);
      return next();
    case 'token-expires':
      around.expireTokens();
      return next();
    case 'drop-before':
      throw dropped();
    case 'drop-after':
      await next();
      throw dropped();
    case 'empty':
      await next();
      return new Response(null);
    case 'error-inside':
      return toResponse({ ...refusal(422, 'A fault in force refuses this.'), status: 200 });
    case 'truncated':
      return truncate(await next());
    case 'cut-off':
      return cutOff(await next());
    case 'slow-body':
      return slow(await next(), spec.ms);
    case 'html':
      return new Response('<html><body><h1>502 Bad Gateway</h1></body></html>', {
        status: spec.status ?? 502,
        headers: { 'content-type': 'text/html' },
      });
    case 'redirect':
      return toResponse({ status: 307, headers: { location: spec.to } });
    case 'forbid':
      return toResponse(refusal(403, 'A fault in force forbids this record.'));
    case 'burst':
      return toResponse(refusal(429, `More than ${spec.limit} requests at once.`));
    case 'token-down':
      return toResponse(refusal(503, 'A fault in force closes the token endpoint.'));
    case '429':
    case '500':
    case '502':
    case '503':
    case '504': {
      const answer = refusal(Number(spec.fault), 'A fault in force answers here.');
      return toResponse({ ...answer, headers: retryAfter(spec, around.now()) });
    }
  }
}

function retryAfter(
  {
    'retry-after': seconds,
    'retry-after-date': untilDate,
  }: { readonly 'retry-after'?: number; readonly 'retry-after-date'?: number },
  now: Date,
): Record<string, string> {
  if (seconds !== undefined) return { 'retry-after': String(seconds) };
  if (untilDate === undefined) return {};
  return { 'retry-after': new Date(now.getTime() + untilDate * 1000).toUTCString() };
}

/** The error that `fetch` rejects with if a connection breaks. */
export function dropped(): TypeError {
  return new TypeError('fetch failed', { cause: new Error('the connection was dropped') });
}

/** Waits `ms` milliseconds. Rejects as `fetch` does if the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (ms === 0) return;
  try {
    await wait(ms, undefined, { signal });
  } catch {
    throw signal.reason;
  }
}
