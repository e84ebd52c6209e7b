import { contentRules } from '../content-rules.ts';
import { sdkSubjects } from './values.ts';

export type MetadataForm =
  | 'text'
  | 'texts'
  | 'number'
  | 'truth'
  | 'address'
  | 'grades'
  | 'duration'
  | 'objectives'
  | 'failFast'
  | { readonly oneOf: readonly string[] };

export interface MetadataKey {
  readonly form: MetadataForm;
  readonly about: string;
  /** Whether the models refuse the type without this key. */
  readonly isRequired?: true;
}

type MetadataKeys = Readonly<Record<string, MetadataKey>>;

const format = {
  form: 'text',
  about: 'File format, such as pdf or mp4.',
  isRequired: true,
} as const;
const author = { form: 'text', about: 'Who wrote it.' } as const;
const duration = { form: 'duration', about: 'Length as HH:MM:SS.' } as const;
const method = { form: 'text', about: 'How it teaches.' } as const;

/** The keys that metadata of every type may have. */
const commonMetadata: MetadataKeys = {
  subject: { form: { oneOf: sdkSubjects }, about: 'Its subject.' },
  grades: { form: 'grades', about: 'Its grades, -1 (Pre-K) to 13 (AP).' },
  language: { form: 'text', about: 'Its language.' },
  xp: { form: 'number', about: 'XP that it gives.' },
  url: { form: 'address', about: 'Where it is: a whole address.' },
  keywords: { form: 'texts', about: 'Words to find it by.' },
  learningObjectiveSet: { form: 'objectives', about: 'Its standards: write `standards` instead.' },
  lessonType: { form: 'text', about: 'How a player treats it.' },
};

/**
 * The keys of resource metadata by its `type`, from the write models of the official Python SDK
 * (`timeback-oneroster` 0.4.0). The models accept other keys with every type.
 */
const typedMetadata = {
  qti: {
    subType: {
      form: { oneOf: ['qti-test', 'qti-question', 'qti-stimulus', 'qti-test-bank'] },
      about: 'What of QTI it is.',
      isRequired: true,
    },
    questionType: {
      form: {
        oneOf: [
          ...['choice', 'order', 'associate', 'match', 'hotspot', 'hottext', 'select-point'],
          ...['graphic-order', 'graphic-associate', 'graphic-gap-match', 'text-entry'],
          ...['extended-text', 'inline-choice', 'upload', 'slider', 'drawing', 'media', 'custom'],
        ],
      },
      about: 'How a question is answered.',
    },
    difficulty: { form: { oneOf: ['easy', 'medium', 'hard'] }, about: 'How hard it is.' },
  },
  text: { format, author, pageCount: { form: 'number', about: 'Its pages.' } },
  audio: { format, duration, speaker: { form: 'text', about: 'Who speaks.' } },
  video: {
    format,
    duration,
    captionsAvailable: { form: 'truth', about: 'Whether it has captions.' },
  },
  interactive: {
    launchUrl: { form: 'address', about: 'Where it starts: a whole address.' },
    toolProvider: { form: 'text', about: 'Who provides the tool.' },
    instructionalMethod: method,
    courseIdOnFail: { form: 'text', about: 'The course for students who fail.' },
    failFast: {
      form: 'failFast',
      about: 'When it ends early: consecutiveFailures and stagnationLimit, from 1 on.',
    },
  },
  visual: { format, resolution: { form: 'text', about: 'Its resolution.' } },
  'course-material': {
    subType: {
      form: { oneOf: ['unit', 'course', 'resource-collection'] },
      about: 'What it is material of.',
      isRequired: true,
    },
    format,
    author,
    instructionalMethod: method,
  },
  'assessment-bank': {
    resources: { form: 'texts', about: 'sourcedIds of the resources in it.', isRequired: true },
  },
} as const satisfies Readonly<Record<string, MetadataKeys>>;

export const metadataTypes: readonly string[] = contentRules['resource-types'].values.known;

/**
 * The keys that the models refuse in metadata without a type, in the spelling of records and in that of
 * Python. They accept both spellings of `failFast`.
 */
export const reservedMetadataKeys: readonly string[] = [
  ...new Set(
    [commonMetadata, ...Object.values(typedMetadata)]
      .flatMap((keys) => Object.keys(keys))
      .filter((key) => key !== 'failFast')
      .flatMap((key) => [key, key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]),
  ),
];

/** The keys of a type, including the common ones; undefined if there is no such type. */
export function metadataKeysOf(type: string): MetadataKeys | undefined {
  const own: MetadataKeys | undefined = Object.hasOwn(typedMetadata, type)
    ? typedMetadata[type as keyof typeof typedMetadata]
    : undefined;
  return own && { ...commonMetadata, ...own };
}
