import type { Problem } from '../model/problem.ts';

/**
 * The lines of a config as messages may show them. A config may hold a secret in the wrong place: comments,
 * the values of keys that it does not know, and maps and lists in the place of texts are replaced by `…`. Only
 * for a config without a known secret.
 */
export function shownLines(text: string, problems: readonly Problem[]): readonly string[] {
  const lines = text.split(/\r?\n/);
  const hidden = hiddenIn(lines, problems);
  /** What the lines below belong to. */
  let above: (Hidden & { readonly opens: boolean }) | undefined;
  return lines.map((line, at) => {
    if (above && !endsValue(line, above)) return masked(line);
    const found = hidden.get(at + 1);
    above = found && { ...found, opens: /[[{]/.test(line.slice(found.column - 1)) };
    if (!found) return withoutComment(line);
    const start = found.column - 1;
    return found.from === 'key' ? keyAlone(line, start) : `${line.slice(0, start)}…`;
  });
}

/** What is hidden from a column on: the value of the key there, or the value there. */
interface Hidden {
  readonly column: number;
  readonly from: 'key' | 'value';
}

/** The first of the hidden parts of each line, by the number of the line. */
function hiddenIn(
  lines: readonly string[],
  problems: readonly Problem[],
): ReadonlyMap<number, Hidden> {
  const hidden = new Map<number, Hidden>();
  for (const { code, span } of problems) {
    const { line = 0, column = 0 } = span?.start ?? {};
    const isUnknown = code === 'schema/unknown-field';
    const isKnown = !isUnknown && !isCollection((lines[line - 1] ?? '').slice(column - 1));
    if (isKnown || (hidden.get(line)?.column ?? column + 1) <= column) continue;
    hidden.set(line, { column, from: isUnknown ? 'key' : 'value' });
  }
  return hidden;
}

const key = /^(?:"[^"]*"|'[^']*'|[\w.-]+) ?:(?:\s|$)/;

/** Whether a map or list begins here. */
function isCollection(value: string): boolean {
  return /^(?:[[{]|-(?:\s|$))/.test(value) || key.test(value);
}

/** Whether a line begins the next key, beside a hidden one or further out. */
function endsValue(
  line: string,
  { column, from, opens }: Hidden & { readonly opens: boolean },
): boolean {
  const indent = line.search(/\S/);
  const isKey = key.test(line.replace(/^[- ]+/, ''));
  const isBeside = from === 'key' && indent === column - 1 && !line.trimStart().startsWith('-');
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
