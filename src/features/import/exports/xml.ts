import { type QualifiedTag, parser as saxParser, type Tag } from 'sax';
import { decodeText, utf16Mark } from '../../../document/source-text.ts';
import { inputLimits, limitInWords } from '../../../model/input-limits.ts';
import { type Checked, checked, failure } from '../../../model/problem.ts';
import { codePointText } from '../../../model/text.ts';
import { unreadable } from '../imported.ts';

/** An element without namespace prefixes, which exporters choose freely. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  /** The text of the element itself, without that of its children. */
  readonly text: string;
}

interface Growing extends Element {
  readonly children: Growing[];
  text: string;
}

class Refused extends Error {}

/**
 * Reads XML into elements. Refuses document types, and so custom entities, depths and sizes that no course
 * export has, and characters that XML does not allow.
 */
export function readXml(file: string, bytes: Uint8Array): Checked<Element> {
  const top: Growing = { name: '', attributes: new Map(), children: [], text: '' };
  const open: Growing[] = [top];
  let count = 0;
  const { elements } = inputLimits;
  const read = scanXml(file, bytes, {
    open: (name, attributes) => {
      count += 1;
      if (count > elements.most) throw new Refused(`it has more than ${limitInWords(elements)}`);
      const element: Growing = { name, attributes, children: [], text: '' };
      open.at(-1)?.children.push(element);
      open.push(element);
    },
    text: (more) => {
      const element = open.at(-1);
      if (element) element.text += more;
    },
    close: () => void open.pop(),
  });
  if (!read.ok) return read;
  const [root] = top.children;
  return root ? checked(root, []) : unreadable(`${file} holds no XML element.`);
}

/** Callbacks for reading XML, called in the order of the text. */
interface XmlReader {
  readonly open: (name: string, attributes: ReadonlyMap<string, string>) => void;
  readonly text: (more: string) => void;
  readonly close: () => void;
}

/** Reads XML without keeping it, if it may be large. Refuses the same as `readXml`. */
export function scanXml(file: string, bytes: Uint8Array, reader: XmlReader): Checked<void> {
  const text = decodeXml(file, bytes);
  if (!text.ok) return text;
  try {
    scan(text.value, reader);
    return checked(undefined, []);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return unreadable(`${file} is not read: ${error.message}.`);
  }
}

function scan(text: string, reader: XmlReader): void {
  const wrong = forbidden.exec(text);
  if (wrong)
    throw new Refused(`it has the character ${codePointText(wrong[0])}, which XML does not allow`);
  const { elementDepth } = inputLimits;
  let depth = 0;
  let roots = 0;
  const parser = saxParser(true, onlyXml);
  parser.onerror = ({ message }) => {
    throw new Refused(message.split('\n', 1).join('').replace(/\.$/, ''));
  };
  parser.ondoctype = () => {
    throw new Refused('it declares a document type, which could define entities');
  };
  // The parser calls this method of the attributes, so no attribute may replace it.
  parser.onopentagstart = ({ attributes }: Tag | QualifiedTag) => {
    Object.defineProperty(attributes, 'hasOwnProperty', { value: Object.prototype.hasOwnProperty });
  };
  parser.onopentag = ({ name, attributes }: Tag | QualifiedTag) => {
    depth += 1;
    if (depth > elementDepth.most)
      throw new Refused(`its elements are nested deeper than ${limitInWords(elementDepth)}`);
    if (depth === 1) roots += 1;
    if (roots > 1) throw new Refused('it has more than one element at its top');
    const pairs = Object.entries(attributes).map(
      ([key, value]) => [local(key), `${value}`] as const,
    );
    reader.open(local(name), new Map(pairs));
  };
  parser.onclosetag = () => {
    depth -= 1;
    reader.close();
  };
  parser.ontext = reader.text;
  parser.oncdata = reader.text;
  parser.write(text).close();
}

/** Only the entities of XML, not those of HTML; the types of the package lack this option. */
const onlyXml = { strictEntities: true, trim: false };

/** Characters that XML 1.0 does not allow. */
const forbidden = /(?![\t\n\r\u007f-\u009f])\p{Cc}|[\ufffe\uffff]/u;

/** The text in the encoding of its first bytes or its declaration; UTF-8 by default. */
function decodeXml(file: string, bytes: Uint8Array): Checked<string> {
  const encoding = encodingOf(bytes);
  if (encoding === undefined) return decodeText(file, bytes);
  try {
    return checked(new TextDecoder(encoding, { fatal: true }).decode(bytes), []);
  } catch {
    const detail = `${file} declares ${encoding}, but cannot be read as that.`;
    return failure('file/encoding', { detail });
  }
}

function encodingOf(bytes: Uint8Array): string | undefined {
  const mark = utf16Mark(bytes);
  if (mark) return mark;
  const [first, second] = bytes;
  if (first === 0x3c && second === 0) return 'utf-16le';
  if (first === 0 && second === 0x3c) return 'utf-16be';
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const named = /^(?:\xef\xbb\xbf)?<\?xml[^>]*\bencoding\s*=\s*["']([-\w.:]+)["']/.exec(start)?.[1];
  return named === undefined || /^utf-?8$/i.test(named) ? undefined : named.toLowerCase();
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

export function childrenOf(element: Element | undefined, name: string): readonly Element[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The first element at a path of names; undefined if there is none. */
export function descend(
  element: Element | undefined,
  ...names: readonly string[]
): Element | undefined {
  return names.reduce<Element | undefined>((at, name) => childrenOf(at, name)[0], element);
}
