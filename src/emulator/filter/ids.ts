import { isDateTime } from './match.ts';
import type { Filter } from './parse.ts';

/** The ids to which a filter limits its records; undefined if any record may pass. */
export function idsIn(filter: Filter): ReadonlySet<string> | undefined {
  switch (filter.type) {
    case 'and':
      return filter.terms.map(idsIn).find((ids) => ids !== undefined);
    case 'or': {
      const named = filter.terms.map(idsIn).filter((ids) => ids !== undefined);
      const isAll = named.length === filter.terms.length;
      return isAll ? new Set(named.flatMap((ids) => [...ids])) : undefined;
    }
    case 'comparison': {
      const { path, operator, values } = filter;
      const isOfIds = path.join('.') === 'sourcedId' && (operator === '=' || operator === '@');
      const ids = values.map(String);
      // One moment has several spellings, so equal texts are not enough.
      return isOfIds && !ids.some(isDateTime) ? new Set(ids) : undefined;
    }
  }
}
