import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Frame, Point, Problem } from '../model/problem.ts';
import type { ProblemCode } from '../model/problem-codes.ts';
import { cutText, startOf } from '../model/text.ts';
import { decodeText } from './source-text.ts';

/** The path of a value in a document: the keys of maps and the positions in lists. */
export type Path = readonly (string | number)[];

/** The offsets of a value and its parts, small enough to keep for a whole catalog. */
export interface ValuePlace {
  /** The offset of the key, or of the value if it has no key. */
  readonly key: number;
  readonly value: number;
  /** The source of a plain value that is not a text, such as `1.10`. */
  readonly written?: string;
  readonly inner?: ReadonlyMap<string | number, ValuePlace>;
}

/** A value of a document, with the places of all its parts. */
export interface LocatedValue {
  readonly value: Json;
  readonly place: ValuePlace;
}

/** A fault of a document, located by its offset. */
export interface TreeFault {
  readonly code: ProblemCode;
  readonly offset: number;
  readonly detail: string;
  readonly hint?: string;
  /** The offset of the first of two places that clash. */
  readonly first?: number;
}

/**
 * The place of a path. If the path does not exist, the place of its nearest ancestor, with `isExact` false.
 */
export function nearestPlace(
  root: ValuePlace,
  path: Path,
): { place: ValuePlace; isExact: boolean } {
  let place = root;
  for (const step of path) {
    const next = place.inner?.get(step);
    if (!next) return { place, isExact: false };
    place = next;
  }
  return { place, isExact: true };
}

/** The value at a path; undefined if there is none. */
export function valueAt(value: Json, path: Path): Json | undefined {
  let at: Json | undefined = value;
  for (const step of path) {
    if (Array.isArray(at)) at = at[Number(step)];
    else at = isObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  }
  return at;
}

/** The value with an edit at a path. It is unchanged if the path does not exist. */
export function editedAt(value: Json, [step, ...rest]: Path, edit: (there: Json) => Json): Json {
  if (step === undefined) return edit(value);
  if (Array.isArray(value)) {
    return value.map((inner: Json, at) => (at === step ? editedAt(inner, rest, edit) : inner));
  }
  const inner: Json | undefined = isObject(value) ? (value as JsonObject)[step] : undefined;
  return isObject(value) && inner !== undefined
    ? { ...value, [step]: editedAt(inner, rest, edit) }
    : value;
}

/** A change of what is at a path. */
interface Edit {
  readonly path: Path;
  readonly edit: (there: Json) => Json;
}

/** Like `editedAt` for many paths: each list and object on them is copied once. Inner values come first. */
export function editedAll(value: Json, edits: readonly Edit[]): Json {
  const here = edits.filter(({ path }) => path.length === 0);
  const below = Map.groupBy(
    edits.flatMap(({ path: [step, ...path], edit }) =>
      step === undefined ? [] : { step, path, edit },
    ),
    ({ step }) => step,
  );
  const within = (inner: Json, step: Path[number]) => {
    const some = below.get(step);
    return some ? editedAll(inner, some) : inner;
  };
  const along = (): Json => {
    if (below.size === 0) return value;
    if (Array.isArray(value)) return value.map(within);
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, within(inner, key)]);
    return Object.fromEntries(entries);
  };
  return here.reduce((there: Json, { edit }) => edit(there), along());
}

/** The most characters of a value in a message. */
const longest = 60;

/** A text for a message: in quotes and on one line, and cut if it is long. */
export function quoteShort(text: string): string {
  const line = text.replaceAll('\n', '\\n');
  return line.length <= longest ? `"${line}"` : `"${startOf(line, longest).toWellFormed()}…"`;
}

/** The most characters of the source that a message repeats. */
const longestSource = 80;

/** A piece of the source for a message, cut if it is long. */
export function shortSource(text: string): string {
  return cutText(text, longestSource);
}

/** A text as YAML in quotes, to be copied. Single quotes are used if the text has double quotes. */
export function yamlQuoted(text: string): string {
  return text.length > longestSource || !text.includes('"')
    ? `"${shortSource(text.replaceAll('\\', '\\\\'))}"`
    : `'${text.replaceAll("'", "''")}'`;
}

