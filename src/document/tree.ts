import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type Scalar, type YAMLMap } from 'yaml';
import { type ExactNumber, type Json, numberFromText } from '../model/json.ts';
import { codePointText } from '../model/text.ts';
import {
  type LocatedValue,
  quoteShort,
  shortSource,
  type TreeFault,
  type ValuePlace,
  yamlQuoted,
} from './place.ts';

/** The text that the nodes come from, and the function that takes their faults. */
interface Source {
  readonly text: string;
  readonly report: (fault: TreeFault) => void;
}

type Report = Source['report'];

/** What a fault says. */
type Said = Pick<TreeFault, 'detail'> & { readonly hint: string };

/** Keys that a JavaScript program could take for built-in ones. */
const forbiddenKeys: ReadonlySet<unknown> = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether a key may not be in a document. */
export function isForbiddenKey(key: string): boolean {
  return key === '<<' || forbiddenKeys.has(key);
}

/**
 * Turns YAML nodes into plain JSON with positions. Reports faults and the YAML features that manifests do
 * not use. `key`: the offset of the key, if the value has one.
 */
export function readTree(node: ParsedNode | null, source: Source, key?: number): LocatedValue {
  const { report } = source;
  const value = node?.range[0] ?? key ?? 0;
  const at = { key: key ?? value, value };
  if (!node) return { value: null, place: at };
  refuseTagsAndAnchors(node, source);
  if (isScalar(node)) return readScalar(node, report, at);
  if (isMap(node)) return readMap(node, source, at);
  if (isSeq(node)) return readList(node.items, source, at);
  return { value: null, place: at };
}

/** How far before its value a mark is looked for. */
const longestMark = 1000;

/** Reports the mark before a value, at the mark: authors write texts that begin with one. */
function refuseTagsAndAnchors(node: ParsedNode, { text, report }: Source): void {
  const [value, end] = node.range;
  if (isAlias(node)) {
    const written = `*${node.source}`;
    report({
      code: 'yaml/alias',
      offset: value,
      detail: `There is the alias ${quoteShort(written)} here.`,
      hint: `If it is text, put it in quotes: ${yamlQuoted(written)}. Otherwise write the value out.`,
    });
    return;
  }
  const refuse = (code: 'yaml/alias' | 'yaml/tag', what: string, mark: string) => {
    const from = Math.max(0, value - longestMark);
    const at = text.slice(from, value + mark.length).lastIndexOf(mark);
    const offset = at === -1 ? value : from + at;
    const written = text.slice(offset, end).trim();
    const isText = isScalar(node) && node.type === 'PLAIN' && !written.includes('\n');
    report({
      code,
      offset,
      detail: `There is the ${what} ${quoteShort(mark)} here.`,
      hint: isText
        ? `If all of it is text, put it in quotes: ${yamlQuoted(written)}. Otherwise remove ${quoteShort(mark)}.`
        : 'Remove it.',
    });
  };
  if (node.anchor !== undefined) refuse('yaml/alias', 'anchor', `&${node.anchor}`);
  if (node.tag !== undefined) {
    refuse('yaml/tag', 'tag', node.tag.replace('tag:yaml.org,2002:', '!!'));
  }
}

function readScalar(node: Scalar, report: Report, at: ValuePlace): LocatedValue {
  const { value, source, type } = node;
  const written = type === 'PLAIN' && source ? source : undefined;
  const hazard = written && yamlHazardOf(written);
  if (hazard) report({ code: 'yaml/hazard', offset: at.value, ...hazard });
  if (typeof value === 'string') {
    refuseHalfCharacter(value, report, at.value);
    return { value, place: at };
  }
  const place = written === undefined ? at : { ...at, written };
  if (typeof value === 'boolean') return { value, place };
  if (typeof value === 'number') {
    return { value: readNumber(source ?? String(value), report, at.value), place };
  }
  return { value: null, place };
}

/** A comment behind a plain value on the same line. */
interface CommentBeside {
  readonly offset: number;
  /** The value and the comment, as they are written. */
  readonly whole: string;
  /** Whether a space follows the `#`, as in comments that are meant as such. */
  readonly isSpaced: boolean;
}

