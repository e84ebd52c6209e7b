// A reader of JSON that shares no code with the tool. It cuts a text into its parts and keeps each part as
// it is written: a number never becomes one of JavaScript.

/** One member of an object: the name that its key spells, and key and value as they are written. */
export interface Member {
  readonly name: string;
  readonly key: string;
  readonly value: string;
}

const blank = /[ \t\n\r]*/y;
const string = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** The members of an object, in their order, a key that comes twice among them twice. */
export function membersOf(text: string): Member[] {
  const found: Member[] = [];
  complete(text, (at) =>
    inside(text, at, '{}', (from) => {
      const [key, afterKey] = token(text, from, string);
      const [, beforeColon] = token(text, afterKey, blank);
      const start = token(text, expect(text, beforeColon, ':'), blank)[1];
      const end = skip(text, start);
      found.push({ name: JSON.parse(key), key, value: text.slice(start, end) });
      return end;
    }),
  );
  return found;
}

/** The items of a list, each as it is written. */
export function itemsOf(text: string): string[] {
  const found: string[] = [];
  complete(text, (at) =>
    inside(text, at, '[]', (from) => {
      const end = skip(text, from);
      found.push(text.slice(from, end));
      return end;
    }),
  );
  return found;
}

/** The value of a member, as it is written; of several with this name the last. */
export function valueIn(text: string, name: string): string | undefined {
  return membersOf(text).findLast((member) => member.name === name)?.value;
}

/** The text that a value spells; undefined if the value is not a string. */
export function spelt(value: string | undefined): string | undefined {
  return value?.startsWith('"') ? JSON.parse(value) : undefined;
}

export const isObjectText = (value: string | undefined) => value?.startsWith('{') === true;

/** An object of these members, each as it was written. */
export function objectOf(members: readonly Pick<Member, 'key' | 'value'>[]): string {
  return `{${members.map(({ key, value }) => `${key}:${value}`).join(',')}}`;
}

/** The object with this value under a name: in the place of what was there, or at the end. */
export function withValue(text: string, name: string, value: string): string {
  const members = membersOf(text);
  const at = members.findLastIndex((member) => member.name === name);
  const member = { name, key: JSON.stringify(name), value };
  return objectOf(at < 0 ? [...members, member] : members.with(at, member));
}

/** Throws unless the text holds one value and nothing else. */
function complete(text: string, read: (at: number) => number): void {
  const end = token(text, read(token(text, 0, blank)[1]), blank)[1];
  if (end !== text.length) throw new SyntaxError(`more than one value: ${text}`);
}

/** The end of the value that begins here. */
function skip(text: string, at: number): number {
  if (text[at] === '"') return token(text, at, string)[1];
  if (text[at] === '[') return inside(text, at, '[]', (from) => skip(text, from));
  if (text[at] !== '{') return token(text, at, scalar)[1];
  return inside(text, at, '{}', (from) => {
    const [, beforeColon] = token(text, token(text, from, string)[1], blank);
    return skip(text, token(text, expect(text, beforeColon, ':'), blank)[1]);
  });
}

/** The end of what two brackets hold; `part` reads one of its parts, parted from the next by a comma. */
function inside(
  text: string,
  from: number,
  [open = '', close = '']: string,
  part: (at: number) => number,
): number {
  let [, at] = token(text, expect(text, from, open), blank);
  if (text[at] === close) return at + 1;
  for (;;) {
    [, at] = token(text, part(at), blank);
    if (text[at] === close) return at + 1;
    [, at] = token(text, expect(text, at, ','), blank);
  }
}

function token(text: string, at: number, form: RegExp): readonly [found: string, end: number] {
  form.lastIndex = at;
  const [found] = form.exec(text) ?? [];
  if (found === undefined) throw new SyntaxError(`no JSON at ${at}: ${text}`);
  return [found, at + found.length];
}

function expect(text: string, at: number, sign: string): number {
  if (text[at] !== sign) throw new SyntaxError(`no ${sign} at ${at}: ${text}`);
  return at + 1;
}
