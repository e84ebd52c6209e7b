import type { GroundTruth } from '../../scripts/replay/ground-truth.ts';
import type { Lesson, Revision } from '../../scripts/replay/history.ts';

const uuids = {
  reading: '6f0c7a52-3a44-4c0e-9a55-0a6f9f4d1c01',
  writing: 'b3f1d7c4-8e0b-4c53-a1d9-54f7a2c6e902',
  ideas: '0d9be2b8-51f6-4d3e-8c9f-7c1a5b2f4e03',
  details: 'e2a7c1f9-6b54-4b0d-9f3a-1d8c7e6b5a04',
  sentences: '47c5e0d3-9a1b-4f7e-b2c8-6e0f9d3a7b05',
  main: 'c81d4e2e-bcf2-4a6e-8d7b-92b1f0a3e606',
  signal: '9a3f5b70-17c8-4e2d-a6b4-e5d0c9f81a07',
  signalAgain: '1be0a6d5-f0c3-4d92-b7e1-3c8a5f927d08',
  between: '58d2c9e7-4f6a-4b18-9e0d-a7f3b1c65e09',
  verbs: 'f46b0a1d-c2e9-4735-8ab6-0d9e7c3f5b10',
};

const main: Lesson = { key: 'main-idea', uuid: uuids.main, title: 'Finding the main idea' };
const signal: Lesson = { key: 'signal-words', uuid: uuids.signal, title: 'Signal words' };
const between: Lesson = { key: 'between', uuid: uuids.between, title: 'Between the lines' };
const verbs: Lesson = { key: 'verbs', uuid: uuids.verbs, title: 'Strong verbs' };

interface Outline {
  readonly ideas: readonly Lesson[];
  readonly details: readonly Lesson[];
  readonly sentences: readonly Lesson[];
}

function revision(rev: string, { ideas, details, sentences }: Outline): Revision {
  return {
    rev,
    date: `2026-01-0${rev.slice(-1)}`,
    message_subject: rev,
    courses: [
      {
        key: 'reading',
        uuid: uuids.reading,
        title: 'Reading',
        units: [
          { key: 'ideas', uuid: uuids.ideas, title: 'Main ideas', lessons: ideas },
          { key: 'details', uuid: uuids.details, title: 'Details', lessons: details },
        ],
      },
      {
        key: 'writing',
        uuid: uuids.writing,
        title: 'Writing',
        units: [
          { key: 'sentences', uuid: uuids.sentences, title: 'Sentences', lessons: sentences },
        ],
      },
    ],
  };
}

const renamed: Lesson = { ...signal, key: 'signals', title: 'Signal words in a text' };
const reminted: Lesson = { ...renamed, uuid: uuids.signalAgain };
const placeholder: Lesson = { ...verbs, uuid: 'UUID' };
const copy: Lesson = { key: 'summary', uuid: uuids.main, title: 'Summing up' };

/** Two courses that share a lesson on purpose, and what authors do to them. */
export const smallHistory: readonly Revision[] = [
  revision('start-1', { ideas: [main, signal], details: [between], sentences: [main] }),
  revision('fine-2', { ideas: [between, main], details: [renamed], sentences: [main] }),
  revision('replaced-3', {
    ideas: [between, main],
    details: [reminted],
    sentences: [main, placeholder],
  }),
  revision('copied-4', {
    ideas: [between, main],
    details: [reminted, copy],
    sentences: [main, verbs],
  }),
  revision('removed-5', { ideas: [main], details: [reminted, copy], sentences: [verbs] }),
];

const writing = { course: uuids.writing, key: 'verbs' };

export const smallTruth: GroundTruth = {
  events: [
    {
      kind: 'uuid_changes.fresh',
      rev: 'replaced-3',
      course: uuids.reading,
      key: 'signals',
      old_uuid: uuids.signal,
      new_uuid: uuids.signalAgain,
    },
    { kind: 'odd_uuid', rev: 'replaced-3', uuid: 'UUID', key: 'verbs' },
    {
      kind: 'uuid_changes.from_malformed',
      rev: 'copied-4',
      ...writing,
      old_uuid: 'UUID',
      new_uuid: uuids.verbs,
    },
  ],
  dup_uuid_spans: [{ uuid: uuids.main, keys: ['main-idea', 'summary'], from_rev: 'copied-4' }],
};

const exchanged: Outline = {
  ideas: [
    { ...main, uuid: uuids.signal },
    { ...signal, uuid: uuids.main },
  ],
  details: [between],
  sentences: [verbs],
};

/** Two lessons whose uuids were exchanged, and stay so. */
export const exchangedHistory: readonly Revision[] = [
  revision('start-1', { ...exchanged, ideas: [main, signal] }),
  revision('exchanged-2', exchanged),
  revision('later-3', exchanged),
];
