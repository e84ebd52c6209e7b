// A placement that moves between lessons moves whole, or not at all, whatever part of a catalog is published.
import { expect, onTestFinished, test } from 'vitest';
import type { Emulator } from '../../src/features/emulator/server/emulator.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { ApplyOptions } from '../../src/run/apply.ts';
import { emulatorFor } from '../support/dialects.ts';
import { receiptsOf } from '../support/interrupted.ts';
import { applyFolder, undoReceipt } from '../support/publish.ts';
import { catalogFolders, publish } from '../support/published-folder.ts';

const folderWith = catalogFolders('oneroster');

const film: Json = { resource: 'film', sourcedId: 'A', title: 'Own', metadata: { xp: 1 } };

/** A lesson in each of two courses, with the resources that it lists; undefined: it has no list. */
function folderOf(giver: Json | undefined, taker: Json, frozen?: 'giver' | 'taker') {
  return folderWith({ manifests: manifestsOf(giver, taker, frozen) });
}

function manifestsOf(giver: Json | undefined, taker: Json, frozen?: 'giver' | 'taker') {
  const course = (name: 'giver' | 'taker', resources: Json | undefined): JsonObject => ({
    ...{ kind: 'course', sourcedId: `${name}-course`, title: `Course of the ${name}` },
    ...(frozen === name && { freeze: true }),
    units: [
      {
        ...{ sourcedId: `${name}-unit`, title: `Unit of the ${name}` },
        lessons: [
          { sourcedId: name, title: `The ${name}`, ...(resources !== undefined && { resources }) },
        ],
      },
    ],
  });
  const resource = (sourcedId: string): JsonObject => ({
    ...{ kind: 'resource', sourcedId, title: `The ${sourcedId}`, vendorResourceId: sourcedId },
  });
  const courses = [course('giver', giver), course('taker', taker)];
  return [...courses, resource('film'), resource('bank')];
}

/** The giver has left its unit, and the ledger says that it is retired. */
function giverRetired(taker: Json) {
  const [course, ...others] = manifestsOf(undefined, taker);
  const left = { ...course, units: [{ sourcedId: 'giver-unit', title: 'Unit of the giver' }] };
  const live = ['taker lesson', 'film resource', 'bank resource'].concat(
    ['giver', 'taker'].flatMap((name) => [`${name}-course course`, `${name}-unit unit`]),
  );
  const ledger = [...live.map((line) => `${line} live`), 'giver lesson retired old'];
  return { manifests: [left, ...others], ledger };
}

/** `A "Own" active in giver` */
const placements = (emulator: Emulator) =>
  emulator.records('componentResource').map(({ sourcedId, status, courseComponent, title }) => {
    const place = (courseComponent as JsonObject)['sourcedId'];
    return `${sourcedId} "${title}" ${status} in ${place}`;
  });

interface Way extends Pick<ApplyOptions, 'target' | 'exclude'> {
  readonly frozen?: 'giver' | 'taker';
}

