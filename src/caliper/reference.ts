import { eventUrl } from '../model/event-forms.ts';
import { sourcedIdFault } from '../model/sourced-id.ts';
import type { Terms } from './terms.ts';

/** What a text turns out to be that should be the URL of a record on the platform. */
export type Reference =
  | { readonly type: 'url'; readonly sourcedId: string }
  /**
   * Close to a URL of the platform, which may accept it or not. `reason` completes the sentence "It
   * …".
   */
  | { readonly type: 'other'; readonly sourcedId?: string; readonly reason: string };

type Where = Pick<Terms, 'environment' | 'others'>;

/** Reads a reference that should begin with the base URL and a path. */
export function referenceFrom(text: string, path: string, where: Where): Reference {
  const { baseUrl } = where.environment;
  const own = idBehind(`${baseUrl}${path}/`, text);
  if (own !== undefined) return fromId(own);
  for (const [otherUrl, name] of where.others) {
    const sourcedId = idBehind(`${otherUrl}${path}/`, text);
    if (sourcedId !== undefined) {
      return { type: 'other', sourcedId, reason: `is an address of the environment ${name}` };
    }
  }
  const reason = `does not begin with ${baseUrl}${path}/`;
  const last = /^urn:uuid:(.+)$/i.exec(text)?.[1] ?? text.split('/').filter(Boolean).at(-1);
  return { type: 'other', ...(last !== undefined && { sourcedId: last }), reason };
}

function idBehind(prefix: string, text: string): string | undefined {
  if (!text.startsWith(prefix)) return undefined;
  const rest = text.slice(prefix.length);
  try {
    return decodeURIComponent(rest);
  } catch {
    return rest;
  }
}

function fromId(sourcedId: string): Reference {
  const fault = isTemplate(sourcedId)
    ? ({ type: 'placeholder' } as const)
    : sourcedIdFault(sourcedId);
  if (!fault) return { type: 'url', sourcedId };
  const reason =
    fault.type === 'placeholder' ? 'ends in a placeholder' : `ends in an id that ${fault.reason}`;
  return { type: 'other', reason };
}

/** Placeholders as the developer guide writes them: YOUR_STUDENT_ID. */
function isTemplate(text: string): boolean {
  return /^\{?YOUR_[A-Z_]+\}?$/.test(text);
}

export function isReferenceTo(text: string | undefined, path: string, where: Where): boolean {
  return text !== undefined && referenceFrom(text, path, where).type === 'url';
}

/** The correct form of a reference. */
export function rightForm(path: string, sourcedId: string, { environment }: Where): string {
  return eventUrl(environment.baseUrl, path, sourcedId);
}
