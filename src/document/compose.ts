import {
  Composer,
  type CST,
  type Document,
  type ErrorCode,
  Lexer,
  type ParsedNode,
  Parser,
  type YAMLError,
} from 'yaml';
import type { ProblemCode } from '../model/problem-codes.ts';

/** The most levels of lists and maps. Real catalogs have far fewer; deeper text is damaged or hostile. */
export const deepest = 64;

/** Thrown while tokens are read, and caught by `parseYamlDocuments`. Nothing behind the offset is read. */
class TooDeep extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super(`nested deeper than ${deepest} levels`);
    this.offset = offset;
  }
}

const options = {
  version: '1.2',
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  stringKeys: true,
  // The parser's check takes quadratic time; our tree finds equal keys with a map.
  uniqueKeys: false,
} as const;

type YamlDocuments =
  | { readonly documents: readonly Document.Parsed<ParsedNode>[] }
  | { readonly tooDeepAt: number };

/**
 * The YAML documents of a text, at most two: one is expected, and a second one is a fault. If the text is
 * nested too deeply, the offset at which it is.
 */
export function parseYamlDocuments(text: string): YamlDocuments {
  const documents: Document.Parsed<ParsedNode>[] = [];
  try {
    for (const document of new Composer(options).compose(tokensOf(text))) {
      documents.push(document);
      if (documents.length === 2) break;
    }
    return { documents };
  } catch (error) {
    if (error instanceof TooDeep) return { tooDeepAt: error.offset };
    throw error;
  }
}

/** Gives the tokens of a text. It measures their depth before any recursive code sees them. */
function* tokensOf(text: string): Generator<CST.Token> {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    // The stack holds the document, the collections, and perhaps a scalar.
    const isDeep = parser.stack.length > deepest + 1;
    if (isDeep && depthOf(parser.stack) > deepest) throw new TooDeep(parser.offset);
  }
  yield* parser.end();
}

function depthOf(stack: readonly CST.Token[]): number {
  return stack.filter(({ type }) => /^(block-map|block-seq|flow-collection)$/.test(type)).length;
}

/** Our code and wording for a fault that the YAML parser found. */
interface SyntaxFault {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly hint?: string;
}

type Row = Omit<SyntaxFault, 'code'> & { readonly code?: ProblemCode };

/** Plain words for the codes of the parser. For other codes the parser's own sentence is used. */
const rows: Partial<Record<ErrorCode, Row>> = {
  ALIAS_PROPS: { code: 'yaml/alias', detail: 'There is an alias here.' },
  BAD_ALIAS: { code: 'yaml/alias', detail: 'There is an anchor or alias here.' },
  MULTIPLE_ANCHORS: { code: 'yaml/alias', detail: 'There are anchors here.' },
  TAG_RESOLVE_FAILED: { code: 'yaml/tag', detail: 'There is a tag here.' },
  MULTIPLE_TAGS: { code: 'yaml/tag', detail: 'There are several tags here.' },
  BAD_COLLECTION_TYPE: { code: 'yaml/tag', detail: 'There is a tag here.' },
  NON_STRING_KEY: {
    code: 'yaml/key',
    detail: 'A key must be a plain string, not a list or a map.',
  },
  RESOURCE_EXHAUSTION: { code: 'yaml/too-deep', detail: 'The file is nested too deeply to read.' },
  TAB_AS_INDENT: {
    code: 'yaml/tab',
    detail: 'The line is indented with a tab.',
    hint: 'Replace the tab with spaces.',
  },
  BAD_INDENT: {
    detail: 'The indentation of this line matches none of the lines above it.',
    hint: 'Entries of one map or list start in the same column.',
  },
  BAD_DQ_ESCAPE: {
    detail: 'A backslash in double quotes starts an escape, but this is not a valid escape.',
    hint: 'Write two backslashes, or put the text in single quotes.',
  },
  BAD_SCALAR_START: {
    detail: 'A string without quotes cannot start with this character.',
    hint: 'Put the text in quotes.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    detail: 'Unexpected `:` inside a value.',
    hint: 'Check the indentation of this line. If the colon belongs to the value, put the value in quotes.',
  },
  BLOCK_IN_FLOW: {
    detail: 'Inside [ ] and { }, separate entries with commas, not with lines and dashes.',
  },
  MULTILINE_IMPLICIT_KEY: {
    detail: 'A key must be on one line, followed by a colon.',
    hint: 'Look for a missing colon or closing quote here and on the line above.',
  },
  KEY_OVER_1024_CHARS: { detail: 'A key may have at most 1024 characters.' },
};

