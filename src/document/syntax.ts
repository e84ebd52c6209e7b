import type { YAMLError } from 'yaml';
import { explainSyntax, faultOffset } from './compose.ts';
import { shortSource, type TreeFault, yamlQuoted } from './place.ts';
import { contentLines, type Line, startsBlock } from './source-text.ts';
import { gluedFault, spaceFault } from './tree.ts';

/**
 * The one fault to report for a text that is not valid YAML. The parser reports where reading broke off,
 * and often several consequences. Authors need the mistake itself, so this looks for it line by line: wrong
 * columns, tabs, spaces that YAML does not read as such, quotes inside quotes, colons in texts. If no known
 * mistake is found, the first report of the parser counts.
 *
 * @returns Undefined if `readTree` reports all errors better.
 */
export function syntaxFault(errors: readonly YAMLError[], text: string): TreeFault | undefined {
  const [first] = errors
    .map((error) => ({ ...explainSyntax(error), offset: faultOffset(error, text) }))
    .filter(({ code }) => !foundInTree.has(code))
    .sort((a, b) => a.offset - b.offset);
  if (!first) return undefined;
  // The mistake may be on the line before the place that the parser reports.
  return findSlip(text, first.offset) ?? first;
}

/** The codes of faults that `readTree` reports better: at the value, not at the mark before it. */
const foundInTree: ReadonlySet<string> = new Set(['yaml/alias', 'yaml/tag', 'yaml/key']);

/** A map or list that is open at a line. */
interface Level {
  readonly type: 'map' | 'list';
  readonly column: number;
  readonly line: number;
  /** The last entry of the level: a key, or the number of the line with the dash. */
  entry: string;
  /** Whether the last entry has no value yet, so that deeper lines may follow. */
  isOpen: boolean;
  /** The value of the last entry, if it is an empty list or map on the line of its key. */
  empty?: string | undefined;
}

type Slip = Omit<TreeFault, 'code' | 'offset'> & {
  readonly code?: TreeFault['code'];
  /** The column of the fault in its line. */
  readonly column: number;
};

/** The most lines that are looked at. For a longer text the report of the parser counts. */
const mostLines = 100_000;

/** Looks for the first known mistake, up to the content line behind an offset. */
function findSlip(text: string, errorOffset: number): TreeFault | undefined {
  const levels: Level[] = [];
  let isLast = false;
  for (const line of contentLines(text)) {
    if (isLast || line.number > mostLines) return undefined;
    isLast = line.offset > errorOffset;
    const slip = slipOf(line, levels);
    if (slip === 'unclear') return undefined;
    if (!slip) continue;
    const { column, code = 'yaml/syntax', ...said } = slip;
    return { ...said, code, offset: line.offset + column - 1 };
  }
  return undefined;
}

