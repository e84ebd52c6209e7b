import { describe, expect, test } from 'vitest';
import type { Answered } from '../../src/remote/attempt.ts';
import { afterAnswer, afterFailure, type Doubt, trust } from '../../src/remote/doubt.ts';
import type { Trouble } from '../../src/remote/retry.ts';

const later = (status: number): Trouble => {
  const answer: Answered = {
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
function failing(count: number, trouble: Trouble, from: Doubt = trust): Doubt {
  let doubt = from;
  for (let n = 0; n < count; n += 1) {
    doubt = afterFailure(doubt, trouble, { ...record, answersBefore: doubt.answers });
  }
  return doubt;
}

describe('the platform is given up', () => {
  test.each<{ name: string; doubt: Doubt; isGivenUp: boolean }>([
    { name: 'not after one request', doubt: failing(1, later(503)), isGivenUp: false },
    {
      name: 'after three that got no answer',
      doubt: failing(3, { type: 'lost', cause: '' }),
      isGivenUp: true,
    },
    { name: 'after three that were told "later"', doubt: failing(3, later(429)), isGivenUp: true },
    {
      name: 'not after as many faults: records may cause them',
      doubt: failing(19, later(500)),
      isGivenUp: false,
    },
    { name: 'after twenty faults', doubt: failing(20, later(500)), isGivenUp: true },
    {
      name: 'not where another request was answered in between',
      doubt: failing(2, later(503), afterAnswer(failing(2, later(503)))),
      isGivenUp: false,
    },
    {
      name: 'not by requests that others overtook',
      doubt: afterFailure(afterAnswer(failing(2, later(503))), later(503), {
        ...record,
        answersBefore: 0,
      }),
      isGivenUp: false,
    },
    {
      name: 'at once where no token is to be had',
      doubt: afterFailure(trust, later(500), { answersBefore: 0, isShared: true }),
      isGivenUp: true,
    },
    { name: 'for good', doubt: afterAnswer(failing(3, later(503))), isGivenUp: true },
  ])('$name', ({ doubt, isGivenUp }) => {
    expect(doubt.isGivenUp).toBe(isGivenUp);
  });
});