/**
 * Plain words for sentences of the parser, by their beginning. These sentences say more than their code, or
 * are unclear.
 */
const plainer: readonly (readonly [start: string, detail: string, hint?: string])[] = [
  ['Flow map', 'This { has no closing }.', 'Write } behind the last entry.'],
  ['Flow sequence', 'This [ has no closing ].', 'Write ] behind the last entry.'],
  [
    "Missing closing '",
    'This quote is never closed.',
    'If it is an apostrophe, put all of the text in double quotes. Otherwise write the same quote at the end of the text.',
  ],
  [
    'Missing closing',
    'This quote is never closed.',
    'Write the same quote at the end of the text.',
  ],
  ['Missing , ', 'There is no comma before this entry.', 'Put a comma behind the entry before it.'],
  [
    'Block scalar header',
    'Text follows the mark that begins a block of text.',
    'Put the text on the lines below, or put all of it in quotes.',
  ],
  ['Implicit map keys need to be', 'The line is not `key: value`: the colon is missing.'],
  ['Unexpected scalar', 'Unexpected text. Check the quotes and the indentation of this line.'],
  ['Unexpected flow-', 'Unexpected bracket or comma.'],
  ['Unexpected map-value-ind', 'Unexpected colon.'],
  ['Unexpected seq-item-ind', 'Unexpected dash.'],
  [
    'All mapping items must start',
    'Keys of one map must start in the same column.',
    'If this line continues the text above it, indent it more than the key of that text.',
  ],
];

/** Describes a syntax fault for authors, without the parser's picture of the source. */
export function explainSyntax({ code, message }: YAMLError): SyntaxFault {
  const [, detail, hint] = plainer.find(([start]) => message.startsWith(start)) ?? [];
  const wording = detail === undefined ? undefined : { detail, ...(hint && { hint }) };
  return { code: 'yaml/syntax', ...(wording ?? rows[code] ?? { detail: sentence(message) }) };
}

function sentence(message: string): string {
  const [line = ''] = message.split('\n');
  return `${line.trimEnd().replace(/[.:]$/, '')}.`;
}

/**
 * The offset that a message points at. For a quote or bracket that is never closed, the parser reports the
 * end of the text or entry, but authors need its start.
 */
export function faultOffset({ message, pos: [offset] }: YAMLError, text: string): number {
  if (/^Flow (?:map|sequence)/.test(message)) return openBracket(text, offset) ?? offset;
  const [, quote] = /^Missing closing (["'])/.exec(message) ?? [];
  if (quote === undefined) return offset;
  let start = text.lastIndexOf(quote, offset - 1);
  while (start > 0 && text[start - 1] === '\\') start = text.lastIndexOf(quote, start - 1);
  return Math.max(start, 0);
}

/** The offset of the last open bracket before an offset; undefined if all are closed. */
function openBracket(text: string, offset: number): number | undefined {
  let closed = 0;
  for (let at = offset - 1; at >= 0; at -= 1) {
    const character = text[at] ?? '';
    if (']}'.includes(character)) closed += 1;
    else if ('[{'.includes(character)) {
      if (closed === 0) return at;
      closed -= 1;
    }
  }
  return undefined;
}
