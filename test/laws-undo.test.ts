// Laws of going back: apply and undo is as before, and undoing the undo is as after.
import { rmSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { Emulator } from '../src/features/emulator/server/emulator.ts';
import type { QuirkName } from '../src/features/emulator/server/quirks.ts';
import { isObject, type Json } from '../src/model/json.ts';
import { arrangement, manifestsOf } from './support/arrangement.ts';
import { dialectNames, emulatorFor } from './support/dialects.ts';
import { contentOf, receiptsOf } from './support/interrupted.ts';
import { fc, runs } from './support/laws.ts';
import { planFolder, undoReceipt } from './support/publish.ts';
import { catalogFolders, publish } from './support/published-folder.ts';
import { first, heldBefore, second } from './support/rich-catalog.ts';

let emulator: Emulator;
afterEach(() => emulator.close());

/** What is said of a record, whichever way: as two values compare, so they are written here. */
function said(value: Json, key = ''): Json {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) {
    const items = value.map((item) => said(item));
    return ['grades', 'subjects', 'subjectCodes', 'roles'].includes(key) ? items.sort() : items;
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value)
    .map(([name, inner]) => [name, said(inner, name)] as const)
    .filter(([, inner]) => !['null', '{}', '[]'].includes(JSON.stringify(inner)));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
const content = () =>
  Object.fromEntries(
    Object.entries(contentOf(emulator)).map(([key, record]) => [key, said(record)]),
  );

async function undoLast(folder: string): Promise<void> {
  const receipt = receiptsOf(folder).at(-1);
  if (receipt === undefined) return;
  const undone = await undoReceipt(emulator, folder, receipt);
  if (!undone.ok) throw new Error(JSON.stringify(undone.problems, undefined, 1));
  expect(undone.value.report.settled).toEqual({ state: 'converged' });
}

/** What was there is as it was; what was made is retired, and nothing is deleted. */
function expectAsBefore(was: ReturnType<typeof content>): void {
  const now = content();
  for (const [address, record] of Object.entries(now)) {
    if (address in was) expect(record).toEqual(was[address]);
    else expect(record).toMatchObject({ status: 'tobedeleted' });
  }
  expect(Object.keys(now)).toEqual(expect.arrayContaining(Object.keys(was)));
}

describe.each(dialectNames)('apply and undo, %s', (dialect) => {
  const folderWith = catalogFolders(dialect);

  test('is as before, for any two states of a catalog', async () => {
    await fc.assert(
      fc.asyncProperty(arrangement, arrangement, async (one, two) => {
        emulator = emulatorFor(dialect);
        const folder = folderWith({ manifests: manifestsOf(one) });
        await publish(emulator, folder);
        const was = content();
        const other = folderWith({ manifests: manifestsOf(two) });
        await publish(emulator, other);
        await undoLast(other);
        expectAsBefore(was);
        const again = await planFolder(emulator, folder);
        expect(again.ok && again.value.plan.changes).toEqual([]);
        rmSync(folder, { recursive: true });
        rmSync(other, { recursive: true });
        emulator.close();
      }),
      runs(dialect === 'partner' ? 40 : 20),
    );
  });

  test.each<{ quirks: readonly QuirkName[] }>([{ quirks: [] }, { quirks: ['hides-retired'] }])(
    'is as before if nodes were retired, moved, cleared and restored: $quirks',
    async (there) => {
      emulator = emulatorFor(dialect, there);
      emulator.seed(heldBefore(dialect));
      await publish(emulator, folderWith(first));
      const was = content();
      const folder = folderWith(second);
      await publish(emulator, folder);
      const became = content();
      await undoLast(folder);
      expectAsBefore(was);
      await undoLast(folder);
      expect(content()).toEqual(became);
    },
  );

  const small = (lessons: readonly Json[], others: readonly Json[] = []): readonly Json[] => [
    {
      ...{ kind: 'course', sourcedId: 'c', title: 'Rivers', courseCode: 'R-1' },
      units: [
        { sourcedId: 'u', title: 'One', lessons },
        { sourcedId: 'v', title: 'Two', lessons: others },
      ],
    },
    { kind: 'resource', sourcedId: 'r', title: 'Film', vendorResourceId: 'v' },
  ];
  const nile = {
    sourcedId: 'l',
    title: 'Nile',
    metadata: { xp: 5, goals: { a: 1 } },
    resources: ['r'],
  };
  const source = { sourcedId: 'm', title: 'Source' };
  const live = ['c course live', 'u unit live', 'v unit live', 'l lesson live', 'r resource live'];
  test.each([
    { what: 'renamed', became: small([{ ...nile, title: 'Blue Nile' }, source]) },
    {
      what: 'changed within metadata',
      became: small([{ ...nile, metadata: { xp: 5, goals: { a: 2 } } }, source]),
    },
    { what: 'in another order', became: small([source, nile]) },
    { what: 'moved', became: small([source], [nile]) },
    { what: 'retired', became: small([source]), retired: true },
  ])(
    'keeps all that a node has if bodies hold only managed fields: $what',
    async ({ became, retired }) => {
      emulator = emulatorFor(dialect);
      const facts = { 'put.body': 'managed' };
      const ledger = [...live, 'm lesson live'];
      await publish(emulator, folderWith({ manifests: small([nile, source]), ledger, facts }));
      const was = content();
      const now = ledger.map((line) =>
        retired && line.startsWith('l ') ? 'l lesson retired old' : line,
      );
      const folder = folderWith({ manifests: became, ledger: now, facts });
      await publish(emulator, folder);
      await undoLast(folder);
      expect(content()).toEqual(was);
    },
  );
});
