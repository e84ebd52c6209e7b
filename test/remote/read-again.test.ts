import { describe, expect, onTestFinished, test } from 'vitest';
import {
  createEmulator,
  type EmulatorOptions,
} from '../../src/features/emulator/server/emulator.ts';
import { addressOf } from '../../src/model/node.ts';
import { openDialect } from '../../src/remote/dialects/open-dialect.ts';
import { batchesOf } from '../../src/remote/filter.ts';
import { remoteTo } from '../support/platform.ts';

const id = (index: number) => `0d6f3c0e-6f2b-4a56-9a53-${String(index).padStart(12, '0')}`;

/** 450 units on a platform that gives 100 on a page: four lists take eight requests. */
async function start(options: EmulatorOptions, facts: Readonly<Record<string, boolean>> = {}) {
  const { quirks = [] } = options;
  const emulator = createEmulator({ ...options, quirks: ['page-cap-100', ...quirks] });
  onTestFinished(emulator.close);
  const unit = (index: number, title: string) => ({
    kind: 'unit' as const,
    record: { sourcedId: id(index), status: 'active', title },
  });
  emulator.seed(Array.from({ length: 450 }, (_, index) => unit(index, 'Old')));
  const remote = remoteTo(emulator, { facts });
  const before = await remote.read();
  if (!before.ok) throw new Error('not read');
  return {
    emulator,
    unit,
    again: async (indexes: readonly number[]) => {
      emulator.seed(indexes.map((index) => unit(index, 'New')));
      const from = emulator.requests.length;
      const written = indexes.map((index) => addressOf('unit', id(index)));
      const after = await remote.readAgain(before.value, written);
      if (!after.ok) throw new Error(JSON.stringify(after.problems));
      const { entities } = after.value;
      const titles = written.map((address) => entities.get(address)?.entity.fields['title']);
      return { titles, entities, requests: emulator.requests.slice(from) };
    },
  };
}

const forty = Array.from({ length: 40 }, (_, index) => index * 10);

describe('what was written is read back by the fewest requests', () => {
  test('a single one by itself', async () => {
    const { again } = await start({});
    const { titles, requests } = await again([3]);
    expect(titles).toEqual(['New']);
    expect(requests.map(({ path }) => path)).toEqual([`/rostering/1.0/units/${id(3)}`]);
  });

  test('some by a filter', async () => {
    const { again } = await start({});
    const { titles, entities, requests } = await again(forty);
    expect(titles).toEqual(forty.map(() => 'New'));
    expect(entities.size).toBe(450);
    expect(requests.every(({ query }) => query.includes('filter='))).toBe(true);
    expect(requests).toHaveLength(1);
  });

  test('most of them by lists', async () => {
    const { again } = await start({});
    const { titles, requests } = await again(Array.from({ length: 450 }, (_, index) => index));
    expect(titles.every((title) => title === 'New')).toBe(true);
    expect(requests.some(({ query }) => query.includes('filter='))).toBe(false);
    expect(requests).toHaveLength(8);
  });

  test('without a filter if the table says that there is none', async () => {
    const { again } = await start({}, { 'list.filter': false });
    const { titles, requests } = await again(forty.slice(0, 5));
    expect(titles).toEqual(['New', 'New', 'New', 'New', 'New']);
    expect(requests.map(({ query }) => query)).toEqual(['', '', '', '', '']);
  });
});

describe('a filter that does not give what it should is not relied on', () => {
  test.each<EmulatorOptions>([
    { quirks: ['filter-ignored'] },
    { quirks: ['filter-refused'] },
    { faults: [{ fault: '503', path: 'units', method: 'GET', at: 7 }] },
    { faults: [{ fault: 'html', path: 'units', method: 'GET', at: 6, status: 200 }] },
  ])('%j', async (options) => {
    const { again } = await start(options);
    const few = await again([1, 2, 3]);
    expect(few.titles).toEqual(['New', 'New', 'New']);
    const many = await again(forty);
    expect(many.titles).toEqual(forty.map(() => 'New'));
    expect(many.entities.size).toBe(450);
  });

  test('what it leaves out is asked for by itself: retired and hidden', async () => {
    const { emulator, unit, again } = await start({ quirks: ['hides-retired'] });
    const { record } = unit(20, 'New');
    emulator.seed([{ kind: 'unit', record: { ...record, status: 'tobedeleted' } }]);
    const { entities, requests } = await again(forty.filter((index) => index !== 20));
    expect(entities.get(addressOf('unit', id(20)))?.status).toBe('active');
    expect(requests).toHaveLength(1);
  });

  test('the last page of it is short', async () => {
    const { again } = await start({ quirks: ['short-pages'] });
    expect((await again(forty)).titles).toEqual(forty.map(() => 'New'));
  });
});

test('no address of a request grows beyond what servers take', () => {
  const dialect = openDialect('partner', new Map());
  if (!dialect.ok) throw new Error('no dialect');
  const ids = Array.from({ length: 1000 }, (_, index) => `${id(index)}'é/&#${index}`);
  const named = (sourcedId: string) => ({ collection: 'lesson', sourcedId });
  const batches = batchesOf(ids.map(named), dialect.value);
  expect(batches.flatMap(({ sourcedIds }) => sourcedIds)).toEqual(ids);
  for (const { path } of batches) expect(path.length).toBeLessThan(4000);
  expect(batches.length).toBeLessThan(60);
  const one = batchesOf([named('x'.repeat(9000))], dialect.value);
  expect(one).toHaveLength(1);
});
