import { isAscii } from './ascii.ts';
import { limits } from './limits.ts';

/** Why a text cannot be a sourcedId; `reason` completes the sentence "It …". */
export type SourcedIdFault =
  | { readonly type: 'malformed'; readonly reason: string }
  | { readonly type: 'placeholder' };

const longest = limits.sourcedId.most;
const tooLong = `has more than ${longest} characters`;

/** Real catalogs hold ids that are no UUIDs, so only what breaks a URL or a line is refused. */
const faults: readonly { readonly form: RegExp; readonly reason: string }[] = [
  { form: /^$/, reason: 'is empty' },
  { form: new RegExp(`^.{${longest + 1}}`, 'su'), reason: tooLong },
  { form: /\s/u, reason: 'contains white space' },
  { form: /\p{Cc}/u, reason: 'contains a control character' },
  { form: /\p{Cs}/u, reason: 'contains half of a character' },
  { form: /[/?#%\\"']/, reason: 'contains one of / ? # % \\ " \'' },
  { form: /^\.\.?$/, reason: 'means a folder in a URL' },
];

/** With a digit other than zero among what breaks nothing, as nearly every id: no fault is found. */
const ordinary = /^(?=.*[1-9])\w[\w.:-]{0,254}$/;

/** What keeps a text from being the identity of a node; undefined where nothing does. */
export function sourcedIdFault(text: string): SourcedIdFault | undefined {
  // Two units at most make a character. The expressions below are for short texts.
  if (text.length > 2 * longest) return { type: 'malformed', reason: tooLong };
  if (ordinary.test(text)) return undefined;
  if (isPlaceholder(text)) return { type: 'placeholder' };
  const fault = faults.find(({ form }) => form.test(text));
  return fault && { type: 'malformed', reason: fault.reason };
}

/** `xxxxxxxx-xxxx-…`, all zeros, and the marks of templates: `{{id}}`, `${id}`, `{id}`, `<uuid>`. */
const forms: readonly RegExp[] = [
  /^(?:[\W_]*x){3,}[\W_]*$/i,
  /^(?:[\W_]*0){3,}[\W_]*$/,
  /\{\{|\}\}|\$\{/,
  /^\{[a-z_ -]+\}$/i,
  /^<.*>$/s,
];

/** One of these in a text made of nothing but filler shows that an id is still to come. */
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
