import { type Document, isScalar, type ParsedNode } from 'yaml';
import { isObject, type Json } from '../model/json.ts';
import { type Checked, checked, type Point, type Problem, problem } from '../model/problem.ts';
import { codePointText } from '../model/text.ts';
import { deepest, parseYamlDocuments } from './compose.ts';
import { type LocatedValue, nearestPlace, type Path, type TreeFault, valueAt } from './place.ts';
import { readPlain } from './plain.ts';
import { contentLines } from './source-text.ts';
import { syntaxFault } from './syntax.ts';
import { readTree } from './tree.ts';

/** A YAML document as plain JSON, with the position of every value. */
export interface LocatedDocument {
  readonly value: Json;
  /**
   * The position of the key at a path (in lists: of the item), or of its value. If the path does not exist,
   * it is the position of the nearest ancestor.
   */
  pointAt(path: Path, what?: 'key' | 'value'): Point;
  /**
   * The position of a character of the text at a path; that of the text itself if the character is not
   * written literally on its first line.
   */
  pointWithin(path: Path, index: number): Point;
  /** The source of an unquoted number, boolean or null, such as `1.10`; undefined for all other values. */
  writtenAt(path: Path): string | undefined;
}

/** Parses one YAML 1.2 document of plain maps, lists and scalars. Gives problems if it has faults. */
export function parseYaml(file: string, text: string): Checked<LocatedDocument> {
  const lineStarts = lineStartsOf(text);
  // Nearly every manifest is within the part of YAML that the quick reader handles.
  const plain = readPlain(text);
  const { read, faults: found } = plain ? { read: plain, faults: [] } : readYamlStrictly(text);
  const isAmbiguous = found.length > 0 || !isObject(read.value);
  const merged = isAmbiguous ? (mergedFault(text) ?? pastedIn(text, found)) : undefined;
  const faults = merged ? [merged] : found;
  const document: LocatedDocument = {
    value: read.value,
    pointAt: (path, what = 'key') =>
      pointAtOffset(lineStarts, nearestPlace(read.place, path).place[what]),
    pointWithin: (path, index) => {
      const { value } = nearestPlace(read.place, path).place;
      const start = /["']/.test(text[value] ?? '') ? value + 1 : value;
      const here = valueAt(read.value, path);
      const isLiteral =
        typeof here === 'string' && text.startsWith(here.slice(0, index + 1), start);
      return pointAtOffset(lineStarts, isLiteral ? start + index : value);
    },
    writtenAt: (path) => {
      const { place, isExact } = nearestPlace(read.place, path);
      return isExact ? place.written : undefined;
    },
  };
  return checked(
    document,
    faults.map((fault) => toProblem(fault, { file, lineStarts })),
  );
}

/** The fault of a text with conflict markers. It is the one cause of all faults between them. */
function mergedFault(text: string): TreeFault | undefined {
  const marks = conflictMarks(text);
  return (
    marks && {
      code: 'file/conflict',
      offset: marks.offset,
      detail: `There are conflict markers in ${markLines(marks)}: git found two versions and kept both.`,
      hint: 'Decide what to keep, leave each node its sourcedId, and remove the conflict markers.',
    }
  );
}

function pastedIn(text: string, found: readonly TreeFault[]): TreeFault | undefined {
  const first = found.find(({ code }) => code === 'yaml/syntax');
  return first && pastedFault(text, first.offset);
}

function toProblem(
  { code, offset, first, detail, hint }: TreeFault,
  { file, lineStarts }: { readonly file: string; readonly lineStarts: readonly number[] },
): Problem {
  const spanAt = (place: number) => ({ file, start: pointAtOffset(lineStarts, place) });
  return problem(code, {
    detail,
    ...(hint !== undefined && { hint }),
    span: spanAt(offset),
    ...(first !== undefined && { related: { span: spanAt(first), note: 'first written here' } }),
  });
}

type Parsed = Document.Parsed<ParsedNode>;

interface Reading {
  readonly read: LocatedValue;
  readonly faults: readonly TreeFault[];
}

/** Reads the one document of a text with the full YAML parser. Positions and faults are offsets. */
export function readYamlStrictly(text: string): Reading {
  const composed = parseYamlDocuments(text);
  if ('tooDeepAt' in composed) return unread([tooDeep(composed.tooDeepAt)]);
  const [document, second] = composed.documents;
  if (!document || isBlank(document)) return unread([isOfOldMac(text) ? oldMac : empty]);
  const fault = syntaxFault(document.errors, text) ?? versionFault(document, text);
  // Faults behind the first one are its consequences.
  if (fault) return unread([fault]);
  const faults: TreeFault[] = [];
  if (second) faults.push(several(second));
  const read = readTree(document.contents, { text, report: (fault) => faults.push(fault) });
  return { read, faults };
}

function unread(faults: readonly TreeFault[]): Reading {
  return { read: readTree(null, { text: '', report: () => {} }), faults };
}

function isBlank({ contents }: Parsed): boolean {
  return !contents || (isScalar(contents) && contents.value === null && contents.source === '');
}

function versionFault({ directives }: Parsed, text: string): TreeFault | undefined {
  const { version } = directives.yaml;
  if (version === '1.2') return undefined;
  const offset = Math.max(text.indexOf('%YAML'), 0);
  const detail = `The file declares YAML ${version}, which reads some values differently.`;
  return { code: 'yaml/syntax', offset, detail, hint: 'Remove the line.' };
}

const empty: TreeFault = {
  code: 'file/empty',
  offset: 0,
  detail: 'The file has only spaces and comments.',
  hint: 'Write its content, or delete the file.',
};

/**
 * Whether all line ends are carriage returns, as on old Macs. YAML 1.2 parsers need a line feed, so a
 * comment would go on to the end of the file.
 */
function isOfOldMac(text: string): boolean {
  return !text.includes('\n') && /\r./.test(text);
}

const oldMac: TreeFault = {
  code: 'file/empty',
  offset: 0,
  detail:
    'The lines end as on old Macs, with a carriage return alone. So the file counts as one line, and that is a comment.',
  hint: 'Save the file with the line ends of Unix (LF) or of Windows (CRLF).',
};

function several(second: Parsed): TreeFault {
  return {
    code: 'yaml/several-documents',
    offset: second.range[0],
    detail: 'A second document starts here.',
    hint: isBlank(second) ? 'Remove this line.' : 'Move what follows to its own file.',
  };
}

function tooDeep(offset: number): TreeFault {
  const detail = `More than ${deepest} lists and maps are nested here.`;
  return { code: 'yaml/too-deep', offset, detail };
}

/** Whether a line is a conflict marker of git (`<<<<<<<` and the like). */
export function isConflictMark(line: string): boolean {
  return /^(?:<{7}|\|{7}|={7}|>{7})(?: |\r?$)/.test(line);
}

/** The conflict markers in a text. */
export interface ConflictMarks {
  /** The offset of the first marker. */
  readonly offset: number;
  /** The lines of the markers, counted from one. */
  readonly lines: readonly [number, ...number[]];
}

/** Finds the conflict markers of a text; undefined if there are none. */
export function conflictMarks(text: string): ConflictMarks | undefined {
  const lines: number[] = [];
  let first: number | undefined;
  let [line, offset] = [1, 0];
  while (offset <= text.length) {
    const end = text.indexOf('\n', offset);
    const next = end === -1 ? text.length + 1 : end + 1;
    // The first nine characters are enough: the marker, and the space or line end behind it.
    if (isConflictMark(text.slice(offset, Math.min(next - 1, offset + 9)))) {
      lines.push(line);
      first ??= offset;
    }
    offset = next;
    line += 1;
  }
  const [head, ...others] = lines;
  return head === undefined ? undefined : { offset: first ?? 0, lines: [head, ...others] };
}

/** The lines of conflict markers in words: `line 9`, `lines 9, 11 and 13`. */
export function markLines({ lines }: ConflictMarks): string {
  const shown = lines.slice(0, mostShown);
  const more = lines.length - shown.length;
  const last = more > 0 ? `${more} more` : String(shown.pop());
  return shown.length === 0 ? `line ${last}` : `lines ${shown.join(', ')} and ${last}`;
}

/**
 * The most lines that a message names. A conflict has three or four markers, and the first few conflicts
 * are enough.
 */
const mostShown = 9;

/** The offsets at which the lines of a text start. */
export function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The line and column of an offset. `starts` comes from `lineStartsOf`. */
export function pointAtOffset(starts: readonly number[], offset: number): Point {
  let line = 0;
  let after = starts.length;
  while (after - line > 1) {
    const middle = (line + after) >>> 1;
    if ((starts[middle] ?? 0) <= offset) line = middle;
    else after = middle;
  }
  return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
}

type Pasted = Pick<TreeFault, 'detail'> & { readonly hint: string };

/**
 * Finds characters that come with a text copied from a chat, a mail, a word processor or an old editor.
 * They are the cause of the parser's faults.
 *
 * @param offset The offset of the parser's first fault: text below it cannot be its cause.
 */
function pastedFault(text: string, offset: number): TreeFault | undefined {
  const loneReturn = text.search(/\r(?!\n)/);
  // YAML joins lines at a lone carriage return, and the parser's fault may be anywhere in the result.
  const line = text.lastIndexOf('\n', loneReturn) + 1;
  if (loneReturn !== -1 && line <= offset) return fault(loneReturn, returns);
  const isMail = isQuotedMail(text);
  for (const line of contentLines(text)) {
    if (line.offset > offset) return undefined;
    const found = isMail ? mail : (fenceIn(line.text) ?? colonIn(line.text) ?? bulletIn(line.text));
    if (found) return fault(line.offset + line.indent.length, found);
  }
  return undefined;
}

function fault(offset: number, said: Pasted): TreeFault {
  return { code: 'yaml/syntax', offset, ...said };
}

const returns: Pasted = {
  detail:
    'A line ends with a carriage return alone, as on very old systems. YAML reads it as part of the line.',
  hint: 'Save the file with the line ends of Unix (LF) or Windows (CRLF).',
};

const mail: Pasted = {
  detail: 'The lines begin with `>`, as a quoted mail has them.',
  hint: 'Remove the `>` and the space behind it from every line.',
};

function isQuotedMail(text: string): boolean {
  const [first = '', second = ''] = text.split('\n', 2);
  return [first, second].every((line) => /^> ?\S/.test(line));
}

function fenceIn(line: string): Pasted | undefined {
  return /^\s*(?:```|~~~)/.test(line)
    ? {
        detail: 'This line marks a block of code in Markdown. It is no part of the manifest.',
        hint: 'Remove it, and the line that ends the block.',
      }
    : undefined;
}

/** Finds a colon as a keyboard for Chinese or Japanese writes it: `title：Finding`. */
function colonIn(line: string): Pasted | undefined {
  const [, start, name, value = ''] =
    /^\s*((?:- +)?)([\p{L}_]+)\s*：\s*(.{0,80})/u.exec(line) ?? [];
  return name === undefined
    ? undefined
    : {
        detail: `The colon behind "${name}" is a full-width one (U+FF1A), which YAML reads as a letter.`,
        hint: `Write \`${start}${name}: ${value}\`.`,
      };
}

/** Finds a bullet at the start of a line, or a dash that a word processor made of a hyphen. */
function bulletIn(line: string): Pasted | undefined {
  const [, mark, entry = ''] =
    /^\s*([\u2010-\u2015\u2212\u2022\u2023\u2043\u25aa\u25cf\u25e6\u00b7*+])\s+(\S.{0,80})/.exec(
      line,
    ) ?? [];
  if (mark === undefined || !/^(?:[\p{L}_]+:(?:\s|$)|include\b)/u.test(entry)) return undefined;
  const code = codePointText(mark);
  return {
    detail: `An entry of a list starts with a hyphen, and not with \`${mark}\` (${code}).`,
    hint: `Write \`- ${entry}\`.`,
  };
}
