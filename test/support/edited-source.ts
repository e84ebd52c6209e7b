import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OutlineImportOptions, OutlineImportResult } from '../../src/features/import/into.ts';
import { importCartridge, importOlx } from '../../src/features/import/sources.ts';
import type { Checked } from '../../src/model/problem.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { cartridgeManifest, zipOf } from './exports.ts';
import { importText } from './import-outline.ts';
import { fc } from './laws.ts';

interface SourceLesson {
  /** Which lesson it is, whatever it is called and wherever it stands. */
  readonly who: string;
  readonly title: string;
  readonly key: string;
}

interface SourceUnit {
  readonly who: string;
  readonly title: string;
  readonly key: string;
  readonly lessons: readonly SourceLesson[];
}

/** How the keys of a source come about: numbers in a row, or drawn once and for all. */
type KeyForm = 'numbers' | 'zeros' | 'through all' | 'in each unit' | 'letters' | 'drawn' | 'none';

/** A course as people keep it in another system. */
export interface Source {
  readonly keys: KeyForm;
  readonly hasLinks: boolean;
  readonly units: readonly SourceUnit[];
  /** How many lessons and units were ever made. */
  readonly made: number;
}

const starts = ['Gran', 'Marb', 'Basal', 'Slat', 'Chal', 'Flin', 'Quart', 'Gneis'];
const ends = ['or', 'ane', 'illo', 'umbra', 'ethos', 'opi'];
const shared = ['rocks', 'maps', 'rivers'];

/** Titles that share words, as those of real courses do, and of which each has a word of its own. */
function titleOf(number: number): string {
  const start = starts[number % starts.length] ?? '';
  const end = ends[Math.floor(number / starts.length) % ends.length] ?? '';
  return `${start}${end}y ${shared[number % shared.length]}`;
}

const others = ['Weather', 'Harbours', 'Violins', 'Ballots', 'Enzymes', 'Bridges', 'Sonnets'];

const drawnKey = (number: number) => `k${((number + 7) * 7919) % 99_991}x`;

function lessonOf(number: number): SourceLesson {
  return { who: `lesson ${number}`, title: titleOf(number), key: drawnKey(number) };
}

function unitOf(number: number, lessons: readonly SourceLesson[]): SourceUnit {
  const title = `Part of ${titleOf(number + 24)}`;
  return { who: `unit ${number}`, title, key: drawnKey(1000 + number), lessons };
}

const keyForms: readonly KeyForm[] = [
  'numbers',
  'zeros',
  'through all',
  'in each unit',
  'letters',
  'drawn',
  'none',
];

export const sources: fc.Arbitrary<Source> = fc
  .record({
    keys: fc.constantFrom(...keyForms),
    hasLinks: fc.boolean(),
    sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
  })
  .map(({ keys, hasLinks, sizes }) => {
    let made = 0;
    const units = sizes.map((size, index) => {
      const lessons = Array.from({ length: size }, () => {
        made += 1;
        return lessonOf(made);
      });
      return unitOf(index, lessons);
    });
    return recounted({ keys, hasLinks, units, made });
  });

/** An edit of a source; numbers are places, taken modulo what there is. */
type Edit = {
  readonly what:
    | 'insert'
    | 'delete'
    | 'move'
    | 'rename'
    | 'replace title'
    | 'new unit'
    | 'renumber';
  readonly at: number;
  readonly to: number;
};

export const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({
    what: fc.constantFrom(
      'insert' as const,
      'delete' as const,
      'move' as const,
      'rename' as const,
      'replace title' as const,
      'new unit' as const,
      'renumber' as const,
    ),
    at: fc.nat(30),
    to: fc.nat(30),
  }),
  { minLength: 1, maxLength: 5 },
);

/** The source after some edits. Keys that count are counted anew by `renumber` alone. */
export function edited(source: Source, changes: readonly Edit[]): Source {
  return changes.reduce(applied, source);
}

