// For any catalog and any accident with its ids: the refusal names the ids, and following what is printed
// gives every node of the base its id back.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { follow, toldBy, waysOf } from '../support/cures.ts';
import { fc, runs } from '../support/laws.ts';
import { hasGit, newRepository } from '../support/repository.ts';

interface Lesson {
  /** Absent if the line was deleted. */
  readonly id?: string;
  readonly title: string;
  readonly about: string;
}
type Units = readonly (readonly Lesson[])[];

const manifest = 'catalog/reading.yaml';
const uuid = (n: number) => `0d6f3c0e-6f2b-4a56-9a53-${String(n).padStart(12, '0')}`;
const words = [
  ...['Ants', 'Bridges', 'Clouds', 'Deserts', 'Echoes', 'Ferns', 'Glass', 'Harbours', 'Ink'],
  ...['Jungles', 'Knots', 'Lakes', 'Maps', 'Nests', 'Orbits', 'Pumps', 'Quartz', 'Rivers'],
];
const topics = ['how they grow', 'what they are for', 'who made them', 'where to find them'];

/** Two units of two to four lessons, each with a title of its own and a text that others share. */
const catalogs: fc.Arbitrary<Units> = fc
  .tuple(
    fc.shuffledSubarray(words, { minLength: 8, maxLength: 8 }),
    fc.array(fc.constantFrom(...topics), { minLength: 8, maxLength: 8 }),
    fc.integer({ min: 2, max: 4 }),
    fc.integer({ min: 2, max: 4 }),
  )
  .map(([titles, abouts, first, second]) => {
    const lessons = titles.map((title, at) => ({
      id: uuid(100 + at),
      title,
      about: `In this lesson you learn about ${title.toLowerCase()}: ${abouts[at]}.`,
    }));
    return [lessons.slice(0, first), lessons.slice(first, first + second)];
  });

const accidents = [
  'swap',
  'hand on',
  'rotate',
  're-mint',
  'delete',
  'retire and add',
  'copy',
] as const;
type Accident = (typeof accidents)[number];

function textOf(units: Units): string {
  const lines = units.flatMap((lessons, at) => [
    `  - sourcedId: ${uuid(10 + at)}`,
    `    title: Unit ${at === 0 ? 'of things' : 'of places'}`,
    '    lessons:',
    ...lessons.flatMap(({ id, title, about }) => [
      ...(id === undefined
        ? [`      - title: ${title}`]
        : [`      - sourcedId: ${id}`, `        title: ${title}`]),
      '        metadata:',
      `          description: "${about}"`,
    ]),
  ]);
  return `kind: course\nsourcedId: ${uuid(1)}\ntitle: A course\nunits:\n${lines.join('\n')}\n`;
}

const newcomer = { id: uuid(900), title: 'Something else', about: 'Nobody wrote of this before.' };

/** The lessons after the accident, and the ids that a refusal has to name. */
function after(units: Units, accident: Accident, chosen: readonly Lesson[]) {
  const [a, b, c] = chosen;
  if (!a?.id || !b?.id || !c?.id) throw new Error('a catalog has three lessons');
  const [x, y, z] = [a.id, b.id, c.id];
  const change = (to: (lesson: Lesson) => readonly Lesson[]): Units =>
    units.map((lessons) => lessons.flatMap(to));
  const given = (ids: ReadonlyMap<Lesson, string>) =>
    change((lesson) => [{ ...lesson, id: ids.get(lesson) ?? lesson.id ?? '' }]);
  const { id: _, ...bare } = a;
  switch (accident) {
    case 'swap':
      return {
        now: given(
          new Map([
            [a, y],
            [b, x],
          ]),
        ),
        named: [x, y],
      };
    case 'rotate':
      return {
        now: given(
          new Map([
            [a, y],
            [b, z],
            [c, x],
          ]),
        ),
        named: [x, y, z],
      };
    case 'hand on':
      return {
        now: change((one) =>
          one === a
            ? [
                { ...newcomer, id: x },
                { ...a, id: uuid(901) },
              ]
            : [one],
        ),
        named: [x],
      };
    case 're-mint':
      return { now: given(new Map([[a, uuid(902)]])), named: [x] };
    case 'delete':
    case 'retire and add':
      return { now: change((one) => (one === a ? [bare] : [one])), named: [x] };
    case 'copy':
      return {
        now: change((one) => (one === a ? [a, { ...a, title: `${a.title} again` }] : [one])),
        named: [x],
      };
  }
}

function nodesIn(folder: string): readonly string[] {
  const text = readFileSync(join(folder, manifest), 'utf8');
  return [...text.matchAll(/sourcedId: (\S+)\n\s*title: (.+)/g)].map(
    ([, id, title]) => `${id} ${title}`,
  );
}

describe.skipIf(!hasGit)('any accident is named, and its cure gives the ids back', () => {
  test.each(accidents)(
    '%s',
    async (accident) => {
      const { folder, commit } = newRepository();
      put(folder, 'timeback-catalog.yaml', 'org: partner-sandbox\nids: catalog.ids\n');
      put(folder, '.gitignore', '.timeback-catalog/\n');
      await fc.assert(
        fc.asyncProperty(catalogs, fc.nat({ max: 100 }), async (units, n) => {
          const all = units.flat();
          const chosen = [0, 1, 2]
            .map((at) => all[(n + at) % all.length] ?? all[0])
            .flatMap((one) => one ?? []);
          put(folder, manifest, textOf(units));
          put(folder, 'catalog.ids', `${[uuid(1), 'course live'].join(' ')}\n`);
          await commandLine(['fmt'], { cwd: folder });
          commit();
          const before = nodesIn(folder);
          const { now, named } = after(units, accident, chosen);
          if (accident === 'retire and add') {
            await commandLine(['retire', named[0] ?? '', '--reason', 'old'], { cwd: folder });
          }
          put(folder, manifest, textOf(now));
          if (accident === 'retire and add') await commandLine(['fmt'], { cwd: folder });
          const told = await toldBy(['check', '--base', 'HEAD'], folder);
          const errors = told.diagnostics.filter(({ severity }) => severity === 'error');
          for (const id of named) {
            expect(
              errors.some(({ detail }) => detail.includes(id)),
              told.text,
            ).toBe(true);
          }
          await mend(folder);
          const ended = await toldBy(['check', '--base', 'HEAD'], folder);
          expect(ended.code, `${told.text}\n→\n${ended.text}`).toBe(0);
          const left = new Set(nodesIn(folder));
          expect(
            before.filter((one) => !left.has(one)),
            told.text,
          ).toEqual([]);
        }),
        runs(3),
      );
    },
    120_000,
  );
});

/** `--fix` if it is offered, else what each help says first. */
async function mend(folder: string): Promise<void> {
  const { diagnostics } = await toldBy(['check', '--base', 'HEAD'], folder);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.some(({ hint = '' }) => hint.includes('--fix'))) {
    await commandLine(['check', '--base', 'HEAD', '--fix'], { cwd: folder });
    const { diagnostics: rest } = await toldBy(['check', '--base', 'HEAD'], folder);
    if (!rest.some(({ severity }) => severity === 'error')) return;
  }
  const { diagnostics: left } = await toldBy(['check', '--base', 'HEAD'], folder);
  for (const { hint = '', range, severity } of left.toReversed()) {
    if (severity !== 'error') continue;
    const at = range && { file: range.filename, line: range.start.line };
    await follow(waysOf(hint)[0] ?? '', folder, { ...(at && { at }) });
  }
}
