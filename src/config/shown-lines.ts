import type { Problem } from '../model/problem.ts';

/**
 * The lines of a config as messages may show them. A config may hold a secret in the wrong place: comments,
 * and the values of keys that it does not know, are replaced by `…`. Only for a config without a known secret.
 */
export function shownLines(text: string, problems: readonly Problem[]): readonly string[] {
  const unknown = new Map(
    problems.flatMap(({ code, span }) =>
      code === 'schema/unknown-field' && span ? [[span.start.line, span.start.column]] : [],
    ),
  );
  /** The unknown key whose value the lines belong to. */
  let above: UnknownKey | undefined;
  return text.split(/\r?\n/).map((line, at) => {
    if (above && !endsValue(line, above)) return masked(line);
    const column = unknown.get(at + 1);
    above =
      column === undefined ? undefined : { column, opens: /[[{]/.test(line.slice(column - 1)) };
    return column === undefined ? withoutComment(line) : keyAlone(line, column - 1);
  });
}

interface UnknownKey {
  readonly column: number;
  /** Whether its line opens a bracket, whose lines may have any indentation. */
  readonly opens: boolean;
}

/** Whether a line begins the next key, beside an unknown one or further out. */
function endsValue(line: string, { column, opens }: UnknownKey): boolean {
  const indent = line.search(/\S/);
  const behindDashes = line.replace(/^[- ]+/, '');
  const isKey = /^(?:"[^"]*"|'[^']*'|[\w.-]+) ?:(?:\s|$)/.test(behindDashes);
  const isBeside = indent === column - 1 && !line.trimStart().startsWith('-');
  return !opens && isKey && (isBeside || indent < column - 1);
}

function masked(line: string): string {
  const indent = line.search(/\S/);
  return indent === -1 ? line : `${line.slice(0, indent)}…`;
}

/** The line up to the end of a key. */
function keyAlone(line: string, start: number): string {
  const [key = ''] = /^(?:"[^"]*"|'[^']*'|[^:]*)/.exec(line.slice(start)) ?? [];
  return `${line.slice(0, start)}${key}: …`;
}

function withoutComment(line: string): string {
  const at = line.startsWith('#') ? 0 : line.search(/\s#/) + 1;
  return line[at] === '#' ? `${line.slice(0, at)}# …` : line;
}