function applied(source: Source, { what, at, to }: Edit): Source {
  const lessons = source.units.flatMap(({ lessons: inside }) => inside);
  const chosen = lessons[at % Math.max(1, lessons.length)];
  const made = source.made + 1;
  switch (what) {
    case 'insert':
      return inserted({ ...source, made }, freshIn(source, lessonOf(made)), at, to);
    case 'new unit':
      return {
        ...source,
        made,
        units: source.units.toSpliced(at % (source.units.length + 1), 0, {
          ...unitOf(made, [freshIn(source, lessonOf(made))]),
          key: source.keys === 'drawn' ? drawnKey(1000 + made) : `${1000 + made}`,
        }),
      };
    case 'delete':
      return chosen && lessons.length > 1 ? without(source, chosen) : source;
    case 'move':
      return chosen ? inserted(without(source, chosen), chosen, at, to) : source;
    case 'rename':
      return chosen ? renamed(source, chosen, `${chosen.title} again`) : source;
    case 'replace title':
      return chosen
        ? renamed({ ...source, made }, chosen, `${others[made % others.length]}${made}`)
        : source;
    case 'renumber':
      return recounted(source);
  }
}

/** A key that nothing had yet. */
function freshIn({ keys, made }: Source, lesson: SourceLesson): SourceLesson {
  return keys === 'drawn' ? lesson : { ...lesson, key: `${100 + made}` };
}

function inserted(source: Source, lesson: SourceLesson, at: number, to: number): Source {
  const index = at % Math.max(1, source.units.length);
  return {
    ...source,
    units: source.units.map((unit, number) =>
      number === index
        ? { ...unit, lessons: unit.lessons.toSpliced(to % (unit.lessons.length + 1), 0, lesson) }
        : unit,
    ),
  };
}

function without(source: Source, lesson: SourceLesson): Source {
  return {
    ...source,
    units: source.units.map((unit) => ({
      ...unit,
      lessons: unit.lessons.filter(({ who }) => who !== lesson.who),
    })),
  };
}

function renamed(source: Source, lesson: SourceLesson, title: string): Source {
  return {
    ...source,
    units: source.units.map((unit) => ({
      ...unit,
      lessons: unit.lessons.map((one) => (one.who === lesson.who ? { ...one, title } : one)),
    })),
  };
}

/** Keys that count, counted from the start; drawn ones stay. */
function recounted(source: Source): Source {
  let lessons = 0;
  let all = 0;
  const zeros = (number: number) => `T_${String(number).padStart(6, '0')}`;
  return {
    ...source,
    units: source.units.map((unit, index) => {
      all += 1;
      const unitKeys = { 'through all': zeros(all), 'in each unit': `${index + 1}` };
      const unitNumber = index + 1;
      const inside = unit.lessons.map((lesson, place) => {
        lessons += 1;
        all += 1;
        const key = {
          numbers: `${lessons}`,
          zeros: zeros(lessons),
          'through all': zeros(all),
          'in each unit': `${unitNumber}.${place + 1}`,
          letters: String.fromCharCode(96 + lessons),
          drawn: lesson.key,
          none: lesson.key,
        }[source.keys];
        return { ...lesson, key };
      });
      const { keys } = source;
      const isCounted = keys === 'through all' || keys === 'in each unit';
      return { ...unit, key: isCounted ? unitKeys[keys] : unit.key, lessons: inside };
    }),
  };
}

type ImportSource = (
  folder: string,
  source: Source,
  options?: Partial<OutlineImportOptions>,
) => Promise<Checked<OutlineImportResult>>;

const defaults = { dryRun: false, adopt: false, repeated: 'leave-out' } as const;

