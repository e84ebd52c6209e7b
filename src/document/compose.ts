import { Composer, type CST, type Document, Lexer, type ParsedNode, Parser } from 'yaml';

/**
 * Most levels of nested lists and maps. No catalog comes near; deeper text is damaged or hostile.
 */
export const deepest = 64;

/** Thrown while reading tokens and caught by `compose`. Nothing behind the offset is read. */
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

export type Composed =
  | { readonly documents: readonly Document.Parsed<ParsedNode>[] }
  | { readonly tooDeepAt: number };

/** The YAML documents of a text, at most two: one is expected, and a second one is a fault. */
export function compose(text: string): Composed {
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

/** Measures the depth of tokens before any recursive code sees them. */
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