function commentBeside({ type, range }: Scalar, text: string): CommentBeside | undefined {
  if (type !== 'PLAIN' || !range) return undefined;
  const [start, end] = range;
  const newline = text.indexOf('\n', end);
  const line = text.slice(end, newline === -1 ? text.length : newline).trimEnd();
  const [, blanks, mark] = /^(\s*)#(.?)/.exec(line) ?? [];
  if (blanks === undefined) return undefined;
  const whole = `${text.slice(start, end)}${line}`.trim();
  return { offset: end + blanks.length, whole, isSpaced: /^\s?$/.test(mark ?? '') };
}

/**
 * Reports a text that a `#` cuts: people number things with it, but YAML begins a comment there. In a title
 * this is an error, unless a space follows the `#`: then the comment may be meant as one.
 */
function reportCut(node: ParsedNode | null, source: Source, key?: string): void {
  const comment = node && isScalar(node) ? commentBeside(node, source.text) : undefined;
  if (!comment || !isScalar(node)) return;
  const { offset, whole, isSpaced } = comment;
  const quoted = yamlQuoted(whole);
  const cut = 'YAML reads everything after ` #` as a comment.';
  if (key === 'title' && (!isSpaced || node.source === '')) {
    const detail = `${cut} It is not part of the title.`;
    const hint = `Put the title in quotes: ${quoted}. Put a comment on its own line.`;
    source.report({ code: 'yaml/cut-title', offset, detail, hint });
  } else if (
    typeof node.value === 'string' &&
    node.source !== '' &&
    (key === 'title' || !isSpaced)
  ) {
    const cure = isSpaced ? 'put it on its own line' : 'put a space after `#`';
    const hint = `If it belongs to the text, put the text in quotes: ${quoted}. If it is a comment, ${cure}.`;
    source.report({ code: 'yaml/hazard', offset, detail: cut, hint });
  }
}

function readNumber(written: string, report: Report, offset: number): Json {
  const number = numberFromYaml(written);
  if (number !== undefined) return number;
  const detail = `The platform uses JSON, which cannot represent the number ${written}.`;
  report({ code: 'schema/wrong-value', offset, detail });
  return 0;
}

function refuseHalfCharacter(text: string, report: Report, offset: number): void {
  if (text.isWellFormed()) return;
  const detail = 'An escape in the string makes half of a character (a lone surrogate).';
  report({ code: 'schema/wrong-value', offset, detail, hint: 'Write the character itself.' });
}

function readList(items: readonly ParsedNode[], source: Source, at: ValuePlace): LocatedValue {
  const value: Json[] = [];
  const inner = new Map<number, ValuePlace>();
  for (const item of items) {
    reportCut(item, source);
    const read = readTree(item, source);
    inner.set(value.length, read.place);
    value.push(read.value);
  }
  return { value, place: { ...at, inner } };
}

function readMap(
  { items, tag, flow }: YAMLMap.Parsed,
  source: Source,
  at: ValuePlace,
): LocatedValue {
  const { report } = source;
  const value: { [key: string]: Json } = {};
  const inner = new Map<string, ValuePlace>();
  // A set has only keys, and its tag is reported already.
  const alone = flow && tag === undefined ? items.find((one) => one.value === null) : undefined;
  for (const pair of items) {
    const key = readKey(pair.key, source);
    if (key === undefined) continue;
    const offset = pair.key.range[0];
    if (alone && pair.value === null) {
      // The others are of the same slip.
      if (pair !== alone) continue;
      const isText = items.every((one) => one.value === null && !glued.test(String(one.key)));
      const said = isText ? bracedText : (gluedFault(key) ?? keyAlone);
      report({ code: 'yaml/syntax', offset: isText ? at.value : offset, ...said });
      continue;
    }
    reportCut(pair.value, source, key);
    const read = readTree(pair.value, source, offset);
    const first = inner.get(key)?.key;
    if (first !== undefined) {
      const detail = `${quoteShort(key)} is written twice.`;
      // If a key repeats the first key of the map, a second map begins there, and all that follows belongs
      // to it. So it does if an entry of a list lost its dash, for example with the line of a copied id.
      const isEntry = !flow && !inner.has('kind') && beginsEntry.test(key);
      const isSecond = isEntry || (inner.keys().next().value === key && inner.size > 1);
      const hint = isSecond ? secondMap(key) : 'Remove one of the two.';
      report({ code: 'yaml/duplicate-key', offset, first, detail, hint });
      if (isSecond) break;
      continue;
    }
    inner.set(key, read.place);
    value[key] = read.value;
  }
  return { value, place: { ...at, inner } };
}

