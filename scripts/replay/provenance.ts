import { basename } from 'node:path';

/** The origin of a history: nothing about a history without origin is published. */
export interface Provenance {
  readonly file: string;
  readonly title: string;
  readonly source: string;
  readonly licence: string;
  /** Notes from reading the authors' commits about reports that the ground truth lacks, by revision. */
  readonly notes: Readonly<Record<string, string>>;
}

const known: readonly Provenance[] = [
  {
    file: 'odin-project-history.jsonl.gz',
    title: 'The Odin Project, the outline of its courses',
    source:
      'the seed data of https://github.com/TheOdinProject/theodinproject, first-parent commits up to 445f9da0c39c that changed it',
    licence: 'MIT, (c) 2020 The Odin Project',
    notes: {
      ff778f6780:
        'two courses shared one lesson, and now each has its own, with nearly the same title and the same text at the old place; only the authors know whether one of them is still the old lesson',
      cd83e0dd84:
        'the commit says that one lesson replaces the other; it has the same place and the same description. That is not certain, so `check --fix` does not change it',
    },
  },
];

export function provenanceOf(path: string): Provenance | undefined {
  return known.find(({ file }) => file === basename(path));
}
