import { inputLimits, limitInWords } from './input-limits.ts';
import { isAscii } from './text.ts';

/**
 * A glob: literal text, `*` and `?` within a path part, `**` for any number of parts, `[a-z]`, `[!a]` and
 * `{a,b}`. The language is small on purpose: the text of a glob shows what it can match, and matching takes
 * time in proportion to glob and path. Path parts that begin with a dot never match. Names that differ only
 * in Unicode form are equal.
 */
interface Glob {
  /** The folder that contains everything that the glob can match; `''` is the root. */
  readonly base: string;
  readonly matches: (path: string) => boolean;
}

/** The glob of a config without `catalog`. */
export const defaultGlob = 'catalog/**/*.{yaml,yml}';

/** Why a text is not a valid glob. `reason` completes the sentence "It …". */
export interface GlobFault {
  /** `outside`: it leads out of the folder that it is relative to. */
  readonly type: 'outside' | 'form';
  readonly reason: string;
  readonly hint?: string;
}

type GlobReading =
  | { readonly ok: true; readonly glob: Glob }
  | { readonly ok: false; readonly fault: GlobFault };

/** Whether a text has characters that only globs have. */
export function isGlob(text: string): boolean {
  return /[*?[{]/.test(text);
}

/** The glob of one file. Gives nothing for a hidden file, which no glob matches. */
export function globOfFile(path: string): string | undefined {
  return isHidden(path.split('/')) ? undefined : literally(path);
}

/**
 * A path as a glob that matches it: marks of globs are in brackets, and `?` stands for characters that a glob
 * must not have, or that are lost on the way from a screen to a file.
 */
export function literally(path: string): string {
  const marks = /[*?{[()|\\`\p{C}\p{Zl}\p{Zp}]|^!|(?<=^[A-Za-z]):/gu;
  return path.replaceAll(marks, (mark) => ('*?{:'.includes(mark) ? `[${mark}]` : '?'));
}

function isHidden(names: readonly string[]): boolean {
  return names.some((name) => name.startsWith('.'));
}

/** Reads a glob without a leading `!`. Gives a fault if the text is no valid glob. */
export function readGlob(text: string): GlobReading {
  const fault = faultOfText(text);
  if (fault) return { ok: false, fault };
  const spelt = withoutBraces(comparablePath(text));
  if (!Array.isArray(spelt)) return { ok: false, fault: spelt };
  const patterns: Pattern[] = [];
  for (const one of spelt) {
    const pattern = patternOf(one);
    if (!Array.isArray(pattern)) return { ok: false, fault: pattern };
    patterns.push(pattern);
  }
  return {
    ok: true,
    glob: {
      base: baseOf(patterns),
      matches: (path) => {
        const names = comparablePath(path).split('/');
        return !isHidden(names) && patterns.some((pattern) => isMatch(pattern, names, partStep));
      },
    },
  };
}

/** A path in the form for comparison, Unicode NFC: some disks change the form of names. */
export function comparablePath(path: string): string {
  return isAscii(path) ? path : path.normalize('NFC');
}

type Pattern = readonly Part[];
type Part = '**' | readonly Token[];
type Token = '*' | '?' | { readonly text: string } | Class;

interface Class {
  readonly isNegated: boolean;
  readonly ranges: readonly (readonly [string, string])[];
}

function form(reason: string, hint?: string): GlobFault {
  return { type: 'form', reason, ...(hint !== undefined && { hint }) };
}

function outside(reason: string): GlobFault {
  return { type: 'outside', reason };
}

function faultOfText(text: string): GlobFault | undefined {
  if (text.length > inputLimits.glob.most) {
    return form(`has more than ${limitInWords(inputLimits.glob)}`, 'Write a shorter one.');
  }
  if (/\p{Cc}/u.test(text)) return form('holds a control character', 'Take it out.');
  if (text.includes('\\')) {
    return form(
      'holds a backslash',
      'Write / between folders, and ? for a character that is a mark of globs.',
    );
  }
  if (/[()|]/.test(text)) {
    return form(
      'holds one of ( ) |',
      'Write {a,b} for one of several texts, and ? for a bracket itself.',
    );
  }
  if (text.startsWith('!')) return form('begins with a `!` too many', 'Write one.');
  return undefined;
}

/** All texts that the braces expand to: `a.{yaml,yml}` gives `a.yaml` and `a.yml`. */
function withoutBraces(text: string): string[] | GlobFault {
  let spelt = [''];
  for (let at = 0; at < text.length; ) {
    const mark = text[at];
    if (mark !== '{') {
      const end = mark === '[' ? endOfClass(text, at) : at + 1;
      if (end === undefined) return unclosed('[');
      const piece = text.slice(at, end);
      spelt = spelt.map((before) => before + piece);
      at = end;
      continue;
    }
    const options = optionsAt(text, at);
    if (!options) return unclosed('{');
    if (options.texts.length < 2) {
      return form('has braces without a comma', 'Write all texts out, such as {1,2,3}.');
    }
    const inner: string[] = [];
    for (const option of options.texts) {
      const read = withoutBraces(option);
      if (!Array.isArray(read)) return read;
      inner.push(...read);
      if (inner.length * spelt.length > inputLimits.braces.most) return tooMany();
    }
    spelt = spelt.flatMap((before) => inner.map((one) => before + one));
    at = options.end;
  }
  return spelt;
}

function unclosed(mark: string): GlobFault {
  return form(`has a ${mark} that nothing closes`, `Close it, or write ? for a ${mark} itself.`);
}

function tooMany(): GlobFault {
  return form(
    `spells out to more than ${limitInWords(inputLimits.braces)}`,
    'Write * for what may be anything.',
  );
}

/** The alternatives in the braces that open here, and the offset behind them. */
function optionsAt(text: string, open: number) {
  const texts: string[] = [];
  let start = open + 1;
  let depth = 1;
  for (let at = open + 1; at < text.length; at += 1) {
    const mark = text[at];
    if (mark === '[') {
      const end = endOfClass(text, at);
      if (end === undefined) return undefined;
      at = end - 1;
    } else if (mark === '{') depth += 1;
    else if (mark === '}') depth -= 1;
    if (depth === 0 || (mark === ',' && depth === 1)) {
      texts.push(text.slice(start, at));
      start = at + 1;
    }
    if (depth === 0) return { texts, end: at + 1 };
  }
  return undefined;
}

/** The offset behind a class. A `]` directly after its start is one of its characters. */
function endOfClass(text: string, open: number): number | undefined {
  const first = open + (isNegation(text[open + 1]) ? 2 : 1);
  const close = text.indexOf(']', first + 1);
  return close === -1 ? undefined : close + 1;
}

function isNegation(mark: string | undefined): boolean {
  return mark === '!' || mark === '^';
}

function patternOf(text: string): Part[] | GlobFault {
  if (text.startsWith('/')) return outside('is an absolute path');
  if (/^[A-Za-z]:/.test(text)) return outside('begins with a drive');
  const pattern: Part[] = [];
  for (const part of text.split('/')) {
    if (part === '' || part === '.') continue;
    const read = partOf(part);
    if (read !== '**' && !Array.isArray(read)) return read;
    if (read !== '**' || pattern.at(-1) !== '**') pattern.push(read);
  }
  // `a/**` matches everything below a folder, but not the folder itself.
  if (pattern.at(-1) === '**') pattern.push(['*']);
  return pattern.length > 0 ? pattern : form('names no file');
}

function partOf(part: string): '**' | Token[] | GlobFault {
  if (part === '..') return outside('leads out of its folder by `..`');
  if (part.startsWith('.')) return hidden();
  if (part === 'node_modules') {
    return form(
      'names node_modules, the folder of installed packages',
      'Keep what is yours elsewhere.',
    );
  }
  if (part === '**') return '**';
  const tokens: Token[] = [];
  for (let at = 0; at < part.length; ) {
    const mark = part[at];
    if (mark === '[') {
      const end = endOfClass(part, at);
      if (end === undefined) return unclosed('[');
      const read = classOf(part.slice(at + 1, end - 1));
      if ('type' in read) return read;
      if (at === 0 && !read.isNegated && isIn(read, '.')) return hidden();
      tokens.push(read);
      at = end;
    } else if (mark === '*' || mark === '?') {
      if (mark === '?' || tokens.at(-1) !== '*') tokens.push(mark);
      at += 1;
    } else {
      const [text = ''] = /^[^*?[]+/.exec(part.slice(at)) ?? [];
      tokens.push({ text });
      at += text.length;
    }
  }
  return tokens;
}

function hidden(): GlobFault {
  return form(
    'names a file or folder that begins with a dot',
    'Such files are hidden, hold settings and credentials, and are never read. Give it another name.',
  );
}

function classOf(text: string): Class | GlobFault {
  const isNegated = isNegation(text[0]);
  const inner = [...(isNegated ? text.slice(1) : text)];
  if (inner.includes('['))
    return form('has a [ within brackets', 'Write the characters out, such as [0-9a-z].');
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < inner.length; at += 1) {
    const from = inner[at] ?? '';
    const to = inner[at + 1] === '-' ? inner[at + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) at += 2;
  }
  if (ranges.some(([from, to]) => from > to)) {
    return form('has a range that ends before it begins', 'Turn it round, such as [a-z].');
  }
  return { isNegated, ranges };
}

function isIn({ ranges }: Class, character: string): boolean {
  return ranges.some(([from, to]) => from <= character && character <= to);
}

/** The common first parts of all patterns that have no glob characters, without the file name. */
function baseOf(patterns: readonly Pattern[]): string {
  const [first = [], ...others] = patterns.map((pattern) => {
    const literals = pattern.slice(0, -1).map(literalOf);
    const end = literals.indexOf(undefined);
    return end === -1 ? literals : literals.slice(0, end);
  });
  const parting = first.findIndex((part, at) => others.some((other) => other[at] !== part));
  return (parting === -1 ? first : first.slice(0, parting)).join('/');
}

function literalOf(part: Part): string | undefined {
  const [token, ...more] = part === '**' ? [] : part;
  return typeof token === 'object' && 'text' in token && more.length === 0 ? token.text : undefined;
}

/** The length that one step of a pattern matches: 0 if it does not match, `any` for any length. */
type Step<P, S> = (step: P, subject: S, at: number) => number | 'any';

/**
 * Matches a pattern by going back to the last `any` step only: an earlier one could only take more than it
 * needs. So matching never tries all combinations.
 */
function isMatch<P, S extends { readonly length: number }>(
  steps: readonly P[],
  subject: S,
  stepOf: Step<P, S>,
): boolean {
  let [at, step] = [0, 0];
  let again: { step: number; at: number } | undefined;
  for (;;) {
    const current = steps[step];
    const used = current === undefined ? 0 : stepOf(current, subject, at);
    if (used === 'any') {
      step += 1;
      again = { step, at };
    } else if (used > 0) {
      at += used;
      step += 1;
    } else if (current === undefined && at >= subject.length) return true;
    else {
      if (!again || again.at >= subject.length) return false;
      again.at += 1;
      ({ at, step } = again);
    }
  }
}

const partStep: Step<Part, readonly string[]> = (part, names, at) => {
  if (part === '**') return 'any';
  const name = names[at];
  return name !== undefined && isMatch(part, name, tokenStep) ? 1 : 0;
};

const tokenStep: Step<Token, string> = (token, name, at) => {
  if (token === '*') return 'any';
  if (typeof token === 'object' && 'text' in token) {
    return name.startsWith(token.text, at) ? token.text.length : 0;
  }
  const code = name.codePointAt(at);
  if (code === undefined) return 0;
  const character = String.fromCodePoint(code);
  return token === '?' || isIn(token, character) !== token.isNegated ? character.length : 0;
};

const longest = 1024;
const plain = /^(?:\/[\w~-]+(?:\.[\w~-]+)*)+\/?$/;

/**
 * Whether every program reads a path in the same way: names of ASCII letters, digits, `-`, `_`, `~` and
 * inner dots, each behind one slash; no encoding, no `..`, no query.
 */
export function isPlainPath(path: string): boolean {
  return path.length <= longest && plain.test(path);
}

/** The form of a plain path in words, for messages. */
export const plainPathForm =
  'a path of plain names such as /rostering/1.0/lessons: one slash before each, letters, digits and - _ ~ . alone, nothing encoded';
