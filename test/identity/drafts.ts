import type { Snapshot } from '../../src/model/catalog.ts';
import { fc } from '../support/laws.ts';
import { course, lesson, type Outline, snapshot, unit } from './node.ts';

/** A lesson while it is edited. */
export interface Draft {
  readonly id: string;
  readonly title: string;
  readonly text?: string;
}
/** Lessons by unit. */
export type Drafts = readonly (readonly Draft[])[];

export const asSnapshot = (drafts: Drafts): Snapshot =>
  snapshot([
    course(
      'crs',
      'Course',
      drafts.map((lessons, at) => unit(`unt${at}`, `Unit ${at}`, lessons.map(asLesson))),
    ),
  ]);
const asLesson = ({ id, title, text }: Draft): Outline =>
  lesson(id, title, text === undefined ? {} : { description: text });

/** Few titles and texts, so that they are often the same, as in real catalogs. */
const title = fc.constantFrom(
  'Introduction',
  'introduction!',
  'Quiz 1',
  'Quiz 2',
  'Summary',
  '',
  '…',
);
const text = fc.constantFrom(
  'A text that several of the lessons have.',
  'Another text of this length.',
);
export const drafts: fc.Arbitrary<Drafts> = fc
  .array(fc.array(fc.record({ title, text }, { requiredKeys: ['title'] }), { maxLength: 5 }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((units) =>
    units.map((lessons, at) =>
      lessons.map((each, index) => ({ ...each, id: `les-${at}-${index}` })),
    ),
  );

type Edit = (drafts: Drafts, fresh: string) => { drafts: Drafts; retired?: string };
export const pick = fc.nat({ max: 100 });

/** Applies a change to the lesson that a number points at. */
const at =
  (number: number, change: (draft: Draft, fresh: string) => readonly Draft[]): Edit =>
  (drafts, fresh) => {
    const chosen = drafts.flat()[number % Math.max(1, drafts.flat().length)];
    return {
      drafts: drafts.map((unit) =>
        unit.flatMap((draft) => (draft === chosen ? change(draft, fresh) : [draft])),
      ),
    };
  };

const move =
  (number: number, to: number, index: number): Edit =>
  (drafts) => {
    const chosen = drafts.flat()[number % Math.max(1, drafts.flat().length)];
    if (!chosen) return { drafts };
    return {
      drafts: drafts.map((unit, unitAt) => {
        const rest = unit.filter((draft) => draft !== chosen);
        return unitAt === to % drafts.length
          ? rest.toSpliced(index % (rest.length + 1), 0, chosen)
          : rest;
      }),
    };
  };

const retire =
  (number: number): Edit =>
  (drafts) => {
    const chosen = drafts.flat()[number % Math.max(1, drafts.flat().length)];
    const left = drafts.map((unit) => unit.filter((draft) => draft !== chosen));
    return { drafts: left, ...(chosen && { retired: chosen.id }) };
  };

export const edit: fc.Arbitrary<Edit> = fc.oneof(
  pick.map((n) => at(n, (draft, fresh) => [{ ...draft, title: `Title ${fresh}` }])),
  pick.map((n) => at(n, (draft, fresh) => [{ ...draft, text: `A text about ${fresh} and more.` }])),
  pick.map((n) => at(n, ({ id }, fresh) => [{ id, title: `All ${fresh}`, text: `New ${fresh}` }])),
  pick.map((n) =>
    at(n, (draft, fresh) => [draft, { id: `new-${fresh}`, title: `Fresh ${fresh}` }]),
  ),
  fc.tuple(pick, pick, pick).map(([n, to, index]) => move(n, to, index)),
  pick.map(retire),
);

/** Words that no edit used before. */
export const freshWord = (index: number) =>
  `${'abcdefghij'[index % 10]}${'klmnopqrst'[Math.floor(index / 10)]}word`;

/** A second state with some of the same ids, in any place and with any content. */
export const twoStates = fc
  .tuple(drafts, drafts, fc.array(fc.boolean(), { maxLength: 20 }))
  .map(([first, second, keeps]): [Snapshot, Snapshot] => {
    let index = 0;
    const after = second.map((unit) =>
      unit.map((draft) => {
        index += 1;
        return keeps[index] ? draft : { ...draft, id: `new-${draft.id}` };
      }),
    );
    return [asSnapshot(first), asSnapshot(after)];
  });
