import { ExactNumber, isObject, type Json, type JsonObject } from '../../../model/json.ts';

/** A token of a filter. `position` counts characters from one. */
type FilterToken = { readonly position: number } & (
  | { readonly type: 'path'; readonly text: string }
  | { readonly type: 'operator'; readonly text: Operator }
  | { readonly type: 'value'; readonly value: FilterOperand }
  | { readonly type: 'and' | 'or' | 'open' | 'close' | 'comma' | 'end' }
);
type FilterOperand = string | number | boolean;
type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=' | '~' | '@';

/** A syntax fault of a filter. `position` counts characters from one. */
interface FilterSyntaxProblem {
  readonly position: number;
  readonly message: string;
}

/** A string in the syntax of filters: in single quotes, each quote doubled. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

type Reading = { readonly token: FilterToken; readonly next: number } | FilterSyntaxProblem;

/** The tokens of a filter, the last of type `end`; or the first syntax fault. */
function tokenise(text: string): readonly FilterToken[] | FilterSyntaxProblem {
  const tokens: FilterToken[] = [];
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
  // A character beyond the basic plane takes two units, and half of it is no text.
  const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
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

function wordToken(word: string, position: number): FilterToken | FilterSyntaxProblem {
  if (word === 'AND') return { type: 'and', position };
  if (word === 'OR') return { type: 'or', position };
  if (word === 'true' || word === 'false') {
    return { type: 'value', value: word === 'true', position };
  }
  if (number.test(word)) return { type: 'value', value: Number(word), position };
  if (path.test(word)) return { type: 'path', text: word, position };
  return { position, message: `"${word}" is neither a field, a number, true nor false` };
}

interface FilterComparison {
  readonly type: 'comparison';
  /** Keys from the record to the value: `['course', 'sourcedId']`. */
  readonly path: readonly string[];
  readonly operator: Operator;
  /** Exactly one value; any number for `@`. */
  readonly values: readonly FilterOperand[];
}
export type ParsedFilter =
  | FilterComparison
  | { readonly type: 'and' | 'or'; readonly terms: readonly ParsedFilter[] };

/**
 * The deepest nesting of a filter: no real client needs more, and a hostile filter could exhaust the stack.
 */
const deepest = 100;

/**
 * Reads a OneRoster filter. AND binds tighter than OR, and parentheses group.
 *
 *     filter     = terms of AND, joined by OR
 *     term       = "(" filter ")" | path operator value | path "@" value { "," value }
 */
export function parseFilter(text: string): ParsedFilter | FilterSyntaxProblem {
  const tokens = tokenise(text);
  if ('message' in tokens) return tokens;
  const cursor = { tokens, index: 0 };
  const filter = readChain(cursor, 'or', 0);
  if ('message' in filter) return filter;
  const rest = peek(cursor);
  return rest.type === 'end' ? filter : expected('AND, OR or the end', rest);
}

interface Cursor {
  readonly tokens: readonly FilterToken[];
  index: number;
}

function peek({ tokens, index }: Cursor): FilterToken {
  return tokens[index] ?? { type: 'end', position: 1 };
}

function take(cursor: Cursor): FilterToken {
  const token = peek(cursor);
  cursor.index += 1;
  return token;
}

function readChain(
  cursor: Cursor,
  joint: 'and' | 'or',
  depth: number,
): ParsedFilter | FilterSyntaxProblem {
  const terms: ParsedFilter[] = [];
  do {
    const term = joint === 'or' ? readChain(cursor, 'and', depth) : readTerm(cursor, depth);
    if ('message' in term) return term;
    terms.push(term);
  } while (peek(cursor).type === joint && take(cursor));
  const [first, ...others] = terms;
  return first !== undefined && others.length === 0 ? first : { type: joint, terms };
}

function readTerm(cursor: Cursor, depth: number): ParsedFilter | FilterSyntaxProblem {
  const token = take(cursor);
  if (token.type === 'path') return readComparison(cursor, token.text.split('.'));
  if (token.type !== 'open') return expected('a field', token);
  if (depth === deepest) return { position: token.position, message: 'nested too deeply' };
  const inner = readChain(cursor, 'or', depth + 1);
  if ('message' in inner) return inner;
  const close = take(cursor);
  return close.type === 'close' ? inner : expected('")"', close);
}

function readComparison(
  cursor: Cursor,
  path: readonly string[],
): ParsedFilter | FilterSyntaxProblem {
  const operator = take(cursor);
  if (operator.type !== 'operator') return expected('an operator', operator);
  const values: FilterOperand[] = [];
  do {
    const value = take(cursor);
    if (value.type !== 'value') return expected('a value in single quotes', value);
    values.push(...(operator.text === '@' ? membersOf(value.value) : [value.value]));
  } while (operator.text === '@' && peek(cursor).type === 'comma' && take(cursor));
  return { type: 'comparison', path, operator: operator.text, values };
}

/** Members of a set. Clients write `'a','b'` and `'a,b'`. */
function membersOf(value: FilterOperand): readonly FilterOperand[] {
  return typeof value === 'string' ? value.split(',').map((member) => member.trim()) : [value];
}

function expected(what: string, { type, position }: FilterToken): FilterSyntaxProblem {
  const found = type === 'end' ? 'the end' : 'something else';
  return { position, message: `expected ${what}, found ${found}` };
}

/** Paths of all fields in a filter. */
export function pathsOf(filter: ParsedFilter): readonly (readonly string[])[] {
  return filter.type === 'comparison' ? [filter.path] : filter.terms.flatMap(pathsOf);
}

/** Whether a record passes a filter. A list passes if any of its elements does. */
export function matches(filter: ParsedFilter, record: JsonObject): boolean {
  switch (filter.type) {
    case 'and':
      return filter.terms.every((term) => matches(term, record));
    case 'or':
      return filter.terms.some((term) => matches(term, record));
    case 'comparison':
      return compares(filter, valuesAt(record, filter.path));
  }
}

/** All values at a path, inside lists as well. Absent values, null and objects are left out. */
export function valuesAt(
  value: Json | undefined,
  path: readonly string[],
): readonly FilterOperand[] {
  if (Array.isArray(value)) return value.flatMap((element: Json) => valuesAt(element, path));
  const [first, ...rest] = path;
  if (isObject(value) && first !== undefined) {
    return Object.hasOwn(value, first) ? valuesAt(value[first], rest) : [];
  }
  const single = value instanceof ExactNumber ? Number(value.text) : value;
  return first === undefined && isFilterValue(single) ? [single] : [];
}

function isFilterValue(value: Json | undefined): value is FilterOperand {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function compares(
  { operator, values }: FilterComparison,
  found: readonly FilterOperand[],
): boolean {
  const any = (test: (order: number) => boolean) =>
    found.some((value) => values.some((wanted) => test(compareValues(value, wanted))));
  switch (operator) {
    case '=':
    case '@':
      return any((order) => order === 0);
    case '!=':
      return !any((order) => order === 0);
    case '>':
      return any((order) => order > 0);
    case '>=':
      return any((order) => order >= 0);
    case '<':
      return any((order) => order < 0);
    case '<=':
      return any((order) => order <= 0);
    case '~':
      return found.some((value) => values.some((wanted) => contains(value, wanted)));
  }
}

function contains(value: FilterOperand, wanted: FilterOperand): boolean {
  return String(value).toLowerCase().includes(String(wanted).toLowerCase());
}

const dateTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** Whether a text is a date-time, to be compared by its moment. */
function isDateTime(text: string): boolean {
  return dateTime.test(text);
}

/**
 * Compares two values: negative, zero, positive, or NaN if they have no order. The stored value
 * decides how both are read, since clients quote numbers and booleans; date-times are compared by
 * their moment.
 */
export function compareValues(stored: FilterOperand, wanted: FilterOperand): number {
  const [left, right] = [String(stored), String(wanted)];
  if (typeof stored === 'number') return right.trim() === '' ? Number.NaN : stored - Number(wanted);
  if (isDateTime(left) && isDateTime(right)) return Date.parse(left) - Date.parse(right);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The ids to which a filter limits the value at a path; undefined if any record may pass. */
export function idsAllowedBy(
  filter: ParsedFilter,
  at: readonly string[] = ['sourcedId'],
): ReadonlySet<string> | undefined {
  switch (filter.type) {
    case 'and':
      return filter.terms.map((term) => idsAllowedBy(term, at)).find((ids) => ids !== undefined);
    case 'or': {
      const named = filter.terms.flatMap((term) => idsAllowedBy(term, at) ?? []);
      const isAll = named.length === filter.terms.length;
      return isAll ? new Set(named.flatMap((ids) => [...ids])) : undefined;
    }
    case 'comparison': {
      const { path, operator, values } = filter;
      const isOfIds = path.join('.') === at.join('.') && (operator === '=' || operator === '@');
      const ids = values.map(String);
      // One moment has several spellings, so equal texts are not enough.
      return isOfIds && !ids.some(isDateTime) ? new Set(ids) : undefined;
    }
  }
}
