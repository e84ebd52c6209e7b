import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** One state of a catalog, whole, as its authors committed it. */
export interface Revision {
  readonly rev: string;
  readonly date: string;
  readonly message_subject: string;
  readonly courses: readonly Course[];
}

/** What all nodes of a history have. */
export interface Written {
  /** A human name, such as a slug or a path. It may change. */
  readonly key: string;
  /** What the authors recognise the node by, right or wrong; absent where they wrote nothing. */
  readonly uuid?: string;
  readonly title: string;
}
export interface Course extends Written {
  readonly subject?: string;
  readonly grades?: readonly string[];
  readonly units: readonly Unit[];
}
export interface Unit extends Written {
  readonly lessons: readonly Lesson[];
}
export interface Lesson extends Written {
  readonly description?: string;
  readonly minutes?: number;
}

/** The revisions of a file, oldest first: one JSON object a line, plain or compressed by gzip. */
export function readHistory(file: string): readonly Revision[] {
  const bytes = readFileSync(file);
  const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = (isCompressed ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => {
      const revision = parsed(line);
      if (isRevision(revision)) return revision;
      throw new Error(
        `${file}:${number} is no revision with "rev", "date", "message_subject" and "courses".`,
      );
    });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isRevision(value: unknown): value is Revision {
  if (typeof value !== 'object' || value === null) return false;
  const { rev, date, message_subject, courses }: Record<string, unknown> = { ...value };
  const texts = [rev, date, message_subject];
  return texts.every((text) => typeof text === 'string') && Array.isArray(courses);
}
