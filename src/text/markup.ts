import { escapeFor } from './escape.ts';

/** HTML that is safe to put on a page. Only `html` makes it. */
export interface Markup {
  readonly markup: string;
}

/** What may stand between the literal parts: every text is escaped, whatever it is. */
type Value = Markup | string | number | undefined | readonly Markup[];

/** Writes HTML. What is put in is text and never structure, unless it was written by this as well. */
export function html(literals: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: literals.map((literal, at) => literal + textOf(values[at])).join('') };
}

function textOf(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escapeFor.html(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

export const nothing: Markup = { markup: '' };

export function joined(parts: readonly Markup[], between = ''): Markup {
  return { markup: parts.map(({ markup }) => markup).join(between) };
}
