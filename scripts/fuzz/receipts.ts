import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isObject, type Json } from '../../src/model/json.ts';
import { type Address, addressOf, parseAddress } from '../../src/model/node.ts';
import type { RemoteState } from '../../src/model/remote.ts';
import { isFullyWritten, type Receipt } from '../../src/model/report.ts';
import { progressOf, stateBefore } from '../../src/plan/progress.ts';
import { undoPlan } from '../../src/plan/undo.ts';
import { openDialect } from '../../src/remote/dialects/open-dialect.ts';
import {
  endLine,
  headLine,
  noSum,
  objectLine,
  receiptFromLines,
  sendingLine,
  summed,
} from '../../src/text/json/receipt-lines.ts';
import { anyPlan } from '../../test/render/arbitraries.ts';
import { area } from './area.ts';
import { expectChecked, expectShown } from './expect.ts';
import { mutated, textOf, unusual } from './mutate-json.ts';
import { damaged } from './mutate-text.ts';
import { sha256 } from './scratch.ts';

const at = '2026-01-01T00:00:00.000Z';
const record = mutated(
  fc.constant<Json>({
    sourcedId: 'a',
    status: 'active',
    title: 'A',
    sortOrder: 1,
    course: { sourcedId: 'c' },
    metadata: { m: 1 },
  }),
);

/** The lines of a run, one value for each line. */
const run: fc.Arbitrary<readonly Json[]> = fc
  .tuple(anyPlan, fc.infiniteStream(record), fc.boolean())
  .map(([plan, records, isEnded]) => {
    const { changes } = plan;
    const head = {
      ...{ run: 'r', command: 'apply' as const, started: at, actor: 'a', host: 'h', pid: 1 },
      ...{ version: '0.1.0', plan },
    };
    const objects = changes.map(({ address, action }) => {
      const image = records.next().value ?? null;
      return { address, action, before: isObject(image) ? image : null, after: {} };
    });
    const outcomes = changes.map(({ address }) => ({
      type: 'outcome',
      address,
      status: 'applied',
      at,
    }));
    const lines = [headLine(head), ...objects.map(objectLine), sendingLine(at)];
    const end = isEnded ? [endLine({ at, settled: 'converged' })] : [];
    return [...lines, ...outcomes, ...end];
  });

/** Lines with the checksums that a run would write, so that damage is not found by them alone. */
function asText(lines: readonly Json[]): string {
  let before = noSum;
  return lines
    .map((fields) => {
      if (!isObject(fields)) return `${textOf(fields)}\n`;
      const { line, sum } = summed(before, fields, sha256);
      before = sum;
      return line;
    })
    .join('');
}
const piece = fc.constantFrom('{', '}', '"', ',', '\n', '{}\n', '{"type":"resumed"}\n', '\0');
const text = fc.oneof(
  damaged(run.map(asText), piece),
  run.chain((lines) =>
    mutated(fc.constant<Json>(lines)).map((json) => (Array.isArray(json) ? asText(json) : '')),
  ),
  fc.array(unusual, { maxLength: 4 }).map(asText),
);

/**
 * Receipts: the result is a run or the damaged line; of a run, the remaining changes and an undo can be told.
 */
export const receipts = area('receipts', fc.tuple(text, record), ([written, now]) => {
  const receipt = receiptFromLines(written, sha256);
  if (!('head' in receipt)) {
    const lines = written.split('\n').length;
    assert.ok(receipt.line >= 1 && receipt.line <= Math.max(1, lines), 'no such line');
    return;
  }
  assert.equal(typeof isFullyWritten(receipt), 'boolean');
  const { changes } = receipt.head.plan;
  const dialect = openDialect('partner', new Map());
  assert.ok(dialect.ok);
  const { rules } = dialect.value;
  const befores = imagesOf(receipt);
  const remote = platform(receipt, now);
  const { pending, done, elsewhere } = progressOf(changes, { now: remote, befores, rules });
  assert.equal(pending.length + done.length + elsewhere.length, changes.length);
  stateBefore(remote, befores);
  const managed = { nodes: new Map() };
  const undone = undoPlan({ changes, befores, remote, managed, rules, sha256, reason: 'undo' });
  expectChecked(undone);
  if (undone.ok) expectShown(undone.value);
});

function decoded(address: Address, json: Json) {
  const dialect = openDialect('partner', new Map());
  const kind = parseAddress(address)?.kind;
  return kind && isObject(json) && dialect.ok ? dialect.value.decode(kind, json) : undefined;
}

function imagesOf({ objects }: Receipt) {
  return new Map(
    [...objects.values()].map(({ address, before }) => [address, decoded(address, before)]),
  );
}

/** A platform that holds one record of the run, as it was or changed. */
function platform({ head, objects }: Receipt, now: Json): RemoteState {
  const [first] = objects.values();
  const address = first?.address ?? addressOf('lesson', 'a');
  const entity = decoded(address, now);
  return {
    platform: head.plan.platform,
    entities: new Map(entity ? [[address, entity]] : []),
    requests: 0,
  };
}
