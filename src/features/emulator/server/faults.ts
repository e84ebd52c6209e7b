import { setTimeout as wait } from 'node:timers/promises';
import { cutOff, type EmulatorAnswer, slow, toResponse, truncate } from './http.ts';

type Failure = '429' | '500' | '502' | '503' | '504';

interface Waits {
  readonly 'retry-after'?: number;
  /** `retry-after` as an HTTP date, in seconds from now. */
  readonly 'retry-after-date'?: number;
}
type Bare =
  | 'drop-before'
  | 'drop-after'
  | 'empty'
  | 'error-inside'
  | 'truncated'
  | 'cut-off'
  | 'token-down'
  | 'token-expires';

/** Selects the requests that a fault strikes: by method and path, and among these by number. */
interface Selector {
  /** Every N-th matching request. */
  readonly every?: number;
  /** Only the K-th matching request, counted from one. */
  readonly at?: number;
  /** At most this many requests. */
  readonly times?: number;
  readonly method?: string;
  /** Text that the path contains. */
  readonly path?: string;
}

/** One active fault. Durations are in milliseconds (`ms`) or seconds (`retry-after…`). */
export type FaultSpec = Selector &
  (
    | { readonly fault: Bare }
    | { readonly fault: 'latency' | 'slow-body'; readonly ms: number }
    /** Status of the answer; absent: 502. */
    | { readonly fault: 'html'; readonly status?: number }
    | (Waits & { readonly fault: Failure })
    | { readonly fault: 'forbid'; readonly id: string }
    | { readonly fault: 'burst'; readonly limit: number }
    /** Status of the redirection; absent: 307. */
    | { readonly fault: 'redirect'; readonly to: string; readonly status?: number }
  );

type FaultName = FaultSpec['fault'];

const waits = ['retry-after', 'retry-after-date'] as const;

/** Every fault: its effect, and its settings in addition to those of the selector. */
export const faults = {
  latency: { description: 'the answer is late by `ms` milliseconds', settings: ['ms'] },
  '429': { description: 'too many requests; nothing is written', settings: waits },
  '500': { description: 'the server fails; nothing is written', settings: waits },
  '502': { description: 'the gateway fails; nothing is written', settings: waits },
  '503': { description: 'not available; nothing is written', settings: waits },
  '504': { description: 'the gateway gives up waiting; nothing is written', settings: waits },
  'drop-before': { description: 'the connection drops; nothing is written', settings: [] },
  'drop-after': { description: 'the connection drops after the write', settings: [] },
  html: {
    description: 'a page of HTML with `status`, else 502; nothing is written',
    settings: ['status'],
  },
  empty: { description: 'status 200 without a body, after the write', settings: [] },
  'error-inside': {
    description: 'status 200 with an error in the body; nothing is written',
    settings: [],
  },
  truncated: { description: 'the body breaks off in the middle, after the write', settings: [] },
  'cut-off': { description: 'the connection drops in the body, after the write', settings: [] },
  'slow-body': {
    description: 'the body takes `ms` milliseconds, after the write',
    settings: ['ms'],
  },
  'token-down': { description: 'the token endpoint answers 503', settings: [] },
  'token-expires': { description: 'all tokens expire just before the request', settings: [] },
  forbid: { description: 'requests for the record `id` answer 403', settings: ['id'] },
  burst: { description: 'more than `limit` requests at once answer 429', settings: ['limit'] },
  redirect: {
    description: 'a redirection to `to` with `status`, else 307; 303 comes after the write',
    settings: ['to', 'status'],
  },
} as const satisfies Record<FaultName, { description: string; settings: readonly string[] }>;

const selectors = ['every', 'at', 'times', 'method', 'path'] as const;

/** Reads `name` or `name:setting=value,…`, such as `429:every=5,retry-after=1`. */
export function parseFault(text: string): FaultSpec | { readonly error: string } {
  const [, name = '', rest] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  if (!isFault(name)) {
    return { error: `There is no fault "${name}". There are: ${Object.keys(faults).join(', ')}.` };
  }
  const settings = new Map<string, string>();
  for (const pair of rest ? rest.split(',') : []) {
    const [, key = '', value = ''] = /^([^=]+)=(.+)$/s.exec(pair) ?? [];
    const known: readonly string[] = [...faults[name].settings, ...selectors];
    if (!known.includes(key)) {
      return { error: `"${pair}" is no setting of ${name}. It takes: ${known.join(', ')}.` };
    }
    if (settings.has(key)) return { error: `"${key}" is given twice.` };
    settings.set(key, value);
  }
  if (settings.has('every') && settings.has('at')) {
    return { error: '"every" and "at" cannot be combined.' };
  }
  const spec: Record<string, string | number> = { fault: name };
  for (const key of [...selectors, ...faults[name].settings]) {
    const text = settings.get(key);
    const from = least[key];
    if (text === undefined) {
      if (needed.includes(key)) return { error: `"${key}" is missing.` };
    } else if (from === undefined) {
      spec[key] = key === 'method' ? text.toUpperCase() : text;
    } else if (/^\d{1,9}$/.test(text) && Number(text) >= from) {
      spec[key] = Number(text);
    } else return { error: `"${key}" must be a whole number from ${from}.` };
  }
  return spec as unknown as FaultSpec;
}

