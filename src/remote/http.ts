import ky, { HTTPError, type KyInstance } from 'ky';
import type { Connection } from './connection.ts';

/** How long and how often a request is tried. Milliseconds. */
const patience = { oneTry: 30_000, allTries: 180_000, longestPause: 20_000, repetitions: 6 };

/** Statuses that say "later". 500 is among them: the platform is reported to answer it under load. */
const laterStatuses = [408, 429, 500, 502, 503, 504];

/**
 * The HTTP client of one platform: repeats what may succeed later, honours Retry-After, gives up
 * after `patience.allTries`. Repeating a PUT is safe: it always carries the whole record.
 */
export function httpClient(connection: Connection): KyInstance {
  const { fetch: embedded, signal, onAnswer, onRetry } = connection;
  return ky.create({
    retry: {
      limit: patience.repetitions,
      methods: ['get', 'put', 'post'],
      statusCodes: laterStatuses,
      afterStatusCodes: [429, 503],
      maxRetryAfter: patience.longestPause,
      backoffLimit: patience.longestPause,
      jitter: (delay) => delay * (0.5 + Math.random() / 2),
      retryOnTimeout: true,
    },
    timeout: patience.oneTry,
    totalTimeout: patience.allTries,
    // A redirect could carry the client secret to another host.
    redirect: 'manual',
    signal,
    ...(embedded && {
      fetch: (input, init) => embedded(new Request(input as Request | string, init)),
    }),
    hooks: {
      beforeRetry: [({ error, retryCount }) => onRetry?.(reasonOf(error), retryCount)],
      afterResponse: [
        ({ request, response }) => {
          onAnswer?.(`${request.method} ${request.url} ${response.status}`);
        },
      ],
    },
  });
}

function reasonOf(error: Error): string {
  return error instanceof HTTPError
    ? `the answer was ${error.response.status}`
    : 'there was no answer';
}
