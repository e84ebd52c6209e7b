import { Composer, type CST, type Document, Lexer, type ParsedNode, Parser } from 'yaml';

/** Lists and maps inside each other. No catalog comes near it; deeper text is damaged or hostile. */
export const deepest = 64;

/** Thrown by the reading of tokens and caught by `compose`: nothing behind the offset is read. */
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
  // Finding equal keys here takes time that grows with the square; the tree finds them by a map.
  uniqueKeys: false,
} as const;

export type Composed =
  | { readonly documents: readonly Document.Parsed<ParsedNode>[] }
  | { readonly tooDeepAt: number };

/** The YAML documents of a text, at most two: one is wanted, and a second is a fault already. */
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

/** Measures the depth before anything recursive sees the tokens. */
function* tokensOf(text: string): Generator<CST.Token> {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    // On the stack: the document, the collections, and perhaps a scalar.
    const isDeep = parser.stack.length > deepest + 1;
    if (isDeep && depthOf(parser.stack) > deepest) throw new TooDeep(parser.offset);
  }
  yield* parser.end();
}

function depthOf(stack: readonly CST.Token[]): number {
  return stack.filter(({ type }) => /^(block-map|block-seq|flow-collection)$/.test(type)).length;
}
