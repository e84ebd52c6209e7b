import { type ConflictMarks, conflictMarks, markLines } from '../document/conflict.ts';
import { quoted } from '../document/wording.ts';
import { type Kind, kinds } from '../model/kind.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { sourcedIdFault } from '../model/sourced-id.ts';

/** The key of one node in one source. */
export interface KeyEntry {
  readonly source: string;
  readonly kind: Kind;
  readonly key: string;
  readonly sourcedId: string;
}

const header = `\
# What imported nodes are called in their sources, so that they are recognised when a source is imported
# again: source, kind, key, sourcedId. \`timeback-catalog import\` writes it. Where the source gave a node
# another key, change the key here, and the node keeps its sourcedId.
`;

/** Reads the file of keys. An ambiguous line is an error. */
export function parseKeys(file: string, text: string): Checked<readonly KeyEntry[]> {
  const problems: Problem[] = [];
  const seen = new Map<string, KeyEntry>();
  const marks = conflictMarks(text);
  // The two sides of a merge conflict contradict each other.
  if (marks) return { ok: false, problems: [merged(file, marks)] };
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const entry = readLine(line);
    const at = { file, start: { line: index + 1, column: 1 } };
    if (!entry) {
      problems.push(malformed(line, at));
      continue;
    }
    const name = nameOf(entry);
    const earlier = seen.get(name);
    if (earlier && earlier.sourcedId !== entry.sourcedId) problems.push(ambiguous(entry, at));
    seen.set(name, earlier ?? entry);
  }
  return checked([...seen.values()], problems);
}

/** Identifies an entry by source, kind and key. */
export function nameOf({ source, kind, key }: Omit<KeyEntry, 'sourcedId'>): string {
  return `${source} ${kind} ${JSON.stringify(key)}`;
}

/**
 * The text of some entries, sorted so that git shows a conflict if two branches add the same key.
 */
export function writeKeys(entries: readonly KeyEntry[]): string {
  const lines = entries.map((entry) => `${nameOf(entry)} ${entry.sourcedId}\n`);
  return `${header}${lines.sort().join('')}`;
}

/** Makes the name of a source fit into a line. */
export function sourceName(text: string): string {
  return (
    text
      .normalize('NFC')
      .trim()
      .replace(/[\s\p{C}"#]+/gu, '-')
      .slice(0, 100) || 'outline'
  );
}

/** A key is at most a title of a source. */
const longestLine = 65_536;

function readLine(line: string): KeyEntry | undefined {
  if (line.length > longestLine) return undefined;
  const parts = /^(\S+) (\S+) ("(?:[^"\\]|\\.)*") (\S+)$/.exec(line);
  const [, source = '', kindWord, written = '', sourcedId = ''] = parts ?? [];
  const kind = kinds.find((one) => one === kindWord);
  const key = textOf(written);
  if (!kind || key === undefined || sourcedIdFault(sourcedId)) return undefined;
  return { source, kind, key, sourcedId };
}

function textOf(written: string): string | undefined {
  try {
    const key: unknown = JSON.parse(written);
    return typeof key === 'string' ? key : undefined;
  } catch {
    return undefined;
  }
}

function merged(file: string, marks: ConflictMarks): Problem {
  return problem('import/keys', {
    detail: `A merge left its marks in ${markLines(marks)}: both branches imported, and gave nodes ids of their own.`,
    hint: 'Remove the marks, and of lines with one key keep that of the branch whose ids are published, or merged first.',
    span: { file, start: { line: marks.lines[0], column: 1 } },
  });
}

function malformed(line: string, span: NonNullable<Problem['span']>): Problem {
  return problem('import/keys', {
    detail: `This line is none of source, kind, key in quotes and sourcedId: ${quoted(line)}.`,
    hint: 'Restore the line from git.',
    span,
  });
}

function ambiguous(entry: KeyEntry, span: NonNullable<Problem['span']>): Problem {
  return problem('import/keys', {
    detail: `The ${entry.kind} ${quoted(entry.key)} of ${entry.source} has two sourcedIds in this file.`,
    hint: 'Keep the line whose sourcedId is published.',
    span,
  });
}
