// A catalog in two states: the published one, and the one of a pull request.

const id = {
  course: '0d6f3c0e-6f2b-4a56-9a53-1f6b6b1d7a11',
  mainIdeas: 'c60de279-eb33-4e7a-bf75-cf737d993416',
  inference: '5b0e2f0c-52a5-4b0f-8f3e-0c1f3f9a7d21',
  finding: '9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10',
  supporting: 'a150f66a-17be-4190-8acb-533f253fb114',
  signals: 'd2f7c1f8-5a35-4a77-9c53-0a8d6a3c4e11',
  between: 'b7a1f0de-3c58-4a0b-9a63-58f1f1a8c2d4',
  guessing: 'e7310c39-62f5-4e2c-8c90-c0b6f4d0a512',
} as const;

/** Files by path. */
export type Files = Readonly<Record<string, string>>;

const lesson = (sourcedId: string, title: string, xp: number) => `\
      - sourcedId: ${sourcedId}
        title: ${title}
        metadata: {xp: ${xp}}
`;
const unit = (sourcedId: string, title: string, lessons: readonly string[]) => `\
  - sourcedId: ${sourcedId}
    title: ${title}
    lessons:
${lessons.join('')}`;
const course = (units: readonly string[]) => `\
kind: course
sourcedId: ${id.course}
title: Middle-School Reading
units:
${units.join('')}`;

const supporting = lesson(id.supporting, 'Supporting details', 12);
const between = lesson(id.between, 'Reading between the lines', 15);
const ledger = (rows: readonly string[]) => `${[...rows].sort().join('\n')}\n`;
const common = [
  `${id.course} course live`,
  `${id.mainIdeas} unit live`,
  `${id.inference} unit live`,
  `${id.finding} lesson live`,
  `${id.supporting} lesson live`,
  `${id.between} lesson live`,
];

export const before: Files = {
  'catalog/reading.yaml': course([
    unit(id.mainIdeas, 'Main ideas', [lesson(id.finding, 'Finding the main idea', 10), supporting]),
    unit(id.inference, 'Inference', [between, lesson(id.guessing, 'Guessing games', 5)]),
  ]),
  'catalog.ids': ledger([...common, `${id.guessing} lesson live`]),
};

export const after: Files = {
  'catalog/reading.yaml': course([
    unit(id.mainIdeas, 'Main ideas', [
      lesson(id.finding, 'Finding the main idea of a text', 12),
      lesson(id.signals, 'Signal words', 10),
    ]),
    unit(id.inference, 'Inference', [between, supporting]),
  ]),
  'catalog.ids': ledger([
    ...common,
    `${id.signals} lesson live`,
    `${id.guessing} lesson retired replaced by Signal words`,
  ]),
};
