import { type ConflictMarks, conflictMarks, markLines } from '../document/conflict.ts';
import { quoted } from '../document/wording.ts';
import type { ConstantName, ConstantNames } from '../model/constant-name.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { Span } from '../model/span.ts';
import { type NamesLine, namesLinesOf, readNamesLine } from './names-text.ts';

/**
 * Reads the names of constants and gathers all that makes one doubtful. Order and repetition, which
 * a merge leaves behind, are no fault.
 */
export function parseNames(file: string, text: string): Checked<ConstantNames> {
  const lines = namesLinesOf(text).lines.map(readNamesLine);
  const marks = lines.some(({ type }) => type === 'conflict') ? conflictMarks(text) : undefined;
  const problems = [
    ...(marks ? [merged(file, marks)] : []),
    ...lines.flatMap((line, at) => faultOf(line, spanOf(file, at))),
  ];
  // The two sides of a conflict contradict each other by nature.
  if (problems.length > 0) return { ok: false, problems };
  const entries = new Map<string, ConstantName>();
  const places = new Map<string, number>();
  const owners = new Map<string, string>();
  for (const [at, line] of lines.entries()) {
    if (line.type !== 'name') continue;
    const { sourcedId, kind, name } = line.name;
    const earlier = entries.get(sourcedId);
    const owner = owners.get(`${kind} ${name}`);
    const other = earlier ? sourcedId : owner;
    if (earlier?.name === name && earlier.kind === kind) continue;
    if (other !== undefined) {
      const first = places.get(other) ?? 0;
      problems.push(contradiction(line.name, { file, at, first, earlier, owner }));
      continue;
    }
    entries.set(sourcedId, line.name);
    places.set(sourcedId, at);
    owners.set(`${kind} ${name}`, sourcedId);
  }
  return checked({ file, entries }, problems);
}

function merged(file: string, marks: ConflictMarks): Problem {
  return problem('names/conflict', {
    detail: `A merge left its marks in ${markLines(marks)}, so it is open which names hold.`,
    hint: 'Keep the lines of both sides and remove the marks.',
    span: spanOf(file, marks.lines[0] - 1),
  });
}

function faultOf(line: NamesLine, span: Span): Problem[] {
  if (line.type !== 'malformed') return [];
  return [
    problem('names/malformed', {
      detail: line.detail,
      hint: 'A line reads `sourcedId kind NAME`. Restore it from git.',
      span,
    }),
  ];
}

interface Contradiction {
  readonly file: string;
  readonly at: number;
  readonly first: number;
  readonly earlier: ConstantName | undefined;
  readonly owner: string | undefined;
}

function contradiction(
  { sourcedId, kind, name }: ConstantName,
  { file, at, first, earlier, owner }: Contradiction,
): Problem {
  const id = quoted(sourcedId);
  return problem('names/duplicate', {
    detail: earlier
      ? `Line ${first + 1} names ${id} ${earlier.kind} ${earlier.name}, this line ${kind} ${name}.`
      : `Line ${first + 1} gives the name ${name} to ${quoted(owner ?? '')}, this line to ${id}.`,
    hint: earlier
      ? 'Keep the name that programs use, and remove the other line.'
      : 'Write another name in the line of the node that no program uses yet.',
    span: spanOf(file, at),
    related: { span: spanOf(file, first), note: 'first here' },
  });
}

function spanOf(file: string, at: number): Span {
  return { file, start: { line: at + 1, column: 1 } };
}
