import type { Json, JsonObject } from '../model/json.ts';
import type { FieldChange } from '../model/plan.ts';
import { graphemesOf, withoutJoiner } from '../model/text.ts';
import { apart, escapeFor } from './escape.ts';
import { arrow, ellipsis, type Look, paint } from './look.ts';
import { fits, wrap } from './screen.ts';
import { cut } from './table.ts';
import { type DiffPart, firstOf, itemParts, lineParts, wordParts } from './text-diff.ts';
import { pathText, quoted, unquoted, valueText } from './words/names.ts';

/** One field change as lines of a terminal, `room` columns wide if possible. */
export function fieldLines(field: FieldChange, room: number, look: Look): string[] {
  const path = escapeFor.terminal(pathText(field.path));
  const before = field.kind === 'added' ? undefined : field.before;
  if (typeof field.after === 'string' && (before === undefined || typeof before === 'string')) {
    return textLines(path, [before, field.after], { room, look });
  }
  const parts =
    Array.isArray(before) && Array.isArray(field.after) && itemParts(before, field.after);
  if (parts) return [`${path}: [${parts.flatMap((part) => listItems(part, look)).join(', ')}]`];
  return [`${path}: ${oldText(before, look)} ${arrow(look)} ${shownValue(field.after)}`];
}

/** The old value; a field that the platform lacks is shown differently from null. */
function oldText(before: Json | undefined, look: Look): string {
  return before === undefined ? paint('dim', '(none)', look) : shownValue(before);
}

function listItems({ state, value }: DiffPart<Json[]>, look: Look): string[] {
  const texts = firstOf(value.map(shownValue), (more) => `${ellipsis(look)} ${more} more entries`);
  return texts.map((text) => {
    if (state === 'same') return text;
    return state === 'added' ? paint('green', `+${text}`, look) : paint('red', `-${text}`, look);
  });
}

interface Page {
  readonly room: number;
  readonly look: Look;
}

function textLines(
  path: string,
  [before, after]: readonly [string | undefined, string],
  { room, look }: Page,
): string[] {
  const isMultiline = `${before ?? ''}${after}`.includes('\n');
  const isLong = !fits(`${path}: ${before ?? ''} ${after}`, room - quotesAndArrow);
  if (before !== undefined && isLong && !isMultiline) {
    const parts = wordParts(before, after);
    if (parts) return [`${path}: "${wordDiff(parts, look)}"`];
  }
  if (isLong || isMultiline) {
    const parts = before === undefined ? [partOf('added', after)] : lineDiff(before, after);
    return [`${path}:`, ...multilineDiff(parts, look)];
  }
  return [`${path}: ${oldText(before, look)} ${arrow(look)} ${escapeFor.terminal(quoted(after))}`];
}

const quotesAndArrow = 6;

function lineDiff(before: string, after: string): readonly DiffPart<string[]>[] {
  return lineParts(before, after) ?? [partOf('removed', before), partOf('added', after)];
}

function partOf(state: 'removed' | 'added', text: string): DiffPart<string[]> {
  return { state, value: text.split('\n') };
}

/** Equal lines that are shown around a difference. */
const linesKept = 2;

const lineStyles = { same: ['  ', 'dim'], removed: ['- ', 'red'], added: ['+ ', 'green'] } as const;

function multilineDiff(parts: readonly DiffPart<string[]>[], look: Look): string[] {
  return parts.flatMap(({ state, value }, index) => {
    const [mark, style] = lineStyles[state];
    const shown =
      state === 'same' ? value : firstOf(value, (more) => `${ellipsis(look)} ${more} more lines`);
    const lines = shown.map((line) =>
      paint(style, `  ${mark}${apart(escapeFor.terminal(line), look, 'text')}`, look),
    );
    const head = index === 0 ? 0 : linesKept;
    const tail = index === parts.length - 1 ? 0 : linesKept;
    const hidden = lines.length - head - tail;
    if (state !== 'same' || hidden <= 1) return lines;
    const gap = paint('dim', `    ${ellipsis(look)} ${hidden} equal lines`, look);
    return [...lines.slice(0, head), gap, ...lines.slice(lines.length - tail)];
  });
}

function shownValue(value: Json): string {
  return escapeFor.terminal(valueText(value));
}

function shownUnquoted(text: string): string {
  return escapeFor.terminal(unquoted(text));
}

/** Equal letters that are shown around a difference. */
const lettersKept = 30;

/** Marks differences as `git diff --word-diff` does, so that they are readable without colours. */
function wordDiff(parts: readonly DiffPart<string>[], look: Look): string {
  const texts = parts.map(({ state, value }, index) => {
    if (state === 'removed') return marked(value, (text) => paint('red', `[-${text}-]`, look));
    if (state === 'added') return marked(value, (text) => paint('green', `{+${text}+}`, look));
    const letters = graphemesOf(value);
    const head = index === 0 ? 0 : lettersKept;
    const tail = index === parts.length - 1 ? 0 : lettersKept;
    if (letters.length <= head + tail + 3) return shownUnquoted(value);
    const [start, end] = [letters.slice(0, head), letters.slice(letters.length - tail)];
    return (
      shownUnquoted(withoutJoiner(start.join(''))) + ellipsis(look) + shownUnquoted(end.join(''))
    );
  });
  return texts.join('');
}

/** Puts blanks at the ends outside of the marks, so that no line is broken inside them. */
function marked(value: string, mark: (text: string) => string): string {
  const text = value.trim();
  const start = value.indexOf(text);
  return text === ''
    ? mark(shownUnquoted(value))
    : shownUnquoted(value.slice(0, start)) +
        mark(shownUnquoted(text)) +
        shownUnquoted(value.slice(start + text.length));
}

/** The longest value of a new node; longer ones are cut, since the manifest has them in full. */
const longestValue = 60;

/** The fields of a new node in short. The title is left out, since the line above has it. */
export function newFieldLines(fields: JsonObject, room: number, look: Look): string[] {
  const pairs = Object.entries(fields)
    .filter(([name]) => name !== 'title')
    .map(
      ([name, value]) =>
        `${escapeFor.terminal(pathText([name]))}: ${cut(shownValue(value), longestValue, look)}`,
    );
  return pairs.length === 0 ? [] : wrap(pairs.join(', '), room, look);
}
