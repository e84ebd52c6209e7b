import { type Document, isCollection, isMap, isNode, isPair, isSeq, Lexer, type Node } from 'yaml';
import type { Point } from '../model/problem.ts';
import { lineStartsOf, pointAtOffset } from './parse.ts';

/**
 * Comments on lines of their own, each with the node that it is about. The YAML parser gives a whole run of
 * comments to one node, that of its first line. Authors mean columns: a comment in the column of the next
 * entry is about that entry, and a comment further to the right ends the list or map above.
 */

/** Comment and blank lines between two lines with content. */
interface Gap {
  /** The number of lines with content before it. */
  readonly line: number;
  readonly lines: readonly CommentLine[];
}

interface CommentLine {
  /** The column of the `#`, from one; zero for a blank line. */
  readonly column: number;
  /** The text behind the `#`. */
  readonly text: string;
}

/** A YAML text without its comment lines, and these lines. Comments behind content stay in the text. */
export interface WithoutComments {
  readonly text: string;
  readonly gaps: readonly Gap[];
}

/** Takes the comments on lines of their own out of a YAML text, whose line ends must be `\n`. */
export function takeComments(text: string): WithoutComments {
  const kinds = lineKinds(text);
  const kept: string[] = [];
  const gaps: Gap[] = [];
  let waiting: string[] = [];
  const flush = () => {
    if (waiting.length > 0) gaps.push({ line: kept.length, lines: waiting.map(commentLine) });
    waiting = [];
  };
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  for (const [index, line] of lines.entries()) {
    if (kinds[index] === 'content') {
      flush();
      kept.push(line);
    } else waiting.push(line);
  }
  flush();
  return { text: kept.map((line) => `${line}\n`).join(''), gaps };
}

function commentLine(line: string): CommentLine {
  const text = line.trim();
  return { column: text === '' ? 0 : line.indexOf('#') + 1, text: text.slice(1) };
}

/** Tells which lines hold content. All others hold a comment or are blank. */
function lineKinds(text: string): readonly ('content' | undefined)[] {
  const kinds: ('content' | undefined)[] = [];
  let [line, depth] = [0, 0];
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme.length === 1 && lexeme < '\t') continue;
    if (lexeme === '\u0018' || lexeme === '\u001f') continue;
    if (lexeme === '[' || lexeme === '{') depth += 1;
    if (lexeme === ']' || lexeme === '}') depth -= 1;
    const isComment = lexeme.startsWith('#') && depth === 0;
    const isContent = lexeme.trim() !== '' && !isComment;
    const breaks = lexeme.split('\n').length - 1;
    // The line break at the end of a text with several lines begins no further line of it.
    const last = line + breaks - (lexeme.endsWith('\n') ? 1 : 0);
    if (isContent) for (let at = line; at <= last; at += 1) kinds[at] = 'content';
    else if (depth > 0) kinds[line] = 'content';
    line += breaks;
  }
  return kinds;
}

/** A block list or map, with the column of its dashes or keys. */
interface Level {
  readonly node: Node;
  readonly column: number;
}

/** The place at which a node begins. If several begin on one line, the first one is the outermost. */
interface Start extends Point {
  /** The node that a comment before this line belongs to. */
  readonly node: Node;
  /** The lists and maps around the node. */
  readonly levels: readonly Level[];
}

/** Gives comments back to the nodes of a document that was parsed without them. */
export function giveComments(document: Document, { text, gaps }: WithoutComments): void {
  if (gaps.length === 0) return;
  const starts = startsIn(document, text);
  let after = 0;
  // Both are in the order of lines.
  for (const gap of gaps) {
    while ((starts[after]?.line ?? Number.POSITIVE_INFINITY) <= gap.line) after += 1;
    const next = starts[after]?.line === gap.line + 1 ? starts[after] : undefined;
    giveGap(document, gap.lines, { above: starts[after - 1], next });
  }
}

/** The last node that begins above a gap, and the node that begins directly below it. */
interface Around {
  readonly above: Start | undefined;
  readonly next: Start | undefined;
}

function giveGap(document: Document, lines: readonly CommentLine[], { above, next }: Around): void {
  const closed = (above?.levels ?? []).filter(({ column }) => column > (next?.column ?? 1));
  const ends = new Map<Node, CommentLine[]>();
  const rest: CommentLine[] = [];
  let blanks: CommentLine[] = [];
  for (const one of lines) {
    if (one.column === 0) {
      blanks.push(one);
      continue;
    }
    const level =
      rest.length > 0 ? undefined : closed.findLast(({ column }) => column <= one.column);
    const part = level ? (ends.get(level.node) ?? []) : rest;
    if (level) ends.set(level.node, part);
    part.push(...blanks, one);
    blanks = [];
  }
  for (const [node, part] of ends)
    node.comment = `${isBlank(part[0]) ? '\n' : ''}${commentOf(part)}`;
  if (next) {
    // Blank lines between a comment and the next node are part of the comment before it.
    next.node.spaceBefore = isBlank((rest.length > 0 ? rest : blanks)[0]);
    if (rest.length > 0) next.node.commentBefore = commentOf([...rest, ...blanks]);
  } else if (rest.length > 0) {
    document[above ? 'comment' : 'commentBefore'] = commentOf(rest);
  }
}

function isBlank(line: CommentLine | undefined): boolean {
  return line?.column === 0;
}

/** A comment in the form that the library stores: lines without `#`, with at most one blank line in a row. */
function commentOf(lines: readonly CommentLine[]): string {
  const shown = lines.filter((line, at) => !isBlank(line) || (at > 0 && !isBlank(lines[at - 1])));
  // The library itself ends the last line.
  return shown.map(({ text }) => text).join('\n');
}

/** The places at which the nodes of a document begin, in the order of lines, outer nodes first. */
function startsIn(document: Document, text: string): readonly Start[] {
  const lineStarts = lineStartsOf(text);
  const starts: Start[] = [];
  const at = (offset: number) => pointAtOffset(lineStarts, offset);
  const walk = (node: unknown, above: readonly Level[]): void => {
    if (!isCollection(node) || node.flow || !node.range) return;
    const first = isMap(node) ? node.items[0]?.key : node.items[0];
    const offset = isNode(first) ? (first.range?.[0] ?? node.range[0]) : node.range[0];
    const start = isSeq(node) ? text.lastIndexOf('-', Math.max(offset - 1, 0)) : offset;
    const levels = [...above, { node, column: at(start).column }];
    for (const item of node.items) {
      const [head, value] = isPair(item) ? [item.key, item.value] : [item, item];
      if (!isNode(head) || !head.range) continue;
      const begins = isSeq(node) ? dashBefore(text, head.range[0]) : head.range[0];
      starts.push({ ...at(begins), node: head, levels });
      if (isPair(item) && isNode(value) && value.range && !isCollection(value)) {
        starts.push({ ...at(value.range[0]), node: value, levels });
      }
      walk(value, levels);
    }
  };
  walk(document.contents, []);
  return starts;
}

function dashBefore(text: string, offset: number): number {
  const dash = text.lastIndexOf('-', offset - 1);
  return dash === -1 ? offset : dash;
}
