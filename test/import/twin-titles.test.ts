// A course with a lesson "Introduction" and "Quiz" in every unit, exported again with other identifiers
// throughout, as Moodle exports it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { formsOfSources, type Source } from '../support/edited-source.ts';
import { filesIn } from '../support/import-folder.ts';

/** Four lessons in each unit, of which two have one title; keys of their own, none of which counts. */
function course(
  prefix: string,
  titles = ['Introduction', 'Quiz', 'Lab', 'Quiz'],
  units = ['Cells', 'Plants', 'Fungi', 'Birds', 'Fish'],
): Source {
  const keyOf = (...path: readonly string[]) => {
    const sum = [...path.join()].reduce((total, one) => (total * 31 + one.charCodeAt(0)) % 9973, 7);
    return `${prefix}${sum * 97}x`;
  };
  return {
    keys: 'drawn',
    hasLinks: false,
    made: 0,
    units: units.map((title) => ({
      who: title,
      title,
      key: keyOf(title),
      lessons: titles.map((name, index) => ({
        who: `${prefix} ${title} ${index}`,
        title: name,
        key: keyOf(title, `${index}`),
      })),
    })),
  };
}

interface Unit {
  readonly title: string;
  readonly sourcedId: string;
  readonly lessons: readonly { readonly title: string; readonly sourcedId: string }[];
}

/** Each node by its place: units with their lessons, and what those place. */
function idsIn(folder: string): Record<string, unknown> {
  const texts = Object.entries(filesIn(folder)).filter(([file]) => file.startsWith('catalog/'));
  const { units }: { units: readonly Unit[] } = parse(texts[0]?.[1] ?? '');
  return Object.fromEntries(
    units.map(({ title, sourcedId, lessons }) => [title, [sourcedId, lessons]]),
  );
}

describe.each(formsOfSources)('$name', ({ importInto }) => {
  test('with other keys throughout, each of several lessons of one title keeps its id', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-twins-'));
    try {
      const first = await importInto(folder, course('a'));
      expect(first.ok).toBe(true);
      const before = idsIn(folder);
      const refused = await importInto(folder, course('b'));
      expect(refused.problems.map(({ code }) => code)).toContain('import/re-minted');
      const again = await importInto(folder, course('b'), { likeGone: 'same' });
      expect(again.ok).toBe(true);
      expect(idsIn(folder)).toEqual(before);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

const [table] = formsOfSources;

test('if a lesson would go to another unit, the refusal names both', async () => {
  if (!table) throw new Error('no form of a source');
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-twins-'));
  try {
    const quizOf = (unit: string, prefix: string): Source => ({
      ...course(prefix, ['Quiz'], ['Cells', 'Plants']),
      units: course(prefix, ['Quiz'], ['Cells', 'Plants']).units.map((one) =>
        one.title === unit
          ? one
          : { ...one, lessons: course(prefix, ['Intro'], [one.title]).units[0]?.lessons ?? [] },
      ),
    });
    expect((await table.importInto(folder, quizOf('Cells', 'a'))).ok).toBe(true);
    const refused = await table.importInto(folder, quizOf('Plants', 'b'));
    expect(refused.problems.map(({ detail }) => detail).join()).toMatch(
      /lesson "Quiz" \S+ in "Cells" → "Quiz" in "Plants"/,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
