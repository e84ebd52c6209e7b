import type { Ended } from './program.ts';
import { repositoryWith, type TestRepository } from './repository.ts';

/** The catalog of docs/identity.md: a course, two units, three lessons, all in the ledger. */
export const manifest = 'catalog/reading.yaml';
export const config = 'timeback-catalog.yaml';
export const ledger = 'catalog.ids';

export const id = {
  course: '0d6f3c0e-6f2b-4a56-9a53-1f6b6b1d7a11',
  mainIdeas: 'c60de279-eb33-4e7a-bf75-cf737d993416',
  finding: '9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10',
  supporting: 'a150f66a-17be-4190-8acb-533f253fb114',
  inference: '5b0e2f0c-52a5-4b0f-8f3e-0c1f3f9a7d21',
  between: 'b7a1f0de-3c58-4a0b-9a63-58f1f1a8c2d4',
} as const;

/** Ids that are in no manifest and no ledger. */
export const fresh = {
  one: 'd2f7c1f8-5a35-4a77-9c53-0a8d6a3c4e11',
  two: 'e7310c39-62f5-4e2c-8c90-c0b6f4d0a512',
} as const;

/** The numbers of its lines are expected in many tests. */
export const reading = `\
kind: course
sourcedId: ${id.course}
title: Middle-School Reading
units:
  # Everybody starts here.
  - sourcedId: ${id.mainIdeas}
    title: Main ideas
    lessons:
      - sourcedId: ${id.finding}
        title: Finding the main idea
        metadata:
          slug: main-idea
      # Teachers asked for it.
      - sourcedId: "${id.supporting}" # never change it
        title: 'Supporting   details'
        metadata:
          slug: supporting-details
  - sourcedId: ${id.inference}
    title: Inference
    lessons:
      - sourcedId: ${id.between}
        title: Reading between the lines
        metadata:
          slug: between-the-lines
`;

/** The lines of each lesson and unit, with the comment above. */
export const lines = {
  finding: between('      - sourcedId: 9f41', '      # Teachers'),
  supporting: between('      # Teachers', '  - sourcedId: 5b0e'),
  mainIdeas: between('  # Everybody', '  - sourcedId: 5b0e'),
  inference: between('  - sourcedId: 5b0e'),
  between: between('      - sourcedId: b7a1'),
} as const;

function between(from: string, to?: string): string {
  return reading.slice(reading.indexOf(from), to === undefined ? undefined : reading.indexOf(to));
}

export const recorded = `\
# Every id of Reading.
${id.course} course live
${id.inference} unit live
${id.finding} lesson live
# The one that teachers asked for.
${id.supporting} lesson live
${id.between} lesson live
${id.mainIdeas} unit live
`;

export const readingFiles: Readonly<Record<string, string>> = {
  [config]: 'org: partner-sandbox\n',
  [manifest]: reading,
  [ledger]: recorded,
};

/** A repository with the catalog, or with these files in place of or beside its own, committed. */
export function readingRepository(files: Readonly<Record<string, string>> = {}): TestRepository {
  return repositoryWith({ ...readingFiles, ...files });
}

/** The text with each of the first replaced by the second; a text that holds none is a mistake. */
export function edited(text: string, ...edits: readonly (readonly [string, string])[]): string {
  return edits.reduce((soFar, [from, to]) => {
    if (!soFar.includes(from)) throw new Error(`there is no ${JSON.stringify(from)}`);
    return soFar.replace(from, () => to);
  }, text);
}

/** The problems on stderr in short: `code`, then every place that is named, as `file:line`. */
export function problemsIn({ stderr }: Pick<Ended, 'stderr'>): string[] {
  return stderr
    .split(/^(?=(?:Error|Warning)\[)/m)
    .filter((part) => /^(?:Error|Warning)\[/.test(part))
    .map((part) => {
      const code = /\[([^\]]+)\]/.exec(part)?.[1];
      const places = [...part.matchAll(/^ *--> (.+?:\d+):\d+/gm)].map(([, place]) => place);
      return [code, ...places].join(' ');
    });
}
