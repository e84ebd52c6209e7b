import { type Allowance, gateTo } from './allowance.ts';
import { type Answered, attempt, type Sending, type Tried } from './attempt.ts';
import { concealer } from './conceal.ts';
import type { Connection } from './connection.ts';
import { afterAnswer, afterFailure, type Doubt, trust } from './doubt.ts';
import { reasonOf } from './fault.ts';
import { openRoom } from './intake.ts';
import { limits } from './limits.ts';
import { patience as usual } from './patience.ts';
import { openPlaces, type Places } from './places.ts';
import { type Failure, repeat } from './repeat.ts';

export interface HttpClient extends Pick<Places, 'turn'> {
  /** Gives whatever was answered but "later"; `repetitions` where it is not the usual number. */
  readonly send: (sending: Sending, repetitions?: number) => Promise<Answered | Failure>;
  /** Answers so far. */
  readonly count: () => number;
}

/** What is known of the platform from the requests of one purpose. */
interface Watch {
  doubt: Doubt;
  readonly gone: AbortController;
}

/**
 * The HTTP client of one platform: repeats what may succeed later, keeps no more requests in flight
 * than the platform bears, and sends nothing more to one that no longer answers. Repeating a PUT is
 * safe: it always carries the whole record. So is a POST: it names the id, which can be made once.
 */
export function httpClient(connection: Connection, allowance: Allowance): HttpClient {
  const { signal, now, patience = usual, onAnswer, onRetry } = connection;
  const places = openPlaces(connection.parallelism);
  // Apart: a platform that takes no writes may well answer reads, and those tell what was kept.
  const watches = { read: newWatch(), write: newWatch(), token: newWatch() };
  const conceal = concealer(connection);
  const lease = openRoom(limits.onTheWay);
  const { baseUrl, tokenUrl } = connection;
  const whyNotAllowed = gateTo({ baseUrl, tokenUrl, allowance });
  let count = 0;
  return { turn: places.turn, count: () => count, send };

  async function send(
    sending: Sending,
    repetitions = patience.repetitions,
  ): Promise<Answered | Failure> {
    // The last place before the network: whatever made this request, it goes no further.
    const refused = whyNotAllowed(sending);
    if (refused !== undefined) return notAllowed(sending, refused);
    const purpose = purposeOf(sending);
    const watch = watches[purpose];
    const answersBefore = watch.doubt.answers;
    const ended = await repeat(sending, {
      patience,
      signal,
      now,
      gone: watch.gone.signal,
      occupy: places.occupy,
      attempt: once,
      repetitions: () => (isDoubted() ? patience.repetitionsInDoubt : repetitions),
      onRetry: (trouble, { time, pause }) => onRetry?.(reasonOf(trouble, pause), time),
    });
    learn(watch, ended, { answersBefore, isShared: purpose === 'token' });
    return ended;
  }

  async function once(sending: Sending, time: number): Promise<Tried> {
    const { fetch, network } = connection;
    const means = { fetch, wayTo: network?.wayTo, signal, time, lease: lease() };
    const tried = await attempt(sending, means);
    if (tried.type === 'answered') count += 1;
    const result = tried.type === 'answered' ? tried.status : tried.type;
    onAnswer?.(`${sending.method} ${sending.url} ${result}`);
    return conceal(tried, sending);
  }

  function isDoubted(): boolean {
    return Object.values(watches).some(({ doubt }) => doubt.failures > 0);
  }
}

function notAllowed({ method, url }: Sending, reason: string): Failure {
  const why = { type: 'not allowed', request: `${method} ${url}`, reason } as const;
  return { type: 'failed', why, tries: 0, elapsed: 0, mayHaveArrived: false };
}

function purposeOf({ method, expects }: Sending): 'read' | 'write' | 'token' {
  if (expects === 'status') return 'write';
  return method === 'GET' ? 'read' : 'token';
}

function newWatch(): Watch {
  return { doubt: trust, gone: new AbortController() };
}

function learn(
  watch: Watch,
  ended: Answered | Failure,
  request: Parameters<typeof afterFailure>[2],
): void {
  if (ended.type === 'answered') {
    watch.doubt = afterAnswer(watch.doubt);
    return;
  }
  const { why } = ended;
  if (why.type === 'interrupted' || why.type === 'given up' || why.type === 'not allowed') return;
  watch.doubt = afterFailure(watch.doubt, why, request);
  if (watch.doubt.isGivenUp) watch.gone.abort();
}
