import { isAscii } from './ascii.ts';
import { limits } from './limits.ts';

/** Why a text cannot be a sourcedId. `reason` completes the sentence "It …". */
export type SourcedIdFault =
  | { readonly type: 'malformed'; readonly reason: string }
  | { readonly type: 'placeholder' };

const longest = limits.sourcedId.most;
const tooLong = `has more than ${longest} characters`;

/** Real catalogs hold ids other than UUIDs, so only ids that break a URL or a line are refused. */
const faults: readonly { readonly form: RegExp; readonly reason: string }[] = [
  { form: /^$/, reason: 'is empty' },
  { form: new RegExp(`^.{${longest + 1}}`, 'su'), reason: tooLong },
  { form: /\s/u, reason: 'contains white space' },
  { form: /\p{Cc}/u, reason: 'contains a control character' },
  { form: /\p{Cs}/u, reason: 'contains half of a character' },
  { form: /[/?#%\\"']/, reason: 'contains one of / ? # % \\ " \'' },
  { form: /^\.\.?$/, reason: 'means a folder in a URL' },
];

/** Fast path: ids of safe characters with a non-zero digit have no fault. */
const ordinary = /^(?=.*[1-9])\w[\w.:-]{0,254}$/;

/** Why a text cannot be a sourcedId; undefined if it can. */
export function sourcedIdFault(text: string): SourcedIdFault | undefined {
  // A character has at most two UTF-16 units. The patterns below are for short texts.
  if (text.length > 2 * longest) return { type: 'malformed', reason: tooLong };
  if (ordinary.test(text)) return undefined;
  if (isPlaceholder(text)) return { type: 'placeholder' };
  const fault = faults.find(({ form }) => form.test(text));
  return fault && { type: 'malformed', reason: fault.reason };
}

/** `xxxxxxxx-xxxx-…`, all zeros, and template syntax: `{{id}}`, `${id}`, `{id}`, `<uuid>`. */
const forms: readonly RegExp[] = [
  /^(?:[\W_]*x){3,}[\W_]*$/i,
  /^(?:[\W_]*0){3,}[\W_]*$/,
  /\{\{|\}\}|\$\{/,
  /^\{[a-z_ -]+\}$/i,
  /^<.*>$/s,
];

/** Words that mark a text of filler words as a placeholder. */
const telling = ['uuid', 'guid', 'id', 'ids', 'sourcedid', 'todo', 'tbd', 'fixme', 'placeholder'];
const filler = [
  ...['a', 'add', 'change', 'course', 'create', 'fill', 'generate', 'generated', 'here', 'in'],
  ...['insert', 'lesson', 'me', 'my', 'new', 'put', 'real', 'replace', 'resource', 'sourced'],
  ...['the', 'this', 'unique', 'unit', 'url', 'with', 'xxx', 'your'],
];
const orders = ['replaceme', 'changeme', 'fillme', 'fillin'];

function isPlaceholder(text: string): boolean {
  if (forms.some((form) => form.test(text))) return true;
  if (/\d/.test(text)) return false;
  const word = isAscii(text) ? /[A-Z]?[a-z]+|[A-Z]+/g : /\p{Lu}?\p{Ll}+|\p{Lu}+/gu;
  const words = text.match(word)?.map((each) => each.toLowerCase()) ?? [];
  const isFiller = words.every((each) => telling.includes(each) || filler.includes(each));
  return (
    isFiller && (words.some((each) => telling.includes(each)) || orders.includes(words.join('')))
  );
}
