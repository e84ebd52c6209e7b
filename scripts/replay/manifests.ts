import type { Span } from '../../src/model/problem.ts';
import type { Entry, Ids } from './entry.ts';

/** The manifests of one revision: a file for each course. */
export interface Manifests {
  readonly files: ReadonlyMap<string, string>;
  /** The entry that is written at a place. */
  readonly entryAt: (span: Span) => Entry | undefined;
  /** The entries of a file, in the order of their lines. */
  readonly entriesIn: (file: string) => readonly Entry[];
}

interface Line {
  readonly text: string;
  readonly entry: Entry;
}

export function manifestsOf(entries: readonly Entry[], ids: Ids): Manifests {
  const families = Map.groupBy(entries, ({ parent }) => parent);
  const lines = new Map<string, readonly Line[]>();
  for (const course of families.get(undefined) ?? []) {
    lines.set(freeName(course, lines), courseLines(course, families, ids));
  }
  return {
    files: new Map(
      [...lines].map(([file, each]) => [file, each.map(({ text }) => `${text}\n`).join('')]),
    ),
    entryAt: ({ file, start }) => lines.get(file)?.[start.line - 1]?.entry,
    entriesIn: (file) => [...new Set((lines.get(file) ?? []).map(({ entry }) => entry))],
  };
}

/** A file name from the key: a renamed course moves to another file, as its authors would move it. */
function freeName({ written }: Entry, taken: ReadonlyMap<string, unknown>): string {
  const name = `catalog/${written.key.replaceAll(/[^\p{L}\p{N}]+/gu, '-') || 'course'}`;
  let number = 1;
  while (taken.has(fileName(name, number))) number += 1;
  return fileName(name, number);
}

function fileName(name: string, number: number): string {
  return number === 1 ? `${name}.yaml` : `${name}-${number}.yaml`;
}

type Families = ReadonlyMap<Entry | undefined, readonly Entry[]>;

function courseLines(course: Entry, families: Families, ids: Ids): Line[] {
  const own = ['kind: course', ...fields(course, ids)].map((text) => ({ text, entry: course }));
  return [...own, ...listLines('units', { of: course, families, ids })];
}

/** The children of an entry as a list, with everything below them. */
function listLines(
  list: 'units' | 'lessons',
  { of, families, ids }: { readonly of: Entry; readonly families: Families; readonly ids: Ids },
): Line[] {
  const children = families.get(of) ?? [];
  if (children.length === 0) return [];
  const items = children.flatMap((entry) => {
    const own = fields(entry, ids).map((text) => ({ text, entry }));
    const lines = [...own, ...listLines('lessons', { of: entry, families, ids })];
    return lines.map((line, index) => ({
      ...line,
      text: `${index === 0 ? '  - ' : '    '}${line.text}`,
    }));
  });
  return [{ text: `${list}:`, entry: of }, ...items];
}

/** A text as JSON, which is also a YAML text, whatever it contains. */
const quoted = (text: string) => JSON.stringify(text);

function fields(entry: Entry, ids: Ids): string[] {
  const id = ids.get(entry);
  const { title } = entry.written;
  return [
    ...(id === undefined ? [] : [`sourcedId: ${quoted(id)}`]),
    `title: ${quoted(title === '' ? '(no title)' : title)}`,
    ...furtherFields(entry),
  ];
}

/**
 * Further fields of an entry. Keys of courses and units come from their titles; the key of a lesson is the
 * authors' own.
 */
function furtherFields({ kind, written }: Entry): string[] {
  switch (kind) {
    case 'course': {
      const { subject, grades = [] } = written;
      return [
        ...(subject ? ['subjects:', `  - ${quoted(subject)}`] : []),
        ...(grades.length > 0 ? ['grades:', ...grades.map((grade) => `  - ${quoted(grade)}`)] : []),
      ];
    }
    case 'unit':
      return [];
    case 'lesson': {
      const { key, description, minutes } = written;
      return [
        'metadata:',
        `  key: ${quoted(key)}`,
        ...(description ? [`  description: ${quoted(description)}`] : []),
        ...(minutes === undefined ? [] : [`  minutes: ${minutes}`]),
      ];
    }
  }
}