test.each<{ way: Way; list: 'a' | 'no'; moves: boolean }>([
  { way: { target: ['lesson/taker'] }, list: 'a', moves: true },
  { way: { target: ['lesson/taker'] }, list: 'no', moves: true },
  { way: { target: ['lesson/giver'] }, list: 'a', moves: true },
  // Nothing is asked of a lesson without a list.
  { way: { target: ['lesson/giver'] }, list: 'no', moves: false },
  ...(['a', 'no'] as const).flatMap((list) =>
    [
      { exclude: ['lesson/taker'] },
      { exclude: ['lesson/giver'] },
      { frozen: 'taker' as const },
      { frozen: 'giver' as const },
    ].map((way) => ({ way, list, moves: false })),
  ),
])('$way, the giver having $list list: moves $moves, and undo is as before', async (row) => {
  const emulator = emulatorFor('oneroster');
  onTestFinished(() => emulator.close());
  await publish(emulator, folderOf([film, 'bank'], []));
  const was = placements(emulator);
  const { frozen, ...narrowed } = row.way;
  const folder = folderOf(row.list === 'a' ? ['bank'] : undefined, [film], frozen);
  const applied = await applyFolder(emulator, folder, narrowed);
  if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
  const { plan, report } = applied.value;
  expect(report.settled).toEqual({ state: 'converged' });
  const moved = was.map((one) => (one.startsWith('A ') ? one.replace('giver', 'taker') : one));
  expect(placements(emulator)).toEqual(row.moves ? moved : was);
  expect(plan.changes.map(({ address }) => address)).toEqual(
    row.moves ? ['lesson/giver', 'lesson/taker'] : [],
  );
  expect(plan.warnings.map(({ code }) => code)).toEqual(row.moves ? ['placement/moves'] : []);
  if (!row.moves) return;
  const undone = await undoReceipt(emulator, folder, receiptsOf(folder).at(-1) ?? '');
  expect(undone.ok && undone.value.report.settled).toEqual({ state: 'converged' });
  expect(placements(emulator)).toEqual(was);
});

test.each<{ way: Way; moves: boolean }>([
  { way: { target: ['lesson/giver'] }, moves: true },
  { way: { target: ['lesson/taker'] }, moves: true },
  { way: { exclude: ['lesson/taker'] }, moves: false },
  { way: { exclude: ['lesson/giver'] }, moves: false },
  { way: { frozen: 'taker' }, moves: false },
  { way: { frozen: 'giver' }, moves: false },
])('$way, the giver having a new placement of the same resource: moves $moves', async (row) => {
  const emulator = emulatorFor('oneroster');
  onTestFinished(() => emulator.close());
  await publish(emulator, folderOf([film, 'bank'], []));
  const was = placements(emulator);
  const { frozen, ...narrowed } = row.way;
  const folder = folderOf(['film', 'bank'], [film], frozen);
  const applied = await applyFolder(emulator, folder, narrowed);
  if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
  const { plan, report } = applied.value;
  expect(report.settled).toEqual({ state: 'converged' });
  const both = ['lesson/giver', 'lesson/taker'];
  expect(plan.changes.map(({ address }) => address)).toEqual(row.moves ? both : []);
  if (!row.moves) return expect(placements(emulator)).toEqual(was);
  const now = placements(emulator);
  expect(now.filter((one) => one.startsWith('A '))).toEqual(['A "Own" active in taker']);
  expect(now.filter((one) => one.includes('in giver'))).toHaveLength(2);
});

test.each<{ way: Way; taken: boolean }>([
  { way: { target: ['lesson/taker'] }, taken: true },
  { way: { exclude: ['lesson/giver'] }, taken: false },
])('$way, the giver being retired: taken $taken with it, and undo is as before', async (row) => {
  const emulator = emulatorFor('oneroster');
  onTestFinished(() => emulator.close());
  await publish(emulator, folderOf([film, 'bank'], []));
  const was = placements(emulator);
  const { manifests, ledger } = giverRetired([film]);
  const folder = folderWith({ manifests, ledger });
  const applied = await applyFolder(emulator, folder, row.way);
  if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
  const { changes } = applied.value.plan;
  expect(changes.map(({ address, action }) => `${action} ${address}`)).toEqual(
    row.taken ? ['update lesson/taker', 'retire lesson/giver'] : [],
  );
  if (!row.taken) return expect(placements(emulator)).toEqual(was);
  expect(placements(emulator)).toContain('A "Own" active in taker');
  const undone = await undoReceipt(emulator, folder, receiptsOf(folder).at(-1) ?? '');
  expect(undone.ok && undone.value.report.settled).toEqual({ state: 'converged' });
  expect(placements(emulator)).toEqual(was);
  const again = await applyFolder(emulator, folder);
  expect(again.ok && again.value.report.settled).toEqual({ state: 'converged' });
});
