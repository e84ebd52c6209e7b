import { basename } from 'node:path';

/** Where a history is from: without it nothing about it is published. */
export interface Provenance {
  readonly file: string;
  readonly title: string;
  readonly source: string;
  readonly licence: string;
  /** What a reader of the authors' commits finds about reports that the ground truth has not, by revision. */
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
        'one lesson that two courses shared became one in each, with nearly its title and the same text at its old place; whether one of them is still the old lesson is for its authors to say',
      cd83e0dd84:
        'the commit says that one lesson replaces the other; it stands in the same place with the same description. Not certain, so `check --fix` leaves it alone',
    },
  },
];

export function provenanceOf(path: string): Provenance | undefined {
  return known.find(({ file }) => file === basename(path));
}
