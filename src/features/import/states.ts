import { quoteShort } from '../../document/place.ts';
import type { Json } from '../../model/json.ts';

/** What a source says about whether a node is there, and whether students see it. */
export interface SourceState {
  /** Why it is not there any more; absent if it is. */
  readonly gone?: string;
  /** Why students do not see it; absent if they do. */
  readonly hidden?: string;
}

/** Words for states, without blanks and punctuation. */
const words: Readonly<Record<'gone' | 'hidden' | 'shown', readonly string[]>> = {
  gone: ['tobedeleted', 'deleted'],
  hidden: ['inactive', 'draft', 'unpublished', 'hidden', 'archived', 'disabled'],
  shown: ['active', 'published', 'live', 'available', 'visible', 'enabled'],
};

/** The state that a word names; undefined for a word that says something else, such as "reviewed". */
export function stateIn(written: string): SourceState | undefined {
  const word = wordOf(written);
  if (words.shown.includes(word)) return {};
  const why = `its status is ${quoteShort(written)}`;
  if (words.gone.includes(word)) return { gone: why };
  return words.hidden.includes(word) ? { hidden: why } : undefined;
}

/** The state that a field of JSON gives, such as `"status": "draft"` and `"published": false`. */
export function stateOfField(field: string, value: Json): SourceState | undefined {
  if (typeof value === 'string') return namesState(field) ? stateIn(value) : undefined;
  const word = wordOf(field).replace(/^is/, '');
  // A `live` lesson is mostly one that is held live.
  const isState = typeof value === 'boolean' && word !== 'live';
  const state = isState ? stateIn(word) : undefined;
  if (state === undefined || value === true) return state;
  return words.shown.includes(word) ? { hidden: `it is not ${word}` } : {};
}

/** Whether a field or a column with this name may hold a state. */
function namesState(name: string): boolean {
  return /^(?:workflow)?stat(?:e|us)$/.test(wordOf(name));
}

function wordOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, '');
}
