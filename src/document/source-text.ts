import { Scalar, type ScalarTag, type Tags } from 'yaml';
import { type Checked, type Point, type Problem, problem } from '../model/problem.ts';

/**
 * Decodes the bytes of a file as UTF-8 and drops the byte order mark. Gives a problem if they are UTF-16,
 * binary, or no valid UTF-8.
 */
export function decodeText(file: string, bytes: Uint8Array): Checked<string> {
  const nul = bytes.indexOf(0);
  if (utf16Mark(bytes)) return { ok: false, problems: [utf16Problem(file)] };
  if (nul >= 0) return { ok: false, problems: [binary(file, bytes, nul)] };
  const text = decodeStrictly(bytes);
  return text === undefined
    ? { ok: false, problems: [notUtf8(file, bytes)] }
    : { ok: true, value: text, problems: [] };
}

/** The encoding of a text with the byte order mark of UTF-16; undefined for all other texts. */
export function utf16Mark([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** The problem of a UTF-16 text. */
export function utf16Problem(file: string): Problem {
  return problem('file/encoding', {
    detail: 'The file starts with the byte order mark of UTF-16.',
    hint: 'Save it again as UTF-8. Windows programs call UTF-16 "Unicode".',
    span: { file, start: { line: 1, column: 1 } },
  });
}

function binary(file: string, bytes: Uint8Array, offset: number): Problem {
  return problem('file/binary', {
    detail: `Byte ${offset + 1} of the file is NUL, which text files never have.`,
    hint: 'Save it as text in UTF-8. If it is not meant to be read, exclude it from the globs of the config.',
    span: { file, start: endOf(lenient.decode(bytes.subarray(0, offset))) },
  });
}

function notUtf8(file: string, bytes: Uint8Array): Problem {
  const length = validLength(bytes);
  const byte = (bytes[length] ?? 0).toString(16).padStart(2, '0');
  return problem('file/encoding', {
    detail: `The byte 0x${byte} here is not valid UTF-8.`,
    hint: 'Save the file again as UTF-8.',
    span: { file, start: endOf(lenient.decode(bytes.subarray(0, length))) },
  });
}

const lenient = new TextDecoder();

/** The text of valid UTF-8; undefined for other bytes. */
export function decodeStrictly(bytes: Uint8Array, whole = true): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole });
  } catch {
    return undefined;
  }
}

/** The number of valid UTF-8 bytes at the start, by binary search. */
function validLength(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (decodeStrictly(bytes.subarray(0, middle), false) === undefined) bad = middle;
    else good = middle;
  }
  return startOfCharacter(bytes, good);
}

/** The length without a last character that is cut off. */
function startOfCharacter(bytes: Uint8Array, length: number): number {
  let start = length;
  while (start > 0 && decodeStrictly(bytes.subarray(0, start)) === undefined) start -= 1;
  return start;
}

function endOf(text: string): Point {
  const lineStart = text.lastIndexOf('\n') + 1;
  return { line: text.slice(0, lineStart).split('\n').length, column: text.length - lineStart + 1 };
}

/**
 * Changes the tags of a schema so that scalars from `text` are written back exactly as their author wrote
 * them (quotes, escapes, digits, line breaks), except for indentation.
 */
export function keepSourceText(text: string): (tags: Tags) => Tags {
  return (tags) =>
    tags.map((tag) => (typeof tag === 'string' || tag.collection ? tag : keepingSource(tag, text)));
}

function keepingSource(tag: ScalarTag, text: string): ScalarTag {
  const { stringify = ({ value }) => String(value) } = tag;
  return {
    ...tag,
    stringify: (node, context, onComment, onChompKeep) => {
      const block = blockParts(node, text);
      if (block === 'unclear' || !node.range) {
        return stringify(node, context, onComment, onChompKeep);
      }
      const { indent } = context;
      if (!block) return flowLines(text.slice(node.range[0], node.range[1]), indent);
      // The header of a block scalar already has its comment.
      onComment?.();
      if (block.keepsEnd) onChompKeep?.();
      return [block.header, ...block.lines.map((line) => line && `${indent}${line}`)].join('\n');
    },
  };
}

/**
 * Lines of a plain or quoted scalar with a new indentation: white space around a line break means nothing
 * in them.
 */
function flowLines(written: string, indent: string): string {
  const [first = '', ...others] = written.split('\n').map((line) => line.trim());
  return [first, ...others.map((line) => line && `${indent}${line}`)].join('\n');
}

interface Block {
  readonly header: string;
  /** The lines without their common indentation. */
  readonly lines: readonly string[];
  /** Whether empty lines at the end belong to the text. */
  readonly keepsEnd: boolean;
}

/**
 * The parts of a block scalar (`|` or `>`); `unclear` if its indentation is not known from its lines;
 * undefined for other scalars.
 */
function blockParts(node: Scalar, text: string): Block | 'unclear' | undefined {
  if (node.type !== Scalar.BLOCK_LITERAL && node.type !== Scalar.BLOCK_FOLDED) return undefined;
  if (!node.range) return 'unclear';
  const [header = '', ...lines] = text.slice(node.range[0], node.range[1]).split('\n');
  const indent = lines.find((line) => line.trim() !== '')?.match(/^ */)?.[0].length;
  const [marks = ''] = header.split(' ');
  if (indent === undefined || /\d/.test(marks)) return 'unclear';
  const keepsEnd = marks.includes('+');
  const end = keepsEnd ? lines.length - 1 : lines.findLastIndex((line) => line !== '') + 1;
  return { header, keepsEnd, lines: lines.slice(0, end).map((line) => line.slice(indent)) };
}

/** A line of YAML that has content. Its number counts from one. */
export interface Line {
  readonly number: number;
  readonly offset: number;
  readonly text: string;
  /** The white space before the content, of whichever kind. */
  readonly indent: string;
}

/** The lines of a YAML text that are not empty, no comments, and not in a block scalar (`|` and `>`). */
export function* contentLines(text: string): Generator<Line> {
  let number = 0;
  let offset = 0;
  /** The indentation of the line that starts a block scalar. */
  let block: number | undefined;
  for (const written of text.split('\n')) {
    number += 1;
    const start = offset;
    offset += written.length + 1;
    const line = written.endsWith('\r') ? written.slice(0, -1) : written;
    const indent = /^\s*/.exec(line)?.[0] ?? '';
    if (indent === line || line[indent.length] === '#') continue;
    if (block !== undefined && indent.length > block) continue;
    block = startsBlock(line) ? indent.length : undefined;
    yield { number, offset: start, text: line, indent };
  }
}

/** Whether a line opens a block scalar. */
export function startsBlock(line: string): boolean {
  return /(?:^|[:-] +)[|>][-+\d]{0,2}(?: +#.*)?$/.test(line.slice(-200));
}