const beginsEntry = /^(?:title|include|resource)$/;

/** The words for braces that hold keys without values only, such as `{Finding}`. */
const bracedText: Said = {
  detail: 'This is a map, and its keys have no values.',
  hint: 'If it is text, put all of it in quotes. If it is a map, put a colon and a value behind each key.',
};

/** The words for a key without a value among others: it may be the end of a text with a comma. */
const keyAlone: Said = {
  detail: 'This is read as a key without a value.',
  hint: 'Between braces a comma ends a text. If this is the rest of the text before it, put the whole text in quotes. If it is a key, put a colon and a value behind it. Otherwise remove it.',
};

/** A key with a value right behind its colon, which YAML reads as one text: `title:Finding`. */
const glued = /^([\p{L}_][\p{L}\d_-]*)[:：](?!\/\/) *(\S.*)$/u;

/** A value that is a list, a map, a text in quotes or the mark of a block, as it is written. */
const whole = /^(?:\[[^[\]{}]*\]|\{[^[\]{}]*\}|"[^"\\]*"|'[^']*'|[|>][-+\d]*)$/;

/** A text that is another one, or none, without quotes. */
const needsQuotes = /^(?:["'*&!|>%@`]|[-?]\s)|[,[\]{}#:]/;

/** A field that somebody wrote without the space behind its colon: its key, and the field as it should be. */
export function unglued(
  text: string,
): { readonly key: string; readonly field: string } | undefined {
  const [, key = '', value = ''] = glued.exec(text) ?? [];
  if (key === '' || isForbiddenKey(key)) return undefined;
  const isText = needsQuotes.test(value) && !whole.test(value);
  return { key, field: `${shortSource(key)}: ${isText ? yamlQuoted(value) : shortSource(value)}` };
}

/** The words for a text that is a key with a value right behind its colon. */
export function gluedFault(text: string): Said | undefined {
  const { key = '', field } = unglued(text) ?? {};
  const detail = `There is no space after the colon of ${quoteShort(key)}.`;
  return field === undefined ? undefined : { detail, hint: `Write \`${field}\`.` };
}

function secondMap(key: string): string {
  return key === 'kind'
    ? 'If another manifest starts here, move it to its own file. If it is a copy, delete it.'
    : `If the next entry of a list starts here, put a dash before it: \`- ${key}: …\`. Otherwise remove one of the two.`;
}

/** The words for a character that looks like a space but is none for YAML. */
export function spaceFault(character: string): Said {
  const code = codePointText(character);
  const name = character === '\u00a0' ? `a no-break space (${code})` : `the character ${code}`;
  return {
    detail: `There is ${name} here. It looks like a space, but YAML does not treat it as one.`,
    hint: 'Replace it with a space. Text copied from web pages often has such characters.',
  };
}

/** The text of a key; undefined if the key is forbidden or not a plain text. */
function readKey(node: ParsedNode, source: Source): string | undefined {
  const { report } = source;
  const offset = node.range[0];
  if (!isScalar(node) || typeof node.value !== 'string') {
    report({
      code: 'yaml/key',
      offset,
      detail: 'A key must be a plain string, not a list or a map.',
      hint: 'If the brackets belong to a text, put all of that text in quotes.',
    });
    return undefined;
  }
  const key = node.value;
  refuseTagsAndAnchors(node, source);
  refuseHalfCharacter(key, report, offset);
  if (key === '<<') {
    const detail = 'There is the merge key << here.';
    report({ code: 'yaml/merge-key', offset, detail, hint: 'Write the fields out.' });
    return undefined;
  }
  const [foreign] = node.type === 'PLAIN' ? (/^[^\S ]|[^\S ]$/u.exec(key) ?? []) : [];
  if (foreign !== undefined) {
    report({ code: 'yaml/key', offset, ...spaceFault(foreign) });
    return undefined;
  }
  if (!forbiddenKeys.has(key)) return key;
  report({ code: 'yaml/key', offset, detail: `"${key}" cannot be a key.` });
  return undefined;
}

/** A form of plain (unquoted) values that YAML readers read in different ways. */
interface Hazard {
  readonly form: RegExp;
  /** The value as this tool reads it, and as another reader does. */
  readonly readings: (written: string) => { readonly here: string; readonly elsewhere: string };
  /** The first sentence of the hint: the value that the author probably meant. */
  readonly meant?: (written: string) => string;
}

const text = (written: string) => `the string "${written}"`;
const unquoted = (written: string) => written.slice(1, -1);
const number = (value: number) => `the number ${value}`;

const hazards: readonly Hazard[] = [
  {
    form: /^(yes|on|no|off)$/i,
    readings: (written) => ({
      here: text(written),
      elsewhere: /^(yes|on)$/i.test(written) ? 'true' : 'false',
    }),
  },
  {
    form: /^[-+]?0\d+$/,
    readings: (written) => ({
      here: number(Number(written)),
      elsewhere: /[89]/.test(written) ? text(written) : number(Number.parseInt(written, 8)),
    }),
  },
  {
    form: /^\d+(:[0-5]?\d)+$/,
    readings: (written) => ({
      here: text(written),
      elsewhere: number(written.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)),
    }),
  },
  {
    form: /^[-+]?\d+(_\d+)+$/,
    readings: (written) => ({
      here: text(written),
      elsewhere: number(Number(written.replaceAll('_', ''))),
    }),
  },
  {
    // A version, or a code that YAML 1.1 takes for text. Below one, a final zero is that of a share or a price.
    form: /^(?:[1-9]\d*\.\d*[1-9]0+|[-+]?\d+(?:\.\d*)?[eE]\d+|0o[0-7]+)$/,
    readings: (written) => ({ here: number(Number(written)), elsewhere: text(written) }),
  },
  {
    // Most readers keep fewer digits.
    form: /^[-+]?[1-9]\d{15,}$/,
    readings: (written) => ({ here: `the number ${written}`, elsewhere: number(Number(written)) }),
  },
  {
    // Word processors and phones turn straight quotes into these.
    form: /^(?:[“„][^“”„]*[”“]|«[^«»]*»|‘[^‘’]*’)$/u,
    readings: (written) => ({ here: text(written), elsewhere: text(unquoted(written)) }),
    meant: (written) => `Write straight quotes: "${unquoted(written)}". `,
  },
  {
    // People who know JSON or lists in prose end a line with a comma.
    form: /^[^,\n]{1,200},$/,
    readings: (written) => ({ here: text(written), elsewhere: text(written.slice(0, -1)) }),
    meant: () => 'Remove the comma. ',
  },
];

/** A longer value is no typing error, and too long for regular expressions that backtrack. */
const longest = 1000;

/** Describes how readers differ about a plain value, with the advice; undefined if all agree. */
export function yamlHazardOf(
  written: string,
): { readonly detail: string; readonly hint: string } | undefined {
  if (written.length > longest) return undefined;
  const found = hazards.find(({ form }) => form.test(written));
  if (!found) return undefined;
  const { here, elsewhere } = found.readings(written);
  if (here === elsewhere) return undefined;
  const meant = found.meant?.(written) ?? '';
  return {
    detail: `${written} is read as ${here}, but other readers, or the author, may read it as ${elsewhere}.`,
    hint: `${meant}If ${meant ? 'all of it is the text' : 'it is a string'}, put it in quotes: "${written}".`,
  };
}

const decimal = /^([-+]?)(\d*)(?:\.(\d*))?((?:[eE][-+]?\d+)?)$/;

/**
 * The number of a plain YAML scalar, with its exact text. Notations that JSON lacks (`+1`, `.5`, `007`,
 * `0x1F`) become the equal JSON text; undefined for `.inf` and `.nan`, which JSON cannot write.
 */
export function numberFromYaml(written: string): number | ExactNumber | undefined {
  if (/^0[xo]/.test(written)) return numberFromText(String(BigInt(written)));
  const [found, sign = '', whole = '', fraction = '', exponent = ''] = decimal.exec(written) ?? [];
  if (found === undefined || `${whole}${fraction}` === '') return undefined;
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  const part = fraction === '' ? '' : `.${fraction}`;
  return numberFromText(`${sign === '-' ? '-' : ''}${digits}${part}${exponent}`);
}
