import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/node.ts';
import type { WritablePlan } from '../../src/model/plan.ts';
import { problem } from '../../src/model/problem.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { applyChanges, type ChangeSender } from '../../src/run/publish.ts';
import { fc } from '../support/laws.ts';
import { catalogOf, remoteOf, rules, type Short, sha256 } from '../support/nodes.ts';

const nodes: readonly Short[] = [
  ['resource', 'r', undefined],
  ['course', 'c', undefined],
  ['unit', 'u', 'c'],
  ['lesson', 'l', 'u', { resources: ['r'] }],
  ['unit', 'v', 'c', { prerequisites: ['u'] }],
  ['lesson', 'm', 'v'],
  ['course', 'd', undefined],
];

function planOf(here: readonly Short[]): WritablePlan {
  const plan = buildPlan({ catalog: catalogOf(here), remote: remoteOf([]), rules, sha256 });
  if (!plan.ok) throw new Error('no plan');
  return plan.value;
}

const plan = planOf(nodes);
const broken = problem('remote/rejected', { detail: 'no' });

async function run(write: ChangeSender['write'], stop = new AbortController().signal) {
  const outcomes = await applyChanges(plan, { write, slot: (task) => task(), stop });
  return outcomes.map((outcome) => {
    const why = outcome.status === 'not-tried' ? ` (${outcome.because})` : '';
    return `${outcome.address} ${outcome.status}${why}`;
  });
}

describe('carrying out a plan', () => {
  test('a node is written after its parent and what it refers to, and others do not wait', async () => {
    const written: Address[] = [];
    const waiting = new Set<Address>();
    await applyChanges(plan, {
      slot: (task) => task(),
      stop: new AbortController().signal,
      write: async ({ address }) => {
        waiting.add(address);
        await new Promise(setImmediate);
        written.push(address);
        return undefined;
      },
    });
    const first = (a: Address, b: Address) =>
      expect(written.indexOf(a)).toBeLessThan(written.indexOf(b));
    first('course/c', 'unit/u');
    first('unit/u', 'lesson/l');
    first('resource/r', 'lesson/l');
    first('unit/u', 'unit/v');
    expect(written.slice(0, 3).sort()).toEqual(['course/c', 'course/d', 'resource/r']);
  });

  test('a failure holds back only what depends on it, and says so', async () => {
    expect(await run(async ({ address }) => (address === 'unit/u' ? broken : undefined))).toEqual([
      'resource/r applied',
      'course/c applied',
      'unit/u failed',
      'lesson/l not-tried (earlier failure)',
      'unit/v not-tried (earlier failure)',
      'lesson/m not-tried (earlier failure)',
      'course/d applied',
    ]);
  });

  test('stopped: what was started is finished, nothing is started', async () => {
    const stop = new AbortController();
    const outcomes = await run(async () => {
      stop.abort();
      return undefined;
    }, stop.signal);
    expect(outcomes.filter((line) => line.endsWith('applied'))).toEqual(['resource/r applied']);
    expect(outcomes.filter((line) => line.endsWith('(interrupted)'))).toHaveLength(6);
  });

  test('whatever fails, there is one outcome for every change, in the order of the plan', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(plan.changes.map(({ address }) => address)), async (bad) => {
        const outcomes = await applyChanges(plan, {
          slot: (task) => task(),
          stop: new AbortController().signal,
          write: async ({ address }) => (bad.includes(address) ? broken : undefined),
        });
        expect(outcomes.map(({ address }) => address)).toEqual(
          plan.changes.map(({ address }) => address),
        );
        for (const outcome of outcomes) {
          if (outcome.status === 'failed') expect(bad).toContain(outcome.address);
          if (outcome.status === 'applied') expect(bad).not.toContain(outcome.address);
        }
      }),
    );
  });
});
