// For any outline, however its keys, ids and titles clash.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesIn, isFormatted } from '../support/import-folder.ts';
import { importText } from '../support/import-outline.ts';
import { fc, runs } from '../support/laws.ts';

const key = fc.option(fc.constantFrom('1', '2', '3', 'a/b', 'TODO: insert URL'), {
  nil: undefined,
});
const uuid = fc.option(
  fc.oneof(fc.uuid(), fc.constantFrom('UUID', 'same-1', 'same-2', 'a b', '')),
  { nil: undefined },
);
const title = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', 'No', 'Same'),
);
const lesson = fc.record({ key, uuid, title }, { requiredKeys: [] });
const unit = fc.record({ key, uuid, title, lessons: fc.array(lesson, { maxLength: 4 }) });
const course = fc.record({ key, uuid, title, units: fc.array(unit, { maxLength: 3 }) });
const outline = fc.array(course, { minLength: 1, maxLength: 3 });
const options = fc.record({
  file: fc.constant('outline.json'),
  repeated: fc.constantFrom('leave-out', 'copy'),
  untitled: fc.constantFrom('No title'),
});

test('import outline twice: the second time changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(outline, options, async (courses, how) => {
      const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-outline-'));
      try {
        const text = JSON.stringify({ courses });
        const first = await importText(folder, text, how);
        expect(first.problems.filter(({ code }) => code !== 'import/shared-key')).toEqual([]);
        expect(isFormatted(folder)).toBe(true);
        const files = filesIn(folder);
        const again = await importText(folder, text, how);
        expect(again.ok && [...again.value.written, ...again.value.changed]).toEqual([]);
        expect(filesIn(folder)).toEqual(files);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    runs(60),
  );
});