/** The least value of each numeric setting: only durations may be zero. Other settings are texts. */
const least: Readonly<Record<string, number>> = {
  ...{ every: 1, at: 1, times: 1, limit: 1, status: 1 },
  ...{ ms: 0, 'retry-after': 0, 'retry-after-date': 0 },
};

/** Settings that their faults require. */
const needed = ['ms', 'limit', 'id', 'to'];

function isFault(name: string): name is FaultName {
  return Object.hasOwn(faults, name);
}

/** An incoming request as faults see it. */
export interface IncomingRequest {
  readonly request: Request;
  readonly path: string;
  /** Requests in flight, this one included. */
  readonly inFlight: number;
}

/** Parts of the emulator that faults need. */
interface FaultContext {
  readonly tokenPaths: readonly string[];
  readonly now: () => Date;
  readonly expireTokens: () => void;
  readonly refusal: (status: number, description: string) => EmulatorAnswer;
}

type Next = () => Promise<Response>;

/** Passes a request through every fault that strikes it. The first fault named is the outermost. */
export function createFaultInjection(
  specs: readonly FaultSpec[],
  context: FaultContext,
): (arrival: IncomingRequest, next: Next) => Promise<Response> {
  const selections = specs.map((spec) => ({ spec, strikes: createSelection(spec, context) }));
  return (arrival, next) => {
    const striking = selections.filter(({ strikes }) => strikes(arrival));
    const steps = striking.reduceRight<Next>(
      (inner, { spec }) =>
        () =>
          strike(spec, inner, { ...context, ...arrival }),
      next,
    );
    return steps();
  };
}

/** Counts the requests that match a fault, and says of each whether the fault strikes it. */
function createSelection(spec: FaultSpec, { tokenPaths }: FaultContext) {
  let matching = 0;
  let struck = 0;
  return (arrival: IncomingRequest): boolean => {
    if (!isAbout(spec, arrival, tokenPaths)) return false;
    matching += 1;
    if (spec.every !== undefined && matching % spec.every !== 0) return false;
    if (spec.at !== undefined && matching !== spec.at) return false;
    if (spec.times !== undefined && struck >= spec.times) return false;
    struck += 1;
    return true;
  };
}

function isAbout(
  spec: FaultSpec,
  arrival: IncomingRequest,
  tokenPaths: readonly string[],
): boolean {
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
  context: FaultContext & IncomingRequest,
): Promise<Response> {
  const { refusal, request } = context;
  switch (spec.fault) {
    case 'latency':
      await waitUnlessAborted(spec.ms, request.signal);
      return next();
    case 'token-expires':
      context.expireTokens();
      return next();
    case 'drop-before':
      throw connectionDropped();
    case 'drop-after':
      await next();
      throw connectionDropped();
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
      if (spec.status === 303) await next();
      return toResponse({ status: spec.status ?? 307, headers: { location: spec.to } });
    case 'forbid':
      return toResponse(refusal(403, 'A fault in force forbids this record.'));
    case 'burst':
      return toResponse(refusal(429, `More than ${spec.limit} requests at once.`));
    case 'token-down':
      return toResponse(refusal(503, 'A fault in force closes the token endpoint.'));
    default: {
      const answer = refusal(Number(spec.fault), 'A fault in force answers here.');
      return toResponse({ ...answer, headers: retryAfter(spec, context.now()) });
    }
  }
}

function retryAfter(
  { 'retry-after': seconds, 'retry-after-date': untilDate }: Waits,
  now: Date,
): Record<string, string> {
  if (seconds !== undefined) return { 'retry-after': String(seconds) };
  if (untilDate === undefined) return {};
  return { 'retry-after': new Date(now.getTime() + untilDate * 1000).toUTCString() };
}

/** The error that `fetch` rejects with if a connection breaks. */
export function connectionDropped(): TypeError {
  return new TypeError('fetch failed', { cause: new Error('the connection was dropped') });
}

/** Waits `ms` milliseconds. Rejects as `fetch` does if the signal aborts. */
export async function waitUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (ms === 0) return;
  try {
    await wait(ms, undefined, { signal });
  } catch {
    throw signal.reason;
  }
}