function slipOf(line: Line, levels: Level[]): Slip | 'unclear' | undefined {
  const white = foreignSpace(line, 0, line.indent.length);
  if (white) return white;
  let column = line.indent.length + 1;
  let rest = line.text.slice(column - 1);
  if (/^(?:---|\.\.\.|%)/.test(line.text)) return 'unclear';
  for (;;) {
    const dash = /^-( +|$)/.exec(rest)?.[0].length;
    if (dash === undefined) break;
    const misplaced = place(line, { type: 'list', column, entry: `line ${line.number}` }, levels);
    if (misplaced) return misplaced;
    column += dash;
    rest = rest.slice(dash);
    if (rest === '' || rest.startsWith('#')) return undefined;
  }
  if (/^- *\t/.test(rest)) {
    return {
      column: column + rest.indexOf('\t'),
      code: 'yaml/tab',
      detail: 'There is a tab after the dash.',
      hint: 'Replace the tab with spaces. The keys of the entry start in the column of its first key.',
    };
  }
  if (/^-[^\S ]/u.test(rest) && keyOf(rest))
    return { column: column + 1, ...spaceFault(rest[1] ?? '') };
  if (/^-[\p{L}_"']/u.test(rest) && keyOf(rest)) {
    const detail = `There is no space after the dash in column ${column}.`;
    return { column, detail, hint: `Write \`- ${shortSource(rest.slice(1))}\`.` };
  }
  return slipInEntry({ line, column, rest }, levels);
}

/** The content of a line behind its dashes. */
interface Entry {
  readonly line: Line;
  readonly column: number;
  readonly rest: string;
}

function slipInEntry({ line, column, rest }: Entry, levels: Level[]): Slip | 'unclear' | undefined {
  const key = keyOf(rest);
  if (!key) {
    if (column === line.indent.length + 1) return textAmongKeys({ line, column, rest }, levels);
    const list = levels.at(-1);
    if (list) list.isOpen = false;
    return slipInValue(rest, column);
  }
  const misplaced = place(line, { type: 'map', column, entry: key.name }, levels);
  if (misplaced) return misplaced;
  const level = levels.at(-1);
  const blanks = /^\s*/.exec(rest.slice(key.length))?.[0] ?? '';
  const at = column + key.length + blanks.length;
  const white = foreignSpace(line, column - 1 + key.length, at - 1);
  if (white) return white;
  const value = rest.slice(key.length + blanks.length);
  const isOpen = value === '' || value.startsWith('#');
  if (level)
    Object.assign(level, { isOpen, empty: /^(?:\[ *\]|\{ *\})$/.exec(withoutComment(value))?.[0] });
  return isOpen ? undefined : slipInValue(value, at);
}

interface Key {
  readonly name: string;
  /** The length with quotes and colon. */
  readonly length: number;
}

/** The key that a text begins with; undefined if there is none, or no space follows its colon. */
function keyOf(rest: string): Key | undefined {
  const quoted = rest.startsWith('"') || rest.startsWith("'") ? closingQuote(rest) : undefined;
  if (quoted === undefined && !/^[^\s"'[\]{}#&*!|>%@`?,:]/u.test(rest)) return undefined;
  const start = quoted === undefined ? 0 : quoted + 1;
  const colon = rest.slice(start, longestKey + 1).search(/:(?=\s|$)|\s#/);
  if (colon === -1 || rest[start + colon] !== ':') return undefined;
  const name = quoted === undefined ? rest.slice(0, colon) : rest.slice(1, quoted);
  const isAlone = quoted === undefined || rest.slice(start, start + colon).trim() === '';
  return isAlone ? { name: name.trim(), length: start + colon + 1 } : undefined;
}

/** The most characters of a key on one line, as YAML allows them. */
const longestKey = 1024;

/** The index of the quote that closes the first one; undefined if the line has none. */
function closingQuote(text: string): number | undefined {
  const [quote] = text;
  for (let at = 1; at < text.length; at += 1) {
    const isEscape = quote === '"' ? text[at] === '\\' : text[at] === "'" && text[at + 1] === "'";
    if (isEscape) at += 1;
    else if (text[at] === quote) return at;
  }
  return undefined;
}

interface Start {
  readonly type: 'map' | 'list';
  readonly column: number;
  readonly entry: string;
}

/** Puts an entry into its level. If it fits no level, tells in which column it must start. */
function place(line: Line, start: Start, levels: Level[]): Slip | undefined {
  const { type, column, entry } = start;
  const open = [...levels];
  while ((levels.at(-1)?.column ?? 0) > column) levels.pop();
  const level = levels.at(-1);
  const isFirstOfLine = column === line.indent.length + 1;
  if (level?.column === column && level.type === type && isFirstOfLine) {
    Object.assign(level, { entry, isOpen: true });
    return undefined;
  }
  // A list may start in the column of its key.
  const isListOfKey = level?.type === 'map' && type === 'list' && level.column === column;
  const opens = level === undefined || level.isOpen || !isFirstOfLine;
  const isDeeper = level === undefined || level.column < column;
  if (open.length === levels.length && opens && (isDeeper || isListOfKey)) {
    levels.push({ type, column, entry, isOpen: true, line: line.number });
    return undefined;
  }
  const deepest = open.at(-1);
  if (deepest?.empty !== undefined && deepest.column < column) return belowEmpty(start, deepest);
  // A list in the column of its key ends at the next key.
  const above = levels.at(-2);
  if (level?.column === column && above?.column === column && above.type === type) {
    levels.pop();
    Object.assign(above, { entry, isOpen: true });
    return undefined;
  }
  return wrongColumn(start, open);
}

/**
 * The fault of an entry below `[]` or `{}`: a template or a form wrote the value, and an author then filled
 * it below.
 */
function belowEmpty({ column }: Start, { entry, empty }: Level): Slip {
  return {
    column,
    detail: `"${shortSource(entry)}" is \`${empty}\` on the line above, so nothing can follow below it.`,
    hint: `Remove \`${empty}\` behind \`${shortSource(entry)}:\`.`,
  };
}

/** Tells in which column an entry must start: that of the nearest level of its own kind. */
function wrongColumn({ type, column, entry }: Start, open: readonly Level[]): Slip | undefined {
  const [nearest] = open
    .filter((level) => level.type === type)
    .reverse()
    .sort((a, b) => Math.abs(a.column - column) - Math.abs(b.column - column));
  if (!nearest) return undefined;
  // This entry should have had the first dash: its keys form a map, and lists are only inside of it.
  const undashed = open.find((level) => level.column > column);
  const isBelowUndashed =
    type === 'list' && undashed?.type === 'map' && nearest.column > undashed.column;
  const what = type === 'list' ? 'The dash' : `"${shortSource(entry)}"`;
  const under =
    type === 'list'
      ? `under the dash of ${nearest.entry}`
      : `under "${shortSource(nearest.entry)}"`;
  return {
    column,
    detail: `${what} must start in column ${nearest.column}, ${under}. Here it starts in column ${column}.`,
    hint: isBelowUndashed
      ? `If line ${undashed?.line} and this one begin entries of one list, put a dash before the entry in line ${undashed?.line}, too.`
      : columnHelp(type, nearest.column - column),
  };
}

function columnHelp(type: 'map' | 'list', distance: number): string {
  const spaces = `${Math.abs(distance)} ${Math.abs(distance) === 1 ? 'space' : 'spaces'}`;
  const what = type === 'list' ? 'Dashes of one list' : 'Keys of one entry';
  return `${distance > 0 ? 'Add' : 'Remove'} ${spaces} before it. ${what} start in the same column.`;
}

/** The fault of a line without a key: the colon or its space is missing, or the line continues a text. */
function textAmongKeys(
  { column, rest }: Entry,
  levels: readonly Level[],
): Slip | 'unclear' | undefined {
  const [last, level] = [levels.at(-1), levels.findLast((one) => one.column <= column)];
  const continues = last !== undefined && last.column < column && !last.isOpen;
  if (continues) return undefined;
  if (level?.column !== column || level.type !== 'map' || /^["'[\]{}?]/.test(rest))
    return 'unclear';
  const glued = gluedFault(withoutComment(rest));
  if (glued) return { column: column + rest.search(/[:：]/), ...glued };
  return {
    column,
    detail: 'This line has no `key:`.',
    hint: 'If it begins with a key, put a colon and a space after the key. If it continues the text of the line above, indent it more than that line. If it is no part of the manifest, remove it.',
  };
}

/** The fault of a value on one line that YAML cannot read as the author meant it. */
function slipInValue(value: string, column: number): Slip | 'unclear' | undefined {
  const [first = ''] = value;
  if (first === '"' || first === "'") return slipInQuotes(value, column);
  if (first === '[' || first === '{') return slipInBrackets(value, column);
  const text = withoutComment(value);
  if (first === '|' || first === '>') {
    return startsBlock(value) ? undefined : badStart(text, column, first);
  }
  if (/^[*&!%@`,\]}]/.test(first)) return badStart(text, column, first);
  if (/^[-?] /.test(value)) return badStart(text, column, first);
  return colonInText(text, column);
}

function colonInText(text: string, column: number): Slip | undefined {
  const colon = /:(?=\s|$)/.exec(text);
  if (!colon) return undefined;
  return {
    column,
    detail: `The text has a colon in column ${column + colon.index}, and YAML reads the part before it as a key.`,
    hint: wrapped.test(text)
      ? `Put the text in straight quotes: ${yamlQuoted(text.slice(1, -1))}. YAML treats the quotes ${curlyQuotes} as letters.`
      : `Put the text in quotes: ${yamlQuoted(text)}.${curly.test(text) ? ` YAML treats the quotes ${curlyQuotes} as letters.` : ''}`,
  };
}

const curly = /[\u201c-\u201f\u2018-\u201b\u00ab\u00bb]/;
/** A text that is whole in such quotes. */
const wrapped =
  /^[\u201c-\u201f\u2018-\u201b\u00ab\u00bb].*[\u201c-\u201f\u2018-\u201b\u00ab\u00bb]$/;
const curlyQuotes = '“ ” ‘ ’';

function badStart(text: string, column: number, first: string): Slip {
  return {
    column,
    detail: `A string without quotes cannot start with ${first === '`' ? 'a backtick' : `\`${first}\``}.`,
    hint: `Put the text in quotes: ${yamlQuoted(text)}.`,
  };
}

function slipInQuotes(value: string, column: number): Slip | 'unclear' | undefined {
  const isDouble = value[0] === '"';
  const close = closingQuote(value);
  // The text may continue in the next line.
  if (close === undefined) return 'unclear';
  const end = close + 1;
  const behind = value.slice(end);
  if (/^\s*$|^\s+#/.test(behind)) return undefined;
  if (isComma(behind)) return commaFault(column + end + behind.indexOf(','));
  const meant = withoutComment(value);
  const inner = meant.endsWith(meant[0] ?? '') ? meant.slice(1, -1) : undefined;
  return {
    column: column + end,
    detail: `The quote that opens in column ${column} closes in column ${column + end - 1}. More text follows it.`,
    hint:
      inner === undefined
        ? `Put all of the text in quotes: ${yamlQuoted(meant)}.`
        : `${isDouble ? 'Put a backslash before each quote in the text' : 'Write each apostrophe in the text twice'}: ${isDouble ? `"${shortSource(inner.replaceAll(/\\?"/g, '\\"'))}"` : `'${shortSource(inner.replaceAll(/''?/g, "''"))}'`}.`,
  };
}

function isComma(behind: string): boolean {
  return /^\s*,\s*$/.test(behind);
}

function commaFault(column: number): Slip {
  return {
    column,
    detail: 'There is a comma behind the value, as in JSON. In YAML the end of the line is enough.',
    hint: 'Remove the comma.',
  };
}

function slipInBrackets(value: string, column: number): Slip | 'unclear' | undefined {
  const bare = withoutQuoted(value);
  const end = closingBracket(bare);
  if (end === undefined) return 'unclear';
  const behind = value.slice(end + 1);
  if (/^\s*$|^\s+#/.test(behind)) {
    const [field = '', start = '', text = ''] = fieldWithColon.exec(bare.slice(0, end)) ?? [];
    const at = column + bare.indexOf(field) + start.length;
    return text === '' ? undefined : colonInText(text.trimEnd(), at);
  }
  if (isComma(behind)) return commaFault(column + end + 1 + behind.indexOf(','));
  const what = value[0] === '[' ? 'list' : 'map';
  return {
    column: column + end + 1,
    detail: `\`${value[0]}\` in column ${column} opens a ${what}, which closes in column ${column + end}. Text follows it.`,
    hint: `If all of it is text, put it in quotes: ${yamlQuoted(withoutComment(value))}.`,
  };
}

/** A field between braces whose text has a colon: `{note: Part 1: the end}`. */
const fieldWithColon =
  /([{,]\s*[\p{L}_][\p{L}\d_-]*:\s+)([^\s"'[\]{},][^"'[\]{},]*:\s[^"'[\]{},]*)/u;

/** The value with nothing but quotes in place of its texts in quotes, of the same length. */
function withoutQuoted(value: string): string {
  let bare = '';
  for (const { 0: start, index } of value.matchAll(/[[{,:]\s*["']/g)) {
    const open = index + start.length - 1;
    const close = open < bare.length ? undefined : closingQuote(value.slice(open));
    if (close !== undefined) bare += value.slice(bare.length, open) + '"'.repeat(close + 1);
  }
  return bare + value.slice(bare.length);
}

/** The index of the bracket that closes the first one; undefined if the line has none. */
function closingBracket(value: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < value.length; at += 1) {
    const character = value[at] ?? '';
    if ('[{'.includes(character)) depth += 1;
    if (']}'.includes(character)) depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

function withoutComment(value: string): string {
  const hash = /\s#/.exec(value)?.index;
  return (hash === undefined ? value : value.slice(0, hash)).trimEnd();
}

/** The fault of a character between two indices of a line that looks like a space but is none for YAML. */
function foreignSpace({ text }: Line, start: number, end: number): Slip | undefined {
  const part = text.slice(start, end);
  const at = part.search(/[^ ]/);
  if (at === -1) return undefined;
  const found = part[at] ?? '';
  const column = start + at + 1;
  if (found === '\t') {
    if (start > 0) return undefined;
    return {
      column: 1,
      code: 'yaml/tab',
      detail: 'The line is indented with a tab.',
      hint: 'Replace the tab with spaces.',
    };
  }
  return { column, ...spaceFault(found) };
}
