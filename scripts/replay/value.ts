/** The type of a text in the place where authors write the identity of a node. */
export type ValueType =
  | 'uuid'
  /** Stands for an identity that is still to come, or can be none. */
  | 'placeholder'
  /** Meant as a UUID, with a wrong letter or digit. */
  | 'look-alike'
  /** Another form of identity: a slug, a number, 24 hexadecimal digits. */
  | 'other';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const uuidWithOtherLetters = /^[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}$/i;
const uuidWithOtherLength = /^(?=.{30,40}$)[0-9a-f]+(?:-[0-9a-f]+){4}$/i;
const template = /[{}<>]/;
const unusable = /^\.{0,2}$|[\s/?#%\\"']/;
const toCome = /(?:^|[\W_])(?:uuid|guid|id|todo|tbd|fixme|placeholder|x{3,})(?:$|[\W_])/i;

/** The type of a value. Judged here without the tool, since its findings are compared with this. */
export function valueType(text: string): ValueType {
  if (isFiller(text) || template.test(text) || unusable.test(text)) return 'placeholder';
  if (uuid.test(text)) return 'uuid';
  if (uuidWithOtherLetters.test(text) || uuidWithOtherLength.test(text)) return 'look-alike';
  return !/\d/.test(text) && toCome.test(text) ? 'placeholder' : 'other';
}

/** Whether a text is a filler such as `xxxxxxxx-xxxx-…` or `00000000-0000-…`. */
function isFiller(text: string): boolean {
  const signs = text.replaceAll(/[\W_]/g, '').toLowerCase();
  return signs.length > 2 && /^(?:x+|0+)$/.test(signs);
}

/** Whether authors who write UUIDs would take a text for an identity. */
export function isUuid(text: string): boolean {
  return valueType(text) === 'uuid';
}
