/** A token of a filter. `position` counts characters from one. */
export type Token = { readonly position: number } & (
  | { readonly type: 'path'; readonly text: string }
  | { readonly type: 'operator'; readonly text: Operator }
  | { readonly type: 'value'; readonly value: FilterValue }
  | { readonly type: 'and' | 'or' | 'open' | 'close' | 'comma' | 'end' }
);
export type FilterValue = string | number | boolean;
export type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=' | '~' | '@';

/** A syntax fault of a filter. `position` counts characters from one. */
export interface FilterSyntaxProblem {
  readonly position: number;
  readonly message: string;
}

/** A string in the syntax of filters: in single quotes, each quote doubled. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

type Reading = { readonly token: Token; readonly next: number } | FilterSyntaxProblem;

/** The tokens of a filter, the last of type `end`; or the first syntax fault. */
export function tokenise(text: string): readonly Token[] | FilterSyntaxProblem {
  const tokens: Token[] = [];
  for (let index = skipSpace(text, 0); index < text.length; index = skipSpace(text, index)) {
    const reading = readToken(text, index);
    if ('message' in reading) return reading;
    tokens.push(reading.token);
    index = reading.next;
  }
  return [...tokens, { type: 'end', position: text.length + 1 }];
}

function skipSpace(text: string, index: number): number {
  let next = index;
  while (text[next] === ' ' || text[next] === '\t') next += 1;
  return next;
}

const signs = { '(': 'open', ')': 'close', ',': 'comma' } as const;
const operators: readonly Operator[] = ['!=', '>=', '<=', '=', '>', '<', '~', '@'];
const words = /[A-Za-z0-9_.+-]+/y;
const number = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const path = /^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$/;

function readToken(text: string, index: number): Reading {
  const position = index + 1;
  const character = text[index];
  if (character === "'") return readQuoted(text, index);
  if (character === '(' || character === ')' || character === ',') {
    return { token: { type: signs[character], position }, next: index + 1 };
  }
  const operator = operators.find((candidate) => text.startsWith(candidate, index));
  if (operator !== undefined) {
    return { token: { type: 'operator', text: operator, position }, next: index + operator.length };
  }
  words.lastIndex = index;
  const word = words.exec(text)?.[0];
  if (word === undefined) return { position, message: `"${character}" has no meaning here` };
  const token = wordToken(word, position);
  return 'message' in token ? token : { token, next: index + word.length };
}

function readQuoted(text: string, index: number): Reading {
  const position = index + 1;
  let end = text.indexOf("'", index + 1);
  while (end >= 0 && text[end + 1] === "'") end = text.indexOf("'", end + 2);
  if (end < 0) return { position, message: 'the quote that opens here is never closed' };
  const value = text.slice(index + 1, end).replaceAll("''", "'");
  return { token: { type: 'value', value, position }, next: end + 1 };
}

function wordToken(word: string, position: number): Token | FilterSyntaxProblem {
  if (word === 'AND') return { type: 'and', position };
  if (word === 'OR') return { type: 'or', position };
  if (word === 'true' || word === 'false') {
    return { type: 'value', value: word === 'true', position };
  }
  if (number.test(word)) return { type: 'value', value: Number(word), position };
  if (path.test(word)) return { type: 'path', text: word, position };
  return { position, message: `"${word}" is neither a field, a number, true nor false` };
}