function tableOf({ keys, hasLinks, units }: Source): string {
  const hasKeys = keys !== 'none';
  const head = [
    'Course',
    ...(hasKeys ? ['Unit No.'] : []),
    'Unit',
    ...(hasKeys ? ['Lesson No.'] : []),
  ];
  const rows = units.flatMap((unit) =>
    unit.lessons.map(({ key, title, who }) => [
      ...['Rocks', ...(hasKeys ? [unit.key] : []), unit.title, ...(hasKeys ? [key] : []), title],
      ...(hasLinks ? [linkOf(who)] : []),
    ]),
  );
  return [[...head, 'Lesson', ...(hasLinks ? ['Link'] : [])], ...rows]
    .map((row) => `${row.join(',')}\n`)
    .join('');
}

const linkOf = (who: string) => `https://example.org/${who.replace(' ', '-')}`;

function jsonOf({ keys, units }: Source): string {
  const named = ({ key, title }: { key: string; title: string }) => ({
    ...(keys !== 'none' && { key: /^\d+$/.test(key) ? Number(key) : key }),
    title,
  });
  return JSON.stringify({
    courses: [
      {
        title: 'Rocks',
        units: units.map((unit) => ({ ...named(unit), lessons: unit.lessons.map(named) })),
      },
    ],
  });
}

/** Without keys of their own, exports name their items by what they are called. */
const nameOf = ({ keys }: Source, { key, title }: { key: string; title: string }) =>
  keys === 'none' ? title.replaceAll(' ', '_') : `i${key}`;

function cartridgeOf(source: Source): Uint8Array {
  const item = (name: string, title: string, rest: string, ref = '') =>
    `<item identifier="${name}"${ref}><title>${title}</title>${rest}</item>`;
  const items = source.units.map((unit) =>
    item(
      nameOf(source, unit),
      unit.title,
      unit.lessons
        .map((lesson) => {
          const name = nameOf(source, lesson);
          return item(name, lesson.title, '', ` identifierref="${name}_R"`);
        })
        .join(''),
    ),
  );
  const resources = source.units.flatMap(({ lessons }) =>
    lessons.map((lesson, index) => {
      const page = source.hasLinks ? `${lesson.who.replace(' ', '-')}.html` : `p${index}.html`;
      return `<resource identifier="${nameOf(source, lesson)}_R" type="webcontent" href="${page}"><file href="${page}"/></resource>`;
    }),
  );
  return zipOf({ 'imsmanifest.xml': cartridgeManifest(items.join(''), resources.join('')) });
}

function olxOf(source: Source): Uint8Array {
  const chapters = source.units.map((unit) => {
    const inside = unit.lessons.map(
      (lesson) =>
        `<sequential url_name="${nameOf(source, lesson)}" display_name="${lesson.title}"><vertical/></sequential>`,
    );
    return `<chapter url_name="${nameOf(source, unit)}" display_name="${unit.title}">${inside.join('')}</chapter>`;
  });
  return zipOf({
    'course/course.xml': `<course org="O" course="C" url_name="2026" display_name="Rocks">${chapters.join('')}</course>`,
  });
}

/** Everything that can be imported again and again. */
export const formsOfSources: readonly {
  readonly name: string;
  readonly importInto: ImportSource;
}[] = [
  {
    name: 'a table',
    importInto: (folder, source, options) => importText(folder, tableOf(source), options),
  },
  {
    name: 'JSON',
    importInto: (folder, source, options) =>
      importText(folder, jsonOf(source), { file: 'outline.json', ...options }),
  },
  {
    name: 'a cartridge',
    importInto: (folder, source, options) => {
      const file = join(folder, 'source.imscc');
      writeFileSync(file, cartridgeOf(source));
      return importCartridge({ ...defaults, file, ...options }, nodeWorld({ cwd: folder }));
    },
  },
  {
    name: 'Open edX',
    importInto: (folder, source, options) => {
      const file = join(folder, 'source.zip');
      writeFileSync(file, olxOf(source));
      return importOlx({ ...defaults, file, ...options }, nodeWorld({ cwd: folder }));
    },
  },
];
