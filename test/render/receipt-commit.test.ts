import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { headLine, noSum, receiptFromLines, summed } from '../../src/text/json/receipt-lines.ts';
import { mixed } from './examples.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const head = (dirty: boolean | 'unknown') =>
  headLine({
    run: 'r1',
    command: 'apply',
    started: '2026-11-21T10:00:00.000Z',
    actor: 'ada',
    host: 'here',
    pid: 1,
    commit: { id: 'c1', dirty },
    version: '0',
    plan: mixed,
  });

test.each([true, false, 'unknown'] as const)(
  'a receipt says whether files differ from the commit: %s',
  (dirty) => {
    const fields = head(dirty);
    expect(fields['commit']).toEqual({ id: 'c1', dirty });
    const receipt = receiptFromLines(summed(noSum, fields, sha256).line, sha256);
    expect('head' in receipt && receipt.head.commit).toEqual({ id: 'c1', dirty });
  },
);
