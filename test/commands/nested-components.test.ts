// Components deeper than units and lessons, which another client made: listed, and never touched.
import { expect, onTestFinished, test } from 'vitest';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { emulatorFor, writesIn } from '../support/dialects.ts';
import { applyFolder, planFolder } from '../support/publish.ts';
import { configFor } from '../support/served-catalog.ts';

const url = 'https://timeback.test';

function start() {
  const emulator = emulatorFor('oneroster');
  onTestFinished(emulator.close);
  const config = { 'timeback-catalog.yaml': configFor(url, 'oneroster') };
  return { emulator, config, folder: folderWith({ ...catalogFiles(2), ...config }) };
}

const deep = {
  sourcedId: 'deep',
  status: 'active',
  title: 'Below a lesson',
  course: { sourcedId: 'course-1' },
  unit: { sourcedId: 'unit-1' },
  parent: { sourcedId: 'lesson-1' },
};

test('a component below a lesson is listed as not managed here, and stays as it is', async () => {
  const { emulator, folder } = start();
  await applyFolder(emulator, folder);
  emulator.seed([{ kind: 'lesson', record: deep }]);
  const written = writesIn(emulator).length;
  const planned = await planFolder(emulator, folder);
  expect(planned.ok && planned.value.plan.changes).toEqual([]);
  expect(planned.ok && planned.value.plan.unmanaged).toMatchObject([{ address: 'lesson/deep' }]);
  await applyFolder(emulator, folder);
  expect(writesIn(emulator)).toHaveLength(written);
});

test('its id counts as taken', async () => {
  const { emulator, folder, config } = start();
  await applyFolder(emulator, folder);
  emulator.seed([{ kind: 'lesson', record: deep }]);
  const text =
    'kind: course\nsourcedId: course-1\ntitle: Reading\nunits: [{sourcedId: deep, title: D}]\n';
  const other = folderWith({ ...config, 'catalog/course.yaml': text });
  const planned = await planFolder(emulator, other);
  expect(planned.problems.map(({ code }) => code)).toContain('remote/other-kind');
});
