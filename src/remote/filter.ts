/** A condition on the records of a list, in the grammar of OneRoster as the Partner API gives it. */
export type Filter =
  | {
      readonly type: 'comparison';
      /** The way into the record: `['student', 'sourcedId']`. */
      readonly path: readonly string[];
      readonly operator: '=' | '!=' | '>' | '>=' | '<' | '<=' | '~';
      readonly value: FilterValue;
    }
  | { readonly type: 'and' | 'or'; readonly terms: readonly Filter[] };
/** Dates are texts. */
export type FilterValue = string | number | boolean;

export function equals(path: string, value: FilterValue): Filter {
  return { type: 'comparison', path: path.split('.'), operator: '=', value };
}

/**
 * Any of some values. Written with `=` and OR: the documents contradict each other on what `@`
 * means, a list or a pattern.
 */
export function anyOf(path: string, values: readonly FilterValue[]): Filter {
  return { type: 'or', terms: values.map((value) => equals(path, value)) };
}

/**
 * The text of the `filter` parameter, before it is percent-encoded. Texts stand in single quotes,
 * in which a quote is doubled; numbers and truth values stand as they are.
 */
export function filterText(filter: Filter): string {
  if (filter.type === 'comparison') {
    return `${filter.path.join('.')}${filter.operator}${valueText(filter.value)}`;
  }
  // Empty, it would be no filter at all, and every record would pass.
  if (filter.terms.length === 0) throw new RangeError('A filter needs a condition.');
  const joint = filter.type === 'and' ? ' AND ' : ' OR ';
  return filter.terms.map((term) => termText(term, filter)).join(joint);
}

function termText(term: Filter, { type }: Filter): string {
  const text = filterText(term);
  return type === 'and' && term.type === 'or' && term.terms.length > 1 ? `(${text})` : text;
}

function valueText(value: FilterValue): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}