/** Lines below a sentence: the first `most`, and the number of the others. */
export function linesBelow(lines: readonly string[], most = 10): string {
  const more = lines.length > most ? [`and ${lines.length - most} more`] : [];
  return [...lines.slice(0, most), ...more].map((line) => `\n  ${line}`).join('');
}

/** A node in a sentence: its title, by which people know it, and its id to copy. */
export function nodeWithId({
  kind,
  title,
  sourcedId,
}: {
  readonly kind: string;
  readonly title: string;
  readonly sourcedId: string;
}): string {
  return title === '' ? `${kind} "${sourcedId}"` : `${kind} ${quoteShort(title)} (${sourcedId})`;
}

/** A value in words. `written` is its source, if that differs from JSON. */
export function foundValue(value: Json, written: string | undefined): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'a map';
  if (value === null) return 'nothing';
  if (typeof value === 'string') return `the string ${quoteShort(value)}`;
  if (typeof value === 'boolean') return `the value ${value}`;
  const asWritten =
    written === undefined || written === String(value) ? '' : `, written ${written}`;
  return `the number ${value}${asWritten}`;
}

/** The lines of files that were read. A renderer takes the lines around a problem from it. */
export interface SourceLines {
  /** The lines of a file; undefined if it was not read, is not text, or must not be shown. */
  linesOf(file: string): readonly string[] | undefined;
}

/** No source lines, for problems about no file, or with lines of their own. */
export const noSources: SourceLines = { linesOf: () => undefined };

/**
 * The files that a run has read. Every function that reads files of a catalog adds them. So a problem needs
 * only its place, and its source lines are looked up when it is shown.
 */
export class ReadSources implements SourceLines {
  readonly #bytes = new Map<string, Uint8Array>();
  readonly #lines = new Map<string, readonly string[] | undefined>();
  readonly #hidden = new Set<string>();
  readonly #shown = new Map<string, readonly string[]>();

  /** Adds files, or new texts of files that it has. */
  add(files: Iterable<{ readonly file: string; readonly bytes: Uint8Array }>): void {
    for (const { file, bytes } of files) {
      if (this.#bytes.get(file) === bytes) continue;
      this.#bytes.set(file, bytes);
      this.#lines.delete(file);
    }
  }

  /** Shows no lines of this file as they are: a config may hold a secret in the wrong place. */
  hide(file: string): void {
    this.#hidden.add(file);
    this.#shown.delete(file);
  }

  /** Shows these lines as those of a file. */
  show(file: string, lines: readonly string[]): void {
    this.#shown.set(file, lines);
  }

  linesOf(file: string): readonly string[] | undefined {
    const shown = this.#shown.get(file);
    if (shown) return shown;
    const bytes = this.#hidden.has(file) ? undefined : this.#bytes.get(file);
    if (!bytes) return undefined;
    if (!this.#lines.has(file)) {
      const text = decodeText(file, bytes);
      this.#lines.set(file, text.ok ? text.value.split(/\r?\n/) : undefined);
    }
    return this.#lines.get(file);
  }
}

/** The number of characters that are shown behind the marked place. The rest of a long line is cut off. */
const keptBehind = 200;

/** A place in a column beyond this gets no frame: nobody reads such lines. */
const farthestColumn = 2000;

/**
 * The source lines around a problem: its own, if it has some from a saved plan, or else those of `sources`.
 */
export function frameOf({ span, frame }: Problem, sources: SourceLines): Frame | undefined {
  if (frame || !span) return frame;
  const lines = sources.linesOf(span.file);
  return lines && frameAt(lines, span.start);
}

/** A problem with its source lines, for a value that leaves the run: a saved plan must stand alone. */
export function withFrame(problem: Problem, sources: SourceLines): Problem {
  const frame = frameOf(problem, sources);
  return frame ? { ...problem, frame } : problem;
}

function frameAt(lines: readonly string[], { line, column }: Point): Frame | undefined {
  if (line > lines.length || column > farthestColumn) return undefined;
  const firstLine = Math.max(line - 1, 1);
  const around = lines.slice(firstLine - 1, line + 1);
  const isLastEmpty = around.length > 1 && line < lines.length && around.at(-1) === '';
  const shown = isLastEmpty ? around.slice(0, -1) : around;
  return { firstLine, lines: shown.map((text) => cutText(text, column + keptBehind)) };
}
