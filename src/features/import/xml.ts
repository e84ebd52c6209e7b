import { SaxesParser } from 'saxes';
import { decodeText } from '../../document/source-text.ts';
import { type Checked, checked, problem } from '../../model/problem.ts';
import { archiveLimits } from './archive.ts';

/** An element without namespace prefixes, which exporters choose freely. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  /** Text of the element itself. */
  readonly text: string;
}

interface Growing extends Element {
  readonly children: Growing[];
  text: string;
}

class Refused extends Error {}

/**
 * Reads XML into elements. Document types are refused, and with them custom entities; so are depths
 * and sizes that no course export has.
 */
export function readXml(file: string, bytes: Uint8Array): Checked<Element> {
  const text = decodeText(file, bytes);
  if (!text.ok) return text;
  const top: Growing = { name: '', attributes: new Map(), children: [], text: '' };
  const open: Growing[] = [top];
  let count = 0;
  const parser = new SaxesParser({ xmlns: false });
  parser.on('error', (error) => {
    throw new Refused(error.message);
  });
  parser.on('doctype', () => {
    throw new Refused('it declares a document type, which could bring entities of its own');
  });
  parser.on('opentag', ({ name, attributes }) => {
    count += 1;
    if (open.length > archiveLimits.depth)
      throw new Refused(`its elements are nested deeper than ${archiveLimits.depth}`);
    if (count > archiveLimits.elements)
      throw new Refused(`it has more than ${archiveLimits.elements} elements`);
    const pairs = Object.entries(attributes).map(([key, value]) => [local(key), value] as const);
    const element: Growing = {
      name: local(name),
      attributes: new Map(pairs),
      children: [],
      text: '',
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  const addText = (more: string) => {
    const element = open.at(-1);
    if (element) element.text += more;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  try {
    parser.write(text.value).close();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return refused(`${file} is not read: ${error.message}.`);
  }
  const [root] = top.children;
  return root ? checked(root, []) : refused(`${file} holds no XML element.`);
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function refused(detail: string): Checked<never> {
  return { ok: false, problems: [problem('import/unreadable', { detail })] };
}

/** Children with a name. */
export function childrenOf(element: Element | undefined, name: string): readonly Element[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The first element at a path of names. */
export function descend(
  element: Element | undefined,
  ...names: readonly string[]
): Element | undefined {
  return names.reduce<Element | undefined>((at, name) => childrenOf(at, name)[0], element);
}
