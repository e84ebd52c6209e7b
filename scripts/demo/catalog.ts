/** The states of a small catalog: the first is published, the second is planned. */
export const before = `\
kind: course
sourcedId: 75d247ec-d882-4265-8f57-9c85f3bf26cb
title: Middle-School Reading
units:
  - sourcedId: c60de279-eb33-4e7a-bf75-cf737d993416
    title: Main ideas
    lessons:
      - sourcedId: 9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10
        title: Finding the main idea
        metadata: {summary: Readers look for the sentence that carries a paragraph., xp: 10}
      - sourcedId: a150f66a-17be-4190-8acb-533f253fb114
        title: Supporting details
      - sourcedId: 15383045-4794-42bd-b001-3786da97f05d
        title: Fact and opinion
      - sourcedId: e7310c39-62f5-4e2c-8c90-c0b6f4d0a512
        title: A first look back
  - sourcedId: 5b0e2f0c-52a5-4b0f-8f3e-0c1f3f9a7d21
    title: Inference
    lessons:
      - sourcedId: b7a1f0de-3c58-4a0b-9a63-58f1f1a8c2d4
        title: Reading between the lines
`;

export const after = `\
kind: course
sourcedId: 75d247ec-d882-4265-8f57-9c85f3bf26cb
title: Middle-School Reading
units:
  - sourcedId: c60de279-eb33-4e7a-bf75-cf737d993416
    title: Main ideas
    lessons:
      - sourcedId: a150f66a-17be-4190-8acb-533f253fb114
        title: Supporting details
      - sourcedId: 9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10
        title: Finding the main idea of a text
        metadata: {summary: Readers look for the one sentence that carries a text., xp: 12}
  - sourcedId: 5b0e2f0c-52a5-4b0f-8f3e-0c1f3f9a7d21
    title: Inference
    lessons:
      - sourcedId: b7a1f0de-3c58-4a0b-9a63-58f1f1a8c2d4
        title: Reading between the lines
      - sourcedId: 15383045-4794-42bd-b001-3786da97f05d
        title: Fact and opinion
      - sourcedId: d2f7c1f8-5a35-4a77-9c53-0a8d6a3c4e11
        title: What the author left out
`;

/** The lesson that the second state no longer has. */
export const retired = 'e7310c39-62f5-4e2c-8c90-c0b6f4d0a512';

/** The second state before the lesson is retired; the new lesson has no id yet. */
export const edited = after
  .replace(
    '  - sourcedId: 5b0e2f0c',
    `      - sourcedId: ${retired}\n        title: A first look back\n  - sourcedId: 5b0e2f0c`,
  )
  .replace('sourcedId: d2f7c1f8-5a35-4a77-9c53-0a8d6a3c4e11\n        title', 'title');

/** The title of the lesson whose id `swapped` replaces. */
export const replaced = 'Reading between the lines';

/** A manifest with another id for a lesson that is published. */
export function swapped(manifest: string): string {
  return manifest.replace(
    'b7a1f0de-3c58-4a0b-9a63-58f1f1a8c2d4',
    '0b5a9a4e-3f0c-4c55-9d0e-6a3f0a6c1e11',
  );
}

export const ledger = `${[
  '75d247ec-d882-4265-8f57-9c85f3bf26cb course live',
  'c60de279-eb33-4e7a-bf75-cf737d993416 unit live',
  '5b0e2f0c-52a5-4b0f-8f3e-0c1f3f9a7d21 unit live',
  '9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10 lesson live',
  'a150f66a-17be-4190-8acb-533f253fb114 lesson live',
  '15383045-4794-42bd-b001-3786da97f05d lesson live',
  'b7a1f0de-3c58-4a0b-9a63-58f1f1a8c2d4 lesson live',
  `${retired} lesson live`,
]
  .sort()
  .join('\n')}\n`;
