import {
  type FilterSyntaxProblem,
  type FilterValue,
  type Operator,
  type Token,
  tokenise,
} from './tokens.ts';

export interface Comparison {
  readonly type: 'comparison';
  /** Keys from the record to the value: `['course', 'sourcedId']`. */
  readonly path: readonly string[];
  readonly operator: Operator;
  /** Exactly one value; any number for `@`. */
  readonly values: readonly FilterValue[];
}
export type Filter =
  | Comparison
  | { readonly type: 'and' | 'or'; readonly terms: readonly Filter[] };

/** No real caller nests deeper; a hostile filter could exhaust the stack. */
const deepest = 100;

/**
 * Reads a OneRoster filter. AND binds tighter than OR, and parentheses group.
 *
 *     filter     = terms of AND, joined by OR
 *     term       = "(" filter ")" | path operator value | path "@" value { "," value }
 */
export function parseFilter(text: string): Filter | FilterSyntaxProblem {
  const tokens = tokenise(text);
  if ('message' in tokens) return tokens;
  const cursor = { tokens, index: 0 };
  const filter = readChain(cursor, 'or', 0);
  if ('message' in filter) return filter;
  const rest = peek(cursor);
  return rest.type === 'end' ? filter : expected('AND, OR or the end', rest);
}

interface Cursor {
  readonly tokens: readonly Token[];
  index: number;
}

function peek({ tokens, index }: Cursor): Token {
  return tokens[index] ?? { type: 'end', position: 1 };
}

function take(cursor: Cursor): Token {
  const token = peek(cursor);
  cursor.index += 1;
  return token;
}

function readChain(
  cursor: Cursor,
  joint: 'and' | 'or',
  depth: number,
): Filter | FilterSyntaxProblem {
  const terms: Filter[] = [];
  do {
    const term = joint === 'or' ? readChain(cursor, 'and', depth) : readTerm(cursor, depth);
    if ('message' in term) return term;
    terms.push(term);
  } while (peek(cursor).type === joint && take(cursor));
  const [first, ...others] = terms;
  return first !== undefined && others.length === 0 ? first : { type: joint, terms };
}

function readTerm(cursor: Cursor, depth: number): Filter | FilterSyntaxProblem {
  const token = take(cursor);
  if (token.type === 'path') return readComparison(cursor, token.text.split('.'));
  if (token.type !== 'open') return expected('a field', token);
  if (depth === deepest) return { position: token.position, message: 'nested too deeply' };
  const inner = readChain(cursor, 'or', depth + 1);
  if ('message' in inner) return inner;
  const close = take(cursor);
  return close.type === 'close' ? inner : expected('")"', close);
}

function readComparison(cursor: Cursor, path: readonly string[]): Filter | FilterSyntaxProblem {
  const operator = take(cursor);
  if (operator.type !== 'operator') return expected('an operator', operator);
  const values: FilterValue[] = [];
  do {
    const value = take(cursor);
    if (value.type !== 'value') return expected('a value in single quotes', value);
    values.push(...(operator.text === '@' ? membersOf(value.value) : [value.value]));
  } while (operator.text === '@' && peek(cursor).type === 'comma' && take(cursor));
  return { type: 'comparison', path, operator: operator.text, values };
}

/** Members of a set. Clients write `'a','b'` and `'a,b'`. */
function membersOf(value: FilterValue): readonly FilterValue[] {
  return typeof value === 'string' ? value.split(',').map((member) => member.trim()) : [value];
}

function expected(what: string, { type, position }: Token): FilterSyntaxProblem {
  const found = type === 'end' ? 'the end' : 'something else';
  return { position, message: `expected ${what}, found ${found}` };
}

/** Paths of all fields in a filter. */
export function pathsOf(filter: Filter): readonly (readonly string[])[] {
  return filter.type === 'comparison' ? [filter.path] : filter.terms.flatMap(pathsOf);
}
