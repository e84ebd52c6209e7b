import { describe, expect, test } from 'vitest';
import {
  afterAnswer,
  afterFailure,
  type CircuitBreaker,
  closedBreaker,
} from '../../src/remote/http/client.ts';
import type { RetryableFailure } from '../../src/remote/http/retry.ts';
import type { HttpAnswer } from '../../src/remote/http/transport.ts';

const later = (status: number): RetryableFailure => {
  const answer: HttpAnswer = {
    type: 'answered',
    status,
    headers: new Headers(),
    text: '',
    size: { bytes: 0, values: 1 },
    json: {},
  };
  return { type: 'later', answer };
};
const record = { isShared: false };

/** So many requests given up, one after the other. */
function failing(
  count: number,
  trouble: RetryableFailure,
  from: CircuitBreaker = closedBreaker,
): CircuitBreaker {
  let breaker = from;
  for (let n = 0; n < count; n += 1) {
    breaker = afterFailure(breaker, trouble, { ...record, answersBefore: breaker.answers });
  }
  return breaker;
}

describe('the platform is given up', () => {
  test.each<{ name: string; breaker: CircuitBreaker; isOpen: boolean }>([
    { name: 'not after one request', breaker: failing(1, later(503)), isOpen: false },
    {
      name: 'after three that got no answer',
      breaker: failing(3, { type: 'lost', cause: '' }),
      isOpen: true,
    },
    { name: 'after three that were told "later"', breaker: failing(3, later(429)), isOpen: true },
    {
      name: 'not after as many faults: records may cause them',
      breaker: failing(19, later(500)),
      isOpen: false,
    },
    { name: 'after twenty faults', breaker: failing(20, later(500)), isOpen: true },
    {
      name: 'not where another request was answered in between',
      breaker: failing(2, later(503), afterAnswer(failing(2, later(503)))),
      isOpen: false,
    },
    {
      name: 'not by requests that others overtook',
      breaker: afterFailure(afterAnswer(failing(2, later(503))), later(503), {
        ...record,
        answersBefore: 0,
      }),
      isOpen: false,
    },
    {
      name: 'at once where no token is to be had',
      breaker: afterFailure(closedBreaker, later(500), { answersBefore: 0, isShared: true }),
      isOpen: true,
    },
    { name: 'for good', breaker: afterAnswer(failing(3, later(503))), isOpen: true },
  ])('$name', ({ breaker, isOpen }) => {
    expect(breaker.isOpen).toBe(isOpen);
  });
});
